//! Messages on their way out: signed, numbered, and sent again by the system's own rules.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::Sha256;

use crate::chance::draw;
use crate::{About, Delivered, Message, MessageId, Request};

use super::config::Webhook;

/// How long after a failed attempt the next one follows. After the last, the message is given up.
const AGAIN_AFTER: [SignedDuration; 5] = [
    SignedDuration::from_secs(30),
    SignedDuration::from_mins(2),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(4),
];

struct Letter {
    id: MessageId,
    attempt: u32,
    event: String,
    delivery: String,
    body: Bytes,
    about: About,
}

/// What leaves, what is under way, and what waits for its next attempt.
#[derive(Default)]
pub struct Outbox {
    last: u64,
    waiting: BTreeMap<(Timestamp, u64), Letter>,
    under_way: HashMap<MessageId, Letter>,
    given_up: u64,
}

impl Outbox {
    /// Puts a message in, to leave at once.
    pub fn put(
        &mut self,
        event: String,
        data: &serde_json::Value,
        about: About,
        salt: (u64, &str),
        now: Timestamp,
    ) {
        self.last += 1;
        let number = self.last.to_string();
        let body = json!({ "event": event, "at": format!("{now:.3}"), "data": data });
        let letter = Letter {
            id: MessageId(self.last),
            attempt: 1,
            delivery: delivery_id(salt.0, salt.1, &number),
            body: Bytes::from(body.to_string()),
            event,
            about,
        };
        self.waiting.insert((now, self.last), letter);
    }

    /// When the next message leaves.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.waiting.first_key_value().map(|((at, _), _)| *at)
    }

    /// The messages that leave by now.
    pub fn leaving(&mut self, webhook: &Webhook, now: Timestamp) -> Vec<Message> {
        let mut leaving = Vec::new();
        while let Some(entry) = self.waiting.first_entry()
            && entry.key().0 <= now
        {
            let letter = entry.remove();
            leaving.push(message(&letter, webhook));
            self.under_way.insert(letter.id, letter);
        }
        leaving
    }

    /// What became of a message: sent again later unless it arrived.
    pub fn settled(&mut self, id: MessageId, outcome: Delivered, now: Timestamp) {
        let Some(mut letter) = self.under_way.remove(&id) else { return };
        if matches!(outcome, Delivered::Status(200..=299)) {
            return;
        }
        match AGAIN_AFTER.get(letter.attempt as usize - 1) {
            Some(wait) => {
                letter.attempt += 1;
                let at = now.saturating_add(*wait).unwrap_or(Timestamp::MAX);
                self.waiting.insert((at, letter.id.0), letter);
            }
            None => self.given_up += 1,
        }
    }

    /// Messages that never arrived and are not tried again.
    pub fn given_up(&self) -> u64 {
        self.given_up
    }
}

fn message(letter: &Letter, webhook: &Webhook) -> Message {
    let mut request = Request::new(letter.body.clone());
    *request.method_mut() = ::http::Method::POST;
    *request.uri_mut() = webhook.url.parse().unwrap_or_default();
    let signature = format!("sha256={}", hex::encode(hmac_sha256(webhook.secret.as_bytes(), &letter.body)));
    for (name, value) in [
        ("content-type", "application/json"),
        ("x-event", &letter.event),
        ("x-delivery", &letter.delivery),
        ("x-signature", &signature),
    ] {
        if let Ok(value) = ::http::HeaderValue::from_str(value) {
            request.headers_mut().insert(name, value);
        }
    }
    Message { id: letter.id, attempt: letter.attempt, request, about: letter.about.clone() }
}

fn hmac_sha256(secret: &[u8], body: &[u8]) -> Vec<u8> {
    // A key of any length is a key for HMAC; the error cannot come, and no signature verifies if it did.
    Hmac::<Sha256>::new_from_slice(secret)
        .map(|mac| mac.chain_update(body).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

/// An identifier that looks like a UUID of version 4 and is the same on every run.
fn delivery_id(seed: u64, system: &str, number: &str) -> String {
    let high = draw(seed, &["delivery", system, number]);
    let low = draw(seed ^ 0x5bd1_e995, &["delivery", system, number]);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}
