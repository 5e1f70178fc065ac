//! One order in a vendor's integration: what the target has of it, and what it should have.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Access, CallId};
use crate::{Request, Response};

/// The first wait after a call that failed; it doubles with each further one.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(30);

/// An order that the carrier has seen.
#[derive(Default)]
pub struct Order {
    /// Its number in the target, once it is there.
    number: Option<String>,
    /// The change of the source that the target has, by its time.
    carried: Option<Value>,
    /// What the target is to have.
    wanted: Option<Value>,
    /// The change that the call under way carries.
    sent: Option<Value>,
    failures: u32,
    /// The call under way.
    pub call: Option<CallId>,
    /// When it is to be taken up again.
    pub at: Option<Timestamp>,
}

/// What is to be done for an order.
pub enum Step {
    Nothing,
    Call(Errand),
}

/// A call before it has an address.
pub struct Errand {
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
    pub key: Option<String>,
}

impl Errand {
    pub fn request(self, access: &Access) -> Request {
        let body = self.body.map_or_else(Bytes::new, |it| Bytes::from(it.to_string()));
        let mut request = Request::new(body);
        *request.method_mut() = self.method.parse().unwrap_or_default();
        *request.uri_mut() = format!("{}{}", access.url, self.path).parse().unwrap_or_default();
        let mut headers = vec![("authorization", format!("Bearer {}", access.token))];
        headers.push(("content-type", "application/json".to_owned()));
        headers.extend(self.key.map(|it| ("idempotency-key", it)));
        for (name, value) in headers {
            if let Ok(value) = ::http::HeaderValue::from_str(&value) {
                request.headers_mut().insert(name, value);
            }
        }
        request
    }
}

impl Order {
    /// Takes over what the source shows. Whether there is something new in it.
    pub fn wants(&mut self, document: &Value) -> bool {
        let changed = &document["updated_at"];
        let known = self.wanted.as_ref().map(|it| &it["updated_at"]).or(self.carried.as_ref());
        if known == Some(changed) {
            return false;
        }
        self.wanted = Some(document.clone());
        self.failures = 0;
        true
    }

    /// What is to be done next.
    pub fn next(&mut self, id: &str) -> Step {
        let Some(wanted) = &self.wanted else { return Step::Nothing };
        let changed = wanted["updated_at"].clone();
        let cancelled = wanted["status"] == "cancelled";
        let errand = match &self.number {
            // What was cancelled before it was ever booked need not be booked.
            None if cancelled => {
                self.carried = Some(changed);
                self.wanted = None;
                return Step::Nothing;
            }
            None => Errand {
                method: "POST",
                path: "/sales_orders".to_owned(),
                body: Some(sales_order(wanted)),
                key: Some(format!("{id}@{}", changed.as_str().unwrap_or_default())),
            },
            Some(number) if cancelled => Errand {
                method: "POST",
                path: format!("/sales_orders/{}/cancel", encoded(number)),
                body: Some(json!({})),
                key: None,
            },
            Some(number) => Errand {
                method: "PUT",
                path: format!("/sales_orders/{}", encoded(number)),
                body: Some(sales_order(wanted)),
                key: None,
            },
        };
        self.sent = Some(changed);
        Step::Call(errand)
    }

    /// Reads the target's answer. When the order is to be taken up again, if at all.
    pub fn answered(
        &mut self,
        response: Option<&Response>,
        now: Timestamp,
        poll: SignedDuration,
    ) -> Option<Timestamp> {
        self.call = None;
        let sent = self.sent.take();
        let status = response.map_or(0, |it| it.status().as_u16());
        let body =
            response.and_then(|it| serde_json::from_slice::<Value>(it.body()).ok()).unwrap_or_default();
        match status {
            200..=299 => {
                self.number = text(&body["number"]).or(self.number.take());
                self.settle(sent)
            }
            // Somebody has booked it already: from here on it is kept up to date.
            409 if body["error"]["code"] == "duplicate_reference" => {
                self.number = text(&body["error"]["id"]);
                self.number.as_ref().map(|_| now)
            }
            // The target will never take this change.
            404 | 409 => self.settle(sent),
            // The target does not understand it. Perhaps somebody mends that.
            400 | 422 => now.saturating_add(poll).ok(),
            _ => {
                let wait = AGAIN_AFTER.saturating_mul(1 << self.failures.min(10));
                self.failures += 1;
                now.saturating_add(wait.min(poll.max(AGAIN_AFTER))).ok()
            }
        }
        .map(|at| at.max(now))
    }

    fn settle(&mut self, sent: Option<Value>) -> Option<Timestamp> {
        self.failures = 0;
        let newer = self.wanted.as_ref().map(|it| &it["updated_at"]) != sent.as_ref();
        self.carried = sent;
        if newer {
            return Some(Timestamp::MIN);
        }
        self.wanted = None;
        None
    }
}

/// A sales order as the ERP reads it, from an order as the OMS writes it.
fn sales_order(order: &Value) -> Value {
    let lines: Vec<Value> = order["lines"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| {
            let reference = text(&line["external_line_id"]).or_else(|| text(&line["line_id"]));
            json!({
                "item": line["sku"], "quantity": line["quantity"], "price": line["unit_price"],
                "reference": reference,
            })
        })
        .collect();
    json!({
        "reference": order["external_id"], "customer": order["customer"], "ship_to": order["ship_to"],
        "lines": lines, "currency": order["currency"], "total": order["total"],
    })
}

/// An identifier as text, be it a number or a text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Percent-encodes all but letters, digits and `-._~`.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
