//! The guess at what a log's words mean, by the words themselves: a draft for a person to correct.

use seamless_flow::Role;
use seamless_model::{DocumentKind, Event};

/// Words by which something is known, and what it is then. The first line that has a word of the name wins.
type Table<T> = &'static [(&'static [&'static str], T)];

/// Kinds of objects that many orders meet.
const ASIDE: &[&str] = &[
    "customer",
    "employee",
    "person",
    "user",
    "resource",
    "product",
    "sku",
    "variant",
    "supplier",
    "vendor",
    "warehouse",
    "location",
    "store",
    "vehicle",
    "truck",
    "container",
    "material",
    "plant",
];

/// Kinds of objects that are orders, best first.
const ORDERS: &[&str] = &["order", "orders", "sales order", "purchase order"];

const DOCUMENTS: Table<DocumentKind> = &[
    (&["refund", "credit"], DocumentKind::Refund),
    (&["return", "rma"], DocumentKind::Return),
    (&["payout", "settlement"], DocumentKind::Payout),
    (&["payment", "pay", "paid", "reminder", "capture", "charge", "transaction"], DocumentKind::Payment),
    (&["invoice", "journal", "posting", "ledger"], DocumentKind::Journal),
    (&["stock", "inventory", "reorder"], DocumentKind::FulfillmentRequest),
    (
        &["pick", "picked", "picking", "fulfillment", "fulfilment", "allocation"],
        DocumentKind::FulfillmentRequest,
    ),
    (
        &[
            "package",
            "parcel",
            "ship",
            "shipped",
            "shipment",
            "shipping",
            "send",
            "deliver",
            "delivered",
            "delivery",
            "dispatch",
            "versand",
            "sendung",
            "sendungen",
            "paket",
            "pakete",
        ],
        DocumentKind::Shipment,
    ),
    (&["order", "item", "line"], DocumentKind::Order),
];

const EVENTS: Table<Event> = &[
    (&["cancel", "cancelled", "canceled", "cancellation"], Event::Cancel),
    (&["void", "voided", "recall"], Event::Void),
    (&["stock", "hold", "block", "blocked", "backorder"], Event::Hold),
    (&["reorder", "release", "unblock", "restock"], Event::Release),
    (&["send", "sent", "track", "tracking", "dispatch", "shipped", "ship"], Event::Tracking),
    (
        &[
            "failed", "change", "changed", "update", "updated", "edit", "reminder", "remind", "approve",
            "approved",
        ],
        Event::Edit,
    ),
];

const SYSTEMS: Table<(&str, Role)> = &[
    (&["return", "rma"], ("warehouse", Role::Wms)),
    (
        &["refund", "credit", "pay", "paid", "payment", "reminder", "capture", "charge", "payout"],
        ("payments", Role::Payments),
    ),
    (&["invoice", "journal", "posting", "ledger"], ("accounting", Role::Accounting)),
    (&["delivered", "delivery", "deliver"], ("delivery", Role::ThreePl)),
    (
        &[
            "pick",
            "picked",
            "pack",
            "package",
            "parcel",
            "ship",
            "shipped",
            "send",
            "stock",
            "reorder",
            "item",
            "dispatch",
            "load",
            "allocation",
        ],
        ("warehouse", Role::Wms),
    ),
    (&["confirm", "confirmed", "approve", "approved", "release", "book", "booked"], ("erp", Role::Erp)),
    (&["place", "placed", "create", "created", "checkout", "order"], ("shop", Role::Storefront)),
];

/// Names of systems, and the role that they speak of.
const ROLES: Table<Role> = &[
    (
        &["shop", "shopify", "store", "storefront", "web", "webshop", "woocommerce", "magento"],
        Role::Storefront,
    ),
    (&["amazon", "ebay", "walmart", "etsy", "marketplace", "zalando", "mirakl"], Role::Marketplace),
    (&["oms"], Role::Oms),
    (&["erp", "netsuite", "odoo", "sap", "acumatica", "erpnext", "tryton", "dynamics", "bc"], Role::Erp),
    (&["wms", "warehouse", "whs"], Role::Wms),
    (
        &[
            "3pl",
            "shipbob",
            "shiphero",
            "extensiv",
            "shipstation",
            "carrier",
            "delivery",
            "dhl",
            "ups",
            "fedex",
        ],
        Role::ThreePl,
    ),
    (&["dropship", "vendor", "supplier"], Role::Dropship),
    (&["stripe", "paypal", "adyen", "klarna", "payments", "payment", "psp"], Role::Payments),
    (&["accounting", "quickbooks", "xero", "ledger", "books", "sage"], Role::Accounting),
    (&["zendesk", "gorgias", "helpdesk", "service", "support"], Role::Helpdesk),
];

/// The words of a name, in small letters, with a plural's s taken away where the rest is longer than three letters.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        let turns = letter.is_uppercase() && before.is_lowercase();
        if (!letter.is_alphanumeric() || turns) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    if !word.is_empty() {
        words.push(word);
    }
    for word in &mut words {
        if word.len() > 4 && word.ends_with('s') && !word.ends_with("ss") {
            word.pop();
        }
    }
    words
}

fn look<T: Copy>(table: Table<T>, name: &str) -> Option<(T, &'static str)> {
    let words = words(name);
    table.iter().find_map(|(all, meaning)| {
        let word = all.iter().find(|it| words.iter().any(|word| word == *it || plural(word) == **it))?;
        Some((*meaning, *word))
    })
}

fn plural(word: &str) -> String {
    format!("{word}s")
}

/// The document that a type of event or object speaks of, with the word that says so.
pub fn document(name: &str) -> Option<(DocumentKind, &'static str)> {
    look(DOCUMENTS, name)
}

/// What happens in a type of event, with the word that says so. It is a `create` where no word says otherwise.
pub fn event(name: &str) -> Option<(Event, &'static str)> {
    look(EVENTS, name)
}

/// The system in which such an event usually happens, its role, and the word that says so.
pub fn system(name: &str) -> Option<((&'static str, Role), &'static str)> {
    look(SYSTEMS, name)
}

/// The role that a system's name speaks of.
pub fn role(name: &str) -> Option<Role> {
    look(ROLES, name).map(|it| it.0)
}

/// Whether objects of this type are people, products or places, which many orders meet.
pub fn is_aside(object_type: &str) -> bool {
    let words = words(object_type);
    words.last().is_some_and(|last| ASIDE.contains(&last.as_str()))
}

/// How much a type of object looks like an order: less is better.
pub fn order_rank(object_type: &str) -> usize {
    let words = words(object_type).join(" ");
    ORDERS.iter().position(|it| *it == words).unwrap_or(if words.contains("order") {
        ORDERS.len()
    } else {
        usize::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("PlaceOrder"), ["place", "order"]);
        assert_eq!(words("item out-of_stock"), ["item", "out", "of", "stock"]);
        assert_eq!(words("Purchase Orders"), ["purchase", "order"]);
    }

    #[test]
    fn the_usual_words_are_known() {
        assert_eq!(document("package delivered").map(|it| it.0), Some(DocumentKind::Shipment));
        assert_eq!(document("pay order").map(|it| it.0), Some(DocumentKind::Payment));
        assert_eq!(system("confirm order").map(|it| it.0.0), Some("erp"));
        assert_eq!(system("item out of stock").map(|it| it.0.0), Some("warehouse"));
        assert_eq!(event("item out of stock").map(|it| it.0), Some(Event::Hold));
        assert_eq!(event("place order"), None);
        assert!(
            is_aside("customers") && is_aside("Employees") && !is_aside("packages") && !is_aside("items")
        );
        assert!(order_rank("orders") < order_rank("customer order") && order_rank("items") == usize::MAX);
        assert_eq!(role("netsuite"), Some(Role::Erp));
    }
}
