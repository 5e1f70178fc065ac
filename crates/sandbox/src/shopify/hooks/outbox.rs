//! Messages on their way: due times, attempts, retries.

use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use crate::shopify::config::ShopifyConfig;
use crate::shopify::state::Shop;
use crate::{About, Delivered, Message, MessageId, Request};

/// After so many failures in a row a subscription that was made through the API is deleted.
/// Source: shopify.dev, "HTTPS webhooks", retries.
const FAILURES_MAX: u32 = 8;

/// A message for one subscriber. Its payload, address and identifier stay the same over all attempts.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) subscription: u64,
    pub(super) uri: String,
    pub(super) name: Option<String>,
    pub(super) topic: String,
    pub(super) body: Bytes,
    pub(super) about: About,
    pub(super) webhook_id: String,
    pub(super) event_id: String,
    pub(super) triggered_at: Timestamp,
    /// Attempts made.
    pub(super) attempt: u32,
}

/// All messages that are not settled.
#[derive(Debug, Default)]
pub(in crate::shopify) struct Outbox {
    last: u64,
    due: BTreeSet<(Timestamp, u64)>,
    open: HashMap<u64, Delivery>,
}

impl Outbox {
    pub(super) fn add(&mut self, delivery: Delivery, at: Timestamp) {
        self.last += 1;
        self.open.insert(self.last, delivery);
        self.due.insert((at, self.last));
    }

    pub(in crate::shopify) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|it| it.0)
    }

    /// The messages that leave by now, signed.
    pub(in crate::shopify) fn leave(&mut self, config: &ShopifyConfig, now: Timestamp) -> Vec<Message> {
        let mut out = Vec::new();
        while let Some(&(at, id)) = self.due.first().filter(|it| it.0 <= now) {
            self.due.remove(&(at, id));
            let Some(delivery) = self.open.get_mut(&id) else { continue };
            delivery.attempt += 1;
            match request(config, delivery) {
                Some(request) => out.push(Message {
                    id: MessageId(id),
                    attempt: delivery.attempt,
                    request,
                    about: delivery.about.clone(),
                }),
                // The address was checked when the subscription was made, so that this is not reached.
                None => drop(self.open.remove(&id)),
            }
        }
        out
    }
}

impl Shop {
    /// Learns what became of a message.
    pub(in crate::shopify) fn settled(&mut self, message: MessageId, outcome: Delivered, now: Timestamp) {
        let Some(delivery) = self.outbox.open.get(&message.0) else { return };
        let (subscription, attempt) = (delivery.subscription, delivery.attempt);
        if matches!(outcome, Delivered::Status(200..=299)) {
            self.outbox.open.remove(&message.0);
            if let Some(it) = self.subscriptions.get_mut(&subscription) {
                it.failures = 0;
            }
            return;
        }
        let step = usize::try_from(attempt).ok().and_then(|it| it.checked_sub(1));
        match step.and_then(|it| self.config.retries.get(it)) {
            Some(wait) => drop(self.outbox.due.insert((now.saturating_add(*wait).unwrap_or(now), message.0))),
            None => drop(self.outbox.open.remove(&message.0)),
        }
        if let Some(it) = self.subscriptions.get_mut(&subscription) {
            it.failures += 1;
            if it.failures >= FAILURES_MAX {
                self.subscriptions.remove(&subscription);
            }
        }
    }
}

fn request(config: &ShopifyConfig, delivery: &Delivery) -> Option<Request> {
    let mut builder = ::http::Request::post(&delivery.uri)
        .header("Content-Type", "application/json")
        .header("User-Agent", "Shopify-Captain-Hook")
        .header("X-Shopify-Topic", &delivery.topic)
        .header("X-Shopify-Hmac-Sha256", signature(&config.client_secret, &delivery.body)?)
        .header("X-Shopify-Shop-Domain", &config.shop)
        .header("X-Shopify-API-Version", &config.api_version)
        .header("X-Shopify-Webhook-Id", &delivery.webhook_id)
        .header(
            "X-Shopify-Triggered-At",
            delivery.triggered_at.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string(),
        )
        .header("X-Shopify-Event-Id", &delivery.event_id);
    if let Some(name) = &delivery.name {
        builder = builder.header("X-Shopify-Name", name);
    }
    builder.body(delivery.body.clone()).ok()
}

/// Base64 of HMAC-SHA256 over the raw body.
fn signature(secret: &str, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(body);
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}
