//! `orderCreate`.

use jiff::SignedDuration;
use seamless_model::Currency;

use super::input::{self, Currencies, filled, flag, items, text};
use super::order_input::{
    allocate, customer, discount, line, metafield, pairs, shipping_line, time, transaction,
};
use super::payload::{Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault, Json};
use crate::shopify::hooks::Subject;
use crate::shopify::state::{FulfillmentOrder, Line, Order, Owner, RequestLine, Shop};

/// Most lines of an order.
const LINES_MAX: usize = 499;

pub(super) fn order_create(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let input = input::input(args, "order");
    let options = input::input(args, "options");
    if let Some(refused) = limit(shop) {
        return Ok(Payload::refuse(refused));
    }
    if items(input, "lineItems").len() > LINES_MAX {
        let message = format!(
            "The input array size of {} is greater than the maximum allowed of {LINES_MAX}.",
            items(input, "lineItems").len()
        );
        return Err(Fault::new("MAX_INPUT_SIZE_EXCEEDED", message));
    }
    match build(shop, input) {
        Ok(mut order) => {
            order.claims_stock =
                options.get("inventoryBehaviour").and_then(Json::as_str).is_some_and(|it| it != "BYPASS");
            if options.get("inventoryBehaviour").and_then(Json::as_str) == Some("DECREMENT_OBEYING_POLICY")
                && let Some(refused) = short(shop, &order)
            {
                return Ok(Payload::refuse(refused));
            }
            let id = put(shop, order);
            if let Some(tracking) = input.get("fulfillment").filter(|it| it.is_object()) {
                super::fulfill::whole_order(shop, id, tracking);
            }
            Ok(Payload::done("order", Ref::Order(id)))
        }
        Err(error) => Ok(Payload::refuse(error)),
    }
}

/// Development stores take a few orders a minute.
fn limit(shop: &mut Shop) -> Option<UserError> {
    let most = usize::try_from(shop.config.order_limit?).ok()?;
    let minute_ago = shop.now.checked_sub(SignedDuration::from_secs(60)).unwrap_or(shop.now);
    shop.created.retain(|it| *it > minute_ago);
    if shop.created.len() >= most {
        return Some(UserError::of_all("Too many attempts. Please try again later.").code("INVALID"));
    }
    shop.created.push(shop.now);
    None
}

fn short(shop: &Shop, order: &Order) -> Option<UserError> {
    let lacks = |line: &Line| {
        let variant = line.variant.and_then(|id| shop.variants.get(&id));
        variant
            .is_some_and(|it| it.tracked && it.available < i64::try_from(line.quantity).unwrap_or(i64::MAX))
    };
    order
        .lines
        .iter()
        .any(lacks)
        .then(|| UserError::of_all("Unable to reserve inventory.").code("INVENTORY_CLAIM_FAILED"))
}

fn build(shop: &mut Shop, input: &Json) -> Result<Order, UserError> {
    let currency =
        |name: &str| input.get(name).and_then(Json::as_str).and_then(|it| Currency::from_code(it).ok());
    let shop_currency = currency("currency").unwrap_or(shop.config.currency);
    let currencies = Currencies {
        shop: shop_currency,
        presentment: currency("presentmentCurrency").unwrap_or(shop_currency),
    };
    if items(input, "lineItems").is_empty() {
        return Err(UserError::at(&["order", "lineItems"], "Line items can't be blank").code("INVALID"));
    }
    let mut lines = Vec::new();
    for (index, it) in items(input, "lineItems").iter().enumerate() {
        lines.push(line(shop, it, currencies, &["order", "lineItems", &index.to_string()])?);
    }
    let mut shipping = Vec::new();
    for (index, it) in items(input, "shippingLines").iter().enumerate() {
        shipping.push(shipping_line(shop, it, currencies, &["order", "shippingLines", &index.to_string()])?);
    }
    let discount = discount(input.get("discountCode"), currencies)?;
    if let Some(discount) = &discount {
        allocate(discount, &mut lines, &mut shipping, currencies);
    }
    let shipping_address = input::address(input, "shippingAddress");
    let email = filled(input, "email");
    let customer = customer(shop, input, email.as_deref())?;
    let number = shop.next_number;
    let id = shop.ids.next();
    let now = shop.now;
    let mut order = Order {
        id,
        number,
        name: filled(input, "name").unwrap_or_else(|| format!("#{number}")),
        confirmation: shop.ids.token("confirmation", number)[..9].to_uppercase(),
        token: shop.ids.token("order", number),
        created_at: now,
        processed_at: time(input, "processedAt").map_or(now, |it| it.min(now)),
        updated_at: now,
        closed_at: time(input, "closedAt"),
        cancelled: None,
        email,
        phone: filled(input, "phone"),
        note: filled(input, "note"),
        tags: input::tidy_tags(input::texts(input, "tags")),
        attributes: pairs(input, "customAttributes", "key"),
        po_number: filled(input, "poNumber"),
        source_name: filled(input, "sourceName").unwrap_or_else(|| "api".to_owned()),
        source_identifier: filled(input, "sourceIdentifier"),
        source_url: filled(input, "sourceUrl"),
        referring_site: filled(input, "referringSite"),
        accepts_marketing: flag(input, "buyerAcceptsMarketing"),
        test: flag(input, "test"),
        taxes_included: flag(input, "taxesIncluded"),
        edited: false,
        claims_stock: false,
        currency: currencies.shop,
        presentment: currencies.presentment,
        billing_address: input::address(input, "billingAddress"),
        shipping_address,
        customer,
        lines,
        shipping,
        taxes: input::tax_lines(input, currencies, &["order", "taxLines"])?,
        discount,
        transactions: Vec::new(),
        declared: text(input, "financialStatus"),
        requests: Vec::new(),
        fulfillments: Vec::new(),
        refunds: Vec::new(),
        metafields: Vec::new(),
    };
    for it in items(input, "transactions") {
        let transaction = transaction(shop, it, currencies, order.processed_at)?;
        order.transactions.push(transaction);
    }
    for it in items(input, "metafields") {
        let metafield = metafield(shop, it, "ORDER");
        order.metafields.push(metafield);
    }
    shop.next_number += 1;
    Ok(order)
}

/// Puts a new order in its place, routes it, and tells of it.
fn put(shop: &mut Shop, mut order: Order) -> u64 {
    let id = order.id;
    route(shop, &mut order);
    for it in &order.lines {
        shop.owners.insert((Owner::Line, it.id), id);
        if order.claims_stock {
            let units = i64::try_from(it.quantity).unwrap_or(0);
            shop.move_stock(it.variant, -units, units);
        }
    }
    for it in &order.transactions {
        shop.owners.insert((Owner::Transaction, it.id), id);
    }
    if let Some(customer) = order.customer.and_then(|id| shop.customers.get_mut(&id)) {
        customer.orders.push(id);
    }
    let paid = order.financial_status() == Some("PAID");
    let transactions: Vec<u64> = order.transactions.iter().map(|it| it.id).collect();
    let requests: Vec<u64> = order.requests.iter().map(|it| it.id).collect();
    shop.by_name.insert(order.name.clone(), id);
    shop.orders.insert(id, order);
    shop.tell("ORDERS_CREATE", id, Subject::Order);
    for it in transactions {
        shop.tell("ORDER_TRANSACTIONS_CREATE", id, Subject::Transaction(it));
    }
    if paid {
        shop.tell("ORDERS_PAID", id, Subject::Order);
    }
    for it in requests {
        shop.tell("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", id, Subject::Request(it, None));
    }
    shop.tell("ORDERS_UPDATED", id, Subject::Order);
    id
}

/// Asks the location to ship what is not a gift card.
fn route(shop: &mut Shop, order: &mut Order) {
    let wanted: Vec<(u64, u64)> =
        order.lines.iter().filter(|it| !it.gift_card).map(|it| (it.id, it.quantity)).collect();
    if !wanted.is_empty() {
        let request = new_request(shop, order.id, &wanted);
        order.requests.push(request);
    }
}

/// A fulfillment order for (line, units).
pub(super) fn new_request(shop: &mut Shop, order: u64, wanted: &[(u64, u64)]) -> FulfillmentOrder {
    let id = shop.ids.next();
    shop.owners.insert((Owner::FulfillmentOrder, id), order);
    let mut lines = Vec::new();
    for (line, units) in wanted {
        let own = shop.ids.next();
        shop.owners.insert((Owner::RequestLine, own), order);
        lines.push(RequestLine { id: own, line: *line, total: *units, remaining: *units });
    }
    FulfillmentOrder {
        id,
        status: "OPEN".to_owned(),
        location: shop.location.id,
        lines,
        holds: Vec::new(),
        created_at: shop.now,
        updated_at: shop.now,
    }
}
