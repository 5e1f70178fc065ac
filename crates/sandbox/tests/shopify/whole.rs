//! Everything that the schema offers is answered.

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use serde_json::json;

use crate::shop::{TestShop, simple_order};

/// A query for every field of a type, `depth` objects deep.
struct Everything {
    schema: Schema,
}

impl Everything {
    fn new() -> Self {
        let text = include_str!("../../schema/admin-2026-10.graphql");
        Self { schema: Schema::parse(text, "schema").expect("a schema") }
    }

    fn fields(&self, name: &str, depth: usize) -> String {
        let kind = self.schema.types.get(name).expect("a type");
        match kind {
            ExtendedType::Object(it) => {
                let all: Vec<String> = it.fields.values().filter_map(|it| self.field(it, depth)).collect();
                format!("__typename {}", all.join(" "))
            }
            ExtendedType::Interface(_) | ExtendedType::Union(_) => "__typename".to_owned(),
            _ => String::new(),
        }
    }

    fn field(&self, it: &FieldDefinition, depth: usize) -> Option<String> {
        let mut arguments = Vec::new();
        for argument in &it.arguments {
            match argument.name.as_str() {
                "first" if it.ty.inner_named_type().ends_with("Connection") => {
                    arguments.push("first: 3".to_owned())
                }
                "key" => arguments.push("key: \"id\"".to_owned()),
                "names" => arguments.push("names: [\"available\", \"on_hand\"]".to_owned()),
                "suggestFullRefund" => arguments.push("suggestFullRefund: true".to_owned()),
                "locationId" => arguments.push("locationId: \"gid://shopify/Location/1\"".to_owned()),
                _ if argument.is_required() => return None,
                _ => {}
            }
        }
        let arguments =
            if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let inner = it.ty.inner_named_type().as_str();
        let leaf =
            matches!(self.schema.types.get(inner), Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_)));
        if leaf {
            return Some(format!("{}{arguments}", it.name));
        }
        let wrapper = inner.ends_with("Connection") || inner.ends_with("Edge");
        let depth = if wrapper { depth } else { depth.checked_sub(1)? };
        Some(format!("{}{arguments} {{ {} }}", it.name, self.fields(inner, depth)))
    }
}

/// A shop with one of everything.
fn full() -> (TestShop, Vec<String>) {
    let mut config = crate::shop::config();
    config.plan = seamless_sandbox::shopify::Plan::Enterprise;
    let mut shop = TestShop::with(config);
    let keys = shop.place(&[("A-1", 3, "10.00")]);
    let placed = shop.order_gid(&keys);
    let parcel = shop.ship(&placed, &[(0, 1)])["id"].as_str().expect("an id").to_owned();
    let (request, _) = shop.request(&placed);
    let mut input = simple_order("B-1", "20.00");
    input["shippingLines"] = json!([{"title": "Ground", "priceSet": {"shopMoney": {"amount": "5.00", "currencyCode": "USD"}},
        "taxLines": [{"title": "NY", "rate": "0.1", "priceSet": {"shopMoney": {"amount": "0.50", "currencyCode": "USD"}}}]}]);
    input["discountCode"] = json!({"itemPercentageDiscountCode": {"code": "TEN", "percentage": 10.0}});
    input["metafields"] = json!([{"namespace": "app", "key": "id", "value": "9", "type": "id"}]);
    input["shippingAddress"] = json!({"firstName": "Ada", "countryCode": "CA", "city": "Ottawa"});
    input["lineItems"][0]["taxLines"] = json!([{"title": "NY", "rate": 0.1, "priceSet": {"shopMoney": {"amount": "1.80", "currencyCode": "USD"}}}]);
    let made = shop.done(crate::shop::CREATE, json!({"order": input}))["order"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let (held, _) = shop.request(&made);
    shop.done(
        "mutation($id: ID!) { fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: OTHER}) { userErrors { message } } }",
        json!({"id": held}),
    );
    let sale = shop.data(
        "query($id: ID!) { order(id: $id) { transactions { id } lineItems(first: 1) { nodes { id } } } }",
        json!({"id": made}),
    );
    let refund = shop.done(
        "mutation($i: RefundInput!) { refundCreate(input: $i) @idempotent(key: \"k\") { refund { id } userErrors { message } } }",
        json!({"i": {"orderId": made, "shipping": {"fullRefund": true}, "note": "sorry",
            "refundLineItems": [{"lineItemId": sale["order"]["lineItems"]["nodes"][0]["id"], "quantity": 1, "restockType": "CANCEL"}],
            "transactions": [{"orderId": made, "parentId": sale["order"]["transactions"][0]["id"], "kind": "REFUND", "gateway": "manual", "amount": "1.00"}]}}),
    );
    let hook = shop.done(
        "mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: \"https://x.example/h\"}) { webhookSubscription { id } userErrors { message } } }",
        json!({}),
    );
    let edit = shop.done(
        "mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } userErrors { message } } }",
        json!({"id": placed}),
    );
    let job = shop.place(&[("A-1", 1, "10.00")]);
    let job = shop.order_gid(&job);
    let job =
        shop.cancel(&job)["job"]["id"].as_str().expect("a job").replace("/Job/", "/OrderCancelJobResult/");
    let text = |it: &serde_json::Value| it.as_str().expect("an id").to_owned();
    let more = shop.data(
        "{ shop { id } locations(first: 1) { nodes { id } } customers(first: 1) { nodes { id } } products(first: 1) { nodes { id variants(first: 1) { nodes { id inventoryItem { id inventoryLevels(first: 1) { nodes { id } } } } } } } }",
        json!({}),
    );
    let variant = &more["products"]["nodes"][0]["variants"]["nodes"][0];
    let ids = vec![
        placed,
        made,
        parcel,
        request,
        held,
        text(&refund["refund"]["id"]),
        text(&hook["webhookSubscription"]["id"]),
        text(&edit["calculatedOrder"]["id"]),
        job,
        text(&more["shop"]["id"]),
        text(&more["locations"]["nodes"][0]["id"]),
        text(&more["customers"]["nodes"][0]["id"]),
        text(&more["products"]["nodes"][0]["id"]),
        text(&variant["id"]),
        text(&variant["inventoryItem"]["id"]),
        text(&variant["inventoryItem"]["inventoryLevels"]["nodes"][0]["id"]),
        text(&sale["order"]["transactions"][0]["id"]),
        text(&sale["order"]["lineItems"]["nodes"][0]["id"]),
    ];
    (shop, ids)
}

#[test]
fn every_field_that_is_offered_is_answered() {
    let (mut shop, ids) = full();
    let everything = Everything::new();
    for id in ids {
        let kind = id.trim_start_matches("gid://shopify/").split('/').next().expect("a kind").to_owned();
        let fields = everything.fields(&kind, 2);
        shop.pass(60);
        let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {fields} }} }} }}");
        let answer = shop.ask(&query, json!({"id": id}));
        assert_eq!(answer.get("errors"), None, "{kind}: {:#}", answer["errors"]);
        assert_eq!(answer["data"]["node"]["__typename"], json!(kind));
    }
}

#[test]
fn what_is_not_offered_is_unknown() {
    let mut shop = TestShop::new();
    for query in [
        "{ draftOrders(first: 1) { nodes { id } } }",
        "{ shop { billingAddress { city } } }",
        "{ orders(first: 1) { nodes { risk { recommendation } } } }",
    ] {
        let answer = shop.ask(query, json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "undefinedField", "{query}: {answer}");
    }
}

#[test]
fn the_schema_tells_of_itself() {
    let mut shop = TestShop::new();
    let data = shop.data(
        "{ __schema { queryType { name } mutationType { name } } it: __type(name: \"Refund\") { kind fields { name } } shop { name } }",
        json!({}),
    );
    assert_eq!(
        data["__schema"],
        json!({"queryType": {"name": "QueryRoot"}, "mutationType": {"name": "Mutation"}})
    );
    assert_eq!(data["it"]["kind"], "OBJECT");
    assert_eq!(data["shop"]["name"], "northwind");
}
