//! Answers that are lost, processes that are killed, stores that fail, merges at the wrong moment.

use seamless_engine::Command;
use seamless_model::DocumentKind;
use seamless_pipeline::{PollPlan, PollReason};
use seamless_store::{EntryState, Memory, Store};
use serde_json::json;

use crate::failing::Failing;
use crate::support::*;

const OMS: &str = "https://oms.northwind.example/api";

#[test]
fn an_attempt_without_an_answer_is_looked_up_before_it_is_repeated() {
    let line = line();
    line.shop("orders/create", "m1", &shop_order());
    line.pipeline.wire().answers([silence()]);
    assert_eq!(line.work().len(), 1);
    line.set(10);
    line.pipeline.wire().answers([status(200, json!({ "items": [oms_order("open", 1)], "next": null }))]);
    assert_eq!(line.work(), [format!("GET {OMS}/orders?external_id=%231001")], "it is there: no second one");
}

#[test]
fn an_attempt_that_panics_is_looked_up_before_it_is_repeated() {
    let line = line();
    line.shop("orders/create", "m1", &shop_order());
    line.pipeline.wire().panics();
    assert_eq!(line.work().len(), 1);
    line.set(10);
    line.pipeline.wire().answers([status(200, json!({ "items": [oms_order("open", 1)], "next": null }))]);
    assert_eq!(line.work(), [format!("GET {OMS}/orders?external_id=%231001")], "it is there: no second one");
    assert!(!line.thread().in_flight());
}

#[test]
fn what_was_on_its_way_at_a_crash_has_no_answer() {
    let first = line();
    first.shop("orders/create", "m1", &shop_order());
    assert_eq!(first.decide().sends.len(), 1, "committed, and then the process is killed");
    let second = line_on(first.store.clone());
    second.set(5);
    let mut decision = run(second.pipeline.restart()).expect("it starts");
    let send = decision.sends.pop().expect("it is tried again");
    assert!(send.look_up_first && decision.sends.is_empty());
    assert_eq!(send.attempt, 2);
    second
        .pipeline
        .wire()
        .answers([status(200, json!({ "items": [], "next": null })), status(201, oms_order("open", 6))]);
    run(second.pipeline.deliver(send)).expect("delivered");
    assert_eq!(second.work().len(), 2, "looked up, not there, made");
    assert!(!second.thread().in_flight());
    let idle = line_on(second.store.clone());
    assert!(run(idle.pipeline.restart()).expect("it starts").is_idle(), "nothing is on its way");
}

#[test]
fn a_failing_store_leaves_nothing_half_done() {
    let store = Failing::new(Memory::new());
    let line = line_on(store.clone());
    line.shop("orders/create", "m1", &shop_order());
    store.fails("commit", true);
    assert!(run(line.pipeline.decide(10)).is_err(), "nothing may go out that is not committed");
    assert!(store.inner.threads().is_empty());
    store.fails("commit", false);
    let decision = line.decide();
    assert_eq!((decision.entries, decision.sends.len()), (1, 1));
    assert_eq!(decision.sends[0].thread.0, 1, "the number was not used up");
    assert_eq!(decision.sends[0].attempt, 1);
}

#[test]
fn a_receipt_that_the_store_cannot_take_is_not_lost() {
    let store = Failing::new(Memory::new());
    let line = line_on(store.clone());
    line.shop("orders/create", "m1", &shop_order());
    let send = line.decide().sends.remove(0);
    line.pipeline.wire().answers([status(201, oms_order("open", 1))]);
    store.fails("land", true);
    assert!(run(line.pipeline.deliver(send)).is_err());
    assert!(run(line.pipeline.decide(10)).is_err(), "still failing");
    store.fails("land", false);
    assert_eq!(line.work().len(), 1);
    let threads = store.inner.threads();
    assert!(!threads[0].in_flight(), "its answer was decided");
    assert_eq!(threads[0].facts.len(), 2);
}

#[test]
fn a_receipt_finds_its_thread_after_a_merge() {
    let line = line();
    // The OMS's order comes first, and the shop's order is not known to be the same until it names it.
    line.told("oms", "orders.created", "d1", &{
        let mut it = oms_order("open", 1);
        it["external_id"] = json!("#9");
        it
    });
    line.decide();
    line.told("oms", "fulfillment_requests.created", "d2", &{
        let mut it = oms_request(2);
        it["order_id"] = json!(77);
        it
    });
    line.decide();
    assert_eq!(line.store.threads().len(), 2);
    line.shop("orders/create", "m1", &shop_order());
    let send = line.decide().sends.remove(0);
    assert_eq!(send.thread.0, 3);
    // The OMS's order gets its number while the creation is on its way: thread 3 becomes part of thread 1.
    line.told("oms", "orders.updated", "d3", &oms_order("open", 3));
    line.decide();
    assert!(line.store.threads().iter().all(|it| it.id.0 != 3));
    line.pipeline.wire().answers([status(201, oms_order("open", 4))]);
    run(line.pipeline.deliver(send)).expect("delivered");
    line.work();
    assert!(line.store.threads().iter().all(|it| !it.in_flight()), "the answer found its delivery");
    assert!(run(line.store.held(10)).expect("held").is_empty());
}

#[test]
fn what_an_answer_brings_and_cannot_be_understood_is_held_and_the_answer_counts() {
    let line = line();
    line.shop("orders/create", "m1", &shop_order());
    let send = line.decide().sends.remove(0);
    line.pipeline.wire().answers([
        status(201, oms_order("a_new_status", 1)),
        status(200, json!({ "items": [], "next": null })),
    ]);
    run(line.pipeline.deliver(send)).expect("delivered");
    line.work();
    let thread = line.thread();
    assert!(!thread.in_flight() && thread.lanes[0].current.is_none(), "it is not made again");
    let held = run(line.store.held(10)).expect("held");
    assert!(matches!(&held[0].state, EntryState::Held(why) if why.contains("a_new_status")), "{held:?}");
    run(line.store.release_held()).expect("released");
    line.work();
    assert_eq!(run(line.store.counts()).expect("counts").handoffs["orders"].done, 1, "it is counted once");
}

#[test]
fn a_person_converges_a_vendors_handoff() {
    let line = line();
    line.told("oms", "orders.created", "d1", &oms_order("open", 1));
    line.decide();
    line.set(2000);
    let decision = line.decide();
    assert_eq!(decision.opened.len(), 1, "the vendor did not bring it");
    let command = Command::Converge { handoff: "booking".into(), document: None, by: "Ada".into() };
    run(line.pipeline.command(line.thread().id, command.clone())).expect("journaled");
    let decision = line.decide();
    let asked: Vec<&str> = decision.fetches.iter().map(|it| it.system.as_str()).collect();
    assert_eq!(asked, ["oms"], "what the source says now is fetched: nothing old is replayed");
    let sends = decision.sends;
    assert!(sends.len() == 1 && sends[0].look_up_first && sends[0].handoff == "booking");
    assert_eq!(run(line.store.audit(10)).expect("rows")[0].by, "Ada");
    run(line.pipeline.command(seamless_model::ThreadId(99), command)).expect("journaled");
    line.decide();
    assert_eq!(run(line.store.held(10)).expect("held").len(), 1, "a command for nobody is held in sight");
}

#[test]
fn a_system_that_is_down_is_left_alone_and_asked_again_with_one_call() {
    let line = line();
    for number in 0..8 {
        let mut order = shop_order();
        order["id"] = json!(6000 + number);
        order["name"] = json!(format!("#{}", 2000 + number));
        line.shop("orders/create", &format!("m{number}"), &order);
    }
    let sends = line.decide().sends;
    assert_eq!(sends.len(), 8);
    // What was let out before the circuit opened calls no more once it has.
    line.pipeline.wire().answers((0..5).map(|_| status(503, json!({}))));
    for send in sends {
        run(line.pipeline.deliver(send)).expect("the receipt is journaled");
    }
    assert_eq!(line.pipeline.open_circuits(), ["oms"]);
    assert_eq!(line.pipeline.wire().sent().len(), 5);
    line.decide();
    line.set(2);
    assert!(line.decide().sends.is_empty(), "the circuit is open");
    line.set(200);
    assert_eq!(line.decide().sends.len(), 1, "one trial");
    assert_eq!(run(line.store.next_wake()).expect("a moment").map(|it| it > at(200)), Some(true));
}

/// A system that tells no time of change is believed by when it was asked: what is again as it was counts again.
#[test]
fn a_document_that_is_again_as_it_was_before_is_seen_again() {
    let poll = PollPlan {
        system: "oms".into(),
        kind: DocumentKind::Order,
        every: jiff::SignedDuration::from_mins(5),
        over: jiff::SignedDuration::from_hours(48),
        reason: PollReason::Travel,
    };
    let line = line_without_revisions();
    let states = ["open", "on_hold", "open", "open"];
    let mut new = Vec::new();
    for (turn, state) in states.into_iter().enumerate() {
        line.set(300 * turn as i64);
        line.pipeline.wire().answers([status(200, json!({ "items": [oms_order(state, 0)], "next": null }))]);
        new.push(run(line.pipeline.poll(&poll)).expect("polled").new);
        line.decide();
    }
    assert_eq!(new, [1, 1, 1, 0]);
}
