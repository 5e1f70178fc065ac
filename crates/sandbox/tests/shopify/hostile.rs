//! What a careless or hostile caller sends.

use bytes::Bytes;
use seamless_sandbox::Twin;
use serde_json::{Value, json};

use crate::shop::{CREATE, TestShop, config};

fn errors(shop: &mut TestShop, query: &str, variables: Value) -> Value {
    let answer = shop.ask(query, variables);
    assert!(answer["errors"].is_array(), "{answer:#}");
    answer["errors"].clone()
}

fn request(method: &str, path: &str, token: Option<&str>, body: &str) -> seamless_sandbox::Request {
    let mut builder = ::http::Request::builder().method(method).uri(path);
    if let Some(token) = token {
        builder = builder.header("X-Shopify-Access-Token", token);
    }
    builder.body(Bytes::from(body.to_owned())).expect("a request")
}

#[test]
fn tokens_are_checked() {
    let mut shop = TestShop::new();
    let path = "/admin/api/2026-10/graphql.json";
    let ask = json!({"query": "{ shop { name } }"}).to_string();
    for token in [None, Some("shpat_wrong")] {
        let response = shop.twin.handle(&request("POST", path, token, &ask), shop.now);
        assert_eq!(response.status(), 401);
        let body: Value = serde_json::from_slice(response.body()).expect("JSON");
        assert_eq!(
            body["errors"],
            "[API] Invalid API key or access token (unrecognized login or wrong password)"
        );
    }
    let settings = config();
    let grant = json!({"grant_type": "client_credentials", "client_id": settings.client_id, "client_secret": settings.client_secret});
    let form = format!(
        "grant_type=client%5Fcredentials&client_id={}&client_secret={}",
        settings.client_id, settings.client_secret
    );
    for body in [grant.to_string(), form] {
        let response = shop.twin.handle(&request("POST", "/admin/oauth/access_token", None, &body), shop.now);
        let given: Value = serde_json::from_slice(response.body()).expect("JSON");
        assert_eq!(given["expires_in"], 86_399);
        let token = given["access_token"].as_str().expect("a token").to_owned();
        assert!(token.starts_with("shpat_"));
        let call = request("POST", path, Some(&token), &ask);
        assert_eq!(shop.twin.handle(&call, shop.now).status(), 200);
        shop.pass(86_400);
        assert_eq!(shop.twin.handle(&call, shop.now).status(), 401, "a day later");
    }
    let wrong = r#"{"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}"#;
    assert_eq!(
        shop.twin.handle(&request("POST", "/admin/oauth/access_token", None, wrong), shop.now).status(),
        400
    );
}

#[test]
fn unknown_paths_are_not_found() {
    let mut shop = TestShop::new();
    let token = config().token;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/admin/api/2026-10/graphql.json"),
        ("POST", "/admin/api/2026-10/nothing.json"),
    ] {
        let response = shop.twin.handle(&request(method, path, Some(&token), ""), shop.now);
        assert_eq!(response.status(), 404, "{method} {path}");
        assert_eq!(response.body(), r#"{"errors":"Not Found"}"#);
    }
    assert_eq!(
        shop.twin
            .handle(&request("GET", "/admin/api/2026-10/shop.json", Some(&token), ""), shop.now)
            .status(),
        200
    );
}

#[test]
fn bodies_that_are_no_requests_are_refused() {
    let mut shop = TestShop::new();
    let huge = format!("{{\"query\": \"{}\"}}", "x".repeat(3_000_000));
    let deep = format!(
        "{{\"query\": \"{{ shop {{ name }} }}\", \"variables\": {}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    for (body, status) in [
        (Bytes::from_static(b"{"), 400),
        (Bytes::from_static(b""), 400),
        (Bytes::from_static(b"[]"), 400),
        (Bytes::from_static(b"{\"query\": 7}"), 400),
        (Bytes::from_static(b"{\"query\": \"{ shop { name } }\", \"variables\": [1]}"), 400),
        (Bytes::from_static(b"{\"query\": \"\xff\xfe\"}"), 400),
        (Bytes::from(huge), 413),
        (Bytes::from(deep), 400),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(shop.post(body).status(), status, "{shown}");
    }
}

#[test]
fn mistakes_in_queries_are_told_in_shopifys_shapes() {
    let mut shop = TestShop::new();
    for (query, code, message) in [
        (
            "{ orders(first: 1) { nodes { colour } } }",
            "undefinedField",
            "Field 'colour' doesn't exist on type 'Order'",
        ),
        ("{ order { id } }", "missingRequiredArguments", "Field 'order' is missing required arguments: id"),
        (
            "{ order(id: \"gid://shopify/Order/1\", x: 1) { id } }",
            "argumentNotAccepted",
            "Field 'order' doesn't accept argument 'x'",
        ),
        (
            "{ orders(first: 1, sortKey: TASTE) { nodes { id } } }",
            "argumentLiteralsIncompatible",
            "Argument 'sortKey' on Field 'orders' has an invalid value (TASTE). Expected type 'OrderSortKeys'.",
        ),
        (
            "{ orders(first: \"one\") { nodes { id } } }",
            "argumentLiteralsIncompatible",
            "Argument 'first' on Field 'orders' has an invalid value (\"one\"). Expected type 'Int'.",
        ),
        ("{ shop { name } @nothing }", "parseError", ""),
        ("{ shop { name @nothing } }", "undefinedDirective", "Directive @nothing is not defined"),
        ("query($x: ID!) { shop { name } }", "variableNotUsed", ""),
        ("{ shop }", "selectionMismatch", ""),
        (
            "mutation { orderEditAddVariant(id: \"gid://shopify/CalculatedOrder/1\", variantId: \"gid://shopify/ProductVariant/1\") { userErrors { message } } }",
            "missingRequiredArguments",
            "Field 'orderEditAddVariant' is missing required arguments: quantity",
        ),
        (
            "mutation { refundCreate(input: {note: \"x\"}) { userErrors { message } } }",
            "missingRequiredInputObjectAttribute",
            "Argument 'orderId' on InputObject 'RefundInput' is required. Expected type ID!",
        ),
    ] {
        let told = errors(&mut shop, query, json!({}));
        assert_eq!(told[0]["extensions"]["code"], code, "{query}: {told}");
        if !message.is_empty() {
            assert_eq!(told[0]["message"], message, "{query}");
        }
    }
    let told = errors(&mut shop, "query Named { orders(first: 1) { nodes { id bad: colour } } }", json!({}));
    assert_eq!(told[0]["path"], json!(["query Named", "orders", "nodes", "bad"]));
}

#[test]
fn mistakes_in_variables_are_told_in_shopifys_shapes() {
    let mut shop = TestShop::new();
    let told = errors(&mut shop, CREATE, json!({"order": {"lineItems": [{"title": "x"}], "colour": "red"}}));
    assert_eq!(told[0]["extensions"]["code"], "INVALID_VARIABLE");
    assert_eq!(
        told[0]["message"],
        "Variable $order of type OrderCreateOrderInput! was provided invalid value for lineItems.0.quantity (Expected value to not be null), colour (Field is not defined on OrderCreateOrderInput)"
    );
    assert_eq!(
        told[0]["extensions"]["problems"],
        json!([
            {"path": ["lineItems", 0, "quantity"], "explanation": "Expected value to not be null"},
            {"path": ["colour"], "explanation": "Field is not defined on OrderCreateOrderInput"},
        ])
    );
    let told = errors(&mut shop, "query($id: ID!) { order(id: $id) { id } }", json!({"id": "1001"}));
    assert_eq!(told[0]["extensions"]["problems"][0]["explanation"], "Invalid global id '1001'");
    let told = errors(&mut shop, "query($id: ID!) { order(id: $id) { id } }", json!({}));
    assert_eq!(told[0]["message"], "Variable $id of type ID! was provided invalid value");
    let told = errors(
        &mut shop,
        "query($s: OrderSortKeys) { orders(first: 1, sortKey: $s) { nodes { id } } }",
        json!({"s": "TASTE"}),
    );
    let text = told[0]["extensions"]["problems"][0]["explanation"].as_str().expect("words").to_owned();
    assert!(text.starts_with("Expected \"TASTE\" to be one of: CREATED_AT, "), "{text}");
    let big = errors(
        &mut shop,
        "query($n: Int!) { orders(first: $n) { nodes { id } } }",
        json!({"n": 99_999_999_999_u64}),
    );
    assert_eq!(big[0]["extensions"]["code"], "INVALID_VARIABLE");
}

#[test]
fn deep_and_long_queries_do_not_hurt() {
    let mut shop = TestShop::new();
    let deep = format!("{{ shop {{ {} name {} }} }}", "a { ".repeat(5_000), "} ".repeat(5_000));
    errors(&mut shop, &deep, json!({}));
    let nested = format!("{{ orders(first: 1, query: \"{}\") {{ nodes {{ id }} }} }}", "(".repeat(10_000));
    shop.data(&nested, json!({}));
    let wide =
        format!("{{ {} }}", (0..50_000).map(|it| format!("a{it}: shop {{ name }} ")).collect::<String>());
    errors(&mut shop, &wide, json!({}));
    let loops = "{ shop { ...A } } fragment A on Shop { ...B } fragment B on Shop { ...A }";
    errors(&mut shop, loops, json!({}));
    let laughs: String =
        (0..60).map(|it| format!("fragment F{it} on Shop {{ ...F{} ...F{} }} ", it + 1, it + 1)).collect();
    errors(&mut shop, &format!("{{ shop {{ ...F0 }} }} {laughs} fragment F60 on Shop {{ name }}"), json!({}));
    shop.place(&[("A-1", 1, "1.00")]);
    let chain = format!(
        "{{ orders(first: 1) {{ nodes {{ {} name {} }} }} }}",
        "customer { lastOrder { ".repeat(50),
        "} } ".repeat(50)
    );
    shop.data(&chain, json!({}));
    errors(&mut shop, "", json!({}));
    errors(&mut shop, "query A { shop { name } } query B { shop { name } }", json!({}));
}

#[test]
fn wrong_identifiers_are_told_apart() {
    let mut shop = TestShop::new();
    let data = shop.data(
        "{ order(id: \"gid://shopify/Order/7\") { id } product(id: \"gid://shopify/Order/7\") { id } }",
        json!({}),
    );
    assert_eq!(data, json!({"order": null, "product": null}));
    let hold = "mutation { fulfillmentOrderHold(id: \"gid://shopify/FulfillmentOrder/0\", fulfillmentHold: {reason: OTHER}) { userErrors { message } } }";
    let told = errors(&mut shop, hold, json!({}));
    assert_eq!(told[0]["message"], "Invalid id: gid://shopify/FulfillmentOrder/0");
    assert_eq!(told[0]["extensions"]["code"], "RESOURCE_NOT_FOUND");
    assert_eq!(told[0]["path"], json!(["fulfillmentOrderHold"]));
}

#[test]
fn orders_that_make_no_sense_are_refused() {
    let mut shop = TestShop::new();
    for (order, field) in [
        (json!({"lineItems": []}), json!(["order", "lineItems"])),
        (
            json!({"lineItems": [{"title": "x", "quantity": 0}]}),
            json!(["order", "lineItems", "0", "quantity"]),
        ),
        (json!({"lineItems": [{"quantity": 1}]}), json!(["order", "lineItems", "0", "title"])),
        (
            json!({"lineItems": [{"variantId": "gid://shopify/ProductVariant/1", "quantity": 1}]}),
            json!(["order", "lineItems", "0", "variantId"]),
        ),
    ] {
        let payload = shop.payload(CREATE, json!({"order": order}));
        assert_eq!(payload["order"], json!(null));
        assert_eq!(payload["userErrors"][0]["field"], field, "{payload}");
    }
    let huge = json!({"lineItems": [{"title": "x", "quantity": 2_000_000_000, "priceSet": {"shopMoney": {"amount": "99999999999999999", "currencyCode": "USD"}}}]});
    shop.payload(CREATE, json!({"order": huge}));
    assert_eq!(shop.twin.documents().len(), 2, "counted as far as 64 bits go");
}
