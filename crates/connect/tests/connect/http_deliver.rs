use bytes::Bytes;
use jiff::SignedDuration;
use seamless_connect::{Action, DeliverError, Outbound, Receipt, WireError};
use seamless_model::{
    Body, Cancelled, Currency, DocumentKind, Event, Line, Money, Observation, Order, Refund,
};
use serde_json::{Value, json};

use crate::http_read::order as shown;
use crate::support::{Script, keys, now, outbound, run, seen, status, with_header};
use crate::vendor::{handoff, oms};

type Answer = Result<http::Response<Bytes>, WireError>;

fn order() -> Observation {
    let line = Line {
        id: "11".into(),
        sku: Some("A-1".into()),
        title: None,
        quantity: 2,
        ordered: 2,
        unit_price: None,
        discount: None,
        tax: None,
        ships: true,
        gift_card: false,
    };
    let body = Order {
        number: Some("#1001".into()),
        source: None,
        placed_at: None,
        test: false,
        held: false,
        cancelled: Some(Cancelled { at: None, reason: Some("customer".into()) }),
        payment: None,
        currency: Currency::from_code("USD").expect("a currency"),
        presentment_currency: None,
        tax_included: false,
        lines: vec![line],
        shipping: Vec::new(),
        totals: None,
        ship_to: None,
        bill_to: None,
        customer: None,
        note: None,
        tags: Vec::new(),
    };
    let mut seen = seen("shop", "5001", Body::Order(body));
    seen.keys = keys([("id", "5001"), ("name", "#1001")]);
    seen
}

fn deliver(
    action: Action,
    change: impl FnOnce(&mut Outbound<'_>),
    wire: &Script,
) -> Result<Receipt, DeliverError> {
    with(&[], action, change, wire)
}

fn with(
    changes: &[(&str, &str, &str)],
    action: Action,
    change: impl FnOnce(&mut Outbound<'_>),
    wire: &Script,
) -> Result<Receipt, DeliverError> {
    let (handoff, document) = (handoff("orders"), order());
    let mut out = outbound(&handoff, action, &document);
    out.order = Some(&document);
    out.event = if action == Action::Cancel { Event::Cancel } else { Event::Create };
    out.target_order_keys = keys([]);
    out.external_key = Some("#1001".into());
    change(&mut out);
    run(oms(changes).deliver(wire, &out, now()))
}

fn page(orders: Vec<Value>) -> Answer {
    status(200, json!({ "page": { "items": orders, "next": null } }))
}

fn duplicate() -> Answer {
    status(409, json!({ "error": { "code": "duplicate_reference", "message": "there is one", "id": 7 } }))
}

#[test]
fn a_document_is_created_by_the_profiles_mapping() {
    let wire = Script::of([status(201, shown(7, "#1001", "open"))]);
    let receipt = deliver(Action::Create, |_| {}, &wire).expect("created");
    assert_eq!((receipt.id.as_deref(), receipt.found, receipt.documents.len()), (Some("7"), false, 1));
    let sent = &wire.sent()[0];
    assert_eq!((sent.method.as_str(), sent.uri.as_str()), ("POST", "https://oms.example/api/orders"));
    assert_eq!(sent.headers["idempotency-key"], "delivery-1");
    assert_eq!(sent.headers["content-type"], "application/json");
    assert_eq!(
        sent.body,
        json!({ "external_id": "#1001", "event": "create", "currency": "USD", "lines": [{ "sku": "A-1", "quantity": 2 }] })
    );
}

#[test]
fn what_an_earlier_attempt_made_is_found_and_not_made_again() {
    let look = |out: &mut Outbound<'_>| out.look_up_first = true;
    let wire = Script::of([page(vec![shown(7, "#1001", "open")])]);
    let receipt = deliver(Action::Create, look, &wire).expect("found");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("7"), true));
    assert_eq!(wire.sent()[0].uri, "https://oms.example/api/orders?external_id=%231001");
    for nothing in [page(vec![]), status(404, json!({}))] {
        let wire = Script::of([nothing, status(201, shown(7, "#1001", "open"))]);
        assert!(!deliver(Action::Create, look, &wire).expect("created").found);
    }
    // A look-up without an answer has done nothing, and nothing is created after it.
    let wire = Script::of([Err(WireError::Unanswered("too late".into()))]);
    assert!(matches!(deliver(Action::Create, look, &wire), Err(DeliverError::Later { .. })));
}

#[test]
fn a_look_up_takes_what_has_the_key_and_still_counts() {
    let look = |out: &mut Outbound<'_>| out.look_up_first = true;
    let id =
        |orders: Vec<Value>| deliver(Action::Create, look, &Script::of([page(orders)])).expect("found").id;
    let others = vec![shown(5, "#10010", "open"), shown(6, "#1001", "cancelled"), shown(7, "#1001", "open")];
    assert_eq!(id(others.clone()).as_deref(), Some("7"));
    assert_eq!(id(others[..2].to_vec()).as_deref(), Some("6"));
    let wire = Script::of([page(others[..1].to_vec()), status(201, shown(8, "#1001", "open"))]);
    assert_eq!(deliver(Action::Create, look, &wire).expect("created").id.as_deref(), Some("8"));
    let strange = Script::of([page(vec![json!({ "id": 5 })])]);
    assert!(matches!(deliver(Action::Create, look, &strange), Err(DeliverError::Unmapped(_))));
}

#[test]
fn a_duplicate_that_is_refused_is_taken_for_the_one_that_is_there() {
    let wire = Script::of([duplicate(), page(vec![shown(7, "#1001", "open")])]);
    let receipt = deliver(Action::Create, |_| {}, &wire).expect("found");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("7"), true));
    // Not to be found by its key, but by the identifier in the refusal.
    let wire = Script::of([duplicate(), page(vec![]), status(200, shown(7, "#1001", "open"))]);
    let receipt = deliver(Action::Create, |_| {}, &wire).expect("found");
    assert_eq!(receipt.id.as_deref(), Some("7"));
    assert_eq!(wire.sent()[2].uri, "https://oms.example/api/orders/7");
    // Something else stands in the way.
    let wire = Script::of([status(409, json!({ "message": "closed for stocktaking" })), page(vec![])]);
    assert_eq!(
        deliver(Action::Create, |_| {}, &wire),
        Err(DeliverError::Refused("system `oms` answered 409: closed for stocktaking".into()))
    );
}

#[test]
fn a_creation_is_done_whatever_its_answer_looks_like() {
    let done = || Ok(http::Response::builder().status(204).body(Bytes::new()).expect("an answer"));
    let wire = Script::of([done(), page(vec![shown(7, "#1001", "open")])]);
    assert_eq!(deliver(Action::Create, |_| {}, &wire).expect("created").id.as_deref(), Some("7"));
    let wire = Script::of([status(201, json!({ "id": 7 })), page(vec![])]);
    assert_eq!(deliver(Action::Create, |_| {}, &wire).expect("created").id.as_deref(), Some("7"));
    let wire = Script::of([done(), Err(WireError::NotSent("refused".into()))]);
    assert_eq!(deliver(Action::Create, |_| {}, &wire).expect("created").id.as_deref(), Some("#1001"));
}

#[test]
fn every_outcome_of_a_creation_is_told_apart() {
    let after =
        |answer: Answer| deliver(Action::Create, |_| {}, &Script::of([answer])).expect_err("not created");
    for (code, body, says) in [
        (
            422,
            json!({ "error": { "code": "unknown_item", "message": "item A-1 is not in the item list", "field": "lines[0].item" } }),
            "system `oms` answered 422: item A-1 is not in the item list (`lines[0].item`)",
        ),
        (400, json!({ "errors": ["no lines"] }), "system `oms` answered 400: no lines"),
        (
            413,
            json!({ "title": "Too large", "detail": "at most 1 MiB" }),
            "system `oms` answered 413: at most 1 MiB",
        ),
    ] {
        assert_eq!(after(status(code, body)), DeliverError::Refused(says.into()));
    }
    for code in [500, 502, 504] {
        assert!(matches!(after(status(code, json!({}))), DeliverError::Unanswered(_)), "{code}");
    }
    assert!(matches!(after(Err(WireError::Unanswered("too late".into()))), DeliverError::Unanswered(_)));
    for (answer, after_ms, throttled) in [
        (status(401, json!({})), None, false),
        (status(403, json!({})), None, false),
        (with_header(503, "retry-after", "7", json!({})), Some(7000), false),
        (with_header(429, "retry-after", "2", json!({})), Some(2000), true),
        (status(408, json!({})), None, false),
        (Err(WireError::NotSent("refused".into())), None, false),
    ] {
        let DeliverError::Later { after, throttled: said, .. } = after(answer) else { panic!("later") };
        assert_eq!((after, said), (after_ms.map(SignedDuration::from_millis), throttled));
    }
    for code in [301, 404, 405, 415] {
        assert!(matches!(after(status(code, json!({}))), DeliverError::Unmapped(_)), "{code}");
    }
    // A page of a proxy's is not shown.
    let page = Ok(http::Response::builder()
        .status(400)
        .body(Bytes::from_static(b"<html>no</html>"))
        .expect("an answer"));
    assert_eq!(after(page), DeliverError::Refused("system `oms` answered 400".into()));
}

#[test]
fn a_known_document_is_changed_by_its_identifier() {
    let target = seen("oms", "7", order().body);
    let target: &'static Observation = Box::leak(Box::new(target));
    let wire = Script::of([status(200, shown(7, "#1001", "open"))]);
    let known = |out: &mut Outbound<'_>| {
        // The identifier of the order in the target may be spoken of as well.
        out.target_order_keys = keys([("id", "7")]);
    };
    let handoff = handoff("orders");
    let document = order();
    let mut out = outbound(&handoff, Action::Update, &document);
    known(&mut out);
    out.order = Some(&document);
    out.target = Some(target);
    let receipt = run(oms(&[]).deliver(&wire, &out, now())).expect("changed");
    assert_eq!((receipt.id.as_deref(), receipt.documents.len()), (Some("7"), 1));
    let sent = &wire.sent()[0];
    assert_eq!((sent.method.as_str(), sent.uri.as_str()), ("PUT", "https://oms.example/api/orders/7"));
    assert_eq!(sent.body["known_as"], "7");
    assert!(sent.headers.get("idempotency-key").is_none());
    let refused = Script::of([status(409, json!({ "message": "order_cancelled" }))]);
    assert_eq!(
        run(oms(&[]).deliver(&refused, &out, now())),
        Err(DeliverError::Refused("system `oms` answered 409: order_cancelled".into()))
    );
}

#[test]
fn a_document_that_is_not_known_is_found_changed_or_made() {
    let wire = Script::of([page(vec![shown(7, "#1001", "open")]), status(200, shown(7, "#1001", "open"))]);
    deliver(Action::Update, |_| {}, &wire).expect("changed");
    assert_eq!(wire.sent()[1].method, "PUT");
    let wire = Script::of([page(vec![]), status(201, shown(7, "#1001", "open"))]);
    deliver(Action::Update, |_| {}, &wire).expect("made");
    assert_eq!(wire.sent()[1].method, "POST");
    let error =
        deliver(Action::Update, |out| out.external_key = None, &Script::of([])).expect_err("nobody can know");
    assert!(matches!(error, DeliverError::Unmapped(_)), "{error:?}");
}

#[test]
fn a_document_is_cancelled_once() {
    let wire =
        Script::of([page(vec![shown(7, "#1001", "open")]), status(200, shown(7, "#1001", "cancelled"))]);
    let receipt = deliver(Action::Cancel, |_| {}, &wire).expect("cancelled");
    assert_eq!((receipt.id.as_deref(), receipt.found, receipt.documents.len()), (Some("7"), false, 1));
    let sent = &wire.sent()[1];
    assert_eq!(
        (sent.uri.as_str(), &sent.body),
        ("https://oms.example/api/orders/7/cancel", &json!({ "reason": "customer" }))
    );
    let wire = Script::of([page(vec![shown(7, "#1001", "cancelled")])]);
    assert!(deliver(Action::Cancel, |_| {}, &wire).expect("it is already").found);
    let nothing = Receipt { id: None, found: false, documents: Vec::new() };
    assert_eq!(deliver(Action::Cancel, |_| {}, &Script::of([page(vec![])])), Ok(nothing.clone()));
    let gone = Script::of([page(vec![shown(7, "#1001", "open")]), status(404, json!({}))]);
    assert_eq!(deliver(Action::Cancel, |_| {}, &gone), Ok(nothing));
    let too_late = Script::of([
        page(vec![shown(7, "#1001", "open")]),
        status(409, json!({ "error": { "code": "already_picked", "message": "the pick is done" } })),
    ]);
    assert_eq!(
        deliver(Action::Cancel, |_| {}, &too_late),
        Err(DeliverError::Refused("system `oms` answered 409: the pick is done".into()))
    );
}

#[test]
fn a_source_that_deleted_its_document_can_still_cancel_it() {
    let wire = Script::of([page(vec![shown(7, "#1001", "open")]), status(200, json!({}))]);
    let mut gone = order();
    gone.body = Body::Deleted(DocumentKind::Order);
    let gone: &'static Observation = Box::leak(Box::new(gone));
    let handoff = handoff("orders");
    let mut out = outbound(&handoff, Action::Cancel, gone);
    out.external_key = Some("#1001".into());
    let receipt = run(oms(&[]).deliver(&wire, &out, now())).expect("cancelled");
    assert_eq!((receipt.id.as_deref(), receipt.documents.len()), (Some("7"), 0));
    assert_eq!(wire.sent()[1].body, json!({}));
}

fn credit(order: Option<&Observation>, wire: &Script) -> Result<Receipt, DeliverError> {
    let amount: Money = "12.50 USD".parse().expect("an amount");
    let body = Refund {
        created_at: None,
        note: None,
        amount: amount.into(),
        pending: false,
        lines: Vec::new(),
        shipping: None,
        voided: false,
    };
    let document = seen("shop", "601", Body::Refund(body));
    let handoff = handoff("credits");
    let mut out = outbound(&handoff, Action::Create, &document);
    out.order = order;
    run(oms(&[]).deliver(wire, &out, now()))
}

#[test]
fn the_handoffs_mapping_goes_before_the_profiles_and_speaks_of_the_order() {
    let wire = Script::of([status(201, json!({ "number": "CN-1", "reference": "601", "amount": "12.50" }))]);
    let order = order();
    assert_eq!(credit(Some(&order), &wire).expect("created").id.as_deref(), Some("CN-1"));
    assert_eq!(wire.sent()[0].body, json!({ "reference": "601", "order": "#1001", "amount": "12.50" }));
    // An order that is not known is not taken for one without a number.
    assert!(matches!(credit(None, &Script::of([])), Err(DeliverError::Unmapped(_))));
}

#[test]
fn what_the_profile_does_not_say_is_named() {
    let says = |changes: &[(&str, &str, &str)], action: Action| {
        with(changes, action, |out| out.look_up_first = false, &Script::of([])).expect_err("unmapped")
    };
    assert_eq!(
        says(&[("oms.yaml", "      create: POST /orders\n", "")], Action::Create),
        DeliverError::Unmapped("the profile of system `oms` has no `create` for order documents".into())
    );
    assert_eq!(
        says(&[("oms.yaml", "      writes:  write.yaml\n", "")], Action::Create),
        DeliverError::Unmapped(
            "nothing says how order documents are written for system `oms`: neither the handoff's `map` nor the profile's `writes`".into()
        )
    );
    let error =
        says(&[("write.yaml", "event: event", "event: 'lookup(event, {\"edit\": 1})'")], Action::Create);
    assert!(matches!(error, DeliverError::Unmapped(_)), "{error:?}");
}
