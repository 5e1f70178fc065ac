//! The example map speaks the contract: what its mappings read is what the twins hold true, and what they write is
//! taken.

use std::fs;
use std::path::PathBuf;

use seamless_flow::{DocumentApi, Flow, Mapping, Role, Scope, load};
use seamless_model::{Believed, Body, DocumentKind, Event};
use seamless_sandbox::Deed;
use seamless_sandbox::http::HttpConfig;
use serde_json::{Value, json};

use crate::bench::{Bench, TOKEN, credit_note, order, pick_order, sales_order, start};

fn northwind() -> Flow {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
    let read = &mut |file: &str| fs::read(folder.join(file)).map_err(|error| error.to_string());
    let loaded = load("flow.yaml", read);
    let said: Vec<_> =
        loaded.problems.iter().map(|it| format!("{}: {} ({:?})", it.place, it.message, it.help)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    loaded.value.expect("a flow")
}

fn api<'f>(flow: &'f Flow, system: &str, kind: DocumentKind) -> &'f DocumentApi {
    &flow.systems[system].profile.api.as_ref().expect("an API").documents[&kind]
}

/// What a mapping reads of a twin's document, as the house sees it.
fn read(mapping: &Mapping, body: Value, kind: DocumentKind) -> (String, Value, Value, Body) {
    let built = mapping.build(&Scope::default().with("body", body)).expect("it reads");
    let document = json!({ kind.word(): built["document"] });
    let body = serde_json::from_value(document).expect("a document of the model");
    let parents = built.get("parents").cloned().unwrap_or(json!([]));
    (built["id"].as_str().expect("an id").to_owned(), built["keys"].clone(), parents, body)
}

/// Everything that a twin has, read through the map's mappings over its API, is its truth.
fn agrees(flow: &Flow, system: &str, bench: &mut Bench) {
    let truths = bench.twin.documents();
    assert!(!truths.is_empty());
    for truth in truths {
        let api = api(flow, system, truth.kind());
        let endpoint = api.read.as_ref().expect("it can be read");
        let body = bench.get(&endpoint.path.replace("{id}", &truth.id));
        let mapping = api.read_map.as_ref().expect("a mapping");
        let (id, keys, parents, body) = read(mapping, body, truth.kind());
        let Believed { id: true_id, keys: true_keys, parents: true_parents, body: true_body, .. } = truth;
        assert_eq!((id, keys, parents), (true_id, json!(true_keys), json!(true_parents)));
        assert_eq!(body, true_body);
    }
}

#[test]
fn the_map_loads_without_a_word_of_complaint() {
    let flow = northwind();
    assert_eq!(flow.handoffs.len(), 5);
    assert_eq!(flow.handoffs["booking"].by, "acme");
    let config = |system: &str| HttpConfig::new(TOKEN, 1, start()).like(&flow.systems[system].profile);
    let (oms, erp, wms) = (config("oms"), config("erp"), config("warehouse"));
    assert_eq!([oms.unique_external, erp.unique_external, wms.unique_external], [false, true, true]);
    assert_eq!(
        [oms.honours_idempotency_key, erp.honours_idempotency_key, wms.honours_idempotency_key],
        [true, false, false]
    );
    assert!(oms.knows_find && erp.knows_find && wms.knows_find);
}

#[test]
fn the_oms_is_read_as_it_is() {
    let flow = northwind();
    let mut bench = Bench::new(Role::Oms);
    bench.post("/orders", order("#1001"));
    bench.post("/orders", order("#1002"));
    bench.post("/orders", order("#1003"));
    bench.post("/orders", json!({ "external_id": "#1004", "currency": "JPY", "lines": [{ "quantity": 1 }] }));
    bench.minutes(1);
    bench.put("/orders/10002", json!({ "status": "on_hold" }));
    bench.act(Deed::Cancel { order: "#1003".into() });
    bench.act(Deed::Edit { order: "#1001".into(), sku: "A-1".into(), quantity: 1 });
    bench.put("/fulfillment_requests/FR-2", json!({ "lines": [{ "line_id": 1, "shipped": 1 }] }));
    agrees(&flow, "oms", &mut bench);
}

#[test]
fn the_erp_is_read_as_it_is() {
    let flow = northwind();
    let mut bench = Bench::new(Role::Erp);
    bench.post("/sales_orders", sales_order("#1001"));
    bench.post(
        "/sales_orders",
        json!({ "reference": "#1002", "currency": "USD", "lines": [{ "item": "A", "quantity": 1 }] }),
    );
    bench.post("/sales_orders/SO-00002/cancel", Value::Null);
    bench.post("/credit_notes", credit_note("77"));
    bench.post("/credit_notes", credit_note("78"));
    bench.post("/credit_notes/CN-00002/cancel", Value::Null);
    agrees(&flow, "erp", &mut bench);
}

#[test]
fn the_warehouse_is_read_as_it_is() {
    let flow = northwind();
    let mut bench = Bench::new(Role::Wms);
    for n in 1..=8 {
        bench.post("/pick_orders", pick_order(&format!("FR-{n}")));
        bench.minutes(9);
    }
    bench.post("/pick_orders/P-8/cancel", Value::Null);
    bench.post("/pick_orders", json!({ "request_ref": "FR-9", "lines": [{ "sku": "A-1", "quantity": 1 }] }));
    bench.act(Deed::Ship { order: "FR-9".into(), lines: vec![] });
    bench.post("/shipments/S-1/cancel", Value::Null);
    agrees(&flow, "warehouse", &mut bench);
}

#[test]
fn a_state_that_nobody_knows_is_no_success() {
    let flow = northwind();
    let mut bench = Bench::new(Role::Wms);
    let mut body = bench.post("/pick_orders", pick_order("FR-1"));
    body["state"] = json!("teleported");
    let mapping =
        api(&flow, "warehouse", DocumentKind::FulfillmentRequest).read_map.as_ref().expect("a mapping");
    let error = mapping.build(&Scope::default().with("body", body)).expect_err("it is not understood");
    assert!(error.to_string().contains("teleported"), "{error}");
}

/// What mappings see when they write: the order as the source has it, the document, the source's keys.
fn scope(kind: DocumentKind, order: &Value, document: &Value, keys: Value, event: Event) -> Scope {
    Scope::default()
        .with("order", order.clone())
        .with(kind.word(), document.clone())
        .with("keys", keys)
        .with("order_keys", json!({ "id": "820982911946154508", "name": "#1001" }))
        .with("target_keys", json!({}))
        .with("event", json!(event.word()))
}

/// An order as a shop has it, in the house's form.
fn shop_order() -> Value {
    let money = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    let pair = |amount: &str| json!({ "shop": money(amount), "presentment": money(amount) });
    json!({
        "number": "#1001", "currency": "USD", "test": false, "held": false, "tax_included": false,
        "placed_at": "2026-11-23T05:39:00Z",
        "lines": [
            { "id": "9001", "sku": "A-1", "quantity": 2, "ordered": 2, "unit_price": "5.25", "ships": true, "gift_card": false },
            { "id": "9002", "sku": "B-1", "quantity": 1, "ordered": 1, "unit_price": "2.00", "ships": true, "gift_card": false },
            { "id": "9003", "quantity": 0, "ordered": 1, "ships": false, "gift_card": true },
        ],
        "totals": { "total": pair("12.50") },
        "ship_to": { "name": "Ada Byron", "address1": "1 Mill St", "country": "US" },
        "customer": { "id": "1", "name": "Ada Byron", "email": "ada@example.com" },
    })
}

#[test]
fn what_the_map_writes_is_taken_all_the_way() {
    let flow = northwind();
    let (order_kind, request_kind, refund_kind) =
        (DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Refund);
    let write = |system: &str, kind| api(&flow, system, kind).write_map.clone().expect("a mapping");

    // The shop's order goes to the OMS, which routes it.
    let mut oms = Bench::new(Role::Oms);
    let keys = json!({ "id": "820982911946154508", "name": "#1001" });
    let scope_of = |order: &Value, event| scope(order_kind, order, order, keys.clone(), event);
    let body = write("oms", order_kind).build(&scope_of(&shop_order(), Event::Create)).expect("it writes");
    let made = oms.post("/orders", body);
    assert_eq!((&made["external_id"], &made["total"]), (&json!("#1001"), &json!("12.50")));
    let mut held = shop_order();
    held["held"] = json!(true);
    let body = write("oms", order_kind).build(&scope_of(&held, Event::Hold)).expect("it writes");
    assert_eq!(oms.put("/orders/10001", body)["status"], "on_hold");
    let body = write("oms", order_kind).build(&scope_of(&shop_order(), Event::Release)).expect("it writes");
    oms.put("/orders/10001", body);
    oms.minutes(1);

    // The OMS's request goes to the warehouse.
    let request = oms.truth("FR-1");
    let order = oms.truth("10001");
    let (Body::FulfillmentRequest(wanted), Body::Order(seen)) = (&request.body, &order.body) else {
        panic!("kinds")
    };
    let picks = flow.handoffs["picks"].map.clone().expect("a mapping");
    let scope_of_request =
        scope(request_kind, &json!(seen), &json!(wanted), json!(request.keys), Event::Create);
    let mut wms = Bench::new(Role::Wms);
    let picked = wms.post("/pick_orders", picks.build(&scope_of_request).expect("it writes"));
    assert_eq!((&picked["request_ref"], &picked["order_ref"]), (&json!("FR-1"), &json!("#1001")));
    assert_eq!(picked["lines"][0]["line_ref"], "9001", "a line keeps its name through all systems");

    // The OMS's order and the shop's refund go to the ERP.
    let mut erp = Bench::new(Role::Erp);
    let booked = scope(order_kind, &json!(seen), &json!(seen), json!(order.keys), Event::Create);
    // The gift card has no item number; a line without one cannot be booked, and says so.
    let mut body = write("erp", order_kind).build(&booked).expect("it writes");
    assert_eq!(erp.call("POST", "/sales_orders", &body).1["error"]["field"], "lines[2].item");
    body["lines"].as_array_mut().expect("lines").pop();
    assert_eq!(erp.post("/sales_orders", body)["reference"], "#1001");
    let refund = json!({
        "amount": { "shop": { "amount": "5.25", "currency": "USD" }, "presentment": { "amount": "5.25", "currency": "USD" } },
        "pending": false, "voided": false,
        "lines": [{ "order_line": "9001", "sku": "A-1", "quantity": 1, "restock": "return" }],
    });
    let credited = scope(refund_kind, &shop_order(), &refund, json!({ "id": "509562969" }), Event::Create);
    let note = erp.post("/credit_notes", write("erp", refund_kind).build(&credited).expect("it writes"));
    assert_eq!((&note["amount"], &note["sales_order_reference"]), (&json!("5.25"), &json!("#1001")));

    // The cancellation names its reason.
    let mut cancelled = shop_order();
    cancelled["cancelled"] = json!({ "reason": "customer" });
    let cancel = api(&flow, "oms", order_kind).cancel_map.clone().expect("a mapping");
    let body = cancel.build(&scope_of(&cancelled, Event::Cancel)).expect("it writes");
    assert_eq!(oms.post("/orders/10001/cancel", body)["cancel_reason"], "customer");
}
