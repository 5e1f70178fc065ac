use seamless_connect::{Action, DeliverError, Outbound, Receipt, WireError};
use seamless_model::{Body, Cancellation, DocumentKind, Observation, Refund, RefundLine, Restock};
use serde_json::{Value, json};

use crate::shopify_understand::money;
use crate::support::{
    Script, cost, data, graph_fulfillment, graph_order, graph_request, handoff, list, now, outbound, run,
    seen, shipment, shop, status,
};

type Answer = Result<http::Response<bytes::Bytes>, WireError>;

fn ship(
    action: Action,
    document: &Observation,
    change: impl FnOnce(&mut Outbound<'_>),
    wire: &Script,
) -> Result<Receipt, DeliverError> {
    let handoff = handoff(DocumentKind::Shipment, "warehouse", "shop");
    let mut out = outbound(&handoff, action, document);
    change(&mut out);
    run(shop().deliver(wire, &out, now()))
}

fn create(document: &Observation, wire: &Script) -> Result<Receipt, DeliverError> {
    ship(Action::Create, document, |_| {}, wire)
}

fn order() -> Answer {
    data(json!({ "order": graph_order() }))
}

fn order_with(change: impl FnOnce(&mut Value)) -> Answer {
    let mut order = graph_order();
    change(&mut order);
    data(json!({ "order": order }))
}

fn made(field: &str, id: &str) -> Answer {
    let fulfillment = json!({ "id": format!("gid://shopify/Fulfillment/{id}"), "order": graph_order() });
    data(json!({ field: { "fulfillment": fulfillment, "userErrors": [] } }))
}

#[test]
fn a_shipment_becomes_a_fulfillment_with_its_tracking() {
    let wire = Script::of([order(), made("fulfillmentCreate", "501")]);
    let receipt = create(&shipment(&["1Z1"], &[("A-1", 2), ("B-2", 1)]), &wire).expect("it is made");
    assert_eq!((receipt.id.as_deref(), receipt.found, receipt.documents.len()), (Some("501"), false, 1));
    let sent = wire.sent();
    assert_eq!(
        sent[1].body["variables"]["fulfillment"],
        json!({
            "lineItemsByFulfillmentOrder": [{
                "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/21",
                "fulfillmentOrderLineItems": [
                    { "id": "gid://shopify/FulfillmentOrderLineItem/41", "quantity": 2 },
                    { "id": "gid://shopify/FulfillmentOrderLineItem/42", "quantity": 1 },
                ],
            }],
            "trackingInfo": { "company": "UPS", "number": "1Z1", "url": "https://track.example/1Z1" },
            "notifyCustomer": true,
        })
    );
}

#[test]
fn several_parcels_in_one_shipment_keep_all_their_numbers() {
    let wire = Script::of([order(), made("fulfillmentCreate", "501")]);
    create(&shipment(&["1Z1", "1Z2"], &[("A-1", 2)]), &wire).expect("it is made");
    let tracking = wire.sent()[1].body["variables"]["fulfillment"]["trackingInfo"].clone();
    assert_eq!(tracking["numbers"], json!(["1Z1", "1Z2"]));
    assert_eq!(tracking["urls"], json!(["https://track.example/1Z1", "https://track.example/1Z2"]));
}

#[test]
fn what_an_earlier_attempt_made_is_found_and_not_made_again() {
    let made_before = order_with(|it| {
        it["fulfillments"] = json!([graph_fulfillment("501", "SUCCESS", &["1Z1"], &[("11", "A-1", 2)])]);
    });
    let wire = Script::of([made_before]);
    let receipt = create(&shipment(&["1Z1"], &[("A-1", 2)]), &wire).expect("it is there");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("501"), true));
    assert_eq!(wire.operations(), ["Order"]);
}

#[test]
fn a_fulfillment_that_was_cancelled_is_not_found() {
    let called_back = order_with(|it| {
        it["fulfillments"] = json!([graph_fulfillment("501", "CANCELLED", &["1Z1"], &[("11", "A-1", 2)])]);
    });
    let wire = Script::of([called_back, made("fulfillmentCreate", "502")]);
    let receipt = create(&shipment(&["1Z1"], &[("A-1", 2)]), &wire).expect("it is made");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("502"), false));
}

fn two_locations(order: &mut Value) {
    order["fulfillmentOrders"] = list(json!([
        graph_request("21", "OPEN", "31", &[("41", "11", "A-1", 2)]),
        graph_request("22", "IN_PROGRESS", "32", &[("42", "12", "B-2", 3)]),
    ]));
}

#[test]
fn lines_at_several_locations_take_a_call_each_and_half_of_it_can_be_repeated() {
    let document = shipment(&["1Z1"], &[("A-1", 2), ("B-2", 3)]);
    let wire = Script::of([
        order_with(two_locations),
        made("fulfillmentCreate", "501"),
        made("fulfillmentCreate", "502"),
    ]);
    let receipt = create(&document, &wire).expect("both are made");
    assert_eq!(receipt.id.as_deref(), Some("501"));
    let lost = Err(WireError::Unanswered("too late".into()));
    let wire = Script::of([order_with(two_locations), made("fulfillmentCreate", "501"), lost]);
    let error = create(&document, &wire).expect_err("half is made");
    assert_eq!(error, DeliverError::Unanswered("no answer: too late".into()));
    // The first location's parcel is there; only the second's is made.
    let half = order_with(|it| {
        two_locations(it);
        it["fulfillmentOrders"]["nodes"][1]["lineItems"]["nodes"][0]["remainingQuantity"] = json!(0);
        it["fulfillments"] = json!([graph_fulfillment("501", "SUCCESS", &["1Z1"], &[("12", "B-2", 3)])]);
    });
    let wire = Script::of([half, made("fulfillmentCreate", "502")]);
    create(&document, &wire).expect("the rest is made");
    let input = wire.sent()[1].body["variables"]["fulfillment"]["lineItemsByFulfillmentOrder"].clone();
    assert_eq!(
        input,
        json!([{ "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/21",
            "fulfillmentOrderLineItems": [{ "id": "gid://shopify/FulfillmentOrderLineItem/41", "quantity": 2 }] }])
    );
}

#[test]
fn one_location_that_has_all_ships_all() {
    let wire = Script::of([
        order_with(|it| {
            it["fulfillmentOrders"] = list(json!([
                graph_request("21", "OPEN", "31", &[("41", "11", "A-1", 1)]),
                graph_request("22", "OPEN", "32", &[("43", "11", "A-1", 1), ("42", "12", "B-2", 3)]),
            ]));
        }),
        made("fulfillmentCreate", "501"),
    ]);
    create(&shipment(&["1Z1"], &[("A-1", 1), ("B-2", 3)]), &wire).expect("it is made");
    let input = wire.sent()[1].body["variables"]["fulfillment"]["lineItemsByFulfillmentOrder"].clone();
    assert_eq!(input[0]["fulfillmentOrderId"], "gid://shopify/FulfillmentOrder/22");
    assert_eq!(input.as_array().map(Vec::len), Some(1));
}

#[test]
fn more_than_is_left_is_refused_with_the_reason() {
    let refused = |change: fn(&mut Value), lines: &[(&str, u64)]| {
        create(&shipment(&["1Z9"], lines), &Script::of([order_with(change)]))
            .expect_err("too many")
            .to_string()
    };
    assert_eq!(
        refused(|_| {}, &[("A-1", 3)]),
        "the shipment has 3 of A-1 to fulfil on order #1001, and Shopify has 2 left to fulfil"
    );
    assert_eq!(
        refused(|_| {}, &[("C-3", 1)]),
        "the shipment has 1 of C-3 to fulfil on order #1001, and Shopify has 0 left to fulfil"
    );
    assert_eq!(
        refused(|it| it["fulfillmentOrders"]["nodes"][0]["status"] = json!("ON_HOLD"), &[("A-1", 1)]),
        "the shipment has 1 of A-1 to fulfil on order #1001, and Shopify has 0 left to fulfil; 2 more stand on a \
         fulfillment order that is on hold"
    );
    assert_eq!(
        refused(
            |it| {
                it["cancelledAt"] = json!("2026-10-05T11:40:00Z");
                it["fulfillmentOrders"] = list(json!([]));
            },
            &[("A-1", 1)]
        ),
        "the shipment has 1 of A-1 to fulfil on order #1001, and Shopify has 0 left to fulfil; the order is cancelled"
    );
}

#[test]
fn what_cannot_be_matched_is_said_before_anything_is_asked() {
    let nothing = Script::of([]);
    let unmapped = |it: Result<Receipt, DeliverError>| match it {
        Err(DeliverError::Unmapped(reason)) => reason,
        other => panic!("{other:?}"),
    };
    let mut blank = shipment(&["1Z1"], &[("A-1", 1)]);
    if let Body::Shipment(it) = &mut blank.body {
        it.lines[0].sku = None;
    }
    assert_eq!(
        unmapped(create(&blank, &nothing)),
        "line 1 of the shipment has no SKU to find its order line by"
    );
    assert_eq!(
        unmapped(create(&shipment(&["1Z1"], &[]), &nothing)),
        "the shipment has no lines, and Shopify fulfils lines"
    );
    let document = shipment(&["1Z1"], &[("A-1", 1)]);
    assert_eq!(
        unmapped(ship(Action::Create, &document, |it| it.target_order_keys.clear(), &nothing)),
        "the order of shipment S-1 is not known in Shopify: its `id` there is in no key of the thread"
    );
}

#[test]
fn a_parcel_without_a_number_is_known_by_its_lines_where_it_may_have_been_made() {
    let made_before = || {
        order_with(|it| {
            it["fulfillments"] = json!([graph_fulfillment("501", "SUCCESS", &[], &[("11", "A-1", 1)])])
        })
    };
    let document = shipment(&[], &[("A-1", 1)]);
    let wire = Script::of([made_before()]);
    let receipt = ship(Action::Create, &document, |it| it.look_up_first = true, &wire).expect("found");
    assert!(receipt.found);
    // At the first attempt it is another parcel with the same lines.
    let wire = Script::of([made_before(), made("fulfillmentCreate", "502")]);
    assert_eq!(create(&document, &wire).expect("made").id.as_deref(), Some("502"));
    assert_eq!(wire.sent()[1].body["variables"]["fulfillment"]["trackingInfo"], Value::Null);
}

fn refused(message: &str) -> Answer {
    let user_errors = json!([{ "field": ["fulfillment"], "message": message }]);
    data(json!({ "fulfillmentCreate": { "fulfillment": null, "userErrors": user_errors } }))
}

#[test]
fn a_parcel_that_another_one_of_the_order_overtook_is_planned_once_more() {
    let document = shipment(&["1Z1"], &[("A-1", 1)]);
    let moved = || {
        order_with(|it| {
            let line = &mut it["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0];
            line["id"] = json!("gid://shopify/FulfillmentOrderLineItem/49");
        })
    };
    let late = || refused("Invalid fulfillment order line item quantity requested.");
    let wire = Script::of([order(), late(), moved(), made("fulfillmentCreate", "502")]);
    let receipt = create(&document, &wire).expect("it is made");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("502"), false));
    let sent = wire.sent();
    let lines = &sent[3].body["variables"]["fulfillment"]["lineItemsByFulfillmentOrder"];
    let line = &lines[0]["fulfillmentOrderLineItems"][0];
    assert_eq!(line["id"], json!("gid://shopify/FulfillmentOrderLineItem/49"));
    // Once, and not for ever.
    let wire = Script::of([order(), late(), moved(), late()]);
    assert!(matches!(create(&document, &wire), Err(DeliverError::Refused(_))));
    wire.sent();
}

#[test]
fn every_outcome_of_a_write_is_told_apart() {
    let document = shipment(&["1Z1"], &[("A-1", 1)]);
    let after = |answer: Answer| create(&document, &Script::of([order(), answer])).expect_err("not made");
    // What was refused is planned once more, and the plan is the same.
    let wire = Script::of([order(), refused("Fulfillment order does not exist."), order()]);
    assert_eq!(
        create(&document, &wire).expect_err("not made"),
        DeliverError::Refused("Shopify refused: Fulfillment order does not exist.".into())
    );
    for lost in [
        status(500, json!({})),
        status(502, json!({})),
        status(504, json!({})),
        Err(WireError::Unanswered("too late".into())),
        status(
            200,
            json!({ "errors": [{ "message": "x", "extensions": { "code": "INTERNAL_SERVER_ERROR" } }] }),
        ),
        data(json!({ "fulfillmentCreate": null })),
    ] {
        let error = after(lost);
        assert!(matches!(error, DeliverError::Unanswered(_)), "{error:?}");
    }
    for (answer, throttled) in [
        (status(503, json!({})), false),
        (status(401, json!({})), false),
        (status(429, json!({})), true),
        (Err(WireError::NotSent("refused".into())), false),
        (
            status(
                200,
                json!({ "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }], "extensions": cost(126, 26) }),
            ),
            true,
        ),
    ] {
        let DeliverError::Later { throttled: said, .. } = after(answer) else { panic!("later") };
        assert_eq!(said, throttled);
    }
    // A read that has no answer has done nothing.
    let error = create(&document, &Script::of([Err(WireError::Unanswered("too late".into()))]))
        .expect_err("not read");
    assert!(matches!(error, DeliverError::Later { .. }), "{error:?}");
}

#[test]
fn tracking_is_brought_to_what_the_source_says() {
    let document = shipment(&["1Z2"], &[("A-1", 2)]);
    let target = seen("shop", "501", document.body.clone());
    let there = |status: &'static str, number: &'static str| {
        order_with(move |it| {
            it["fulfillments"] = json!([graph_fulfillment("501", status, &[number], &[("11", "A-1", 2)])]);
        })
    };
    let update = |wire: &Script| {
        let handoff = handoff(DocumentKind::Shipment, "warehouse", "shop");
        let mut out = outbound(&handoff, Action::Update, &document);
        out.target = Some(&target);
        run(shop().deliver(wire, &out, now()))
    };
    let wire = Script::of([there("SUCCESS", "1Z1"), made("fulfillmentTrackingInfoUpdate", "501")]);
    assert!(!update(&wire).expect("changed").found);
    let variables = wire.sent()[1].body["variables"].clone();
    assert_eq!(
        (variables["id"].as_str(), variables["tracking"]["number"].as_str()),
        (Some("gid://shopify/Fulfillment/501"), Some("1Z2"))
    );
    let wire = Script::of([there("SUCCESS", "1Z2")]);
    assert!(update(&wire).expect("it says so already").found);
    let error = update(&Script::of([there("CANCELLED", "1Z1")])).expect_err("gone");
    assert!(matches!(error, DeliverError::Refused(_)), "{error:?}");
}

#[test]
fn a_shipment_that_is_called_back_is_cancelled_once() {
    let document = shipment(&["1Z1"], &[("A-1", 2)]);
    let cancel = |wire: &Script| ship(Action::Cancel, &document, |_| {}, wire);
    let there = |status: &'static str| {
        order_with(move |it| {
            it["fulfillments"] = json!([
                graph_fulfillment("500", "SUCCESS", &["1Z0"], &[("12", "B-2", 1)]),
                graph_fulfillment("501", status, &["1Z1"], &[("11", "A-1", 2)]),
            ]);
        })
    };
    let wire = Script::of([there("SUCCESS"), made("fulfillmentCancel", "501")]);
    let receipt = cancel(&wire).expect("cancelled");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("501"), false));
    assert_eq!(wire.sent()[1].body["variables"], json!({ "id": "gid://shopify/Fulfillment/501" }));
    let receipt = cancel(&Script::of([there("CANCELLED")])).expect("it is already");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("501"), true));
    let receipt = cancel(&Script::of([order()])).expect("nothing to cancel");
    assert_eq!((receipt.id, receipt.found), (None, false));
}

fn cancelled_order() -> Observation {
    let body = Cancellation { at: Some(now()), reason: Some("Customer".into()), accepted: None };
    seen("oms", "C-1", Body::Cancellation(body))
}

fn cancelled() -> Answer {
    order_with(|it| it["cancelledAt"] = json!("2026-10-05T12:00:01Z"))
}

fn begun() -> Answer {
    data(
        json!({ "orderCancel": { "job": { "id": "gid://shopify/Job/3b05", "done": false }, "orderCancelUserErrors": [] } }),
    )
}

fn job(done: bool) -> Answer {
    data(json!({ "job": { "id": "gid://shopify/Job/3b05", "done": done } }))
}

#[test]
fn an_order_is_cancelled_in_the_background_and_asked_after() {
    let document = cancelled_order();
    let handoff = handoff(DocumentKind::Cancellation, "oms", "shop");
    let out = outbound(&handoff, Action::Create, &document);
    let shop = shop();
    let is_later = |it: Result<Receipt, DeliverError>| {
        matches!(it, Err(DeliverError::Later { throttled: false, after: Some(_), .. }))
    };
    let wire = Script::of([order(), begun(), order()]);
    assert!(is_later(run(shop.deliver(&wire, &out, now()))));
    assert_eq!(wire.operations(), ["Order", "OrderCancel", "Order"]);
    assert_eq!(
        wire.sent()[1].body["variables"],
        json!({ "id": "gid://shopify/Order/5001", "reason": "CUSTOMER", "restock": true, "notify": false, "note": "Cancelled in oms" })
    );
    // It is asked after, and not asked for a second time.
    let wire = Script::of([order(), job(false)]);
    assert!(is_later(run(shop.deliver(&wire, &out, now()))));
    assert_eq!(wire.operations(), ["Order", "Job"]);
    let wire = Script::of([cancelled()]);
    let receipt = run(shop.deliver(&wire, &out, now())).expect("cancelled");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("5001"), false));
    // A later repetition finds it cancelled.
    assert!(run(shop.deliver(&Script::of([cancelled()]), &out, now())).expect("cancelled").found);
}

#[test]
fn a_cancellation_that_is_done_at_once_needs_no_waiting() {
    let document = cancelled_order();
    let handoff = handoff(DocumentKind::Order, "oms", "shop");
    let out = outbound(&handoff, Action::Cancel, &document);
    let receipt =
        run(shop().deliver(&Script::of([order(), begun(), cancelled()]), &out, now())).expect("cancelled");
    assert_eq!((receipt.id.as_deref(), receipt.found), (Some("5001"), false));
}

#[test]
fn a_cancellation_that_shopify_refuses_is_refused() {
    let document = cancelled_order();
    let handoff = handoff(DocumentKind::Order, "oms", "shop");
    let out = outbound(&handoff, Action::Cancel, &document);
    let refused = data(json!({ "orderCancel": { "job": null, "orderCancelUserErrors": [
        { "field": null, "message": "Cannot cancel an order that has outstanding fulfillments", "code": "INVALID" } ] } }));
    let error = run(shop().deliver(&Script::of([order(), refused]), &out, now())).expect_err("refused");
    assert_eq!(
        error,
        DeliverError::Refused(
            "Shopify refused: Cannot cancel an order that has outstanding fulfillments".into()
        )
    );
}

fn refund(amount: &str, lines: &[(&str, u64)]) -> Observation {
    let line = |(sku, quantity): &(&str, u64)| RefundLine {
        order_line: None,
        sku: Some((*sku).into()),
        quantity: *quantity,
        restock: Restock::Cancel,
        subtotal: None,
        tax: None,
    };
    let body = Refund {
        created_at: Some(now()),
        note: Some("Too small".into()),
        amount: money(amount),
        pending: false,
        lines: lines.iter().map(line).collect(),
        shipping: None,
        voided: false,
    };
    seen("oms", "R-1", Body::Refund(body))
}

fn give_back(document: &Observation, wire: &Script) -> Result<Receipt, DeliverError> {
    let handoff = handoff(DocumentKind::Refund, "oms", "shop");
    run(shop().deliver(wire, &outbound(&handoff, Action::Create, document), now()))
}

#[test]
fn a_refund_goes_back_to_what_was_paid_and_can_be_repeated() {
    let made = data(json!({ "refundCreate": {
        "refund": { "id": "gid://shopify/Refund/601", "order": graph_order() }, "userErrors": [] } }));
    let wire = Script::of([order(), made]);
    let receipt = give_back(&refund("20.50 USD", &[("A-1", 1)]), &wire).expect("made");
    assert_eq!(receipt.id.as_deref(), Some("601"));
    let variables = wire.sent()[1].body["variables"].clone();
    assert_eq!(variables["key"], "delivery-1");
    assert_eq!(
        variables["input"],
        json!({
            "orderId": "gid://shopify/Order/5001",
            "note": "Too small [oms R-1]",
            "refundLineItems": [{ "lineItemId": "gid://shopify/LineItem/11", "quantity": 1, "restockType": "CANCEL" }],
            "transactions": [{ "orderId": "gid://shopify/Order/5001", "parentId": "gid://shopify/OrderTransaction/61",
                "kind": "REFUND", "gateway": "shopify_payments", "amount": "20.50" }],
        })
    );
    let there = order_with(|it| {
        it["refunds"] = json!([{
            "id": "gid://shopify/Refund/601", "createdAt": null, "updatedAt": "2026-10-05T11:26:00Z",
            "note": "Too small [oms R-1]", "totalRefundedSet": crate::support::usd("20.5"),
            "refundLineItems": list(json!([])), "refundShippingLines": list(json!([])), "transactions": list(json!([])),
        }]);
    });
    assert!(give_back(&refund("20.50 USD", &[("A-1", 1)]), &Script::of([there])).expect("found").found);
}

#[test]
fn more_money_or_goods_than_there_are_is_refused() {
    let error = |document: &Observation| {
        give_back(document, &Script::of([order()])).expect_err("refused").to_string()
    };
    assert_eq!(
        error(&refund("113.41 USD", &[])),
        "the refund of 113.41 USD is 0.01 USD more than was paid for order #1001"
    );
    assert_eq!(
        error(&refund("1.00 USD", &[("A-1", 3)])),
        "the refund has 3 of A-1, and order #1001 has 2 left to refund"
    );
}

#[test]
fn what_is_not_carried_to_shopify_says_so() {
    let document = shipment(&["1Z1"], &[("A-1", 1)]);
    for (kind, action, says) in [
        (DocumentKind::Order, Action::Create, "the creation of order is not carried to Shopify yet"),
        (DocumentKind::Inventory, Action::Update, "the change of inventory is not carried to Shopify yet"),
        (DocumentKind::Refund, Action::Cancel, "Shopify cannot change or call back a refund that was made"),
    ] {
        let handoff = handoff(kind, "oms", "shop");
        let error = run(shop().deliver(&Script::of([]), &outbound(&handoff, action, &document), now()));
        assert_eq!(error, Err(DeliverError::Unmapped(says.into())));
    }
}
