//! The example of the project: what its three JSON systems publish is understood by its profiles, and what its
//! handoffs deliver is what those systems take.

use std::sync::Arc;

use seamless_connect::{Action, Connector, Credentials, Landed, LandedFrom};
use seamless_flow::{Flow, load, render};
use seamless_model::{Body, DocumentKind, Observation, RequestStatus, ShipmentStatus};
use serde_json::{Value, json};

use crate::support::{Script, fetched, graph_order, keys, now, outbound, run, shop, status};

fn flow() -> Arc<Flow> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
    let loaded =
        load("flow.yaml", &mut |path| std::fs::read(folder.join(path)).map_err(|error| error.to_string()));
    let shown = render(&loaded.problems, &loaded.sources, false);
    Arc::new(loaded.value.unwrap_or_else(|| panic!("{shown}")))
}

fn connector(flow: &Arc<Flow>, system: &str) -> Connector {
    let credentials =
        Credentials { secrets: vec!["s".into()], token: Some("t".into()), ..Credentials::default() };
    Connector::new(flow, flow.system(&system.into()), credentials).expect("a connector")
}

fn told(system: &str, event: &str, document: &Value) -> Observation {
    let body = json!({ "event": event, "at": "2026-11-23T05:41:00.000Z", "data": document });
    let from = LandedFrom::Webhook { topic: event.into(), triggered_at: None };
    let landed = Landed { from, at: now(), body: body.to_string().into() };
    let mut all = connector(&flow(), system).understand(&landed).expect("it is understood");
    assert_eq!((all.observations.len(), all.fetch.len()), (1, 0));
    all.observations.remove(0)
}

fn address() -> Value {
    json!({ "name": "Ada Byron", "company": null, "address1": "1 Main St", "address2": null, "city": "Louisville",
        "province": "KY", "zip": "40202", "country": "US", "phone": null })
}

fn oms_order(state: &str) -> Value {
    json!({
        "id": 10001, "external_id": "#1001", "status": state, "placed_at": "2026-11-23T05:40:00.000Z",
        "customer": { "name": "Ada Byron", "email": "ada@example.com" }, "ship_to": address(),
        "lines": [{ "line_id": 1, "external_line_id": "11", "sku": "A-1", "quantity": 2, "ordered": 2,
            "unit_price": "12.505", "requires_shipping": true }],
        "total": "25.01", "currency": "USD", "note": null, "cancelled_at": null, "cancel_reason": null,
        "created_at": "2026-11-23T05:40:00.000Z", "updated_at": "2026-11-23T05:40:00.000Z",
    })
}

fn oms_request() -> Value {
    json!({
        "id": "FR-1", "order_id": 10001, "order_external_id": "#1001", "warehouse": "main", "status": "partly_shipped",
        "lines": [{ "line_id": 1, "external_line_id": "11", "sku": "A-1", "quantity": 2, "shipped": 1 }],
        "ship_to": address(), "created_at": "2026-11-23T05:41:00.000Z", "updated_at": "2026-11-23T05:42:00.000Z",
    })
}

#[test]
fn what_the_systems_announce_is_understood() {
    let order = told("oms", "orders.created", &oms_order("on_hold"));
    assert_eq!(order.keys, keys([("id", "10001"), ("external_id", "#1001")]));
    let Body::Order(it) = &order.body else { panic!("{order:?}") };
    assert_eq!((it.held, it.lines[0].id.as_str()), (true, "11"));

    let request = told("oms", "fulfillment_requests.updated", &oms_request());
    assert_eq!(request.parents[0].value, "10001");
    let Body::FulfillmentRequest(it) = &request.body else { panic!("{request:?}") };
    assert_eq!((&it.status, it.lines[0].remaining), (&RequestStatus::InProgress, 1));

    let parcel = told(
        "warehouse",
        "shipments.created",
        &json!({
            "id": "S-1", "pick_order": "P-1", "request_ref": "FR-1", "order_ref": "#1001", "state": "shipped",
            "shipped_at": "2026-11-23T06:20:00.000Z", "lines": [{ "line_ref": "11", "sku": "A-1", "quantity": 2 }],
            "carrier": "UPS", "tracking_number": "1Z1", "created_at": "2026-11-23T06:20:00.000Z",
            "updated_at": "2026-11-23T06:20:00.000Z",
        }),
    );
    assert_eq!(parcel.keys.get("tracking").map(String::as_str), Some("1Z1"));
    let Body::Shipment(it) = &parcel.body else { panic!("{parcel:?}") };
    assert_eq!((&it.status, it.tracking[0].number.as_str()), (&ShipmentStatus::Shipped, "1Z1"));

    let credit = told(
        "erp",
        "credit_notes.created",
        &json!({
            "number": "CN-00001", "reference": "601", "sales_order_reference": "#1001", "state": "posted",
            "amount": "20.50", "currency": "USD", "lines": [{ "item": "A-1", "quantity": 1, "amount": "18.75" }],
            "created_at": "2026-11-23T06:30:00.000Z", "updated_at": "2026-11-23T06:30:00.000Z",
        }),
    );
    let Body::Refund(it) = &credit.body else { panic!("{credit:?}") };
    assert_eq!((it.amount.shop.to_string().as_str(), it.voided), ("20.50 USD", false));
}

#[test]
fn the_shops_order_becomes_the_orders_of_oms_and_warehouse() {
    let flow = flow();
    let order = shop().understand(&fetched(&graph_order())).expect("understood").observations.remove(0);
    let mut out = outbound(&flow.handoffs["orders"], Action::Create, &order);
    out.order = Some(&order);
    out.external_key = Some("#1001".into());
    let wire = Script::of([status(201, oms_order("open"))]);
    let receipt = run(connector(&flow, "oms").deliver(&wire, &out, now())).expect("created");
    assert_eq!(receipt.id.as_deref(), Some("10001"));
    let sent = &wire.sent()[0];
    assert_eq!(sent.uri, "https://oms.northwind.example/api/orders");
    let body = &sent.body;
    assert_eq!((body["external_id"].as_str(), body["total"].as_str()), (Some("#1001"), Some("113.40")));
    assert_eq!(body["lines"][0]["external_line_id"], "11");
    assert_eq!(body["lines"][0]["unit_price"], "20");

    let request = told("oms", "fulfillment_requests.created", &oms_request());
    let mut out = outbound(&flow.handoffs["picks"], Action::Create, &request);
    out.order = Some(&order);
    out.external_key = Some("FR-1".into());
    let pick = json!({
        "id": "P-1", "request_ref": "FR-1", "order_ref": "#1001", "state": "received",
        "lines": [{ "line_ref": "11", "sku": "A-1", "quantity": 2, "shipped": 0 }], "ship_to": address(), "note": null,
        "created_at": "2026-11-23T05:43:00.000Z", "updated_at": "2026-11-23T05:43:00.000Z",
    });
    let duplicate = json!({ "error": { "code": "duplicate_reference", "message": "request_ref FR-1 is there", "id": "P-1" } });
    let found = json!({ "items": [pick], "next": null });
    let wire = Script::of([status(409, duplicate), status(200, found)]);
    let receipt = run(connector(&flow, "warehouse").deliver(&wire, &out, now())).expect("found");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("P-1"), true));
    let sent = wire.sent();
    assert_eq!(sent[0].body["lines"], json!([{ "line_ref": "11", "sku": "A-1", "quantity": 2 }]));
    assert_eq!(sent[1].uri, "https://wms.northwind.example/api/pick_orders?request_ref=FR-1");
}

#[test]
fn every_system_can_be_asked_what_changed() {
    let flow = flow();
    let polls = |system: &str| connector(&flow, system).polls();
    assert_eq!(polls("shop"), [DocumentKind::Order]);
    assert_eq!(polls("oms"), [DocumentKind::Order, DocumentKind::FulfillmentRequest]);
    assert_eq!(polls("erp"), [DocumentKind::Order, DocumentKind::Refund]);
    assert_eq!(polls("warehouse"), [DocumentKind::FulfillmentRequest, DocumentKind::Shipment]);
}

/// Whoever runs connectors moves them between threads.
#[test]
fn what_a_connector_awaits_can_be_moved_between_threads() {
    fn can_be_moved<T: Send>(_: &T) {}
    let flow = flow();
    let oms = connector(&flow, "oms");
    let order = shop().understand(&fetched(&graph_order())).expect("understood").observations.remove(0);
    let out = outbound(&flow.handoffs["orders"], Action::Create, &order);
    let wire = Script::of([]);
    can_be_moved(&oms.deliver(&wire, &out, now()));
    can_be_moved(&oms.subscribe(&wire, "https://us.example", now()));
}
