//! The one way through: land, decide, deliver, receipt.

use seamless_connect::Fetch;
use seamless_model::DocumentKind;
use seamless_pipeline::{FetchWanted, LandError, PollPlan, PollReason};
use seamless_store::{EntryState, LandedAs, Store};
use serde_json::{Value, json};

use crate::support::*;

const OMS: &str = "https://oms.northwind.example/api";

#[test]
fn an_order_goes_through_and_its_receipt_comes_back() {
    let line = line();
    line.shop("orders/create", "m1", &shop_order());
    line.pipeline.wire().answers([status(201, oms_order("open", 1))]);
    assert_eq!(line.work(), [format!("POST {OMS}/orders")]);
    let thread = line.thread();
    assert!(!thread.in_flight());
    assert_eq!(thread.facts.len(), 2, "the receipt shows the order in the OMS");
    let counts = run(line.store.counts()).expect("counts");
    assert_eq!((counts.orders, counts.undecided, counts.held), (1, 0, 0));
    assert_eq!(counts.handoffs["orders"].done, 1);
}

#[test]
fn a_webhook_that_comes_twice_is_one_entry() {
    let line = line();
    assert!(matches!(line.shop("orders/create", "m1", &shop_order()), LandedAs::New(_)));
    assert_eq!(line.shop("orders/create", "m1", &shop_order()), LandedAs::Duplicate);
    assert_eq!(run(line.store.undecided(10)).expect("entries").len(), 1);
    // The same told in another message is another entry, and changes nothing.
    assert!(matches!(line.shop("orders/create", "m2", &shop_order()), LandedAs::New(_)));
    line.pipeline.wire().answers([status(201, oms_order("open", 1))]);
    assert_eq!(line.work().len(), 1, "it is sent on once");
}

#[test]
fn what_is_not_signed_is_refused_and_not_kept() {
    let line = line();
    let land =
        |system: &str| run(line.pipeline.land_webhook(&system.into(), &http::HeaderMap::new(), "{}".into()));
    assert!(matches!(land("shop"), Err(LandError::Refused(_))));
    assert!(matches!(land("nobody"), Err(LandError::UnknownSystem(_))));
    assert_eq!(run(line.store.counts()).expect("counts").landed, 0);
}

#[test]
fn a_thin_message_says_what_must_be_fetched() {
    let line = line();
    line.shop("orders/edited", "m1", &json!({ "order_edit": { "order_id": 5001 } }));
    line.shop("orders/edited", "m2", &json!({ "order_edit": { "order_id": 5001 } }));
    let decision = line.decide();
    let fetch = Fetch { kind: DocumentKind::Order, id: "5001".into() };
    assert_eq!(decision.fetches, [FetchWanted { system: "shop".into(), fetch: fetch.clone() }]);
    assert!(line.store.threads().is_empty());
    // What is gone by now is no error: there is nothing to know.
    line.pipeline.wire().answers([status(200, json!({ "data": { "order": null } }))]);
    run(line.pipeline.fetch(&"shop".into(), &fetch)).expect("nothing to fetch");
    // From a JSON system, what is fetched is journaled and decided.
    line.pipeline.wire().answers([status(200, oms_order("open", 1))]);
    run(line.pipeline.fetch(&"oms".into(), &Fetch { id: "10001".into(), ..fetch })).expect("fetched");
    line.decide();
    assert_eq!(line.thread().facts.len(), 1);
}

#[test]
fn what_is_not_understood_is_held_in_sight_and_blocks_nothing() {
    let line = line();
    line.told("oms", "orders.created", "d1", &oms_order("a_new_status", 1));
    line.told("warehouse", "pick_orders.created", "d2", &pick_order("received", 1));
    assert!(line.decide().sends.is_empty());
    let held = run(line.store.held(10)).expect("held");
    assert_eq!(held.len(), 1);
    assert!(
        matches!(&held[0].state, EntryState::Held(reason) if reason.contains("a_new_status")),
        "{held:?}"
    );
    assert_eq!(line.store.threads().len(), 1, "what came behind it is decided");
    assert_eq!(run(line.store.release_held()).expect("released"), 1);
    line.decide();
    assert_eq!(run(line.store.held(10)).expect("held").len(), 1, "nothing was mended: it is held again");
}

fn poll() -> PollPlan {
    let hours = |hours| jiff::SignedDuration::from_hours(hours);
    let (system, kind) = ("oms".into(), DocumentKind::Order);
    PollPlan { system, kind, every: hours(1), over: hours(48), reason: PollReason::Travel }
}

fn page(items: &[Value], next: Option<&str>) -> Value {
    json!({ "items": items, "next": next })
}

#[test]
fn polls_overlap_follow_their_pages_and_keep_each_content_once() {
    let line = line();
    let other = {
        let mut it = oms_order("open", 2);
        it["id"] = json!(10002);
        it["external_id"] = json!("#1002");
        it
    };
    line.pipeline
        .wire()
        .answers([status(200, page(&[oms_order("open", 1)], Some("c2"))), status(200, page(&[other], None))]);
    line.set(600);
    let polled = run(line.pipeline.poll(&poll())).expect("polled");
    assert_eq!((polled.read, polled.new), (2, 2));
    let sent = line.pipeline.wire().sent();
    assert!(
        sent[0].contains("updated_since=2026-10-03T12%3A10%3A00Z"),
        "the first looks 48 h back: {sent:?}"
    );
    assert!(sent[1].contains("after=c2"));
    line.set(4200);
    line.pipeline
        .wire()
        .answers([status(200, page(&[oms_order("open", 1), oms_order("on_hold", 3000)], None))]);
    let polled = run(line.pipeline.poll(&poll())).expect("polled");
    assert_eq!((polled.read, polled.new), (2, 1));
    let overlap = at(600) - seamless_flow::POLL_OVERLAP;
    let since = overlap.to_string().replace(':', "%3A");
    assert!(line.pipeline.wire().sent()[0].contains(&since), "the next begins before the last began");
    line.set(4200 + 7 * 86_400);
    line.pipeline.wire().answers([status(200, page(&[], None))]);
    run(line.pipeline.poll(&poll())).expect("polled");
    let overlap = at(4200) - seamless_flow::POLL_OVERLAP;
    let since = overlap.to_string().replace(':', "%3A");
    assert!(line.pipeline.wire().sent()[0].contains(&since), "after a week at rest nothing is left out");
}

#[test]
fn a_poll_that_breaks_off_begins_again_where_it_began() {
    let line = line();
    line.pipeline.wire().answers([status(200, page(&[oms_order("open", 1)], Some("c2"))), silence()]);
    assert!(run(line.pipeline.poll(&poll())).is_err());
    let first = line.pipeline.wire().sent().remove(0);
    line.pipeline.wire().answers([status(200, page(&[oms_order("open", 1)], None))]);
    let polled = run(line.pipeline.poll(&poll())).expect("polled");
    assert_eq!((polled.read, polled.new), (1, 0));
    assert_eq!(line.pipeline.wire().sent(), [first]);
}

#[test]
fn keys_that_turn_out_late_merge_their_threads() {
    let line = line();
    let told = |system: &str, event: &str, message: &str, document: &Value| {
        line.told(system, event, message, document);
        line.decide()
    };
    told("warehouse", "shipments.created", "d1", &parcel(60));
    told("oms", "orders.created", "d2", &oms_order("open", 1));
    assert_eq!(line.store.threads().len(), 2, "nothing ties them yet");
    told("warehouse", "pick_orders.updated", "d3", &pick_order("shipped", 50));
    assert_eq!(line.store.threads().len(), 2);
    // The request belongs to the order, and the pick order is its counterpart.
    told("oms", "fulfillment_requests.created", "d4", &oms_request(40));
    assert_eq!(line.thread().facts.len(), 4);
    line.shop("orders/create", "m1", &shop_order());
    line.decide();
    let thread = line.thread();
    assert_eq!(thread.facts.len(), 5, "and the shop's order comes last");
    assert_eq!(
        run(line.store.messages(thread.id)).expect("entries").len(),
        5,
        "each entry followed its order"
    );
}

#[test]
fn one_decision_can_merge_what_it_has_just_begun() {
    let line = line();
    line.told("warehouse", "shipments.created", "d1", &parcel(60));
    line.told("oms", "orders.created", "d2", &oms_order("open", 1));
    line.told("warehouse", "pick_orders.updated", "d3", &pick_order("shipped", 50));
    line.told("oms", "fulfillment_requests.created", "d4", &oms_request(40));
    line.decide();
    let thread = line.thread();
    assert_eq!(thread.facts.len(), 4);
    assert_eq!(run(line.store.messages(thread.id)).expect("entries").len(), 4);
}
