//! The handoffs of a drafted map.

use super::systems::{books, hub, receiver, stock_centre, supplier, titled};
use super::{Answers, Fulfiller, How, RefundsFrom, Route};

/// A handoff as it will be written.
pub(super) struct Drafted {
    name: String,
    about: String,
    fields: Vec<(&'static str, String)>,
}

impl Drafted {
    fn new(name: impl Into<String>, about: impl Into<String>, carry: &str, from: &str, to: &str) -> Self {
        let fields = vec![("carry", carry.to_owned()), ("from", from.to_owned()), ("to", to.to_owned())];
        Self { name: name.into(), about: about.into(), fields }
    }

    fn with(mut self, field: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((field, value.into()));
        self
    }

    /// How it travels, with the reconcile behind it where a message may be lost, and its deadline.
    fn travels(self, via: &str, within: &str) -> Self {
        let it = self.with("via", via);
        let it = if via == "webhook" { it.with("backstop", "every 15m over 48h") } else { it };
        it.with("within", within)
    }

    fn key(self, from: &str, from_field: &str, to: &str, to_field: &str) -> Self {
        self.with("key", format!("{{ {from}: {from_field}, {to}: {to_field} }}"))
    }

    fn lines(self, from: &str, to: &str) -> Self {
        self.with("lines", format!("{{ {from}: id, {to}: external_line_id }}"))
    }

    fn by(self, carrier: Option<&str>) -> Self {
        match carrier {
            Some(name) => self.with("by", name),
            None => self,
        }
    }

    fn when(self, condition: Option<String>) -> Self {
        match condition {
            Some(text) => self.with("when", format!("'{text}'")),
            None => self,
        }
    }

    /// Its text in the map.
    pub(super) fn text(&self) -> String {
        let mut out = format!("  # {}\n  {}:\n", self.about, self.name);
        for (field, value) in &self.fields {
            out.push_str(&format!("    {field}: {value}\n"));
        }
        out.push('\n');
        out
    }
}

/// All handoffs, on the way of an order.
pub(super) fn handoffs(it: &Answers) -> Vec<Drafted> {
    let mut all = orders(it);
    all.extend(it.fulfillment.iter().flat_map(|ships| requests(it, ships)));
    all.extend(it.fulfillment.iter().flat_map(|ships| shipments(it, ships)));
    all.extend(stock(it));
    all.extend(money(it));
    all.extend(returns(it));
    all
}

/// A name, made one of its own where several things would bear it.
fn own(name: &str, many: bool, of: &str) -> String {
    if many { format!("{name}-{of}") } else { name.to_owned() }
}

const LIFE: &str = "[create, edit, cancel, hold, release]";

/// Question 1 and 2: where orders originate, and how they reach OMS and ERP.
fn orders(it: &Answers) -> Vec<Drafted> {
    let mut all = Vec::new();
    let connector = it.connector.as_ref().map(|it| it.name.as_str());
    let erp = it.erp.as_ref().map(|it| it.name.as_str());
    let many = it.shops.len() > 1;
    let oms = it
        .oms
        .as_ref()
        .map(|it| it.name.as_str())
        .filter(|_| it.route != Route::Native && it.route != Route::Erp);
    for shop in &it.shops {
        let shop = shop.name.as_str();
        if let Some(oms) = oms {
            all.push(
                order(
                    own("orders", many, shop),
                    "Every order, and all that happens to it afterwards.",
                    shop,
                    oms,
                )
                .when(Some("!order.test".to_owned())),
            );
        }
        if let (Some(erp), Route::Native | Route::Hybrid | Route::Erp) = (erp, it.route) {
            let name = if oms.is_some() { "booked" } else { "orders" };
            all.push(
                order(own(name, many, shop), "Every order, into the books.", shop, erp)
                    .when(Some("!order.test".to_owned()))
                    .by(connector),
            );
        }
    }
    for place in &it.marketplaces {
        let into = oms.or(erp).unwrap_or(it.shops[0].name.as_str());
        let drafted = Drafted::new(
            own("sold", it.marketplaces.len() > 1, &place.name),
            format!(
                "Orders of {}. decide: how they arrive; many marketplaces are asked, and do not tell.",
                place.title
            ),
            "order",
            &place.name,
            into,
        );
        let keyed = drafted.travels("poll 5m", "15m").with("covers", "[create, edit, cancel]");
        all.push(keyed.key(&place.name, "id", into, "external_id").lines(&place.name, into));
    }
    if let (Some(oms), Some(erp), Route::Oms) = (oms, erp, it.route) {
        all.push(
            Drafted::new("booking", "The OMS's orders, into the books.", "order", oms, erp)
                .travels("poll 5m", "15m")
                .with("covers", "[create, edit, cancel]")
                .key(oms, "external_id", erp, "reference")
                .lines(oms, erp)
                .by(connector),
        );
    }
    if let (Some(supplier), Some(hub)) = (supplier(it), oms.or(erp)) {
        all.push(
            Drafted::new(
                "purchase",
                "What is bought for an order, from the supplier.",
                "order",
                hub,
                supplier,
            )
            .travels("webhook", "1h")
            .with("covers", "[create, edit, cancel]")
            .key(hub, "reference", supplier, "purchase_order")
            .lines(hub, supplier),
        );
    }
    all
}

fn order(name: String, about: &str, from: &str, to: &str) -> Drafted {
    Drafted::new(name, about, "order", from, to)
        .travels("webhook", "5m")
        .with("covers", LIFE)
        .key(from, "name", to, "external_id")
        .lines(from, to)
}

/// Question 3: what each that ships is asked for.
fn requests(it: &Answers, ships: &Fulfiller) -> Vec<Drafted> {
    let many = it.fulfillment.len() > 1;
    let sources: Vec<&str> = match it.route {
        Route::Native => it.shops.iter().map(|it| it.name.as_str()).collect(),
        _ => vec![hub(it)],
    };
    sources
        .iter()
        .map(|from| {
            let name = own(&own("picks", many, &ships.name), sources.len() > 1, from);
            let about = match ships.how {
                How::Dropship => format!("What {} is to ship to the customer.", ships.title),
                How::CrossDock => format!("What {} is to ship on, once it was received.", ships.title),
                How::InHouse | How::ThreePl => format!("What {} is asked to ship.", ships.title),
            };
            let drafted = Drafted::new(name, about, "fulfillment_request", from, &ships.name)
                .travels(&ships.via, if ships.via == "webhook" { "5m" } else { "1h" })
                .with("covers", LIFE)
                .when(taken(it, ships))
                .key(from, "id", &ships.name, "request_ref")
                .lines(from, &ships.name);
            match &ships.country {
                Some(_) => drafted.with(
                    "contract",
                    "{ customs.fields: [hs_code, origin, value, description] }   # decide: what customs asks for there",
                ),
                None => drafted,
            }
        })
        .collect()
}

/// Which requests one of several fulfillers takes: a marketplace's where it ships all of that; else by its location,
/// and the last takes what is left, so that every request is taken once.
fn taken(it: &Answers, ships: &Fulfiller) -> Option<String> {
    if it.fulfillment.len() < 2 {
        return None;
    }
    let of = |name: &str| {
        it.marketplaces
            .iter()
            .filter(|it| it.shipped_by.as_deref() == Some(name))
            .map(|it| it.name.as_str())
            .collect::<Vec<_>>()
    };
    let list = |all: &[&str]| all.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ");
    let own = of(&ships.name);
    if !own.is_empty() {
        return Some(format!("order.source in [{}]", list(&own)));
    }
    let others: Vec<&str> = it.fulfillment.iter().flat_map(|it| of(&it.name)).collect();
    let free: Vec<&str> =
        it.fulfillment.iter().map(|it| it.name.as_str()).filter(|it| of(it).is_empty()).collect();
    let mut parts = Vec::new();
    if !others.is_empty() {
        parts.push(format!("!(order.source in [{}])", list(&others)));
    }
    match free.split_last() {
        Some((last, rest)) if *last == ships.name && !rest.is_empty() => {
            parts.push(format!("!(fulfillment_request.location in [{}])", list(rest)));
        }
        Some((last, _)) if *last != ships.name => {
            parts.push(format!("fulfillment_request.location == \"{}\"", ships.name));
        }
        _ => {}
    }
    (!parts.is_empty()).then(|| parts.join(" && "))
}

/// Question 3: every parcel, back to where it was sold, and to whoever routed it.
fn shipments(it: &Answers, ships: &Fulfiller) -> Vec<Drafted> {
    let from = ships.name.as_str();
    let many = it.fulfillment.len() > 1;
    let via = ships.via.as_str();
    let within = if via == "webhook" { "30m" } else { "2h" };
    let parcel = |name: String, about: String, to: &str, field: &str| {
        Drafted::new(name, about, "shipment", from, to)
            .travels(via, within)
            .with("covers", "[create, partial, tracking, void]")
            .key(from, "tracking", to, field)
            .lines(from, to)
    };
    let mut all = Vec::new();
    let only: Vec<&str> = it
        .marketplaces
        .iter()
        .filter(|it| it.shipped_by.as_deref() == Some(from))
        .map(|it| it.name.as_str())
        .collect();
    let several = it.shops.len() > 1 || !it.marketplaces.is_empty();
    let source = |name: &str| several.then(|| format!("order.source == \"{name}\""));
    let sold: Vec<&str> = it.marketplaces.iter().map(|it| it.name.as_str()).collect();
    for shop in it.shops.iter().filter(|_| only.is_empty()) {
        let condition = match it.shops.len() {
            1 if sold.is_empty() => None,
            1 => Some(format!(
                "!(order.source in [{}])",
                sold.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ")
            )),
            // Numbers tell the shops apart: each has a prefix of its own, which Shopify's settings give.
            _ => Some(format!("order.number.startsWith(\"{}-\")", shop.name.to_uppercase())),
        };
        let name = own(&own("shipped", many, from), it.shops.len() > 1, &shop.name);
        let about = format!(
            "Every parcel of {}, back to {}: the customer's shipping mail hangs on it.",
            ships.title, shop.title
        );
        all.push(parcel(name, about, &shop.name, "tracking").when(condition));
    }
    for place in it
        .marketplaces
        .iter()
        .filter(|it| only.is_empty() && it.shipped_by.is_none() || only.contains(&it.name.as_str()))
    {
        let name = own(&own("confirmed", many, from), it.marketplaces.len() > 1, &place.name);
        let about = format!("The confirmation that {} waits for. decide: its deadline.", place.title);
        all.push(parcel(name, about, &place.name, "tracking").when(source(&place.name)));
    }
    let told = match it.route {
        Route::Native => it.erp.as_ref().map(|it| it.name.as_str()),
        _ => Some(hub(it)),
    };
    if let Some(to) = told {
        let name = own("delivered", many, from);
        let about = format!("The same parcels, for {}: what was shipped can be invoiced.", titled(it, to));
        all.push(parcel(name, about, to, "tracking"));
    }
    if ships.how == How::CrossDock {
        all.push(
            Drafted::new(
                "notice",
                "The supplier's notice of what is on its way; it is matched with the receipt.",
                "shipment",
                "supplier",
                from,
            )
            .travels("webhook", "1h")
            .with("covers", "[create, partial, tracking, void]")
            .key("supplier", "purchase_order", from, "inbound_ref")
            .lines("supplier", from),
        );
    }
    all
}

/// Stock, from where it lies to where it is sold.
fn stock(it: &Answers) -> Vec<Drafted> {
    let mut all = Vec::new();
    let centre = stock_centre(it);
    let many = it.fulfillment.len() > 1;
    let contract = "{ stock.basis: available, stock.write: compare_and_set }   # decide: what the number means, and how it is written";
    let plain = "{ stock.basis: available }   # decide: what the number means";
    for ships in &it.fulfillment {
        let from = ships.name.as_str();
        let via = if ships.via == "webhook" { "poll 5m" } else { ships.via.as_str() };
        let to: Vec<&str> = match centre {
            Some(centre) => vec![centre],
            None => it.shops.iter().map(|it| it.name.as_str()).collect(),
        };
        for target in &to {
            let name = own(&own("stock", many, from), to.len() > 1, target);
            let about = match ships.how {
                How::CrossDock => format!("What {} has received, as it was counted.", ships.title),
                _ => format!("What {} has.", ships.title),
            };
            let is_shop = it.shops.iter().any(|it| it.name == *target);
            all.push(
                Drafted::new(name, about, "inventory", from, target)
                    .travels(via, if via == "poll 5m" { "10m" } else { "2h" })
                    .key(from, "sku", target, "sku")
                    .with("contract", if is_shop { contract } else { plain }),
            );
        }
    }
    if let Some(centre) = centre {
        let shops = it.shops.iter().map(|it| (&it.name, contract));
        let places = it.marketplaces.iter().map(|it| (&it.name, plain));
        for (to, contract) in shops.chain(places) {
            all.push(
                Drafted::new(
                    format!("offer-{to}"),
                    "What may be sold there. decide: how many units are held back.",
                    "inventory",
                    centre,
                    to,
                )
                .travels("poll 5m", "10m")
                .key(centre, "sku", to, "sku")
                .with("buffer", "3")
                .with("contract", contract),
            );
        }
    }
    all
}

/// Question 4: refunds and payouts, into the books.
fn money(it: &Answers) -> Vec<Drafted> {
    let mut all = Vec::new();
    let many = it.shops.len() > 1;
    let erp = it.erp.as_ref().map(|it| it.name.as_str());
    for shop in &it.shops {
        let shop = shop.name.as_str();
        let name = own("refunded", many, shop);
        match (it.refunds, erp.or(books(it))) {
            (RefundsFrom::Erp, Some(erp)) => all.push(
                Drafted::new(name, "Money that the books give back, done in the shop.", "refund", erp, shop)
                    .travels("webhook", "1h")
                    .key(erp, "reference", shop, "id")
                    .lines(erp, shop),
            ),
            (RefundsFrom::Shop, Some(books)) => all.push(
                Drafted::new(name, "Money given back becomes a credit note.", "refund", shop, books)
                    .travels("webhook", "1h")
                    .key(shop, "id", books, "reference")
                    .lines(shop, books),
            ),
            (_, None) => {}
        }
        if let (true, Some(books)) = (it.payouts, books(it)) {
            all.push(
                Drafted::new(
                    own("paid-out", many, shop),
                    "What the payment processor pays out, with its fees.",
                    "payout",
                    shop,
                    books,
                )
                .travels("poll 1h", "1d")
                .key(shop, "id", books, "reference"),
            );
        }
    }
    all.extend(it.marketplaces.iter().flat_map(|place| of_marketplace(it, &place.name, &place.title)));
    if let (Some(erp), Some(books)) = (erp, &it.accounting) {
        all.push(
            Drafted::new("posted", "What the ERP books, into accounting.", "journal", erp, &books.name)
                .travels("poll 1h", "1d")
                .key(erp, "id", &books.name, "reference"),
        );
    }
    all
}

/// A marketplace gives the money of its own orders back, and pays out what it has taken.
fn of_marketplace(it: &Answers, place: &str, title: &str) -> Vec<Drafted> {
    let sales = it.erp.as_ref().map(|it| it.name.as_str()).or(books(it));
    let money = |name: &str, about: String, carry: &str, to: &str, within: &str| {
        Drafted::new(format!("{name}-{place}"), about, carry, place, to).travels("poll 1h", within).key(
            place,
            "id",
            to,
            "reference",
        )
    };
    let about = format!("Money that {title} gives back becomes a credit note.");
    let refunds = sales.map(|to| money("refunded", about, "refund", to, "2h").lines(place, to));
    let about = format!("What {title} pays out, with its fees.");
    let payouts = books(it).filter(|_| it.payouts).map(|to| money("paid-out", about, "payout", to, "1d"));
    refunds.into_iter().chain(payouts).collect()
}

/// Question 4: goods that come back.
fn returns(it: &Answers) -> Vec<Drafted> {
    let mut all = Vec::new();
    if !it.returns {
        return all;
    }
    let Some(ships) = receiver(it) else { return all };
    let many = it.shops.len() > 1;
    for shop in &it.shops {
        let (shop, to) = (shop.name.as_str(), ships.name.as_str());
        all.push(
            Drafted::new(
                own("returns", many, shop),
                "Goods that a customer wants to send back, announced to who receives them.",
                "return",
                shop,
                to,
            )
            .travels(&ships.via, if ships.via == "webhook" { "1h" } else { "2h" })
            .with("covers", "[create, edit, cancel]")
            .key(shop, "id", to, "return_ref")
            .lines(shop, to),
        );
    }
    if let Some(erp) = it.erp.as_ref().map(|it| it.name.as_str()) {
        all.push(
            Drafted::new(
                "received-back",
                "What came back, and in which condition. decide: who refunds on it.",
                "return",
                &ships.name,
                erp,
            )
            .travels(&ships.via, "2h")
            .key(&ships.name, "return_ref", erp, "reference")
            .lines(&ships.name, erp),
        );
    }
    all
}
