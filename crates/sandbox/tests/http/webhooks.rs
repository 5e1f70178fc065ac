//! Messages that leave the twins.

use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use seamless_flow::Role;
use seamless_model::{DocumentKind, Event};
use seamless_sandbox::http::HttpConfig;
use seamless_sandbox::{About, Delivered};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::bench::{Bench, SECRET, TOKEN, credit_note, header, order, pick_order, sales_order, start};

#[test]
fn a_message_is_signed_and_says_what_happened() {
    let mut bench = Bench::new(Role::Oms);
    let made = bench.post("/orders", order("#1001"));
    bench.minutes(0);
    let message = &bench.left[0];
    assert_eq!(message.request.uri(), "https://seamless.example/hooks/it");
    assert_eq!(header(message, "x-event"), "orders.created");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(message.request.body());
    let signature = hex::encode(mac.finalize().into_bytes());
    assert_eq!(header(message, "x-signature"), format!("sha256={signature}"));
    let body: Value = serde_json::from_slice(message.request.body()).expect("JSON");
    assert_eq!(body, json!({ "event": "orders.created", "at": "2026-11-23T05:40:00.000Z", "data": made }));
    let about = About {
        kind: DocumentKind::Order,
        event: Event::Create,
        id: "10001".into(),
        order: Some("10001".into()),
    };
    assert_eq!(message.about, about);
}

#[test]
fn a_message_is_sent_again_until_it_arrives() {
    let mut bench = Bench::new(Role::Erp);
    bench.post("/sales_orders", sales_order("#1001"));
    let began = bench.now;
    bench.pass_answering(SignedDuration::from_hours(12), |message| match message.attempt {
        1 => Delivered::NoAnswer,
        2..=4 => Delivered::Status(503),
        _ => Delivered::Status(200),
    });
    assert_eq!(bench.left.len(), 5);
    let deliveries: Vec<_> = bench.left.iter().map(|it| header(it, "x-delivery")).collect();
    assert!(deliveries.iter().all(|it| *it == deliveries[0]), "one delivery has one identifier");
    assert_eq!(deliveries[0].len(), 36);
    assert!(bench.now > began);
    assert_eq!(bench.twin.next_due(), None);
}

#[test]
fn the_waits_are_30_s_2_m_10_m_1_h_4_h_and_then_it_is_given_up() {
    let mut bench = Bench::new(Role::Erp);
    bench.post("/sales_orders", sales_order("#1001"));
    let mut waits = Vec::new();
    while let Some(at) = bench.twin.next_due() {
        waits.push(at.duration_since(bench.now).as_secs());
        bench.now = at;
        for message in bench.twin.due(at) {
            bench.twin.settled(message.id, Delivered::Status(500), at);
        }
    }
    assert_eq!(waits, [0, 30, 120, 600, 3600, 14400]);
    let erp = bench.twin.as_any().downcast_mut::<seamless_sandbox::http::Erp>().expect("an ERP");
    assert_eq!(erp.given_up(), 1);
}

#[test]
fn every_change_is_announced_once_with_what_it_was() {
    let mut oms = Bench::new(Role::Oms);
    oms.post("/orders", order("#1001"));
    oms.minutes(1);
    oms.put("/orders/10001", json!({ "status": "on_hold" }));
    oms.put("/orders/10001", json!({ "status": "on_hold" }));
    oms.put("/orders/10001", json!({ "status": "open" }));
    oms.put("/orders/10001", json!({ "lines": [{ "external_line_id": "9001", "quantity": 1 }] }));
    oms.post("/orders/10001/cancel", Value::Null);
    oms.minutes(0);
    let told: Vec<_> = oms.left.iter().map(|it| (header(it, "x-event"), it.about.event)).collect();
    let told: Vec<_> = told.iter().map(|(event, what)| (event.as_str(), *what)).collect();
    assert_eq!(
        told,
        [
            ("orders.created", Event::Create),
            ("fulfillment_requests.created", Event::Create),
            ("orders.updated", Event::Hold),
            ("orders.updated", Event::Release),
            ("orders.updated", Event::Edit),
            ("fulfillment_requests.updated", Event::Edit),
            ("orders.updated", Event::Cancel),
            ("fulfillment_requests.updated", Event::Cancel),
        ]
    );
    assert!(oms.left.iter().all(|it| it.about.order.as_deref() == Some("10001")));

    let mut erp = Bench::new(Role::Erp);
    erp.post("/sales_orders", sales_order("#1001"));
    erp.post("/credit_notes", credit_note("7"));
    erp.post("/credit_notes/CN-00001/cancel", Value::Null);
    erp.minutes(0);
    assert_eq!(erp.events(), ["sales_orders.created", "credit_notes.created", "credit_notes.updated"]);
    assert!(erp.left.iter().all(|it| it.about.order.as_deref() == Some("SO-00001")));
    assert_eq!(erp.left[2].about.event, Event::Void);
}

#[test]
fn a_part_is_told_from_the_whole() {
    let mut config = crate::bench::config();
    config.pace.split_percent = 100;
    let mut wms = Bench::with(Role::Wms, config);
    wms.post("/pick_orders", pick_order("FR-1"));
    wms.minutes(120);
    let parcels: Vec<_> = wms.left.iter().filter(|it| it.about.kind == DocumentKind::Shipment).collect();
    let told: Vec<_> = parcels.iter().map(|it| (header(it, "x-event"), it.about.event)).collect();
    let created = "shipments.created".to_owned();
    assert_eq!(told, [(created.clone(), Event::Partial), (created, Event::Create)]);
    assert!(parcels.iter().all(|it| it.about.order.as_deref() == Some("#1001")));
}

#[test]
fn nobody_subscribed_nobody_told() {
    let mut bench = Bench::with(Role::Oms, HttpConfig::new(TOKEN, 1, start()));
    bench.post("/orders", order("#1001"));
    bench.minutes(5);
    assert!(bench.left.is_empty());
    assert_eq!(bench.twin.next_due(), None);
}

#[test]
fn one_seed_one_history() {
    let history = |seed: u64| {
        let mut config = crate::bench::config();
        config.seed = seed;
        let mut wms = Bench::with(Role::Wms, config);
        for n in 0..20 {
            wms.post("/pick_orders", pick_order(&format!("FR-{n}")));
        }
        wms.minutes(120);
        let bodies: Vec<_> =
            wms.left.iter().map(|it| (header(it, "x-delivery"), it.request.body().clone())).collect();
        bodies
    };
    assert_eq!(history(1), history(1));
    assert_ne!(history(1), history(2));
}
