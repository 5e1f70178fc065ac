//! Worlds in lines of text, and what the invariants say of them. Times are minutes after midnight.

use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Flow, load, render};
use seamless_model::{
    Believed, Body, Cancellation, Cancelled, Currency, FulfillmentRequest, HandoffId, Keys, Line, Money,
    Note, NoteKind, Order, PaymentState, Reference, Refund, RefundLine, RequestLine, RequestStatus, Restock,
    Shipment, ShipmentLine, ShipmentStatus, SystemId, Totals, Tracking, World,
};

use super::{judge, judge_one};
use crate::pairs::pairs;

const MAP: &str = r#"
flow: small
title: Small
timezone: UTC
currency: USD
teams: { it: { title: IT } }
systems:
  shop: { kind: shopify, title: Shop, role: storefront, team: it, shop: small.myshopify.com, secret: "${S}", token: "${T}" }
  oms: { kind: http, title: OMS, role: oms, team: it, url: "https://oms.example", token: "${T}" }
  erp: { kind: http, title: ERP, role: erp, team: it, url: "https://erp.example", token: "${T}" }
  wms: { kind: http, title: Warehouse, role: wms, team: it, url: "https://wms.example", token: "${T}" }
handoffs:
  orders: { carry: order, from: shop, to: oms, via: webhook, within: 1m, covers: [create, edit, cancel], key: { shop: name, oms: external } }
  booked: { carry: order, from: oms, to: erp, via: poll 5m, within: 15m, when: 'order.ship_to.country != "CA"', key: { oms: external, erp: reference } }
  picks: { carry: fulfillment_request, from: oms, to: wms, via: webhook, within: 5m, covers: [create, edit, cancel], key: { oms: id, wms: reference } }
  shipped: { carry: shipment, from: wms, to: shop, via: poll 5m, within: 30m, key: { wms: label, shop: label } }
  refunded: { carry: refund, from: shop, to: erp, via: webhook, within: 1h, key: { shop: id, erp: reference } }
"#;

fn flow() -> Flow {
    let loaded = load("flow.yaml", &mut |_| Ok(MAP.as_bytes().to_vec()));
    loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)))
}

fn minute(text: &str) -> Timestamp {
    let minutes = text.parse().unwrap_or_else(|_| panic!("{text:?} minutes"));
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn money(text: &str) -> Money {
    let (amount, code) = text.split_once('/').unwrap_or((text, "USD"));
    Money::parse(amount, Currency::from_code(code).expect("a currency")).expect("an amount")
}

/// One line: `shop order 1 name=#1 lines=A:2 total=20.00 at=0`.
struct Words<'t>(Vec<&'t str>);

impl<'t> Words<'t> {
    fn get(&self, name: &str) -> Option<&'t str> {
        self.0.iter().find_map(|it| it.strip_prefix(name)?.strip_prefix('='))
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(&word)
    }

    /// `A:2,B:1/3` is two of A, and one of B of three that were ordered.
    fn lines(&self) -> Vec<(String, u64, u64)> {
        let list: Vec<&str> = self.get("lines").map(|it| it.split(',').collect()).unwrap_or_default();
        list.into_iter()
            .map(|it| {
                let (sku, count) = it.split_once(':').expect("sku:count");
                let (now, first) = count.split_once('/').unwrap_or((count, count));
                (sku.to_owned(), now.parse().expect("a count"), first.parse().expect("a count"))
            })
            .collect()
    }
}

fn world(text: &str) -> World {
    let mut world = World { at: minute("600"), documents: Vec::new(), notes: Vec::new() };
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let words = Words(line.split_whitespace().collect());
        match words.0[0] {
            "note" => world.notes.push(note(&words)),
            "at" => world.at = minute(words.0[1]),
            _ => world.documents.push(document(&words)),
        }
    }
    world
}

/// `note picks r1 held`.
fn note(words: &Words<'_>) -> Note {
    let what = match words.0[3] {
        "held" => NoteKind::Held,
        "refused" => NoteKind::RecallRefused,
        _ => NoteKind::Unanswered,
    };
    let reason = "so it says".to_owned();
    Note {
        handoff: HandoffId::from(words.0[1]),
        document: words.0[2].to_owned(),
        what,
        since: minute("0"),
        reason,
    }
}

fn document(words: &Words<'_>) -> Believed {
    let mut keys = Keys::from([("id".to_owned(), words.0[2].to_owned())]);
    for field in ["name", "external", "reference", "label"] {
        keys.extend(words.get(field).map(|it| (field.to_owned(), it.to_owned())));
    }
    let since = minute(words.get("at").unwrap_or("0"));
    let body = body(words);
    let parents = words.get("of").map(|it| Reference {
        kind: seamless_model::DocumentKind::Order,
        field: "id".into(),
        value: it.into(),
    });
    Believed {
        system: SystemId::from(words.0[0]),
        id: words.0[2].to_owned(),
        keys,
        parents: parents.into_iter().collect(),
        since,
        seen_at: since,
        body,
    }
}

fn body(words: &Words<'_>) -> Body {
    match words.0[1] {
        "order" => Body::Order(order(words)),
        "request" => Body::FulfillmentRequest(FulfillmentRequest {
            status: match words.get("status") {
                Some("closed") => RequestStatus::Closed,
                Some("cancelled") => RequestStatus::Cancelled,
                _ => RequestStatus::Open,
            },
            location: None,
            lines: words
                .lines()
                .into_iter()
                .map(|(sku, quantity, _)| RequestLine {
                    id: sku.clone(),
                    order_line: None,
                    sku: Some(sku),
                    quantity,
                    remaining: quantity,
                })
                .collect(),
            ship_to: None,
        }),
        "shipment" => Body::Shipment(Shipment {
            status: if words.has("voided") { ShipmentStatus::Voided } else { ShipmentStatus::Shipped },
            shipped_at: words.get("left").map(minute),
            lines: words
                .lines()
                .into_iter()
                .map(|(sku, quantity, _)| ShipmentLine { order_line: None, sku: Some(sku), quantity })
                .collect(),
            tracking: words
                .get("tracking")
                .map(|it| Tracking { company: None, number: it.to_owned(), url: None })
                .into_iter()
                .collect(),
            location: None,
        }),
        "refund" => Body::Refund(Refund {
            created_at: None,
            note: None,
            amount: money(words.get("amount").expect("an amount")).into(),
            pending: words.has("pending"),
            lines: words
                .lines()
                .into_iter()
                .map(|(sku, quantity, _)| RefundLine {
                    order_line: None,
                    sku: Some(sku),
                    quantity,
                    restock: Restock::None,
                    subtotal: None,
                    tax: None,
                })
                .collect(),
            shipping: None,
            voided: words.has("voided"),
        }),
        "cancellation" => {
            Body::Cancellation(Cancellation { at: None, reason: None, accepted: Some(words.has("accepted")) })
        }
        other => panic!("no {other}"),
    }
}

fn order(words: &Words<'_>) -> Order {
    Order {
        number: words.get("name").map(str::to_owned),
        source: None,
        placed_at: None,
        test: words.has("test"),
        held: words.has("held"),
        cancelled: words.get("cancelled").map(|at| Cancelled { at: Some(minute(at)), reason: None }),
        payment: Some(match words.get("pay") {
            Some("pending") => PaymentState::Pending,
            Some("voided") => PaymentState::Voided,
            _ => PaymentState::Paid,
        }),
        currency: Currency::from_code("USD").expect("a currency"),
        presentment_currency: None,
        tax_included: false,
        lines: words
            .lines()
            .into_iter()
            .map(|(sku, quantity, ordered)| Line {
                id: sku.clone(),
                sku: Some(sku),
                title: None,
                quantity,
                ordered,
                unit_price: None,
                discount: None,
                tax: None,
                ships: true,
                gift_card: false,
            })
            .collect(),
        shipping: Vec::new(),
        totals: words.get("total").map(|it| Totals {
            subtotal: None,
            discount: None,
            shipping: None,
            tax: None,
            total: money(it).into(),
        }),
        ship_to: words
            .get("to")
            .map(|it| seamless_model::Address { country: Some(it.to_owned()), ..Default::default() }),
        bill_to: None,
        customer: None,
        note: None,
        tags: Vec::new(),
    }
}

/// The violations of a world of one order: `I1: sentence`.
fn said(text: &str) -> Vec<String> {
    let (flow, world) = (flow(), world(text));
    let (violations, judged) = judge_one(&flow, &world, &pairs(&flow, &world));
    assert!(judged > 0, "nothing was judged in {text}");
    violations.into_iter().map(|it| format!("{}: {}", it.invariant, it.sentence)).collect()
}

const NONE: [&str; 0] = [];

/// An order that is everywhere, with a request and a parcel.
const SOUND: &str = "
    shop order 1 name=#1 lines=A:2,B:1 total=50.00 to=US
    oms order o1 external=#1 lines=A:2,B:1 total=50.00 to=US
    erp order e1 reference=#1 lines=A:2,B:1 total=50.00
    oms request r1 lines=A:2,B:1
    wms request w1 reference=r1 lines=A:2,B:1 status=closed
    wms shipment s1 label=L1 lines=A:2,B:1 left=40 tracking=T1
    shop shipment f1 label=L1 lines=A:2,B:1 left=40 tracking=T1
";

fn without(what: &str) -> String {
    SOUND.lines().filter(|it| !it.contains(what)).map(|it| format!("{it}\n")).collect()
}

#[test]
fn a_sound_world_violates_nothing() {
    assert_eq!(said(SOUND), NONE);
}

#[test]
fn i1_one_active_order_downstream() {
    let alone = "shop order 1 name=#1 lines=A:1 to=US\n";
    assert_eq!(said(alone), ["I1: OMS has no order for it."]);
    // Not yet due, held in sight, a test, or gone from the source: nothing is wrong.
    assert_eq!(said(&format!("at 0\n{alone}")), NONE);
    assert_eq!(said(&format!("{alone}\nnote orders 1 held")), NONE);
    assert_eq!(said("shop order 1 name=#1 lines=A:1 test"), NONE);
    assert_eq!(said("shop order 1 name=#1 lines=A:1 cancelled=5"), NONE);
    let twice = format!("{SOUND}\noms order o2 external=#1 lines=A:2,B:1 total=50.00");
    assert!(said(&twice).contains(&"I1: OMS has 2 live orders for one.".to_owned()));
    let cancelled_copy = format!("{SOUND}\noms order o2 external=#1 lines=A:2,B:1 cancelled=10");
    assert!(!said(&cancelled_copy).iter().any(|it| it.contains("live orders")));
    assert_eq!(said(&without("wms ")), ["I1: Warehouse has no request to ship for it."]);
}

#[test]
fn i1_follows_the_conditions_of_the_map() {
    assert_eq!(said(&without("erp ")), ["I1: ERP has no order for it."]);
    assert_eq!(said(&without("erp ").replace("to=US", "to=CA")), NONE);
}

#[test]
fn i1_a_cancelled_order_is_cancelled_everywhere() {
    let open = "
        shop order 1 name=#1 lines=A:1 cancelled=10
        oms order o1 external=#1 lines=A:1
    ";
    assert_eq!(said(open), ["I1: It is cancelled, and its order in OMS is not."]);
    assert_eq!(said(&format!("{open}\nnote orders 1 refused")), NONE);
    assert_eq!(said(&open.replace("external=#1 lines=A:1", "external=#1 lines=A:1 cancelled=11")), NONE);
}

#[test]
fn i2_units_as_they_are_wanted_now() {
    let differs =
        SOUND.replace("oms order o1 external=#1 lines=A:2,B:1", "oms order o1 external=#1 lines=A:2");
    let said_of = said(&differs);
    assert!(
        said_of.contains(&"I2: The order has other units in Shop than in OMS: B: 1 against 0.".to_owned())
    );
    // An edit that the handoff covers must arrive; `booked` covers no edits and is not asked for them.
    let edited = "
        shop order 1 name=#1 lines=A:1/3 to=US
        oms order o1 external=#1 lines=A:1/3 to=US
        erp order e1 reference=#1 lines=A:3
    ";
    assert_eq!(said(edited), NONE);
    let stale = edited.replace("oms order o1 external=#1 lines=A:1/3", "oms order o1 external=#1 lines=A:3");
    assert_eq!(said(&stale), ["I2: The order has other units in Shop than in OMS: A: 1 against 3."]);
    assert_eq!(said(&format!("at 0\n{stale}")), NONE);
    // Refunded units may stay on the target's order.
    let refunded = stale.replace("lines=A:1/3 to=US", "lines=A:1/3 to=US at=300")
        + "shop refund g1 amount=20.00 lines=A:2\nerp refund c1 reference=g1 amount=20.00";
    assert_eq!(said(&refunded), NONE);
}

#[test]
fn i2_a_request_says_what_is_asked_for_until_it_has_shipped() {
    let open = "
        shop order 1 name=#1 lines=A:2
        oms order o1 external=#1 lines=A:2 to=CA
        oms request r1 lines=A:2
        wms request w1 reference=r1 lines=A:1
    ";
    assert_eq!(
        said(open),
        ["I2: The request to ship has other units in OMS than in Warehouse: A: 2 against 1."]
    );
    assert_eq!(said(&open.replace("reference=r1 lines=A:1", "reference=r1 lines=A:1 status=closed")), NONE);
}

#[test]
fn i3_one_total_in_one_currency() {
    let total = |erp: &str| {
        SOUND.replace("reference=#1 lines=A:2,B:1 total=50.00", &format!("reference=#1 lines=A:2,B:1 {erp}"))
    };
    assert_eq!(
        said(&total("total=49.99")),
        ["I3: The order's total is 50.00 USD in OMS and 49.99 USD in ERP."]
    );
    assert_eq!(
        said(&total("total=50.00/EUR")),
        ["I3: The order's total is 50.00 USD in OMS and 50.00 EUR in ERP."]
    );
    assert_eq!(said(&total("")), NONE);
    // What was refunded may stand beside the whole.
    let refunded = SOUND.replace("name=#1 lines=A:2,B:1 total=50.00", "name=#1 lines=A:2,B:1 total=40.00")
        + "shop refund g1 amount=10.00\nerp refund c1 reference=g1 amount=10.00";
    assert_eq!(said(&refunded), NONE);
}

#[test]
fn i4_nothing_ships_that_should_not() {
    let first = |words: &str| {
        SOUND.replace("total=50.00 to=US\n    oms", &format!("total=50.00 to=US {words}\n    oms"))
    };
    let i4 = |text: &str| said(text).into_iter().filter(|it| it.starts_with("I4")).collect::<Vec<_>>();
    assert_eq!(i4(&first("test")), ["I4: Warehouse has shipped a test order."]);
    assert_eq!(i4(&first("pay=pending")), ["I4: Warehouse has shipped an order that is not paid in Shop."]);
    assert_eq!(i4(&first("held at=10")), ["I4: Warehouse has shipped goods while the order was on hold."]);
    assert_eq!(i4(&first("held at=50")), NONE);
    let cancelled = "I4: Warehouse has shipped goods after the order was cancelled.";
    assert_eq!(i4(&first("cancelled=10")), [cancelled]);
    // It left before, or while the news was on its way in time (1 m to the OMS, 5 m to the warehouse).
    assert_eq!(i4(&first("cancelled=41 pay=voided")), NONE);
    assert_eq!(i4(&first("cancelled=34")), NONE);
    assert_eq!(i4(&first("cancelled=33")), [cancelled]);
    // The warehouse said that it was too late.
    assert_eq!(i4(&(first("cancelled=10") + "note picks r1 refused")), NONE);
    assert_eq!(i4(&(first("cancelled=10") + "wms cancellation x1")), NONE);
    assert_eq!(i4(&(first("cancelled=10") + "wms cancellation x1 accepted")), [cancelled]);
}

#[test]
fn i5_each_parcel_is_one_shipment_upstream() {
    assert_eq!(said(&without("shop shipment")), ["I5: A parcel of Warehouse is not in Shop."]);
    assert_eq!(said(&(without("shop shipment") + "note shipped s1 held")), NONE);
    let cancelled = without("shop shipment")
        .replace("lines=A:2,B:1 total=50.00 to=US\n    oms", "lines=A:2,B:1 cancelled=50\n    oms");
    assert!(!said(&cancelled).iter().any(|it| it.starts_with("I5")), "a cancelled order takes no shipment");
    let twice = format!("{SOUND}\nshop shipment f2 label=L1 lines=A:2,B:1 tracking=T1");
    assert_eq!(said(&twice), ["I5: One parcel of Warehouse is 2 live shipments in Shop."]);
    let other = SOUND.replace(
        "shop shipment f1 label=L1 lines=A:2,B:1 left=40 tracking=T1",
        "shop shipment f1 label=L1 lines=A:2,B:1",
    );
    assert_eq!(said(&other), ["I5: A parcel has tracking T1 in Warehouse and none in Shop."]);
}

#[test]
fn i5_no_more_ships_than_was_ordered() {
    let more = SOUND.replace("label=L1 lines=A:2,B:1", "label=L1 lines=A:3,B:1");
    assert_eq!(said(&more), ["I5: 3 of A have shipped, against 2 ordered."]);
    let two_parcels = format!(
        "{SOUND}\nwms shipment s2 label=L2 lines=B:1 tracking=T2\nshop shipment f2 label=L2 lines=B:1 tracking=T2"
    );
    assert_eq!(said(&two_parcels), ["I5: 2 of B have shipped, against 1 ordered."]);
    assert_eq!(
        said(
            &two_parcels
                .replace("s2 label=L2", "s2 voided label=L2")
                .replace("f2 label=L2", "f2 voided label=L2")
        ),
        NONE
    );
}

#[test]
fn i7_each_refund_has_one_credit_of_its_amount() {
    let refund = "shop refund g1 amount=12.50\n";
    assert_eq!(said(refund), ["I7: ERP has no credit for a refund of 12.50 USD."]);
    assert_eq!(said("shop refund g1 amount=12.50 pending"), NONE);
    assert_eq!(said(&format!("{refund}note refunded g1 held")), NONE);
    let credited = format!("{refund}erp refund c1 reference=g1 amount=12.50\n");
    assert_eq!(said(&credited), NONE);
    assert_eq!(
        said(&credited.replace("reference=g1 amount=12.50", "reference=g1 amount=12.00")),
        ["I7: Shop refunded 12.50 USD and ERP credited 12.00 USD."]
    );
    assert_eq!(
        said(&format!("{credited}erp refund c2 reference=g1 amount=12.50")),
        ["I7: ERP has 2 credits for one refund of 12.50 USD."]
    );
    assert_eq!(
        said("erp refund c9 reference=g9 amount=1.00"),
        ["I7: ERP has a credit c9 for which there is no refund."]
    );
    assert_eq!(
        said(&credited.replace("g1 amount=12.50\nerp", "g1 voided amount=12.50\nerp")),
        ["I7: A refund was called back in Shop, and its credit in ERP was not."]
    );
}

#[test]
fn a_world_of_many_is_judged_order_by_order() {
    let text = "
        shop order 1 name=#1 lines=A:1 to=CA
        oms order o1 external=#1 lines=A:1 to=CA
        shop order 2 name=#2 lines=A:1 to=CA
        oms order o2 external=#2 lines=A:2 to=CA
        shop refund g2 amount=1.00 of=2
    ";
    let (violations, judged) = judge(&flow(), &world(text));
    let said: Vec<_> = violations.iter().map(|it| (it.invariant, it.order.as_str())).collect();
    assert_eq!(said, [("I2", "#2"), ("I7", "#2")]);
    // Two handoffs of orders for each of two, units where both sides have it, and one refund.
    assert_eq!(judged, 4 + 2 + 1);
}
