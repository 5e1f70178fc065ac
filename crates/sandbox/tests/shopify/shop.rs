//! A shop to test with, and a way to ask it.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use seamless_model::{Body, Keys, Order};
use seamless_sandbox::shopify::{ShopifyConfig, ShopifyTwin};
use seamless_sandbox::{Deed, Response, Twin};
use serde_json::{Value, json};

pub struct TestShop {
    pub twin: ShopifyTwin,
    pub now: Timestamp,
}

pub fn start() -> Timestamp {
    "2026-11-02T09:00:00Z".parse().expect("a time")
}

pub fn config() -> ShopifyConfig {
    ShopifyConfig::new("shop".into(), "northwind.myshopify.com", start())
}

impl TestShop {
    pub fn new() -> Self {
        Self::with(config())
    }

    pub fn with(config: ShopifyConfig) -> Self {
        Self { twin: ShopifyTwin::new(config), now: start() }
    }

    pub fn pass(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    pub fn post(&mut self, body: impl Into<Bytes>) -> Response {
        let token = self.twin.config().token.clone();
        let request = ::http::Request::builder()
            .method("POST")
            .uri("/admin/api/2026-10/graphql.json")
            .header("X-Shopify-Access-Token", token)
            .body(body.into())
            .expect("a request");
        self.twin.handle(&request, self.now)
    }

    /// The whole answer.
    pub fn ask(&mut self, query: &str, variables: Value) -> Value {
        let response = self.post(json!({"query": query, "variables": variables}).to_string());
        assert_eq!(response.status(), 200);
        serde_json::from_slice(response.body()).expect("JSON")
    }

    /// The answer's data, which must come without errors.
    pub fn data(&mut self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables);
        assert_eq!(answer.get("errors"), None, "{answer:#}");
        answer["data"].clone()
    }

    /// The payload of the one mutation in the answer, which must come without user errors.
    pub fn done(&mut self, query: &str, variables: Value) -> Value {
        let payload = self.payload(query, variables);
        assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
        payload
    }

    pub fn payload(&mut self, query: &str, variables: Value) -> Value {
        let data = self.data(query, variables);
        data.as_object().and_then(|it| it.values().next()).cloned().expect("a payload")
    }

    /// The message of the first user error.
    pub fn refused(&mut self, query: &str, variables: Value) -> String {
        let payload = self.payload(query, variables);
        payload["userErrors"][0]["message"]
            .as_str()
            .unwrap_or_else(|| panic!("refused: {payload:#}"))
            .to_owned()
    }

    /// A customer buys.
    pub fn place(&mut self, lines: &[(&str, u64, &str)]) -> Keys {
        let lines = lines.iter().map(|it| (it.0.to_owned(), it.1, Some(it.2.to_owned()))).collect();
        let deed =
            Deed::Place { lines, country: "US".to_owned(), email: "ada@example.com".to_owned(), test: false };
        self.twin.act(&deed, self.now).expect("an order")
    }

    pub fn order_gid(&self, keys: &Keys) -> String {
        format!("gid://shopify/Order/{}", keys["id"])
    }

    /// The only fulfillment order of an order that is open: its identifier and those of its lines.
    pub fn request(&mut self, order: &str) -> (String, Vec<String>) {
        let data = self.data(
            "query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 10) { nodes { id status lineItems(first: 10) { nodes { id } } } } } }",
            json!({"id": order}),
        );
        let nodes = data["order"]["fulfillmentOrders"]["nodes"].as_array().expect("nodes");
        let open = nodes.iter().find(|it| it["status"] != "CLOSED").expect("an open fulfillment order");
        let lines = open["lineItems"]["nodes"].as_array().expect("lines");
        let text = |it: &Value| it["id"].as_str().expect("an id").to_owned();
        (text(open), lines.iter().map(text).collect())
    }

    /// Ships all, or (line, units).
    pub fn ship(&mut self, order: &str, lines: &[(usize, u64)]) -> Value {
        let (request, own) = self.request(order);
        let lines: Vec<Value> = lines.iter().map(|it| json!({"id": own[it.0], "quantity": it.1})).collect();
        let mut group = json!({"fulfillmentOrderId": request});
        if !lines.is_empty() {
            group["fulfillmentOrderLineItems"] = json!(lines);
        }
        let payload = self.done(
            SHIP,
            json!({"f": {"lineItemsByFulfillmentOrder": [group], "trackingInfo": {"number": "1Z1", "company": "UPS"}}}),
        );
        payload["fulfillment"].clone()
    }

    pub fn cancel(&mut self, order: &str) -> Value {
        let payload = self.data(
            "mutation($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: {originalPaymentMethodsRefund: true}) { job { id done } orderCancelUserErrors { field message code } userErrors { message } } }",
            json!({"id": order}),
        );
        payload["orderCancel"].clone()
    }

    /// The order in the twin's own truth.
    pub fn truth(&self, id: &str) -> Order {
        let all = self.twin.documents();
        let found = all.into_iter().find_map(|it| match it.body {
            Body::Order(order) if it.id == id => Some(order),
            _ => None,
        });
        found.expect("the order")
    }

    /// The bodies of all messages of a topic that leave by now, all of which are received well.
    pub fn messages(&mut self, topic: &str) -> Vec<Value> {
        let mut out = Vec::new();
        for it in self.twin.due(self.now) {
            if it.request.headers()["X-Shopify-Topic"] == topic {
                out.push(serde_json::from_slice(it.request.body()).expect("JSON"));
            }
            self.twin.settled(it.id, seamless_sandbox::Delivered::Status(200), self.now);
        }
        out
    }
}

pub const SHIP: &str = "mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id name status totalQuantity trackingInfo { number company url } } userErrors { field message } } }";

pub const CREATE: &str = "mutation($order: OrderCreateOrderInput!) { orderCreate(order: $order) { order { id name legacyResourceId displayFinancialStatus } userErrors { field message code } } }";

/// An order of one line at this price, paid.
pub fn simple_order(sku: &str, price: &str) -> Value {
    json!({
        "lineItems": [{"title": format!("Item {sku}"), "sku": sku, "quantity": 1, "requiresShipping": true,
            "priceSet": {"shopMoney": {"amount": price, "currencyCode": "USD"}}}],
        "transactions": [{"kind": "SALE", "status": "SUCCESS", "gateway": "manual",
            "amountSet": {"shopMoney": {"amount": price, "currencyCode": "USD"}}}],
    })
}
