use jiff::SignedDuration;
use seamless_connect::shopify::Shopify;
use seamless_connect::{Credentials, Fetch, FetchError, Since, WireError};
use seamless_flow::Kind;
use seamless_model::DocumentKind;
use serde_json::{Value, json};

use crate::support::{
    Script, at, cost, data, graph_line, graph_order, graph_request, list, now, run, shop, status, system,
    with_header,
};

fn order(id: &str) -> Fetch {
    Fetch { kind: DocumentKind::Order, id: id.into() }
}

fn since(cursor: Option<&str>) -> Since {
    Since { at: at("2026-10-05T11:58:00.5Z"), cursor: cursor.map(Into::into) }
}

fn more(nodes: Value, cursor: &str) -> Value {
    json!({ "nodes": nodes, "pageInfo": { "hasNextPage": true, "endCursor": cursor } })
}

#[test]
fn an_order_is_fetched_whole_in_one_query() {
    let wire = Script::of([data(json!({ "order": graph_order() }))]);
    let documents = run(shop().fetch(&wire, &order("5001"), now())).expect("it is there");
    assert_eq!(
        (documents.len(), documents[0].id.as_str(), documents[0].kind),
        (1, "5001", DocumentKind::Order)
    );
    let sent = wire.sent();
    assert_eq!(sent[0].uri, "https://northwind.myshopify.com/admin/api/2026-10/graphql.json");
    assert_eq!(sent[0].headers["x-shopify-access-token"], "shpat_token");
    assert_eq!(sent[0].body["variables"], json!({ "id": "gid://shopify/Order/5001" }));
}

#[test]
fn the_maps_address_goes_before_the_shops_domain() {
    let mut twin = system("shop", Kind::Shopify);
    twin.url = Some("http://127.0.0.1:4001/".into());
    let credentials = Credentials { token: Some("t".into()), ..Credentials::default() };
    let shop = Shopify::new(&twin, credentials).expect("a connector");
    let wire = Script::of([data(json!({ "order": graph_order() }))]);
    run(shop.fetch(&wire, &order("5001"), now())).expect("it is there");
    assert_eq!(wire.sent()[0].uri, "http://127.0.0.1:4001/admin/api/2026-10/graphql.json");
}

#[test]
fn another_documents_order_is_fetched_by_that_document() {
    for (kind, operation, answer) in [
        (
            DocumentKind::FulfillmentRequest,
            "OrderOfFulfillmentOrder",
            json!({ "fulfillmentOrder": { "order": graph_order() } }),
        ),
        (DocumentKind::Shipment, "OrderOfFulfillment", json!({ "fulfillment": { "order": graph_order() } })),
        (DocumentKind::Refund, "OrderOfRefund", json!({ "refund": { "order": graph_order() } })),
    ] {
        let wire = Script::of([data(answer)]);
        let documents =
            run(shop().fetch(&wire, &Fetch { kind, id: "7".into() }, now())).expect("it is there");
        assert_eq!(documents[0].kind, DocumentKind::Order);
        assert_eq!(wire.operations(), [operation]);
    }
    let wire = Script::of([]);
    let unknown = run(shop().fetch(&wire, &Fetch { kind: DocumentKind::Payout, id: "7".into() }, now()));
    assert_eq!(unknown, Err(FetchError::Wrong("payout documents cannot be fetched from Shopify".into())));
}

#[test]
fn what_is_not_there_is_not_found() {
    for answer in [json!({ "order": null }), json!({})] {
        let wire = Script::of([data(answer)]);
        let missing = run(shop().fetch(&wire, &order("5001"), now()));
        assert_eq!(missing, Err(FetchError::NotFound("Shopify has no order 5001".into())));
    }
    let wire = Script::of([]);
    assert!(matches!(run(shop().fetch(&wire, &order("5001\" or"), now())), Err(FetchError::Wrong(_))));
}

#[test]
fn nested_lists_are_read_to_their_end() {
    let mut long = graph_order();
    long["lineItems"] = more(json!([graph_line("11", "A-1", 1)]), "lines-1");
    long["fulfillmentOrders"] = more(json!([graph_request("21", "OPEN", "31", &[])]), "requests-1");
    let mut second = graph_request("22", "OPEN", "31", &[]);
    second["lineItems"] = more(json!([]), "request-lines-1");
    let wire = Script::of([
        data(json!({ "order": long })),
        data(json!({ "order": { "lineItems": more(json!([graph_line("12", "B-2", 1)]), "lines-2") } })),
        data(json!({ "order": { "lineItems": list(json!([graph_line("13", "C-3", 1)])) } })),
        data(json!({ "order": { "fulfillmentOrders": list(json!([second])) } })),
        data(
            json!({ "fulfillmentOrder": { "lineItems": list(json!([{ "id": "gid://shopify/FulfillmentOrderLineItem/43",
            "sku": "A-1", "totalQuantity": 1, "remainingQuantity": 1, "lineItem": { "id": "gid://shopify/LineItem/11" } }])) } }),
        ),
    ]);
    let documents = run(shop().fetch(&wire, &order("5001"), now())).expect("it is there");
    let body: Value = serde_json::from_slice(&documents[0].body).expect("JSON");
    let skus: Vec<&str> = body["lineItems"]["nodes"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|it| it["sku"].as_str())
        .collect();
    assert_eq!(skus, ["A-1", "B-2", "C-3"]);
    assert_eq!(body["fulfillmentOrders"]["nodes"][1]["lineItems"]["nodes"][0]["sku"], "A-1");
    let sent = wire.sent();
    assert_eq!(
        sent[4].body["variables"],
        json!({ "id": "gid://shopify/FulfillmentOrder/22", "after": "request-lines-1" })
    );
    assert_eq!(sent[2].body["variables"], json!({ "id": "gid://shopify/Order/5001", "after": "lines-2" }));
}

#[test]
fn a_list_that_never_ends_is_not_read_for_ever() {
    let mut long = graph_order();
    long["lineItems"] = more(json!([]), "same");
    let wire = Script::of([
        data(json!({ "order": long })),
        data(json!({ "order": { "lineItems": more(json!([]), "same") } })),
    ]);
    let stuck = run(shop().fetch(&wire, &order("5001"), now()));
    assert_eq!(stuck, Err(FetchError::Wrong("a page of `lineItems` names itself as the next".into())));
}

#[test]
fn a_list_that_may_have_been_cut_is_not_taken_for_whole() {
    let mut long = graph_order();
    long["refunds"] = json!(vec![json!({}); 250]);
    let wire = Script::of([data(json!({ "order": long }))]);
    let cut = run(shop().fetch(&wire, &order("5001"), now()));
    assert_eq!(
        cut,
        Err(FetchError::Wrong("order 5001 has 250 refunds or more: they cannot all be read".into()))
    );
}

#[test]
fn changed_orders_come_a_page_at_a_time() {
    let page = |cursor: Option<&str>| match cursor {
        Some(cursor) => data(json!({ "orders": more(json!([graph_order()]), cursor) })),
        None => data(json!({ "orders": list(json!([graph_order()])) })),
    };
    let shop = shop();
    let wire = Script::of([page(Some("next-1")), page(None)]);
    let first = run(shop.changed(&wire, DocumentKind::Order, &since(None), now())).expect("a page");
    assert_eq!((first.documents.len(), first.next.as_deref()), (1, Some("next-1")));
    let last = run(shop.changed(&wire, DocumentKind::Order, &since(Some("next-1")), now())).expect("a page");
    assert_eq!(last.next, None);
    let sent = wire.sent();
    assert_eq!(
        sent[0].body["variables"],
        json!({ "query": "updated_at:>='2026-10-05T11:58:00Z'", "first": 25, "after": null })
    );
    assert_eq!(sent[1].body["variables"]["after"], "next-1");
}

#[test]
fn the_page_follows_what_the_bucket_holds() {
    let page = |requested, available| {
        status(
            200,
            json!({ "data": { "orders": list(json!([])) }, "extensions": cost(requested, available) }),
        )
    };
    let shop = shop();
    let wire = Script::of([page(700, 1900), page(800, 300), page(600, 300), page(500, 700)]);
    for _ in 0..4 {
        run(shop.changed(&wire, DocumentKind::Order, &since(None), now())).expect("a page");
    }
    let sizes: Vec<u64> =
        wire.sent().iter().filter_map(|it| it.body["variables"]["first"].as_u64()).collect();
    assert_eq!(sizes, [25, 50, 25, 12]);
}

#[test]
fn a_page_that_costs_too_much_is_halved_at_once() {
    let too_much = || {
        status(
            200,
            json!({ "errors": [{ "message": "Query cost is 1200, which exceeds the single query max cost limit (1000).",
            "extensions": { "code": "MAX_COST_EXCEEDED" } }] }),
        )
    };
    let shop = shop();
    let wire = Script::of([too_much(), too_much(), data(json!({ "orders": list(json!([])) }))]);
    run(shop.changed(&wire, DocumentKind::Order, &since(None), now())).expect("a page");
    let sizes: Vec<u64> =
        wire.sent().iter().filter_map(|it| it.body["variables"]["first"].as_u64()).collect();
    assert_eq!(sizes, [25, 12, 6]);
    let wire = Script::of([too_much(), too_much(), too_much(), too_much()]);
    let error = run(shop.changed(&wire, DocumentKind::Order, &since(None), now()));
    assert!(matches!(error, Err(FetchError::Wrong(_))), "{error:?}");
}

fn outcome(answer: Result<http::Response<bytes::Bytes>, WireError>) -> FetchError {
    run(shop().fetch(&Script::of([answer]), &order("5001"), now())).expect_err("no answer")
}

#[test]
fn a_throttled_query_says_when_to_come_back() {
    let throttled = json!({
        "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
        "extensions": cost(752, 2),
    });
    let FetchError::Later { after, .. } = outcome(status(200, throttled)) else { panic!("later") };
    assert_eq!(after, Some(SignedDuration::from_millis(7500)));
    let FetchError::Later { after, .. } = outcome(with_header(429, "retry-after", "2.0", json!({}))) else {
        panic!("later")
    };
    assert_eq!(after, Some(SignedDuration::from_secs(2)));
}

#[test]
fn every_failure_is_told_apart() {
    let error = |code: &str| {
        status(
            200,
            json!({ "errors": [{ "message": "It failed.\nRequest ID: 1", "extensions": { "code": code } }] }),
        )
    };
    for (answer, later, says) in [
        (
            status(401, json!({ "errors": "[API] Invalid API key" })),
            false,
            "Shopify answered 401: [API] Invalid API key",
        ),
        (status(403, json!({})), false, "Shopify answered 403"),
        (
            status(404, json!({ "errors": "Not Found" })),
            false,
            "Shopify answered 404: Not Found; is the shop's domain right?",
        ),
        (status(402, json!({})), true, "Shopify answered 402"),
        (status(423, json!({})), true, "Shopify answered 423"),
        (status(500, json!({})), true, "Shopify answered 500"),
        (status(503, json!({})), true, "Shopify answered 503"),
        (status(302, json!({})), false, "Shopify answered 302"),
        (error("INTERNAL_SERVER_ERROR"), true, "Shopify answered INTERNAL_SERVER_ERROR: It failed."),
        (error("ACCESS_DENIED"), false, "Shopify answered ACCESS_DENIED: It failed."),
        (error("undefinedField"), false, "Shopify answered undefinedField: It failed."),
        (Err(WireError::NotSent("refused".into())), true, "could not reach the system: refused"),
        (Err(WireError::Unanswered("too late".into())), true, "no answer: too late"),
        (status(200, json!({})), true, "Shopify's answer has neither `data` nor `errors`"),
        (status(200, json!({ "errors": "oops" })), false, "Shopify answered: oops"),
    ] {
        let error = outcome(answer);
        assert_eq!((matches!(error, FetchError::Later { .. }), error.to_string().as_str()), (later, says));
    }
    let error = outcome(error("RESOURCE_NOT_FOUND"));
    assert!(matches!(error, FetchError::NotFound(_)), "{error:?}");
}

#[test]
fn a_field_that_the_app_may_not_read_is_done_without_where_the_flow_can() {
    let denied = |path: Value| json!({ "message": "Access denied", "path": path, "extensions": { "code": "ACCESS_DENIED" } });
    let mut body = graph_order();
    body["customer"] = Value::Null;
    let answer = |path| status(200, json!({ "data": { "order": body }, "errors": [denied(path)] }));
    let wire = Script::of([answer(json!(["order", "customer"]))]);
    assert!(run(shop().fetch(&wire, &order("5001"), now())).is_ok());
    // An address cannot be done without.
    let wire = Script::of([answer(json!(["order", "shippingAddress"]))]);
    assert!(matches!(run(shop().fetch(&wire, &order("5001"), now())), Err(FetchError::Wrong(_))));
}

fn app() -> Shopify {
    let credentials = Credentials {
        client_id: Some("app".into()),
        client_secret: Some("hush".into()),
        ..Credentials::default()
    };
    Shopify::new(&system("shop", Kind::Shopify), credentials).expect("a connector")
}

fn granted(token: &str) -> Result<http::Response<bytes::Bytes>, WireError> {
    status(200, json!({ "access_token": token, "scope": "read_orders", "expires_in": 86_399 }))
}

fn found() -> Result<http::Response<bytes::Bytes>, WireError> {
    data(json!({ "order": graph_order() }))
}

#[test]
fn a_granted_token_is_kept_until_shortly_before_its_end() {
    let shop = app();
    let wire = Script::of([granted("one"), found(), found(), granted("two"), found()]);
    for time in ["2026-10-05T12:00:00Z", "2026-10-06T11:50:00Z", "2026-10-06T11:55:00Z"] {
        run(shop.fetch(&wire, &order("5001"), at(time))).expect("it is there");
    }
    let sent = wire.sent();
    assert_eq!(sent[0].uri, "https://northwind.myshopify.com/admin/oauth/access_token");
    assert_eq!(
        sent[0].body,
        json!({ "grant_type": "client_credentials", "client_id": "app", "client_secret": "hush" })
    );
    let tokens: Vec<_> =
        sent.iter().filter_map(|it| it.headers.get("x-shopify-access-token")?.to_str().ok()).collect();
    assert_eq!(tokens, ["one", "one", "two"]);
}

#[test]
fn a_token_that_was_revoked_is_asked_for_once_more() {
    let shop = app();
    let wire = Script::of([granted("one"), status(401, json!({})), granted("two"), found()]);
    assert!(run(shop.fetch(&wire, &order("5001"), now())).is_ok());
    let wire = Script::of([status(401, json!({})), granted("three"), status(401, json!({}))]);
    assert!(matches!(run(shop.fetch(&wire, &order("5001"), now())), Err(FetchError::Wrong(_))));
    assert_eq!(wire.sent().len(), 3);
}

#[test]
fn without_a_token_nothing_is_asked() {
    let shop = Shopify::new(&system("shop", Kind::Shopify), Credentials::default()).expect("a connector");
    let error = run(shop.fetch(&Script::of([]), &order("5001"), now())).expect_err("no token");
    assert_eq!(
        error.to_string(),
        "system `shop` has neither a `token` nor `client_id` and `client_secret` in the map"
    );
}

#[test]
fn an_address_is_subscribed_once_to_every_topic() {
    let there = json!({ "webhookSubscriptions": list(json!([
        { "id": "gid://shopify/WebhookSubscription/1", "topic": "ORDERS_CREATE", "uri": "https://us.example/hooks" },
        { "id": "gid://shopify/WebhookSubscription/2", "topic": "ORDERS_PAID", "uri": "https://other.example/hooks" },
    ])) });
    let done = || {
        data(
            json!({ "webhookSubscriptionCreate": { "webhookSubscription": { "id": "x" }, "userErrors": [] } }),
        )
    };
    let refused = data(
        json!({ "webhookSubscriptionCreate": { "webhookSubscription": null, "userErrors": [{ "message": "Address can't be blank" }] } }),
    );
    let topics = 34;
    let mut answers = vec![data(there), refused];
    answers.extend((0..topics - 2).map(|_| done()));
    let wire = Script::of(answers);
    let said = run(shop().subscribe(&wire, "https://us.example/hooks", now())).expect("done");
    assert_eq!(said.len(), topics);
    assert_eq!(said[0], "orders/create is subscribed already");
    assert_eq!(said[1], "orders/updated not subscribed: Shopify refused: Address can't be blank");
    assert_eq!(said[3], "orders/paid subscribed");
    let sent = wire.sent();
    assert_eq!(
        sent[1].body["variables"],
        json!({ "topic": "ORDERS_UPDATED", "uri": "https://us.example/hooks" })
    );
}
