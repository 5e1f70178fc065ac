//! What every collection does, told as data, and what only some do.

use jiff::SignedDuration;
use seamless_flow::Role;
use seamless_model::{Body, DocumentKind, RequestStatus, ShipmentStatus};
use seamless_sandbox::{Deed, Made};
use serde_json::{Value, json};

use crate::bench::{Bench, TOKEN, config, credit_note, order, pick_order, read, sales_order};

/// A collection that callers create documents in.
struct Case {
    role: Role,
    path: &'static str,
    /// The identifier's field, and that of the external reference.
    id: &'static str,
    reference: &'static str,
    body: fn(&str) -> Value,
    /// A change, and a field of the answer that must show it.
    change: Value,
    shows: (&'static str, Value),
    /// The field and its value once it is cancelled.
    cancelled: (&'static str, &'static str),
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            role: Role::Oms,
            path: "/orders",
            id: "id",
            reference: "external_id",
            body: order,
            change: json!({ "note": "leave at the door" }),
            shows: ("/note", json!("leave at the door")),
            cancelled: ("status", "cancelled"),
        },
        Case {
            role: Role::Erp,
            path: "/sales_orders",
            id: "number",
            reference: "reference",
            body: sales_order,
            change: json!({ "total": "10.00", "lines": [{ "item": "A-1", "quantity": 1 }] }),
            shows: (
                "/lines",
                json!([
                    { "position": 1, "item": "A-1", "quantity": 1, "price": null, "reference": null }
                ]),
            ),
            cancelled: ("state", "cancelled"),
        },
        Case {
            role: Role::Erp,
            path: "/credit_notes",
            id: "number",
            reference: "reference",
            body: credit_note,
            change: json!({ "amount": "4.00" }),
            shows: ("/amount", json!("4.00")),
            cancelled: ("state", "void"),
        },
        Case {
            role: Role::Wms,
            path: "/pick_orders",
            id: "id",
            reference: "request_ref",
            body: pick_order,
            change: json!({ "ship_to": { "city": "Troy", "country": "US" } }),
            shows: ("/ship_to/city", json!("Troy")),
            cancelled: ("state", "cancelled"),
        },
    ]
}

/// The text of an identifier, be it a number or a text.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn a_document_is_created_read_found_changed_and_cancelled() {
    for case in cases() {
        let mut bench = Bench::new(case.role);
        let (status, made) = bench.call("POST", case.path, &(case.body)("#1001"));
        assert_eq!(status, 201, "{made}");
        assert_eq!(made["created_at"], "2026-11-23T05:40:00.000Z");
        let one = format!("{}/{}", case.path, text(&made[case.id]));
        assert_eq!(bench.get(&one), made);

        let found = bench.get(&format!("{}?{}=%231001&limit=5", case.path, case.reference));
        assert_eq!(found, json!({ "items": [made], "next": null }));
        let nothing = bench.get(&format!("{}?{}=%231002", case.path, case.reference));
        assert_eq!(nothing, json!({ "items": [], "next": null }));

        bench.now += SignedDuration::from_millis(1500);
        let changed = bench.put(&one, case.change.clone());
        assert_eq!(changed.pointer(case.shows.0), Some(&case.shows.1), "{changed}");
        assert_eq!(changed["updated_at"], "2026-11-23T05:40:01.500Z");
        bench.now += SignedDuration::from_secs(1);
        assert_eq!(bench.put(&one, changed.clone()), changed, "what changes nothing is no change");

        let cancelled = bench.post(&format!("{one}/cancel"), json!({ "reason": "customer" }));
        assert_eq!(cancelled[case.cancelled.0], case.cancelled.1);
        bench.now += SignedDuration::from_secs(1);
        assert_eq!(bench.post(&format!("{one}/cancel"), Value::Null), cancelled, "cancelling twice is once");
        let (status, refusal) = bench.call("PUT", &one, &case.change);
        assert_eq!(status, 409, "{refusal}");
        assert!(bench.twin.documents()[0].body.is_dead(), "its truth is dead");
    }
}

#[test]
fn what_was_made_is_said_beside_the_answer() {
    for case in cases() {
        let mut bench = Bench::new(case.role);
        let body = (case.body)("#1001").to_string();
        let json = [("content-type", "application/json"), ("idempotency-key", "k")];
        let answer = bench.send("POST", case.path, &json, body.as_bytes());
        let id = text(&read(&answer).1[case.id]);
        let made = Some(Made { id: id.clone(), order: "#1001".to_owned() });
        assert_eq!(answer.extensions().get::<Made>(), made.as_ref(), "{}", case.path);
        let again = bench.send("POST", case.path, &json, body.as_bytes());
        assert_eq!(again.extensions().get::<Made>(), made.as_ref(), "an answer that is given again");
        let read = bench.send("GET", &format!("{}/{id}", case.path), &[], b"");
        assert_eq!(read.extensions().get::<Made>(), None, "nothing was made");
    }
}

#[test]
fn pages_go_through_everything_once_in_the_order_of_change() {
    for case in cases() {
        let mut bench = Bench::new(case.role);
        for n in 0..7 {
            bench.post(case.path, (case.body)(&format!("R{n}")));
            // Three documents share each tick of the clock.
            bench.now += SignedDuration::from_millis(if n % 3 == 2 { 1 } else { 0 });
        }
        let first = text(&bench.get(case.path)["items"][0][case.id]);
        bench.put(&format!("{}/{first}", case.path), case.change.clone());
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = bench.get(&format!("{}?limit=2&after={after}", case.path));
            let items = page["items"].as_array().expect("a list");
            assert!((1..=2).contains(&items.len()));
            seen.extend(items.iter().map(|it| text(&it[case.reference])));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        // The one that changed shares the tick of the seventh, and stands before it by its number.
        assert_eq!(seen, ["R1", "R2", "R3", "R4", "R5", "R0", "R6"], "{}", case.path);

        let since = bench.get(&format!("{}?updated_since=2026-11-23T05:40:00.001Z&limit=3", case.path));
        assert_eq!(since["items"][0][case.reference], "R3", "the moment itself is included");
        assert!(since["next"].is_string());
        let late = bench.get(&format!("{}?updated_since=2026-11-23T05:40:00.002001%2B00:00", case.path));
        assert_eq!(late["items"], json!([]));
    }
}

#[test]
fn a_reference_is_unique_where_the_system_says_so() {
    for case in cases() {
        let mut bench = Bench::new(case.role);
        let made = bench.post(case.path, (case.body)("#1001"));
        let (status, refusal) = bench.call("POST", case.path, &(case.body)("#1001"));
        assert_eq!((status, &refusal["error"]["code"]), (409, &json!("duplicate_reference")));
        assert_eq!(refusal["error"]["id"], text(&made[case.id]));
        assert_eq!(refusal["error"]["field"], case.reference);

        let mut config = config();
        config.unique_external = false;
        let mut careless = Bench::with(case.role, config);
        careless.post(case.path, (case.body)("#1001"));
        careless.post(case.path, (case.body)("#1001"));
        assert_eq!(careless.twin.documents().len(), 2, "{}", case.path);
    }
}

#[test]
fn an_idempotency_key_gives_the_same_answer_again() {
    for case in cases() {
        let mut bench = Bench::new(case.role);
        let body = (case.body)("#1001").to_string();
        let key = [("idempotency-key", "k1")];
        let first = read(&bench.send("POST", case.path, &key, body.as_bytes()));
        assert_eq!(first.0, 201);
        assert_eq!(read(&bench.send("POST", case.path, &key, body.as_bytes())), first);
        let (status, refusal) =
            read(&bench.send("POST", case.path, &key, (case.body)("#2").to_string().as_bytes()));
        assert_eq!((status, &refusal["error"]["code"]), (409, &json!("idempotency_mismatch")));
        bench.now += SignedDuration::from_hours(25);
        let later = read(&bench.send("POST", case.path, &key, body.as_bytes()));
        assert_eq!(later.1["error"]["code"], "duplicate_reference", "a key is remembered for a day");

        let mut config = config();
        config.honours_idempotency_key = false;
        let mut deaf = Bench::with(case.role, config);
        deaf.send("POST", case.path, &key, body.as_bytes());
        let again = read(&deaf.send("POST", case.path, &key, body.as_bytes()));
        assert_eq!(again.1["error"]["code"], "duplicate_reference");
    }
}

#[test]
fn a_refused_creation_leaves_its_key_free() {
    let mut bench = Bench::new(Role::Erp);
    let body = sales_order("#1001").to_string();
    bench.act(Deed::Unmap { sku: "B-1".into() });
    let refused = read(&bench.send("POST", "/sales_orders", &[("idempotency-key", "k")], body.as_bytes()));
    assert_eq!(refused.0, 422);
    bench.act(Deed::Remap { sku: "B-1".into() });
    let made = read(&bench.send("POST", "/sales_orders", &[("idempotency-key", "k")], body.as_bytes()));
    assert_eq!(made.0, 201, "{}", made.1);
}

#[test]
fn an_item_that_is_not_in_the_list_is_refused_by_its_line() {
    for (role, path, body, field) in [
        (Role::Oms, "/orders", order("#1"), "lines[1].sku"),
        (Role::Erp, "/sales_orders", sales_order("#1"), "lines[1].item"),
        (Role::Wms, "/pick_orders", pick_order("#1"), "lines[1].sku"),
    ] {
        let mut bench = Bench::new(role);
        bench.act(Deed::Unmap { sku: "B-1".into() });
        let (status, refusal) = bench.call("POST", path, &body);
        let wanted =
            json!({ "code": "unknown_item", "message": "item B-1 is not in the item list", "field": field });
        assert_eq!((status, &refusal["error"]), (422, &wanted));
        bench.act(Deed::Unmap { sku: "*".into() });
        assert_eq!(bench.call("POST", path, &body).1["error"]["field"], field.replace('1', "0"));
        bench.act(Deed::Remap { sku: "*".into() });
        bench.post(path, body);
    }
}

#[test]
fn a_system_that_knows_no_look_up_says_so() {
    let mut config = config();
    config.knows_find = false;
    let mut bench = Bench::with(Role::Erp, config);
    let (status, refusal) = bench.call("GET", "/sales_orders?reference=x", &Value::Null);
    assert_eq!((status, &refusal["error"]["code"]), (400, &json!("unknown_parameter")));
    bench.get("/sales_orders?updated_since=2026-11-23T05:40:00Z");
}

#[test]
fn refusals_have_one_shape() {
    for (method, path, body, status, code) in [
        ("GET", "/nothing", "", 404, "not_found"),
        ("GET", "/orders/10001", "", 404, "not_found"),
        ("GET", "/orders/010002", "", 404, "not_found"),
        ("PUT", "/orders/x", "{}", 404, "not_found"),
        ("POST", "/orders/x/cancel", "{}", 404, "not_found"),
        ("DELETE", "/orders/10001", "", 405, "method_not_allowed"),
        ("PATCH", "/orders", "{}", 405, "method_not_allowed"),
        ("PUT", "/orders", "{}", 405, "method_not_allowed"),
        ("POST", "/orders/10001", "{}", 405, "method_not_allowed"),
        ("GET", "/orders/10001/cancel", "", 405, "method_not_allowed"),
        ("POST", "/fulfillment_requests", "{}", 405, "method_not_allowed"),
        ("GET", "/orders?external=1", "", 400, "unknown_parameter"),
        ("GET", "/orders?limit=1000", "", 422, "invalid"),
        ("POST", "/orders", "", 422, "invalid"),
        ("POST", "/orders", r#"{"external_id":"1","curency":"USD"}"#, 422, "unknown_field"),
    ] {
        let mut bench = Bench::new(Role::Oms);
        let response = bench.send(method, path, &[], body.as_bytes());
        let (got, answer) = read(&response);
        assert_eq!((got, &answer["error"]["code"]), (status, &json!(code)), "{method} {path}: {answer}");
        assert!(answer["error"]["message"].as_str().is_some_and(|it| !it.is_empty()));
        assert_eq!(response.headers().contains_key("allow"), status == 405);
    }
}

#[test]
fn every_call_needs_the_token() {
    let mut bench = Bench::new(Role::Wms);
    for given in [None, Some("Bearer wrong"), Some(TOKEN), Some("Basic dDpw")] {
        let mut request = http::Request::builder().uri("/pick_orders");
        if let Some(given) = given {
            request = request.header("authorization", given);
        }
        let response = bench.twin.handle(&request.body(Default::default()).expect("a request"), bench.now);
        assert_eq!(read(&response).0, 401);
        assert_eq!(read(&response).1["error"]["code"], "unauthorized");
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }
}

#[test]
fn truth_carries_the_agreed_keys_and_parents() {
    let mut oms = Bench::new(Role::Oms);
    oms.post("/orders", order("#1001"));
    oms.minutes(1);
    let request = oms.truth("FR-1");
    assert_eq!(json!(request.keys), json!({ "id": "FR-1", "order_external_id": "#1001" }));
    assert_eq!(json!(request.parents), json!([{ "kind": "order", "field": "id", "value": "10001" }]));
    let order = oms.truth("10001");
    assert_eq!(json!(order.keys), json!({ "id": "10001", "external_id": "#1001" }));
    let Body::Order(order) = order.body else { panic!("an order") };
    assert_eq!(order.totals.map(|it| it.total.shop.to_string()), Some("12.50 USD".to_owned()));
    assert_eq!(order.lines[0].id, "9001", "a line has the name that the shop gave it");

    let mut erp = Bench::new(Role::Erp);
    erp.post("/sales_orders", sales_order("#1001"));
    erp.post("/credit_notes", credit_note("77"));
    assert_eq!(json!(erp.truth("SO-00001").keys), json!({ "id": "SO-00001", "reference": "#1001" }));
    let note = erp.truth("CN-00001");
    assert_eq!(json!(note.keys), json!({ "id": "CN-00001", "reference": "77" }));
    assert_eq!(json!(note.parents), json!([{ "kind": "order", "field": "reference", "value": "#1001" }]));
    assert_eq!(note.kind(), DocumentKind::Refund);

    let mut wms = Bench::new(Role::Wms);
    wms.post("/pick_orders", pick_order("FR-1"));
    wms.act(Deed::Ship { order: "#1001".into(), lines: vec![("A-1".into(), 1)] });
    let pick = wms.truth("P-1");
    assert_eq!(json!(pick.keys), json!({ "id": "P-1", "request_ref": "FR-1", "order_ref": "#1001" }));
    let Body::FulfillmentRequest(pick) = pick.body else { panic!("a request") };
    assert_eq!((pick.status, pick.lines[0].remaining), (RequestStatus::InProgress, 1));
    let parcel = wms.truth("S-1");
    assert_eq!(parcel.keys["order_ref"], "#1001");
    assert!(parcel.keys["tracking"].starts_with("1Z"));
    let parent = json!([{ "kind": "fulfillment_request", "field": "id", "value": "P-1" }]);
    assert_eq!(json!(parcel.parents), parent);
    let Body::Shipment(parcel) = parcel.body else { panic!("a shipment") };
    assert_eq!((parcel.status, parcel.lines[0].quantity), (ShipmentStatus::Shipped, 1));
}
