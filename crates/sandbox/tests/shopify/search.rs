//! Lists: searched, sorted, in pages.

use serde_json::{Value, json};

use crate::shop::{CREATE, TestShop, simple_order};

fn names(data: &Value) -> Vec<String> {
    let nodes = data["orders"]["nodes"].as_array().expect("nodes");
    nodes.iter().map(|it| it["name"].as_str().expect("a name").to_owned()).collect()
}

fn ten_orders() -> TestShop {
    let mut shop = TestShop::new();
    for index in 0..10 {
        let mut input = simple_order(if index % 2 == 0 { "EVEN" } else { "ODD" }, "10.00");
        input["tags"] = json!([format!("t{index}")]);
        input["sourceIdentifier"] = json!(format!("src-{index}"));
        input["test"] = json!(index == 3);
        shop.done(CREATE, json!({"order": input}));
        shop.pass(60);
    }
    shop
}

fn find(shop: &mut TestShop, query: &str) -> Vec<String> {
    names(
        &shop.data(
            "query($q: String) { orders(first: 50, query: $q) { nodes { name } } }",
            json!({"q": query}),
        ),
    )
}

#[test]
fn orders_are_found() {
    let mut shop = ten_orders();
    for (query, expect) in [
        ("name:#1003", vec!["#1003"]),
        ("name:1003", vec!["#1003"]),
        ("source_identifier:src-4", vec!["#1005"]),
        ("tag:t1 OR tag:t2", vec!["#1002", "#1003"]),
        ("sku:ODD AND created_at:>'2026-11-02T09:04:00Z'", vec!["#1006", "#1008", "#1010"]),
        ("updated_at:>=2026-11-02T09:08:00Z", vec!["#1009", "#1010"]),
        ("test:true", vec!["#1004"]),
        (
            "financial_status:paid -sku:EVEN -test:true created_at:<2026-11-02T09:06:00Z",
            vec!["#1002", "#1006"],
        ),
        ("status:cancelled", vec![]),
        ("fulfillment_status:shipped", vec![]),
    ] {
        assert_eq!(find(&mut shop, query), expect, "{query}");
    }
    let count = shop.data("{ ordersCount(query: \"sku:EVEN\") { count precision } }", json!({}));
    assert_eq!(count["ordersCount"], json!({"count": 5, "precision": "EXACT"}));
}

#[test]
fn an_unknown_field_finds_all_and_is_warned_of() {
    let mut shop = ten_orders();
    let answer = shop.ask("{ orders(first: 50, query: \"colour:red\") { nodes { name } } }", json!({}));
    assert_eq!(names(&answer["data"]).len(), 10);
    let warning = &answer["extensions"]["search"][0]["warnings"][0];
    assert_eq!((&warning["field"], &warning["code"]), (&json!("colour"), &json!("invalid_field")));
}

#[test]
fn pages_follow_each_other() {
    let mut shop = ten_orders();
    let query = "query($after: String, $reverse: Boolean) { orders(first: 4, after: $after, sortKey: UPDATED_AT, reverse: $reverse) { nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    for reverse in [false, true] {
        let mut seen = Vec::new();
        let mut after = json!(null);
        for page in 0..3 {
            let data = shop.data(query, json!({"after": after, "reverse": reverse}));
            let info = &data["orders"]["pageInfo"];
            assert_eq!(info["hasNextPage"], json!(page < 2));
            assert_eq!(info["hasPreviousPage"], json!(page > 0));
            assert_eq!(info["startCursor"], data["orders"]["edges"][0]["cursor"]);
            after = info["endCursor"].clone();
            seen.extend(names(&data));
        }
        if reverse {
            seen.reverse();
        }
        let all: Vec<String> = (1001..=1010).map(|it| format!("#{it}")).collect();
        assert_eq!(seen, all);
    }
}

#[test]
fn an_order_that_changes_between_two_pages_is_not_skipped() {
    let mut shop = ten_orders();
    let query = "query($after: String) { orders(first: 5, after: $after, sortKey: UPDATED_AT) { nodes { id name } pageInfo { endCursor } } }";
    let first = shop.data(query, json!({"after": null}));
    // The last of the first page moves to the end: its cursor still shows where the page ended.
    let id = &first["orders"]["nodes"][4]["id"];
    shop.done(
        "mutation($id: ID!) { tagsAdd(id: $id, tags: [\"x\"]) { userErrors { message } } }",
        json!({"id": id}),
    );
    let second = shop.data(query, json!({"after": first["orders"]["pageInfo"]["endCursor"]}));
    assert_eq!(names(&second), ["#1006", "#1007", "#1008", "#1009", "#1010"]);
}

#[test]
fn the_last_are_given_from_the_end() {
    let mut shop = ten_orders();
    let data = shop.data(
        "{ orders(last: 2) { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor } } }",
        json!({}),
    );
    assert_eq!(names(&data), ["#1009", "#1010"]);
    let cursor = &data["orders"]["pageInfo"]["startCursor"];
    let before = shop
        .data("query($c: String) { orders(last: 2, before: $c) { nodes { name } } }", json!({"c": cursor}));
    assert_eq!(names(&before), ["#1007", "#1008"]);
}

#[test]
fn page_sizes_are_checked() {
    let mut shop = ten_orders();
    for (arguments, message) in [
        ("", "you must provide one of first or last"),
        ("(first: 1, last: 1)", "providing both first and last is not supported"),
        ("(first: 251)", "first cannot exceed 250"),
        ("(first: -1)", "first cannot be less than zero"),
        ("(first: 1, after: \"nonsense\")", "Invalid cursor for current pagination sort: nonsense"),
    ] {
        let answer = shop.ask(&format!("{{ orders{arguments} {{ nodes {{ id }} }} }}"), json!({}));
        let error = &answer["errors"][0];
        assert_eq!(
            (&error["message"], &error["extensions"]["code"]),
            (&json!(message), &json!("BAD_REQUEST"))
        );
        assert_eq!(error["path"], json!(["orders"]));
    }
}

#[test]
fn nodes_are_found_by_their_identifiers() {
    let mut shop = ten_orders();
    let data =
        shop.data("{ orders(first: 1) { nodes { id lineItems(first: 1) { nodes { id } } } } }", json!({}));
    let order = &data["orders"]["nodes"][0];
    let ids = json!([
        order["id"],
        order["lineItems"]["nodes"][0]["id"],
        "gid://shopify/Order/1",
        "gid://shopify/Nothing/2"
    ]);
    let found = shop.data(
        "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on LineItem { sku } ... on LegacyInteroperability { legacyResourceId } } }",
        json!({"ids": ids}),
    );
    assert_eq!(found["nodes"][0]["__typename"], "Order");
    assert_eq!(
        found["nodes"][0]["legacyResourceId"].as_str().map(|it| format!("gid://shopify/Order/{it}")),
        order["id"].as_str().map(str::to_owned)
    );
    assert_eq!(
        found["nodes"][1],
        json!({"__typename": "LineItem", "id": order["lineItems"]["nodes"][0]["id"], "sku": "EVEN"})
    );
    assert_eq!((&found["nodes"][2], &found["nodes"][3]), (&json!(null), &json!(null)));
}
