//! Shopify's own payload samples, understood field by field. They are no part of the project: the environment
//! variable SEAMLESS_REFERENCE names the folder that holds them.
#![cfg(feature = "reference")]

use std::path::PathBuf;

use bytes::Bytes;
use jiff::Timestamp;
use rust_decimal::Decimal;
use seamless_connect::shopify::Shopify;
use seamless_connect::{Credentials, Fetch, Landed, LandedFrom, NotUnderstood, Understood};
use seamless_flow::{Kind, Place, Profile, Role, System};
use seamless_model::{
    Address, Body, Cancelled, Charge, Customer, DocumentKind, Keys, Line, Money, MoneyPair, Order, Payment,
    PaymentState, Reference, Refund, RefundLine, Restock, Shipment, ShipmentLine, ShipmentStatus, Totals,
    Tracking,
};

fn folder() -> PathBuf {
    let folder =
        std::env::var("SEAMLESS_REFERENCE").expect("SEAMLESS_REFERENCE names the folder of the reference");
    PathBuf::from(folder).join("shopify/payloads")
}

fn payload(name: &str) -> Bytes {
    let path = folder().join(format!("{name}.json"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into()
}

fn shop() -> Shopify {
    let system = System {
        id: "shop".into(),
        title: "Shop".into(),
        kind: Kind::Shopify,
        role: Role::Storefront,
        team: "service".into(),
        profile: Profile::default(),
        url: None,
        shop: Some("northwind.myshopify.com".into()),
        plan: None,
        secret: None,
        token: None,
        client_id: None,
        client_secret: None,
        place: Place::default(),
    };
    Shopify::new(&system, Credentials::default()).expect("a connector")
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn understand(topic: &str, name: &str) -> Result<Understood, NotUnderstood> {
    let from = LandedFrom::Webhook { topic: topic.into(), triggered_at: Some(time("2026-10-05T12:00:00Z")) };
    shop().understand(&Landed { from, at: time("2026-10-05T12:00:01Z"), body: payload(name) })
}

fn money(text: &str) -> MoneyPair {
    text.parse::<Money>().expect("an amount").into()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn keys<const N: usize>(keys: [(&str, &str); N]) -> Keys {
    keys.into_iter().map(|(field, value)| (field.to_owned(), value.to_owned())).collect()
}

/// The number as the sample has it: the tool that wrote the samples rounded it, and there is no text beside it.
fn of_rounded_order() -> Vec<Reference> {
    vec![Reference { kind: DocumentKind::Order, field: "id".into(), value: "820982911946154500".into() }]
}

const CREATED: &str = "2022-01-01T00:00:00Z";

fn steve() -> Address {
    Address {
        name: text("Steve Shipper"),
        company: text("Shipping Company"),
        address1: text("123 Shipping Street"),
        address2: None,
        city: text("Shippington"),
        province: text("KY"),
        zip: text("40003"),
        country: text("US"),
        phone: text("555-555-SHIP"),
    }
}

fn nano(id: &str) -> Line {
    Line {
        id: id.into(),
        sku: text("IPOD2008PINK"),
        title: text("IPod Nano - 8GB"),
        quantity: 1,
        ordered: 1,
        unit_price: Some(Decimal::from(199)),
        discount: None,
        tax: None,
        ships: true,
        gift_card: false,
    }
}

#[test]
fn orders() {
    for topic in [
        "orders/create",
        "orders/updated",
        "orders/paid",
        "orders/cancelled",
        "orders/fulfilled",
        "orders/partially_fulfilled",
    ] {
        let all = understand(topic, "Order").expect("understood");
        assert_eq!(all.fetch, []);
        let [seen] = &all.observations[..] else { panic!("{all:?}") };
        // The sample's JSON number was rounded; the global identifier, which is text, was not.
        assert_eq!(seen.id, "820982911946154508");
        assert_eq!(seen.keys, keys([("id", "820982911946154508"), ("name", "#9999")]));
        assert_eq!(seen.parents, []);
        assert_eq!(seen.revision.map(|it| it.at), Some(time(CREATED)));
        let Body::Order(order) = &seen.body else { panic!("{seen:?}") };
        let expected = Order {
            number: text("#9999"),
            source: text("web"),
            placed_at: Some(time(CREATED)),
            test: true,
            held: false,
            cancelled: Some(Cancelled { at: Some(time(CREATED)), reason: text("customer") }),
            payment: Some(PaymentState::Voided),
            currency: money("0.00 USD").shop.currency(),
            presentment_currency: Some(money("0.00 USD").shop.currency()),
            tax_included: false,
            lines: vec![nano("866550311766439020"), nano("141249953214522974")],
            shipping: vec![Charge {
                title: "Generic Shipping".into(),
                code: None,
                amount: money("10.00 USD"),
            }],
            totals: Some(Totals {
                subtotal: Some(money("398.00 USD")),
                discount: Some(money("0.00 USD")),
                shipping: Some(money("10.00 USD")),
                tax: Some(money("0.00 USD")),
                total: money("398.00 USD"),
            }),
            ship_to: Some(steve()),
            bill_to: Some(steve()),
            customer: Some(Customer {
                id: text("115310627314723954"),
                name: text("John Smith"),
                email: text("jon@example.com"),
                phone: None,
            }),
            note: None,
            tags: vec![],
        };
        assert_eq!(*order, expected);
    }
}

#[test]
fn orders_edited_and_deleted() {
    let edited = understand("orders/edited", "OrderEdited").expect("understood");
    assert_eq!(edited.observations, []);
    assert_eq!(edited.fetch, [Fetch { kind: DocumentKind::Order, id: "820982911946154500".into() }]);
    let deleted = understand("orders/delete", "Deleted").expect("understood");
    let [seen] = &deleted.observations[..] else { panic!("{deleted:?}") };
    assert_eq!(seen.id, "788032119674292900");
    assert_eq!(seen.keys, keys([("id", "788032119674292900")]));
    assert_eq!(seen.body, Body::Deleted(DocumentKind::Order));
}

#[test]
fn refunds_create() {
    let all = understand("refunds/create", "Refund").expect("understood");
    let [seen] = &all.observations[..] else { panic!("{all:?}") };
    assert_eq!(seen.keys, keys([("id", "890088186047892319")]));
    assert_eq!(seen.parents, of_rounded_order());
    // The sample has no time of its own: the message's does.
    assert_eq!(seen.revision.map(|it| it.at), Some(time("2026-10-05T12:00:00Z")));
    let line = |id: &str| RefundLine {
        order_line: text(id),
        sku: text("IPOD2008PINK"),
        quantity: 1,
        restock: Restock::None,
        subtotal: Some(money("199.00 USD")),
        tax: Some(money("0.00 USD")),
    };
    let expected = Refund {
        created_at: None,
        note: text("Things were damaged"),
        // No transaction: no money went back.
        amount: money("0.00 USD"),
        pending: false,
        lines: vec![line("866550311766439020"), line("141249953214522974")],
        shipping: None,
        voided: false,
    };
    assert_eq!(seen.body, Body::Refund(expected));
}

#[test]
fn fulfillments() {
    for topic in ["fulfillments/create", "fulfillments/update"] {
        let all = understand(topic, "Fulfillment").expect("understood");
        let [seen] = &all.observations[..] else { panic!("{all:?}") };
        assert_eq!(seen.keys, keys([("id", "123456"), ("name", "#9999.1"), ("tracking", "1z827wk74630")]));
        assert_eq!(seen.parents, of_rounded_order());
        assert_eq!(seen.revision.map(|it| it.at), Some(time(CREATED)));
        let line = |id: &str| ShipmentLine { order_line: text(id), sku: text("IPOD2008PINK"), quantity: 1 };
        let expected = Shipment {
            status: ShipmentStatus::Pending,
            shipped_at: None,
            lines: vec![line("866550311766439020"), line("141249953214522974")],
            tracking: vec![Tracking {
                company: text("UPS"),
                number: "1z827wk74630".into(),
                url: text("https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1z827wk74630"),
            }],
            location: None,
        };
        assert_eq!(seen.body, Body::Shipment(expected));
    }
}

#[test]
fn order_transactions_create() {
    let all = understand("order_transactions/create", "OrderTransactionsCreate").expect("understood");
    let [seen] = &all.observations[..] else { panic!("{all:?}") };
    assert_eq!(seen.keys, keys([("id", "120560818172775265")]));
    assert_eq!(seen.parents, of_rounded_order());
    assert_eq!(seen.revision.map(|it| it.at), Some(time(CREATED)));
    let expected = Payment {
        action: "authorization".into(),
        status: "success".into(),
        gateway: text("visa"),
        amount: money("403.00 USD").shop,
        processed_at: None,
        parent: None,
        test: false,
    };
    assert_eq!(seen.body, Body::Payment(expected));
}

/// Topic, sample, and the fulfillment orders that it names.
const THIN: &[(&str, &str, &[&str])] = &[
    ("cancellation_request_accepted", "CancellationRequestAccepted", &["1"]),
    ("cancellation_request_rejected", "CancellationRequestRejected", &["1"]),
    ("cancellation_request_submitted", "CancellationRequestSubmitted", &["1"]),
    ("cancelled", "Cancelled", &["1", "2"]),
    ("fulfillment_request_accepted", "FulfillmentRequestAccepted", &["1"]),
    ("fulfillment_request_rejected", "FulfillmentRequestRejected", &["1"]),
    ("fulfillment_request_submitted", "FulfillmentRequestSubmitted", &["1"]),
    ("fulfillment_service_failed_to_complete", "FulfillmentServiceFailedToComplete", &["1"]),
    ("hold_released", "HoldReleased", &["1"]),
    ("line_items_prepared_for_local_delivery", "LineItemsPreparedForLocalDelivery", &["1"]),
    ("line_items_prepared_for_pickup", "LineItemsPreparedForPickup", &["1"]),
    ("moved", "Moved", &["1", "2"]),
    ("order_routing_complete", "OrderRoutingComplete", &["1"]),
    ("placed_on_hold", "PlacedOnHold", &["1"]),
    ("rescheduled", "Rescheduled", &["1"]),
    ("scheduled_fulfillment_order_ready", "ScheduledFulfillmentOrderReady", &["1"]),
];

#[test]
fn fulfillment_orders() {
    for (topic, name, ids) in THIN {
        let topic = format!("fulfillment_orders/{topic}");
        let all = understand(&topic, &format!("FulfillmentOrders{name}")).expect("understood");
        assert_eq!(all.observations, [], "{topic}");
        let fetch: Vec<Fetch> =
            ids.iter().map(|id| Fetch { kind: DocumentKind::FulfillmentRequest, id: (*id).into() }).collect();
        assert_eq!(all.fetch, fetch, "{topic}");
    }
}

/// Samples that are of topics which are understood.
const UNDERSTOOD: &[&str] =
    &["Order", "OrderEdited", "Deleted", "Refund", "Fulfillment", "OrderTransactionsCreate"];

/// A sample's topic from its name, as near as the name tells: `CustomersMerge` is `customers/merge`.
fn topic_of(name: &str) -> String {
    let mut topic = String::new();
    for (i, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && i > 0 {
            topic.push('_');
        }
        topic.extend(letter.to_lowercase());
    }
    match topic.rsplit_once('_') {
        Some((what, happened)) => format!("{what}/{happened}"),
        None => format!("{topic}/update"),
    }
}

#[test]
fn every_other_sample_is_held_with_its_topic() {
    let mut held = 0;
    for file in std::fs::read_dir(folder()).expect("the samples are there") {
        let path = file.expect("a file").path();
        let name = path.file_stem().and_then(|it| it.to_str()).expect("a name");
        let is_thin = THIN.iter().any(|(_, it, _)| name == format!("FulfillmentOrders{it}"));
        if is_thin || UNDERSTOOD.contains(&name) {
            continue;
        }
        let topic = topic_of(name);
        assert_eq!(understand(&topic, name), Err(NotUnderstood::UnknownTopic(topic)), "{name}");
        held += 1;
    }
    assert_eq!(held, 72 - THIN.len() - UNDERSTOOD.len(), "all 72 samples are accounted for");
}
