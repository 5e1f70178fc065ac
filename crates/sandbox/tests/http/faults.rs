//! Faults: what they strike, how often, and that a seed repeats them.

use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Fault, FaultKind, Role};
use seamless_model::{DocumentKind, Event, HandoffId, SystemId};
use seamless_sandbox::fault::{CallFate, Faults, Swarm};
use seamless_sandbox::{About, Request};

use crate::bench::start;

fn fault(kind: FaultKind) -> Fault {
    Fault { kind, on: None, event: None, order: None, times: None, percent: None, during: None }
}

fn about(id: &str, event: Event) -> About {
    About { kind: DocumentKind::Order, event, id: id.to_owned(), order: Some(id.to_owned()) }
}

fn secs(secs: i64) -> SignedDuration {
    SignedDuration::from_secs(secs)
}

fn after(span: i64) -> Timestamp {
    start() + secs(span)
}

fn request(method: &str, uri: &str, body: &str) -> Request {
    http::Request::builder().method(method).uri(uri).body(body.to_owned().into()).expect("a request")
}

const ON_TIME: [SignedDuration; 1] = [SignedDuration::ZERO];

/// What becomes of a message on the handoff `orders`.
fn fate(faults: &mut Faults, about: &About, at: Timestamp) -> Vec<SignedDuration> {
    faults.on_message(&[HandoffId::from("orders"), HandoffId::from("refunded")], about, at)
}

fn call(faults: &mut Faults, request: &Request, at: Timestamp) -> String {
    match faults.on_call(&SystemId::from("books"), Role::Erp, request, at) {
        CallFate::Pass => "pass".to_owned(),
        CallFate::Answer(response) => response.status().to_string(),
        CallFate::CommitThenTimeout => "commit, then timeout".to_owned(),
        CallFate::Refuse => "refuse".to_owned(),
    }
}

#[test]
fn messages_go_astray_in_four_ways() {
    let message = about("1", Event::Create);
    let one = |kind| {
        let mut faults = Faults::new(1);
        assert!(faults.arm(&fault(kind), start()));
        fate(&mut faults, &message, start())
    };
    assert_eq!(one(FaultKind::Drop), []);
    assert_eq!(one(FaultKind::Delay(secs(1200))), [secs(1200)]);
    assert_eq!(one(FaultKind::Duplicate(1)), [secs(0), secs(0)], "the first copy comes at once");
    let copies = one(FaultKind::Duplicate(3));
    assert_eq!(copies.len(), 4);
    assert!(copies.iter().all(|it| *it < secs(30)));
    assert_eq!(one(FaultKind::Throttle), ON_TIME, "that strikes calls");
}

#[test]
fn reordered_messages_of_a_document_overtake_each_other() {
    let mut faults = Faults::new(1);
    faults.arm(&fault(FaultKind::Reorder), start());
    let (one, two) = (about("1", Event::Create), about("2", Event::Create));
    assert_eq!(fate(&mut faults, &one, start()), [secs(60)]);
    assert_eq!(fate(&mut faults, &two, start()), [secs(60)]);
    assert_eq!(fate(&mut faults, &about("1", Event::Edit), after(1)), ON_TIME);
    assert_eq!(fate(&mut faults, &about("2", Event::Cancel), after(1)), ON_TIME);
    assert_eq!(faults.injected()["reorder"], 2);
}

#[test]
fn faults_add_up_and_a_loss_wins() {
    let mut faults = Faults::new(1);
    faults.arm(&fault(FaultKind::Duplicate(1)), start());
    faults.arm(&fault(FaultKind::Delay(secs(10))), start());
    assert_eq!(fate(&mut faults, &about("1", Event::Create), start()), [secs(10), secs(10)]);
    faults.arm(&fault(FaultKind::Drop), start());
    assert_eq!(fate(&mut faults, &about("1", Event::Create), start()), []);
}

#[test]
fn a_fault_strikes_only_what_it_is_for() {
    let armed = |narrow: fn(&mut Fault)| {
        let mut drop = fault(FaultKind::Drop);
        narrow(&mut drop);
        let mut faults = Faults::new(1);
        faults.arm(&drop, start());
        faults.know("o1", "1");
        faults
    };
    for (narrow, message, at, struck) in [
        ((|it| it.on = Some("orders".into())) as fn(&mut Fault), about("1", Event::Create), 0, true),
        (|it| it.on = Some("booking".into()), about("1", Event::Create), 0, false),
        (|it| it.event = Some(Event::Cancel), about("1", Event::Create), 0, false),
        (|it| it.event = Some(Event::Cancel), about("1", Event::Cancel), 0, true),
        (|it| it.order = Some("o1".into()), about("1", Event::Create), 0, true),
        (|it| it.order = Some("o1".into()), about("2", Event::Create), 0, false),
        (|it| it.during = Some(secs(60)), about("1", Event::Create), 59, true),
        (|it| it.during = Some(secs(60)), about("1", Event::Create), 60, false),
        (|it| it.times = Some(0), about("1", Event::Create), 0, false),
        (|it| it.percent = Some(0), about("1", Event::Create), 0, false),
        (|it| it.percent = Some(100), about("1", Event::Create), 0, true),
    ] {
        let mut faults = armed(narrow);
        assert_eq!(fate(&mut faults, &message, after(at)).is_empty(), struck, "{message:?} at {at}");
        assert_eq!(faults.injected().get("drop").copied().unwrap_or(0), u64::from(struck));
    }
    let mut twice = armed(|it| it.times = Some(2));
    let lost = (0..5).filter(|_| fate(&mut twice, &about("1", Event::Create), start()).is_empty());
    assert_eq!(lost.count(), 2);
}

#[test]
fn a_parcel_is_struck_by_the_order_that_it_belongs_to() {
    let mut faults = Faults::new(1);
    faults.arm(&Fault { order: Some("o1".into()), ..fault(FaultKind::Drop) }, start());
    let parcel = About {
        kind: DocumentKind::Shipment,
        event: Event::Create,
        id: "S-1".into(),
        order: Some("#1001".into()),
    };
    assert_eq!(fate(&mut faults, &parcel, start()), ON_TIME, "nobody knows yet that #1001 is o1");
    faults.know("o1", "#1001");
    assert_eq!(fate(&mut faults, &parcel, start()), []);
}

#[test]
fn healing_lifts_what_was_armed_there() {
    let mut faults = Faults::new(1);
    for on in ["orders", "erp"] {
        faults.arm(&Fault { on: Some(on.into()), ..fault(FaultKind::Drop) }, start());
        faults.arm(&Fault { on: Some(on.into()), ..fault(FaultKind::ServerError(502)) }, start());
    }
    faults.heal("orders", start());
    assert_eq!(fate(&mut faults, &about("1", Event::Create), start()), ON_TIME);
    let post = request("POST", "/sales_orders", "{}");
    assert_eq!(call(&mut faults, &post, start()), "502 Bad Gateway");
    faults.heal("erp", start());
    assert_eq!(call(&mut faults, &post, start()), "pass");
}

#[test]
fn calls_fail_where_the_fault_is() {
    let post = request("POST", "https://erp.example/api/sales_orders", r##"{"reference":"#1001"}"##);
    for (kind, on, fate) in [
        (FaultKind::Throttle, Some("erp"), "429 Too Many Requests"),
        (FaultKind::Throttle, Some("books"), "429 Too Many Requests"),
        (FaultKind::Throttle, Some("oms"), "pass"),
        (FaultKind::ServerError(503), None, "503 Service Unavailable"),
        (FaultKind::TimeoutAfterCommit, Some("erp"), "commit, then timeout"),
        (FaultKind::Drop, Some("erp"), "pass"),
    ] {
        let mut faults = Faults::new(1);
        faults.arm(&Fault { on: on.map(str::to_owned), ..fault(kind) }, start());
        assert_eq!(call(&mut faults, &post, start()), fate);
    }
    let mut faults = Faults::new(1);
    faults.arm(&fault(FaultKind::TimeoutAfterCommit), start());
    assert_eq!(
        call(&mut faults, &request("GET", "/sales_orders", ""), start()),
        "pass",
        "a read commits nothing"
    );
}

#[test]
fn a_call_is_struck_by_its_event_and_order() {
    let cases = [
        (request("POST", "/sales_orders", r##"{"reference":"#1001"}"##), Event::Create),
        (request("POST", "/sales_orders/SO-1/cancel", r##"{"why":"#1001"}"##), Event::Cancel),
        (request("PUT", "/sales_orders/SO-1", r##"{"reference":"#1001"}"##), Event::Edit),
        (graphql("mutation Ship($id: ID!) { fulfillmentCreate(id: $id) { id } }"), Event::Create),
        (graphql("# a comment\n mutation { orderCancel(id: 1) { id } }"), Event::Cancel),
        (graphql("mutation { fulfillmentTrackingInfoUpdate(id: 1) { id } }"), Event::Tracking),
    ];
    for (request, event) in &cases {
        for wanted in Event::ALL {
            let mut faults = Faults::new(1);
            let narrow = Fault {
                event: Some(*wanted),
                order: Some("o1".into()),
                ..fault(FaultKind::ServerError(500))
            };
            faults.arm(&narrow, start());
            assert_eq!(call(&mut faults, request, start()), "pass", "o1 is not known");
            faults.know("o1", "#1001");
            let struck = call(&mut faults, request, start()) != "pass";
            assert_eq!(struck, wanted == event, "{request:?} {wanted}");
        }
    }
    let mut faults = Faults::new(1);
    faults.arm(&fault(FaultKind::TimeoutAfterCommit), start());
    assert_eq!(call(&mut faults, &graphql("query { orders { id } }"), start()), "pass");
}

fn graphql(query: &str) -> Request {
    let body = serde_json::json!({ "query": query, "variables": { "name": "#1001" } });
    request("POST", "/admin/api/2026-10/graphql.json", &body.to_string())
}

#[test]
fn a_throttled_answer_has_the_shape_of_its_system() {
    let mut faults = Faults::new(1);
    faults.arm(&fault(FaultKind::Throttle), start());
    let mut answer =
        |request: &Request| match faults.on_call(&SystemId::from("x"), Role::Erp, request, start()) {
            CallFate::Answer(response) => response,
            other => panic!("{other:?}"),
        };
    let rest = answer(&request("GET", "/orders", ""));
    assert_eq!(rest.headers()["retry-after"], "2");
    let shopify = answer(&graphql("{ shop { name } }"));
    assert_eq!(shopify.status(), 200);
    let body: serde_json::Value = serde_json::from_slice(shopify.body()).expect("JSON");
    assert_eq!(body["errors"][0]["extensions"]["code"], "THROTTLED");
}

#[test]
fn what_the_rehearsal_does_itself_is_not_taken() {
    let mut faults = Faults::new(1);
    assert!(!faults.arm(&fault(FaultKind::MappingGap), start()));
    assert!(!faults.arm(&fault(FaultKind::Crash(secs(1))), start()));
    assert!(faults.injected().is_empty());
}

#[test]
fn a_carrier_forgets_what_it_is_told_to() {
    let mut faults = Faults::new(1);
    let forget = Fault { on: Some("booking".into()), times: Some(1), ..fault(FaultKind::Forget) };
    faults.arm(&forget, start());
    let order = about("1", Event::Create);
    assert!(!faults.on_document(&HandoffId::from("orders"), &order, start()));
    assert!(faults.on_document(&HandoffId::from("booking"), &order, start()));
    assert!(!faults.on_document(&HandoffId::from("booking"), &about("2", Event::Create), start()));
    assert_eq!(faults.injected()["forget"], 1);
}

/// A bad day of a thousand messages and calls, as text.
fn bad_day(seed: u64) -> (String, Faults) {
    let mut faults = Faults::new(seed);
    faults.set_swarm(Some(Swarm {
        duplicate: 5,
        drop: 2,
        delay: 10,
        reorder: 3,
        throttle: 2,
        server_error: 2,
        timeout_after_commit: 2,
        refuse: 2,
        forget: 2,
        ..Swarm::default()
    }));
    let mut told = String::new();
    for n in 0..1000 {
        let order = about(&n.to_string(), Event::Create);
        told += &format!("{:?}", fate(&mut faults, &order, start()));
        let body = format!("{{\"reference\":\"{n}\"}}");
        told += &call(&mut faults, &request("POST", "/sales_orders", &body), start());
        told += &faults.on_document(&HandoffId::from("booking"), &order, start()).to_string();
    }
    (told, faults)
}

#[test]
fn a_seed_repeats_a_bad_day() {
    let (first, faults) = bad_day(1);
    assert_eq!(first, bad_day(1).0);
    assert_ne!(first, bad_day(2).0);
    for (word, percent) in [
        ("duplicate", 5),
        ("drop", 2),
        ("delay", 10),
        ("reorder", 3),
        ("throttle", 2),
        ("server_error", 2),
        ("timeout_after_commit", 2),
        ("connection_refused", 2),
        ("forget", 2),
    ] {
        let struck = faults.injected().get(word).copied().unwrap_or(0);
        assert!(struck.abs_diff(percent * 10) <= percent * 6, "{word}: {struck} of 1000 at {percent} %");
    }
}

#[test]
fn what_is_sent_again_is_drawn_again() {
    let mut faults = Faults::new(1);
    faults.arm(&Fault { percent: Some(50), ..fault(FaultKind::Drop) }, start());
    let message = about("1", Event::Create);
    let lost = (0..100).filter(|_| fate(&mut faults, &message, start()).is_empty()).count();
    assert!((30..=70).contains(&lost), "half of a hundred attempts: {lost}");
}
