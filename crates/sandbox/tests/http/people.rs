//! What people do in the twins, and when.

use jiff::SignedDuration;
use seamless_flow::Role;
use seamless_sandbox::http::Pace;
use seamless_sandbox::{Deed, DeedError};
use serde_json::{Value, json};

use crate::bench::{Bench, config, order, pick_order, sales_order};

fn state(bench: &mut Bench, path: &str) -> String {
    let document = bench.get(path);
    let state = document.get("state").or_else(|| document.get("status"));
    state.and_then(Value::as_str).expect("a state").to_owned()
}

fn never_split() -> Bench {
    let mut config = config();
    config.pace.split_percent = 0;
    Bench::with(Role::Wms, config)
}

#[test]
fn an_order_is_routed_after_a_minute_into_one_request() {
    let mut bench = Bench::new(Role::Oms);
    let mut with_gift_card = order("#1001");
    with_gift_card["lines"][1]["requires_shipping"] = json!(false);
    bench.post("/orders", with_gift_card);
    bench.pass(SignedDuration::from_secs(59));
    assert_eq!(bench.get("/fulfillment_requests")["items"], json!([]));
    bench.pass(SignedDuration::from_secs(1));
    let requests = bench.get("/fulfillment_requests?order_id=10001");
    assert_eq!(requests["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(requests["items"][0]["created_at"], "2026-11-23T05:41:00.000Z");
    let line = json!({ "line_id": 1, "external_line_id": "9001", "sku": "A-1", "quantity": 2, "shipped": 0 });
    assert_eq!(requests["items"][0]["lines"], json!([line]), "only what travels is asked for");
}

#[test]
fn a_held_order_waits_until_it_is_released() {
    let mut bench = Bench::new(Role::Oms);
    bench.post("/orders", order("#1001"));
    bench.put("/orders/10001", json!({ "status": "on_hold" }));
    bench.minutes(10);
    assert_eq!(bench.get("/fulfillment_requests")["items"], json!([]));
    bench.put("/orders/10001", json!({ "status": "open" }));
    bench.minutes(1);
    assert_eq!(state(&mut bench, "/fulfillment_requests/FR-1"), "open");
    bench.minutes(10);
    assert_eq!(bench.get("/fulfillment_requests")["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_open_request_follows_its_order() {
    let mut bench = Bench::new(Role::Oms);
    bench.post("/orders", order("#1001"));
    bench.minutes(2);
    bench.put(
        "/orders/10001",
        json!({
            "ship_to": { "city": "Troy", "country": "US" },
            "lines": [
                { "external_line_id": "9002", "quantity": 3 },
                { "external_line_id": "9003", "sku": "C-1", "quantity": 1 },
            ],
        }),
    );
    let request = bench.get("/fulfillment_requests/FR-1");
    let quantities: Vec<_> =
        request["lines"].as_array().expect("lines").iter().map(|it| &it["quantity"]).collect();
    assert_eq!(quantities, [0, 3, 1], "{request}");
    assert_eq!(request["ship_to"]["city"], "Troy");
    let order = bench.get("/orders/10001");
    assert_eq!(order["lines"][0]["quantity"], 0, "a line that is not named any more stays, with nothing");
    assert_eq!(order["lines"][1]["sku"], "B-1");

    // Once it has shipped, what the order wants more is asked for anew.
    let shipped = json!({ "lines": [{ "line_id": 2, "shipped": 3 }, { "line_id": 3, "shipped": 1 }] });
    assert_eq!(bench.put("/fulfillment_requests/FR-1", shipped)["status"], "shipped");
    bench.act(Deed::Edit { order: "#1001".into(), sku: "B-1".into(), quantity: 5 });
    bench.minutes(1);
    assert_eq!(bench.get("/fulfillment_requests/FR-2")["lines"][0]["quantity"], 2);
}

#[test]
fn a_persons_edit_changes_the_total_with_the_quantity() {
    let mut bench = Bench::new(Role::Oms);
    bench.post("/orders", order("#1001"));
    bench.act(Deed::Edit { order: "10001".into(), sku: "A-1".into(), quantity: 1 });
    assert_eq!(bench.get("/orders/10001")["total"], "7.25");
}

#[test]
fn cancelling_an_order_cancels_its_requests() {
    let mut bench = Bench::new(Role::Oms);
    bench.post("/orders", order("#1001"));
    bench.minutes(1);
    bench.act(Deed::Cancel { order: "#1001".into() });
    assert_eq!(state(&mut bench, "/fulfillment_requests/FR-1"), "cancelled");
    bench.post("/orders", order("#1002"));
    bench.post("/orders/10002/cancel", json!({ "reason": "fraud" }));
    bench.minutes(5);
    let requests = bench.get("/fulfillment_requests?order_external_id=%231002");
    assert_eq!(requests["items"], json!([]), "what is cancelled is not routed");
}

#[test]
fn a_warehouse_picks_and_ships_in_its_own_time() {
    let mut bench = never_split();
    bench.post("/pick_orders", pick_order("FR-1"));
    for (minutes, wanted) in
        [(19, "received"), (1, "picking"), (4, "picking"), (1, "picked"), (14, "picked"), (1, "shipped")]
    {
        bench.minutes(minutes);
        assert_eq!(state(&mut bench, "/pick_orders/P-1"), wanted);
    }
    let parcel = bench.get("/shipments?request_ref=FR-1");
    assert_eq!(parcel["items"][0]["shipped_at"], "2026-11-23T06:20:00.000Z");
    assert_eq!(parcel["items"][0]["lines"].as_array().map(Vec::len), Some(2));
}

#[test]
fn some_orders_of_two_lines_ship_in_two_parcels() {
    let mut bench = Bench::new(Role::Wms);
    for n in 0..200 {
        bench.post("/pick_orders", pick_order(&format!("FR-{n}")));
    }
    bench.minutes(41);
    let in_two =
        bench.twin.documents().iter().filter(|it| it.id.starts_with("P-") && !it.body.is_dead()).count();
    let partly =
        (1..=200).filter(|n| state(&mut bench, &format!("/pick_orders/P-{n}")) == "partly_shipped").count();
    assert!((40..=80).contains(&partly), "30 % of {in_two} are in two parcels: {partly}");
    bench.minutes(30);
    assert!((1..=200).all(|n| state(&mut bench, &format!("/pick_orders/P-{n}")) == "shipped"));
    let parcels = bench.twin.documents().iter().filter(|it| it.id.starts_with("S-")).count();
    assert_eq!(parcels, 200 + partly);
}

#[test]
fn a_pick_order_can_be_recalled_until_it_is_picked() {
    let mut bench = never_split();
    bench.post("/pick_orders", pick_order("FR-1"));
    bench.minutes(21);
    let (status, refusal) = bench.call("PUT", "/pick_orders/P-1", &json!({ "note": "gift" }));
    assert_eq!((status, &refusal["error"]["code"]), (409, &json!("already_picking")));
    bench.post("/pick_orders/P-1/cancel", Value::Null);
    bench.minutes(60);
    assert_eq!(bench.get("/shipments")["items"], json!([]), "what is cancelled never ships");

    bench.post("/pick_orders", pick_order("FR-2"));
    bench.act(Deed::Pick { order: "FR-2".into() });
    let (status, refusal) = bench.call("POST", "/pick_orders/P-2/cancel", &Value::Null);
    assert_eq!((status, &refusal["error"]["code"]), (409, &json!("already_picked")));
    let refused = bench.twin.act(&Deed::Cancel { order: "FR-2".into() }, bench.now);
    assert!(matches!(refused, Err(DeedError::Refused(_))), "{refused:?}");
    bench.minutes(15);
    assert_eq!(state(&mut bench, "/pick_orders/P-2"), "shipped");
}

#[test]
fn parcels_are_made_by_hand_and_called_back() {
    let mut bench = never_split();
    bench.post("/pick_orders", pick_order("FR-1"));
    bench.act(Deed::Ship { order: "#1001".into(), lines: vec![("A-1".into(), 1)] });
    assert_eq!(state(&mut bench, "/pick_orders/P-1"), "partly_shipped");
    let too_much = Deed::Ship { order: "#1001".into(), lines: vec![("A-1".into(), 2)] };
    assert!(matches!(bench.twin.act(&too_much, bench.now), Err(DeedError::Refused(_))));
    bench.act(Deed::Ship { order: "P-1".into(), lines: vec![] });
    assert_eq!(state(&mut bench, "/pick_orders/P-1"), "shipped");
    bench.post("/shipments/S-1/cancel", Value::Null);
    assert_eq!(state(&mut bench, "/shipments/S-1"), "voided");
    assert_eq!(state(&mut bench, "/pick_orders/P-1"), "partly_shipped");
    bench.minutes(30);
    let third = bench.get("/shipments/S-3");
    assert_eq!(third["lines"], json!([{ "line_ref": "9001", "sku": "A-1", "quantity": 1 }]));
    let renamed = bench.put("/shipments/S-3", json!({ "tracking_number": "1Z999", "carrier": "FedEx" }));
    assert_eq!((&renamed["tracking_number"], &renamed["carrier"]), (&json!("1Z999"), &json!("FedEx")));
    let (status, _) = bench.call("PUT", "/shipments/S-1", &json!({ "carrier": "FedEx" }));
    assert_eq!(status, 409);
}

#[test]
fn what_makes_no_sense_in_a_system_is_said() {
    for role in [Role::Oms, Role::Erp, Role::Wms] {
        let mut bench = Bench::new(role);
        let stock = bench.twin.act(&Deed::Stock { sku: "A-1".into(), quantity: 3 }, bench.now);
        assert!(matches!(stock, Err(DeedError::NotHere(_))));
        let nobody = bench.twin.act(&Deed::Cancel { order: "#9".into() }, bench.now);
        assert_eq!(nobody, Err(DeedError::UnknownOrder("#9".into())));
    }
    let mut erp = Bench::new(Role::Erp);
    erp.post("/sales_orders", sales_order("#1001"));
    erp.act(Deed::Cancel { order: "#1001".into() });
    assert_eq!(state(&mut erp, "/sales_orders/SO-00001"), "cancelled");
}

#[test]
fn a_day_can_be_shown_in_minutes() {
    let quick = Pace::default().faster(60);
    assert_eq!(quick.route, SignedDuration::from_secs(1));
    assert_eq!(quick.pick_after, SignedDuration::from_secs(20));
    assert_eq!(quick.split_percent, 30);
}
