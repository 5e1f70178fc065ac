//! Prices, the bucket, and limits on what may be created.

use seamless_sandbox::shopify::Plan;
use serde_json::json;

use crate::shop::{CREATE, TestShop, config, simple_order};

fn shop(plan: Plan) -> TestShop {
    let mut config = config();
    config.plan = plan;
    TestShop::with(config)
}

#[test]
fn queries_cost_what_was_measured() {
    let mut shop = shop(Plan::Standard);
    for (query, price) in [
        ("{ shop { name } }", 1),
        ("{ orders(first: 1) { nodes { id } } }", 3),
        ("{ orders(first: 10) { nodes { id } } }", 6),
        ("{ orders(first: 250) { nodes { id } } }", 13),
        (
            "{ orders(first: 10) { edges { node { id lineItems(first: 10) { nodes { id variant { id } } } } } } }",
            46,
        ),
        ("{ ordersCount { count } }", 10),
        (
            "{ node(id: \"gid://shopify/Order/1\") { id ... on Order { customer { id } } ... on Product { id } } }",
            2,
        ),
    ] {
        let answer = shop.ask(query, json!({}));
        assert_eq!(answer["extensions"]["cost"]["requestedQueryCost"], price, "{query}");
        shop.pass(60);
    }
    let status = shop.ask("{ shop { name } }", json!({}))["extensions"]["cost"]["throttleStatus"].clone();
    assert_eq!(status, json!({"maximumAvailable": 2000, "currentlyAvailable": 1999, "restoreRate": 100}));
}

#[test]
fn an_empty_bucket_throttles_and_fills_with_time() {
    let mut shop = shop(Plan::Standard);
    for _ in 0..300 {
        let mut input = simple_order("A-1", "1.00");
        input["test"] = json!(false);
        shop.done(CREATE, json!({"order": input}));
        shop.pass(1);
    }
    let expensive = "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { product { id } } } fulfillmentOrders(first: 250) { nodes { id } } } } }";
    let mut answers = Vec::new();
    while answers.len() < 50 {
        let answer = shop.ask(expensive, json!({}));
        let throttled = answer.get("errors").is_some();
        answers.push(answer);
        if throttled {
            break;
        }
    }
    let last = answers.last().expect("an answer");
    assert_eq!(last["errors"][0]["message"], "Throttled");
    assert_eq!(last["errors"][0]["extensions"]["code"], "THROTTLED");
    assert_eq!(last.get("data"), None);
    let cost = &last["extensions"]["cost"];
    assert_eq!(cost["actualQueryCost"], json!(null));
    let (price, left) = (
        cost["requestedQueryCost"].as_u64().expect("a price"),
        cost["throttleStatus"]["currentlyAvailable"].as_u64().expect("points"),
    );
    assert!(price > left, "{cost}");
    shop.pass(i64::try_from((price - left).div_ceil(100)).expect("small"));
    assert_eq!(shop.ask(expensive, json!({})).get("errors"), None);
}

#[test]
fn what_costs_too_much_is_refused() {
    let mut shop = shop(Plan::Enterprise);
    let query = "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { taxLines { title } variant { product { variants(first: 250) { nodes { id } } } } } } } } }";
    let answer = shop.ask(query, json!({}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "MAX_COST_EXCEEDED");
    assert_eq!(answer.get("data"), None);
}

#[test]
fn development_stores_take_few_orders_a_minute() {
    let mut config = config();
    config.order_limit = Some(5);
    let mut shop = TestShop::with(config);
    let order = json!({"order": simple_order("A-1", "1.00")});
    for _ in 0..5 {
        shop.done(CREATE, order.clone());
    }
    assert_eq!(shop.refused(CREATE, order.clone()), "Too many attempts. Please try again later.");
    shop.place(&[("A-1", 1, "1.00")]);
    shop.pass(60);
    shop.done(CREATE, order);
}
