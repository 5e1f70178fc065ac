//! The main paths, step by step: what goes in, and what comes of it.

use seamless_engine::{
    Command, Effect, Gates, IncidentId, IncidentState, Input, Outcome, Send, Thread, apply,
};
use seamless_flow::Mode;
use seamless_model::{Observation, RequestStatus, ThreadId};

use crate::support::*;

/// A step, at a second after the start.
enum Do {
    See(Box<Observation>),
    /// The last attempt on a handoff is answered so, and the target shows these documents.
    Answer(&'static str, Outcome, Vec<Observation>),
    Time,
    Restart,
    Person(Command),
}

use Do::{Answer, Person, Restart, Time};

fn see(it: Observation) -> Do {
    Do::See(Box::new(it))
}

fn check(story: Vec<(i64, Do, &[&str])>) -> Thread {
    check_with(&plan(), story)
}

/// Plays a story, and holds what is sent, opened and closed against what is expected, in order.
fn check_with(plan: &seamless_engine::Plan, story: Vec<(i64, Do, &[&str])>) -> Thread {
    let mut thread = Thread::new(ThreadId(1), at(0));
    let mut gates = Gates::default();
    let mut last: Vec<Send> = Vec::new();
    for (index, (second, step, expected)) in story.into_iter().enumerate() {
        let mut inputs = Vec::new();
        let observed = |it| Input::Observed { observation: Box::new(it), announced: false };
        match step {
            Do::See(it) => inputs.push(observed(*it)),
            Answer(handoff, outcome, documents) => {
                let send = last.iter().rev().find(|it| it.handoff == handoff).expect("something was sent");
                let (handoff, document) = (send.handoff.clone(), send.document.document());
                inputs.extend(documents.into_iter().map(observed));
                inputs.push(Input::Answered { handoff, document, attempt: send.attempt, outcome });
            }
            Time => inputs.push(Input::Time),
            Restart => inputs.push(Input::Restarted),
            Person(command) => inputs.push(Input::Command(command)),
        }
        let mut said = Vec::new();
        for input in inputs {
            for effect in apply(plan, &mut thread, input, at(second), &mut gates) {
                match effect {
                    Effect::Send(send) => {
                        let look = if send.look_up_first { ", looked up first" } else { "" };
                        let on = send.target.as_ref().map(|it| format!(" on {}", it.id)).unwrap_or_default();
                        said.push(format!("{} {}{on}{look}", send.handoff, send.action));
                        last.push(*send);
                    }
                    Effect::Opened(it) => {
                        said.push(format!(
                            "opened {}{}",
                            it.breakpoint,
                            if it.moved { ", moved" } else { "" }
                        ));
                    }
                    Effect::Closed(it) => said.push(format!("closed {}", it.breakpoint)),
                    Effect::Told(_) => {}
                }
            }
        }
        assert_eq!(said, expected, "step {index}, second {second}");
    }
    thread
}

fn done(id: &str) -> Outcome {
    Outcome::Done { found: false, id: Some(id.into()) }
}

fn nothing_found() -> Outcome {
    Outcome::Done { found: false, id: None }
}

fn unanswered() -> Outcome {
    Outcome::Unanswered { reason: "no answer within 30 s".into() }
}

fn refused() -> Outcome {
    Outcome::Refused { reason: "unknown item".into() }
}

fn says() -> Says {
    Says::default()
}

fn cancelled() -> Says {
    Says { cancelled: true, ..says() }
}

fn held() -> Says {
    Says { held: true, ..says() }
}

fn units(units: u64) -> Says {
    Says { units, ..says() }
}

fn converge(handoff: &str) -> Do {
    Person(Command::Converge { handoff: handoff.into(), document: None, by: "Ada".into() })
}

/// The OMS has the order, and the books have it: nothing is owed.
fn standing() -> Vec<(i64, Do, &'static [&'static str])> {
    vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", done("O-1"), vec![oms_order("O-1", 1, says())]), &[]),
        (2, see(erp_order("S-1", 2, says())), &[]),
    ]
}

fn then(mut more: Vec<(i64, Do, &'static [&'static str])>) -> Vec<(i64, Do, &'static [&'static str])> {
    let mut story = standing();
    story.append(&mut more);
    story
}

#[test]
fn an_order_is_created_once() {
    let thread =
        check(then(vec![(3, see(shop_order(0, says())), &[]), (500, Time, &[]), (900, Restart, &[])]));
    assert_eq!(thread.wake_at, None, "nothing is owed");
}

#[test]
fn what_was_certainly_not_done_is_tried_again() {
    let later = || Outcome::Later { reason: "503".into(), after_ms: None };
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", later(), vec![]), &[]),
        (10, Time, &["orders create"]),
        (11, Answer("orders", later(), vec![]), &[]),
        (61, Time, &["opened webhook-missed-order", "orders create"]),
        (
            62,
            Answer("orders", done("O-1"), vec![oms_order("O-1", 62, says())]),
            &["closed webhook-missed-order"],
        ),
    ]);
}

#[test]
fn a_target_that_asks_to_be_left_alone_is() {
    let asks = Outcome::Later { reason: "429".into(), after_ms: Some(50_000) };
    let thread = check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", asks, vec![]), &[]),
        (40, Time, &[]),
        (51, Time, &["orders create"]),
    ]);
    assert!(thread.in_flight());
}

#[test]
fn what_had_no_answer_is_looked_up_also_after_a_restart() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", unanswered(), vec![]), &[]),
        (10, Time, &["orders create, looked up first"]),
        (11, Restart, &["orders create, looked up first"]),
    ]);
}

#[test]
fn what_had_no_answer_is_looked_up_also_after_a_hold() {
    let request = |revision, status| see(oms_request("R-1", revision, 2, status));
    check(then(vec![
        (3, request(3, RequestStatus::Open), &["picks create"]),
        (4, Answer("picks", unanswered(), vec![]), &[]),
        (5, see(oms_order("O-1", 5, held())), &["orders update on O-1"]),
        (6, see(shop_order(6, held())), &[]),
        (7, Answer("orders", done("O-1"), vec![]), &[]),
        (30, see(shop_order(30, says())), &["orders update on O-1"]),
        (
            31,
            Answer("orders", done("O-1"), vec![oms_order("O-1", 31, says())]),
            &["picks create, looked up first"],
        ),
    ]));
}

#[test]
fn what_is_refused_is_held_and_tried_again_when_its_source_changes() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", refused(), vec![]), &["opened poison-order-dead-letter"]),
        (30, Time, &[]),
        (60, see(shop_order(60, units(3))), &["orders create"]),
        (61, Answer("orders", refused(), vec![]), &[]),
        (100, Time, &[]),
        (120, see(shop_order(120, units(4))), &["orders create"]),
        (
            121,
            Answer("orders", done("O-1"), vec![oms_order("O-1", 121, units(4))]),
            &["closed poison-order-dead-letter"],
        ),
    ]);
}

#[test]
fn an_order_cancelled_before_it_is_created_is_not_created() {
    let later = Outcome::Later { reason: "503".into(), after_ms: None };
    let thread = check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", later, vec![]), &[]),
        (1, see(shop_order(1, cancelled())), &[]),
        (500, Time, &[]),
    ]);
    assert_eq!(thread.wake_at, None);
}

#[test]
fn an_order_cancelled_while_it_is_created_is_called_back() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, see(shop_order(1, cancelled())), &[]),
        (2, Answer("orders", done("O-1"), vec![oms_order("O-1", 2, says())]), &["orders cancel on O-1"]),
        (3, Answer("orders", done("O-1"), vec![oms_order("O-1", 3, cancelled())]), &[]),
        (500, Time, &[]),
    ]);
}

#[test]
fn a_creation_without_an_answer_is_called_back_after_a_cancellation() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, see(shop_order(1, cancelled())), &[]),
        (2, Answer("orders", unanswered(), vec![]), &["orders cancel, looked up first"]),
        (3, Answer("orders", nothing_found(), vec![]), &[]),
        (4, Time, &[]),
        // It turns up after all.
        (40, see(oms_order("O-1", 1, says())), &["orders cancel on O-1"]),
        (41, Answer("orders", done("O-1"), vec![oms_order("O-1", 41, cancelled())]), &[]),
    ]);
}

#[test]
fn a_creation_whose_answer_shows_nothing_is_called_back_after_a_cancellation() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", done("O-1"), vec![]), &[]),
        (2, see(shop_order(2, cancelled())), &["orders cancel"]),
        (3, Answer("orders", done("O-1"), vec![]), &[]),
        (4, see(shop_order(4, cancelled())), &[]),
    ]);
}

#[test]
fn a_cancelled_order_stops_its_requests_and_looks_for_those_without_an_answer() {
    check(then(vec![
        (3, see(oms_request("R-1", 3, 2, RequestStatus::Open)), &["picks create"]),
        (4, see(shop_order(4, cancelled())), &["orders cancel on O-1"]),
        (5, Answer("picks", unanswered(), vec![]), &["picks cancel, looked up first"]),
        (6, see(oms_request("R-2", 6, 1, RequestStatus::Open)), &[]),
    ]));
}

#[test]
fn both_documents_of_a_double_are_called_back() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, Answer("orders", done("O-1"), vec![oms_order("O-1", 1, says())]), &[]),
        (2, see(oms_order("O-2", 2, says())), &["opened webhook-duplicate-create"]),
        (3, see(shop_order(3, cancelled())), &["orders cancel on O-1"]),
        (
            4,
            Answer("orders", done("O-1"), vec![oms_order("O-1", 4, cancelled())]),
            &["closed webhook-duplicate-create", "orders cancel on O-2"],
        ),
        (5, Answer("orders", done("O-2"), vec![oms_order("O-2", 5, cancelled())]), &[]),
    ]);
}

#[test]
fn a_recall_refused_is_an_incident_that_only_a_person_closes() {
    let id = IncidentId("cancel-not-propagated~picks~oms~R-1".into());
    let thread = check(then(vec![
        (3, see(oms_request("R-1", 3, 2, RequestStatus::Open)), &["picks create"]),
        (4, Answer("picks", done("P-1"), vec![pick_order("P-1", "R-1", 4, 2, RequestStatus::Open)]), &[]),
        (5, see(oms_request("R-1", 5, 2, RequestStatus::Cancelled)), &["picks cancel on P-1"]),
        (6, Answer("picks", refused(), vec![]), &["opened cancel-not-propagated, moved"]),
        (600, Time, &[]),
        (601, see(pick_order("P-1", "R-1", 601, 2, RequestStatus::Closed)), &[]),
        (602, see(pick_order("P-1", "R-1", 602, 2, RequestStatus::Cancelled)), &[]),
        (
            603,
            Person(Command::Close { incident: id.clone(), reason: "intercepted".into(), by: "Ada".into() }),
            &["closed cancel-not-propagated"],
        ),
        (604, see(pick_order("P-1", "R-1", 604, 2, RequestStatus::Closed)), &[]),
    ]));
    let incident = thread.incidents.iter().find(|it| it.id == id).expect("it is kept");
    assert!(matches!(incident.state, IncidentState::Closed { .. }));
}

#[test]
fn a_newer_change_replaces_one_that_waits_and_an_older_answer_does_not_count_for_it() {
    let later = Outcome::Later { reason: "503".into(), after_ms: None };
    let thread = check(then(vec![
        (10, see(shop_order(10, units(3))), &["orders update on O-1"]),
        (11, see(shop_order(11, units(4))), &[]),
        (12, Answer("orders", later, vec![]), &["orders update on O-1"]),
        (13, Restart, &["orders update on O-1"]),
        (14, see(shop_order(14, units(2))), &[]),
        (15, Answer("orders", done("O-1"), vec![oms_order("O-1", 15, units(4))]), &["orders update on O-1"]),
        (16, Answer("orders", done("O-1"), vec![oms_order("O-1", 16, units(2))]), &[]),
        // Back to what it was once before.
        (17, see(shop_order(17, units(3))), &["orders update on O-1"]),
    ]));
    let numbers: Vec<u32> = thread.lanes.iter().map(|it| it.last_number).collect();
    assert_eq!(numbers, [6], "no attempt's number comes twice");
}

#[test]
fn an_answer_to_what_was_replaced_is_not_taken_for_its_successors() {
    let plan = plan();
    let mut gates = Gates::default();
    let mut thread = check(then(vec![(10, see(shop_order(10, units(3))), &["orders update on O-1"])]));
    let lane = &thread.lanes[0];
    let (old, document) = (lane.last_number, lane.document.clone());
    gates.throttled(&"oms".into(), at(20));
    apply(&plan, &mut thread, Input::Restarted, at(11), &mut gates);
    let newer = Input::Observed { observation: Box::new(shop_order(12, units(5))), announced: false };
    apply(&plan, &mut thread, newer, at(12), &mut gates);
    apply(&plan, &mut thread, Input::Time, at(30), &mut gates);
    assert!(thread.in_flight());
    let answer = Input::Answered { handoff: "orders".into(), document, attempt: old, outcome: done("O-1") };
    apply(&plan, &mut thread, answer, at(31), &mut gates);
    assert!(thread.in_flight(), "the newer change is still on its way");
}

#[test]
fn a_vendors_handoff_is_watched_and_converged_when_a_person_asks() {
    let missed = "opened webhook-missed-order";
    check(vec![
        (0, see(oms_order("O-1", 0, says())), &[]),
        (901, Time, &[missed]),
        (902, converge("booking"), &["booking create, looked up first"]),
        (
            903,
            Answer("booking", done("S-1"), vec![erp_order("S-1", 903, says())]),
            &["closed webhook-missed-order"],
        ),
        // From now on the vendor carries again.
        (904, see(oms_order("O-1", 904, units(3))), &[]),
    ]);
}

#[test]
fn converging_what_is_on_its_way_waits_for_its_answer() {
    check(vec![
        (0, see(shop_order(0, says())), &["orders create"]),
        (1, converge("orders"), &[]),
        (2, Answer("orders", done("O-1"), vec![oms_order("O-1", 2, says())]), &[]),
    ]);
}

#[test]
fn an_ignored_incident_stays_ignored() {
    let incident = IncidentId("webhook-missed-order~booking~oms~O-1".into());
    let ignore = Command::Ignore { incident, reason: "a gift".into(), by: "Ada".into() };
    check(vec![
        (0, see(oms_order("O-1", 0, says())), &[]),
        (901, Time, &["opened webhook-missed-order"]),
        (902, Person(ignore), &["closed webhook-missed-order"]),
        (2000, Time, &[]),
    ]);
}

#[test]
fn what_is_paused_or_gone_from_the_map_neither_goes_out_nor_wakes_for_ever() {
    let later = || Outcome::Later { reason: "503".into(), after_ms: None };
    let story = || {
        vec![
            (0, see(shop_order(0, says())), &["orders create"] as &[&str]),
            (1, Answer("orders", later(), vec![]), &[]),
        ]
    };
    for change in [
        (|flow| flow.handoffs[0].mode = Mode::Paused) as fn(&mut seamless_flow::Flow),
        |flow| flow.handoffs[0].by = "acme".into(),
        |flow| {
            flow.handoffs.shift_remove_index(0);
        },
    ] {
        let mut thread = check(story());
        assert_eq!(flow().handoffs[0].id, "orders");
        let effects = apply(&plan_with(change), &mut thread, Input::Time, at(600), &mut Gates::default());
        assert!(!effects.iter().any(|it| matches!(it, Effect::Send(_))));
        assert!(thread.wake_at.is_none_or(|it| it > at(600)), "{:?}", thread.wake_at);
    }
}

#[test]
fn a_hold_is_owed_only_where_the_handoff_covers_it() {
    // Booking covers creations, edits and cancellations: the books need not know of a hold.
    check(then(vec![
        (3, see(shop_order(3, held())), &["orders update on O-1"]),
        (4, Answer("orders", done("O-1"), vec![oms_order("O-1", 4, held())]), &[]),
        (4000, Time, &[]),
    ]));
}

#[test]
fn two_documents_with_empty_keys_are_not_the_same() {
    let mut ours = shop_order(0, says());
    ours.keys.insert("name".into(), String::new());
    let mut theirs = oms_order("O-9", 0, says());
    theirs.keys.insert("external_id".into(), " ".into());
    assert!(Thread::keys_of(&ours).iter().all(|it| it.field == "id"));
    let ties = &plan().ties;
    assert!(Thread::keys_to_look_for(&theirs, ties).iter().all(|it| it.field == "id"));
}
