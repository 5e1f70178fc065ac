//! A wire that answers from a script, and the values that tests are about.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use seamless_connect::shopify::Shopify;
use seamless_connect::{Action, Credentials, Landed, LandedFrom, Outbound, Wire, WireError};
use seamless_flow::{Handoff, Kind, Mode, OnUnknown, Place, Profile, Role, SEAMLESS, System, Via};
use seamless_model::{
    Body, DocumentKind, Event, Keys, Observation, Shipment, ShipmentLine, ShipmentStatus, SystemId, Tracking,
};
use serde_json::{Value, json};

/// Runs a future that never waits: a scripted wire answers at once.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a connector waits for something other than the wire"),
    }
}

/// A request that was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub method: String,
    pub uri: String,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Sent {
    /// The name of the GraphQL operation.
    pub fn operation(&self) -> &str {
        let query = self.body["query"].as_str().unwrap_or_default();
        query.split([' ', '(', '{']).nth(1).unwrap_or_default()
    }
}

type Answer = Result<Response<Bytes>, WireError>;

/// Answers in order, and remembers what was asked.
#[derive(Default)]
pub struct Script {
    answers: Mutex<VecDeque<Answer>>,
    sent: Mutex<Vec<Sent>>,
}

impl Script {
    pub fn of(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), sent: Mutex::default() }
    }

    /// What was sent. Every answer of the script must have been asked for.
    pub fn sent(&self) -> Vec<Sent> {
        assert!(self.answers.lock().expect("unspoilt").is_empty(), "answers are left over");
        self.sent.lock().expect("unspoilt").clone()
    }

    /// The operations that were sent, in order.
    pub fn operations(&self) -> Vec<String> {
        self.sent().iter().map(|it| it.operation().to_owned()).collect()
    }
}

impl Wire for Script {
    async fn send(&self, _: &SystemId, request: Request<Bytes>) -> Answer {
        self.sent.lock().expect("unspoilt").push(Sent {
            method: request.method().to_string(),
            uri: request.uri().to_string(),
            headers: request.headers().clone(),
            body: serde_json::from_slice(request.body()).unwrap_or(Value::Null),
        });
        self.answers.lock().expect("unspoilt").pop_front().expect("the script has no more answers")
    }
}

/// An answer with a status and a JSON body.
pub fn status(status: u16, body: Value) -> Answer {
    Ok(Response::builder().status(status).body(Bytes::from(body.to_string())).expect("an answer"))
}

/// An answer with a status, a header and a JSON body.
pub fn with_header(code: u16, name: &str, value: &str, body: Value) -> Answer {
    status(code, body).map(|mut it| {
        let name: http::HeaderName = name.parse().expect("a header");
        it.headers_mut().insert(name, value.parse().expect("a header"));
        it
    })
}

/// A GraphQL answer with data.
pub fn data(data: Value) -> Answer {
    status(200, json!({ "data": data, "extensions": cost(100, 1900) }))
}

/// What an answer says of its cost.
pub fn cost(requested: u32, available: u32) -> Value {
    json!({ "cost": {
        "requestedQueryCost": requested,
        "actualQueryCost": null,
        "throttleStatus": { "maximumAvailable": 2000, "currentlyAvailable": available, "restoreRate": 100 },
    }})
}

pub fn now() -> Timestamp {
    at("2026-10-05T12:00:00Z")
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub fn place() -> Place {
    Place::default()
}

pub fn system(id: &str, kind: Kind) -> System {
    System {
        id: id.into(),
        title: id.into(),
        kind,
        role: Role::Storefront,
        team: "it".into(),
        profile: Profile::default(),
        url: None,
        shop: Some("northwind.myshopify.com".into()),
        plan: None,
        secret: None,
        token: None,
        client_id: None,
        client_secret: None,
        place: place(),
    }
}

pub fn shop() -> Shopify {
    let credentials = Credentials {
        secrets: vec!["new secret".into(), "old secret".into()],
        token: Some("shpat_token".into()),
        ..Credentials::default()
    };
    Shopify::new(&system("shop", Kind::Shopify), credentials).expect("a connector")
}

pub fn webhook(topic: &str, body: impl Into<Bytes>) -> Landed {
    Landed {
        from: LandedFrom::Webhook { topic: topic.to_owned(), triggered_at: Some(at("2026-10-05T11:59:58Z")) },
        at: now(),
        body: body.into(),
    }
}

pub fn fetched(body: &Value) -> Landed {
    Landed { from: LandedFrom::Document(DocumentKind::Order), at: now(), body: body.to_string().into() }
}

pub fn handoff(carry: DocumentKind, from: &str, to: &str) -> Handoff {
    Handoff {
        id: "it".into(),
        carry,
        from: from.into(),
        to: to.into(),
        via: Via::Webhook,
        backstop: None,
        within: SignedDuration::from_mins(5),
        covers: [Event::Create].into(),
        covers_said: false,
        key: IndexMap::new(),
        when: None,
        map: None,
        by: SEAMLESS.into(),
        owner: "it".into(),
        mode: Mode::Carry,
        on_unknown: OnUnknown::Hold,
        buffer: None,
        lines: Default::default(),
        contract: Default::default(),
        place: place(),
    }
}

pub fn keys<const N: usize>(keys: [(&str, &str); N]) -> Keys {
    keys.into_iter().map(|(field, value)| (field.to_owned(), value.to_owned())).collect()
}

pub fn seen(system: &str, id: &str, body: Body) -> Observation {
    Observation {
        system: system.into(),
        id: id.into(),
        keys: keys([("id", id)]),
        parents: Vec::new(),
        revision: None,
        fetched_at: now(),
        body,
    }
}

pub fn shipment(tracking: &[&str], lines: &[(&str, u64)]) -> Observation {
    let tracking = tracking.iter().map(|number| Tracking {
        company: Some("UPS".into()),
        number: (*number).into(),
        url: Some(format!("https://track.example/{number}")),
    });
    let lines = lines.iter().map(|(sku, quantity)| ShipmentLine {
        order_line: None,
        sku: Some((*sku).into()),
        quantity: *quantity,
    });
    let body = Shipment {
        status: ShipmentStatus::Shipped,
        shipped_at: Some(now()),
        lines: lines.collect(),
        tracking: tracking.collect(),
        location: None,
    };
    seen("warehouse", "S-1", Body::Shipment(body))
}

pub fn outbound<'d>(handoff: &'d Handoff, action: Action, document: &'d Observation) -> Outbound<'d> {
    Outbound {
        handoff,
        action,
        event: Event::Create,
        document,
        order: None,
        target_order_keys: keys([("id", "5001")]),
        target: None,
        external_key: None,
        idempotency_key: "delivery-1".into(),
        look_up_first: false,
    }
}

/// A connection at its end.
pub fn list(nodes: Value) -> Value {
    json!({ "nodes": nodes, "pageInfo": { "hasNextPage": false, "endCursor": null } })
}

/// An amount of USD in both currencies.
pub fn usd(amount: &str) -> Value {
    json!({
        "shopMoney": { "amount": amount, "currencyCode": "USD" },
        "presentmentMoney": { "amount": amount, "currencyCode": "USD" },
    })
}

/// An order as our own query gets it: 2 of A-1 and 3 of B-2, unfulfilled, on one fulfillment order.
pub fn graph_order() -> Value {
    json!({
        "id": "gid://shopify/Order/5001",
        "name": "#1001",
        "sourceName": "web",
        "sourceIdentifier": null,
        "processedAt": "2026-10-05T11:00:00Z",
        "updatedAt": "2026-10-05T11:30:00Z",
        "cancelledAt": null,
        "cancelReason": null,
        "closedAt": null,
        "test": false,
        "currencyCode": "USD",
        "presentmentCurrencyCode": "USD",
        "taxesIncluded": false,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "email": "ada@example.com",
        "phone": null,
        "note": "Ring twice",
        "tags": ["vip", "gift"],
        "shippingAddress": address(),
        "billingAddress": null,
        "customer": {
            "id": "gid://shopify/Customer/77", "firstName": "Ada", "lastName": "Byron",
            "defaultEmailAddress": { "emailAddress": "account@example.com" },
        },
        "currentSubtotalPriceSet": usd("95.0"),
        "currentTotalDiscountsSet": usd("5.0"),
        "currentShippingPriceSet": usd("10.0"),
        "currentTotalTaxSet": usd("8.4"),
        "currentTotalPriceSet": usd("113.4"),
        "lineItems": list(json!([graph_line("11", "A-1", 2), graph_line("12", "B-2", 3)])),
        "shippingLines": list(json!([{ "title": "Standard", "code": "STD", "discountedPriceSet": usd("10.0") }])),
        "fulfillmentOrders": list(json!([graph_request("21", "OPEN", "31", &[("41", "11", "A-1", 2), ("42", "12", "B-2", 3)])])),
        "fulfillments": [],
        "refunds": [],
        "transactions": [{
            "id": "gid://shopify/OrderTransaction/61", "kind": "SALE", "status": "SUCCESS", "gateway": "shopify_payments",
            "createdAt": "2026-10-05T11:00:01Z", "processedAt": "2026-10-05T11:00:02Z", "test": false,
            "amountSet": usd("113.4"), "parentTransaction": null,
        }],
    })
}

pub fn address() -> Value {
    json!({
        "name": "Ada Byron", "firstName": "Ada", "lastName": "Byron", "company": "", "address1": "1 Main St",
        "address2": null, "city": "Louisville", "province": "Kentucky", "provinceCode": "KY", "zip": "40202",
        "countryCodeV2": "US", "phone": null,
    })
}

pub fn graph_line(id: &str, sku: &str, quantity: u64) -> Value {
    json!({
        "id": format!("gid://shopify/LineItem/{id}"), "sku": sku, "name": format!("Item {sku}"), "quantity": quantity,
        "currentQuantity": quantity, "requiresShipping": true, "isGiftCard": false,
        "originalUnitPriceSet": usd("20.0"),
        "discountAllocations": [{ "allocatedAmountSet": usd("1.5") }, { "allocatedAmountSet": usd("1.0") }],
        "taxLines": [{ "priceSet": usd("4.2") }],
    })
}

/// A fulfillment order with lines (id, order line, SKU, remaining quantity).
pub fn graph_request(id: &str, status: &str, location: &str, lines: &[(&str, &str, &str, u64)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(id, line, sku, remaining)| {
            json!({
                "id": format!("gid://shopify/FulfillmentOrderLineItem/{id}"), "sku": sku, "totalQuantity": remaining,
                "remainingQuantity": remaining, "lineItem": { "id": format!("gid://shopify/LineItem/{line}") },
            })
        })
        .collect();
    json!({
        "id": format!("gid://shopify/FulfillmentOrder/{id}"), "status": status, "requestStatus": "UNSUBMITTED",
        "updatedAt": "2026-10-05T11:00:05Z",
        "assignedLocation": { "name": "Main", "location": { "id": format!("gid://shopify/Location/{location}") } },
        "destination": {
            "firstName": "Ada", "lastName": "Byron", "company": null, "address1": "1 Main St", "address2": null,
            "city": "Louisville", "province": "Kentucky", "zip": "40202", "countryCode": "US", "phone": null,
        },
        "lineItems": list(json!(lines)),
    })
}

/// A fulfillment with lines (order line, SKU, quantity).
pub fn graph_fulfillment(id: &str, status: &str, tracking: &[&str], lines: &[(&str, &str, u64)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(line, sku, quantity)| {
            json!({
                "id": "gid://shopify/FulfillmentLineItem/1", "quantity": quantity,
                "lineItem": { "id": format!("gid://shopify/LineItem/{line}"), "sku": sku },
            })
        })
        .collect();
    let tracking: Vec<Value> =
        tracking.iter().map(|it| json!({ "company": "UPS", "number": it, "url": null })).collect();
    json!({
        "id": format!("gid://shopify/Fulfillment/{id}"), "name": "#1001-F1", "status": status,
        "displayStatus": "FULFILLED", "createdAt": "2026-10-05T11:20:00Z", "updatedAt": "2026-10-05T11:20:01Z",
        "location": { "id": "gid://shopify/Location/31" }, "trackingInfo": tracking,
        "fulfillmentLineItems": list(json!(lines)),
    })
}
