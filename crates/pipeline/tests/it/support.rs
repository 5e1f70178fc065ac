//! The example's pipeline over a store in memory, a wire with a script and a clock that is set.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll, Waker};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Request, Response};
use jiff::{SignedDuration, Timestamp};
use seamless_connect::{Credentials, Wire, WireError};
use seamless_engine::{Plan, Thread};
use seamless_flow::{Flow, load};
use seamless_model::SystemId;
use seamless_pipeline::{Clock, Decision, Pipeline};
use seamless_store::{LandedAs, Memory, Store};
use serde_json::{Value, json};
use sha2::Sha256;

/// Runs a future that never waits: nothing here has anything to wait for.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the pipeline waits for something other than its store and its wire"),
    }
}

pub fn flow() -> Arc<Flow> {
    static FLOW: OnceLock<Arc<Flow>> = OnceLock::new();
    Arc::clone(FLOW.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
        let loaded = load("flow.yaml", &mut |file| {
            std::fs::read(folder.join(file)).map_err(|error| format!("{file}: {error}"))
        });
        Arc::new(loaded.value.expect("the example has no mistake"))
    }))
}

/// The example, where the OMS does not tell when an order was changed.
fn flow_without_revisions() -> Arc<Flow> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
    let loaded = load("flow.yaml", &mut |file| {
        let text = std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}"))?;
        if !file.ends_with("oms-order-read.yaml") {
            return Ok(text.into_bytes());
        }
        let (head, rest) = text.split_once("revision:\n").expect("it tells a revision");
        let (_, tail) = rest.split_once("document:\n").expect("and a document");
        Ok(format!("{head}document:\n{tail}").into_bytes())
    });
    Arc::new(loaded.value.expect("it has no mistake"))
}

/// Shows the time that it is set to, in seconds after the start.
#[derive(Debug, Default)]
pub struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        at(self.0.load(Ordering::SeqCst))
    }
}

pub fn at(second: i64) -> Timestamp {
    let start: Timestamp = "2026-10-05T12:00:00Z".parse().expect("a moment");
    start + SignedDuration::from_secs(second)
}

type Answer = Result<Response<Bytes>, WireError>;

/// Answers in order, and remembers what was asked.
#[derive(Debug, Default)]
pub struct Script {
    answers: Mutex<VecDeque<Answer>>,
    sent: Mutex<Vec<String>>,
    panics: AtomicBool,
}

impl Script {
    pub fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().expect("unspoilt").extend(answers);
    }

    /// The next call panics.
    pub fn panics(&self) {
        self.panics.store(true, Ordering::SeqCst);
    }

    /// What was sent since this was last asked, as `METHOD address`. Every answer must have been asked for.
    pub fn sent(&self) -> Vec<String> {
        assert!(self.answers.lock().expect("unspoilt").is_empty(), "answers are left over");
        std::mem::take(&mut *self.sent.lock().expect("unspoilt"))
    }
}

impl Wire for Script {
    async fn send(&self, _: &SystemId, request: Request<Bytes>) -> Answer {
        let line = format!("{} {}", request.method(), request.uri());
        self.sent.lock().expect("unspoilt").push(line);
        assert!(!self.panics.swap(false, Ordering::SeqCst), "as the test asked");
        self.answers.lock().expect("unspoilt").pop_front().expect("the script has no more answers")
    }
}

pub fn status(status: u16, body: Value) -> Answer {
    Ok(Response::builder().status(status).body(Bytes::from(body.to_string())).expect("an answer"))
}

pub fn silence() -> Answer {
    Err(WireError::Unanswered("timed out".into()))
}

/// A pipeline with what it works on.
pub struct Line<S> {
    pub pipeline: Pipeline<S, Script, Arc<Hand>>,
    pub clock: Arc<Hand>,
    pub store: S,
}

pub fn line() -> Line<Memory> {
    line_on(Memory::new())
}

/// A pipeline whose OMS does not tell when an order was changed.
pub fn line_without_revisions() -> Line<Memory> {
    line_of(flow_without_revisions(), Memory::new())
}

/// A pipeline that starts on what is kept.
pub fn line_on<S: Store + Clone>(store: S) -> Line<S> {
    line_of(flow(), store)
}

fn line_of<S: Store + Clone>(flow: Arc<Flow>, store: S) -> Line<S> {
    let clock = Arc::new(Hand::default());
    let credentials = |_: &seamless_flow::System| {
        Ok(Credentials {
            secrets: vec!["secret".into()],
            token: Some("token".into()),
            ..Credentials::default()
        })
    };
    let plan = Plan::new(flow);
    let pipeline = Pipeline::new(plan, store.clone(), Script::default(), Arc::clone(&clock), credentials);
    Line { pipeline: pipeline.expect("the example has connectors"), clock, store }
}

impl<S: Store + Clone> Line<S> {
    pub fn set(&self, second: i64) {
        self.clock.0.store(second, Ordering::SeqCst);
    }

    pub fn decide(&self) -> Decision {
        run(self.pipeline.decide(100)).expect("it is decided")
    }

    /// Decides and delivers until nothing is left to do, at this moment.
    pub fn work(&self) -> Vec<String> {
        for _ in 0..20 {
            let decision = self.decide();
            if decision.is_idle() {
                return self.pipeline.wire().sent();
            }
            for send in decision.sends {
                run(self.pipeline.deliver(send)).expect("the receipt is journaled");
            }
        }
        panic!("it does not come to rest");
    }

    /// A webhook of the shop arrives.
    pub fn shop(&self, topic: &str, message: &str, body: &Value) -> LandedAs {
        let body = body.to_string();
        let headers = [
            ("x-shopify-hmac-sha256", STANDARD.encode(signature(&body))),
            ("x-shopify-topic", topic.to_owned()),
            ("x-shopify-shop-domain", "northwind.myshopify.com".to_owned()),
            ("x-shopify-webhook-id", message.to_owned()),
        ];
        run(self.pipeline.land_webhook(&"shop".into(), &of(headers), body.into())).expect("it is the shop's")
    }

    /// A webhook of one of the JSON systems arrives.
    pub fn told(&self, system: &str, event: &str, message: &str, document: &Value) -> LandedAs {
        let body = json!({ "event": event, "data": document }).to_string();
        let hex: String = signature(&body).iter().map(|byte| format!("{byte:02x}")).collect();
        let headers = [
            ("x-signature", format!("sha256={hex}")),
            ("x-event", event.to_owned()),
            ("x-delivery", message.to_owned()),
        ];
        run(self.pipeline.land_webhook(&system.into(), &of(headers), body.into()))
            .expect("it is the system's")
    }
}

impl Line<Memory> {
    /// The only thread there is.
    pub fn thread(&self) -> Thread {
        let mut threads = self.store.threads();
        assert_eq!(threads.len(), 1, "{threads:?}");
        threads.remove(0)
    }
}

fn signature(body: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").expect("any key");
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn of<const N: usize>(headers: [(&'static str, String); N]) -> HeaderMap {
    headers
        .into_iter()
        .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
        .collect()
}

fn set(amount: &str) -> Value {
    json!({
        "shop_money": { "amount": amount, "currency_code": "USD" },
        "presentment_money": { "amount": amount, "currency_code": "USD" },
    })
}

/// The shop's order #1001 as `orders/create` tells it.
pub fn shop_order() -> Value {
    json!({
        "id": 5001, "name": "#1001", "source_name": "web", "created_at": "2026-10-05T12:00:00Z",
        "processed_at": "2026-10-05T12:00:00Z", "updated_at": "2026-10-05T12:00:00Z", "cancelled_at": null,
        "closed_at": null, "test": false, "currency": "USD", "presentment_currency": "USD", "taxes_included": false,
        "financial_status": "paid", "fulfillment_status": null, "email": "ada@example.com", "note": null, "tags": "",
        "current_subtotal_price_set": set("20.00"), "current_total_discounts_set": set("0.00"),
        "current_total_tax_set": set("0.00"), "current_total_price_set": set("20.00"),
        "total_price_set": set("20.00"), "total_shipping_price_set": set("0.00"),
        "line_items": [{
            "id": 11, "sku": "A-1", "name": "Item", "quantity": 2, "current_quantity": 2, "price": "10.00",
            "price_set": set("10.00"), "requires_shipping": true, "gift_card": false, "discount_allocations": [],
            "tax_lines": [],
        }],
        "shipping_lines": [],
        "shipping_address": { "first_name": "Ada", "last_name": "Byron", "address1": "1 Main St", "city": "Louisville",
            "province_code": "KY", "zip": "40202", "country_code": "US" },
        "fulfillments": [], "refunds": [],
    })
}

fn address() -> Value {
    json!({ "name": "Ada Byron", "address1": "1 Main St", "city": "Louisville", "province": "KY", "zip": "40202",
        "country": "US" })
}

/// The same order in the OMS.
pub fn oms_order(state: &str, second: i64) -> Value {
    json!({
        "id": 10001, "external_id": "#1001", "status": state, "placed_at": "2026-10-05T12:00:00Z",
        "customer": { "name": "Ada Byron", "email": "ada@example.com" }, "ship_to": address(),
        "lines": [{ "line_id": 1, "external_line_id": "11", "sku": "A-1", "quantity": 2, "ordered": 2,
            "unit_price": "10", "requires_shipping": true }],
        "total": "20.00", "currency": "USD", "note": null, "cancelled_at": null, "cancel_reason": null,
        "updated_at": at(second).to_string(),
    })
}

/// What the OMS asks the warehouse for.
pub fn oms_request(second: i64) -> Value {
    json!({
        "id": "FR-1", "order_id": 10001, "order_external_id": "#1001", "warehouse": "main", "status": "open",
        "lines": [{ "line_id": 1, "external_line_id": "11", "sku": "A-1", "quantity": 2, "shipped": 0 }],
        "ship_to": address(), "updated_at": at(second).to_string(),
    })
}

/// The same in the warehouse.
pub fn pick_order(state: &str, second: i64) -> Value {
    json!({
        "id": "P-1", "request_ref": "FR-1", "order_ref": "#1001", "state": state,
        "lines": [{ "line_ref": "11", "sku": "A-1", "quantity": 2, "shipped": 0 }],
        "ship_to": address(), "updated_at": at(second).to_string(),
    })
}

/// A parcel of the warehouse.
pub fn parcel(second: i64) -> Value {
    json!({
        "id": "S-1", "pick_order": "P-1", "request_ref": "FR-1", "order_ref": "#1001", "state": "shipped",
        "shipped_at": at(second).to_string(), "lines": [{ "line_ref": "11", "sku": "A-1", "quantity": 2 }],
        "carrier": "UPS", "tracking_number": "1Z1", "updated_at": at(second).to_string(),
    })
}
