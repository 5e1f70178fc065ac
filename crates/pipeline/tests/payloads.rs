//! Shopify's own payload samples, sent as signed webhooks: every one is journaled whole, what is understood becomes
//! part of a thread, and everything else is held in sight with its reason. The samples are no part of the project: the
//! environment variable SEAMLESS_REFERENCE names the folder that holds them.
#![cfg(feature = "reference")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use bytes::Bytes;
use futures::executor::block_on;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use seamless_connect::{Credentials, Wire, WireError};
use seamless_engine::Plan;
use seamless_model::SystemId;
use seamless_pipeline::{Clock, Pipeline};
use seamless_store::{EntryState, LandedAs, Memory, Store};

const SECRET: &str = "hush";

struct NoWire;

impl Wire for NoWire {
    async fn send(&self, _: &SystemId, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, WireError> {
        Err(WireError::NotSent("nothing is sent here".to_owned()))
    }
}

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-11-02T12:00:00Z".parse().expect("a moment")
    }
}

/// The topic under which a sample is sent; the sample's own name where the house knows no such topic.
fn topic(sample: &str) -> (String, bool) {
    let known = match sample {
        "Order" => "orders/create",
        "OrderEdited" => "orders/edited",
        "Deleted" => "orders/delete",
        "Refund" => "refunds/create",
        "Fulfillment" => "fulfillments/create",
        "OrderTransactionsCreate" => "order_transactions/create",
        _ => "",
    };
    match (known, sample.strip_prefix("FulfillmentOrders")) {
        ("", None) => (sample.to_lowercase(), false),
        ("", Some(rest)) => (format!("fulfillment_orders/{}", snake(rest)), true),
        (known, _) => (known.to_owned(), true),
    }
}

fn snake(words: &str) -> String {
    let mut text = String::new();
    for letter in words.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

fn headers(topic: &str, number: usize, body: &[u8]) -> http::HeaderMap {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(body);
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    let mut headers = http::HeaderMap::new();
    for (name, value) in [
        ("x-shopify-topic", topic),
        ("x-shopify-hmac-sha256", &signature),
        ("x-shopify-shop-domain", "northwind.myshopify.com"),
        ("x-shopify-api-version", "2026-10"),
        ("x-shopify-webhook-id", &format!("00000000-0000-4000-8000-{number:012}")),
        ("x-shopify-event-id", &format!("00000000-0000-4000-9000-{number:012}")),
        ("x-shopify-triggered-at", "2026-11-02T11:59:59.123456789Z"),
    ] {
        headers.insert(http::HeaderName::from_static(name), value.parse().expect("a header"));
    }
    headers
}

fn samples() -> Vec<(String, Bytes)> {
    let reference =
        std::env::var("SEAMLESS_REFERENCE").expect("SEAMLESS_REFERENCE names the folder of the reference");
    let folder = PathBuf::from(reference).join("shopify/payloads");
    let mut samples: Vec<(String, Bytes)> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
            (name, std::fs::read(&path).expect("a sample").into())
        })
        .collect();
    samples.sort();
    samples
}

#[test]
fn every_sample_is_journaled_and_what_is_not_understood_is_held_with_its_reason() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
    let loaded = seamless_flow::load("flow.yaml", &mut |file| {
        std::fs::read(folder.join(file)).map_err(|error| error.to_string())
    });
    let flow = Arc::new(loaded.value.expect("the example"));
    let pipeline = Pipeline::new(Plan::new(flow), Memory::new(), NoWire, Noon, |_| {
        Ok(Credentials {
            secrets: vec![SECRET.to_owned()],
            token: Some("t".to_owned()),
            ..Credentials::default()
        })
    })
    .expect("a pipeline");
    let samples = samples();
    assert!(samples.len() >= 70, "{} samples", samples.len());
    let mut unknown = 0;
    for (number, (name, body)) in samples.iter().enumerate() {
        let (topic, known) = topic(name);
        unknown += u64::from(!known);
        let landed =
            block_on(pipeline.land_webhook(&"shop".into(), &headers(&topic, number, body), body.clone()));
        let LandedAs::New(seq) = landed.expect("taken in") else { panic!("{name} is no duplicate") };
        let entry = block_on(pipeline.store().entry(seq)).expect("read").expect("kept");
        assert_eq!(entry.entry.body, *body, "{name} is kept whole");
    }
    while !block_on(pipeline.decide(512)).expect("decided").is_idle() {}
    let held = block_on(pipeline.store().held(1_000)).expect("read");
    for entry in &held {
        let EntryState::Held(reason) = &entry.state else { panic!("not held") };
        assert!(reason.contains("not understood"), "{}: {reason}", entry.entry.topic);
    }
    assert_eq!(
        held.len() as u64,
        unknown,
        "held: {:?}",
        held.iter().map(|it| &it.entry.topic).collect::<Vec<_>>()
    );
    let counts = block_on(pipeline.store().counts()).expect("counted");
    assert_eq!((counts.landed, counts.undecided), (samples.len() as u64, 0));
    assert!(counts.orders >= 1, "the order is a thread");
}
