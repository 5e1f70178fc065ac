//! One call to the Admin API: its answer, or why there is none.

use jiff::SignedDuration;
use serde_json::Value;

use crate::json::shortened;
use crate::{DeliverError, FetchError};

/// Whether a call changes something in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// It reads: without an answer, nothing has happened.
    Read,
    /// It writes: without an answer, it may have happened.
    Write,
}

/// Why a call has no answer that can be used.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NoAnswer {
    /// Certainly not done; try again.
    Later { reason: String, after: Option<SignedDuration>, throttled: bool },
    /// It may have been done.
    Unanswered(String),
    /// The token is wrong or lacks a permission.
    Denied(String),
    /// The query asks for more than one query may cost.
    TooCostly(String),
    /// What is named does not exist.
    NotFound(String),
    /// It will not work like this.
    Wrong(String),
}

impl From<NoAnswer> for FetchError {
    fn from(it: NoAnswer) -> Self {
        match it {
            NoAnswer::Later { reason, after, .. } => Self::Later { reason, after },
            NoAnswer::Unanswered(reason) => Self::Later { reason, after: None },
            NoAnswer::NotFound(reason) => Self::NotFound(reason),
            NoAnswer::Denied(reason) | NoAnswer::TooCostly(reason) | NoAnswer::Wrong(reason) => {
                Self::Wrong(reason)
            }
        }
    }
}

impl From<NoAnswer> for DeliverError {
    fn from(it: NoAnswer) -> Self {
        match it {
            NoAnswer::Later { reason, after, throttled } => Self::Later { reason, after, throttled },
            NoAnswer::Unanswered(reason) => Self::Unanswered(reason),
            // A token that was revoked is put right by a person: the delivery waits for that and is not lost.
            NoAnswer::Denied(reason) => Self::Later { reason, after: None, throttled: false },
            NoAnswer::TooCostly(reason) | NoAnswer::NotFound(reason) | NoAnswer::Wrong(reason) => {
                Self::Refused(reason)
            }
        }
    }
}

/// What a query cost and what is left, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// Points that the query asked for.
    pub requested: f64,
    /// The bucket's size.
    pub maximum: f64,
    /// Points in the bucket now.
    pub available: f64,
    /// Points that come back per second.
    pub restore: f64,
}

impl Cost {
    /// `extensions.cost` of an answer. Shopify has written these numbers with and without a fraction.
    pub fn of(answer: &Value) -> Option<Self> {
        let cost = answer.pointer("/extensions/cost")?;
        let bucket = cost.get("throttleStatus")?;
        Some(Self {
            requested: cost.get("requestedQueryCost")?.as_f64()?,
            maximum: bucket.get("maximumAvailable")?.as_f64()?,
            available: bucket.get("currentlyAvailable")?.as_f64()?,
            restore: bucket.get("restoreRate")?.as_f64()?,
        })
    }

    /// How long until the bucket holds what the query asks for: at least a second.
    fn wait(self) -> SignedDuration {
        let missing = (self.requested - self.available).max(0.0);
        let seconds = if self.restore > 0.0 { missing / self.restore } else { 1.0 };
        let millis = (seconds * 1000.0).ceil().clamp(1000.0, 3_600_000.0);
        SignedDuration::from_millis(millis as i64)
    }
}

/// Fields that a flow can do without: an app without their scope gets null for them, and an error beside the data.
const DISPENSABLE: [&str; 2] = ["customer", "location"];

/// Judges the body of an HTTP 200: its `data`, or what its `errors` say.
pub(super) fn judge(mut answer: Value, does: Does) -> Result<(Value, Option<Cost>), NoAnswer> {
    let cost = Cost::of(&answer);
    let errors = match answer.get("errors") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(errors)) => errors.clone(),
        Some(other) => return Err(NoAnswer::Wrong(format!("Shopify answered: {}", plain(other)))),
    };
    let has_data = answer.get("data").is_some_and(|it| it.is_object());
    for error in errors {
        if !(has_data && is_dispensable(&error)) {
            return Err(told(&error, cost, does));
        }
    }
    match answer.get_mut("data").map(Value::take) {
        Some(data) if data.is_object() => Ok((data, cost)),
        _ => Err(not_done("Shopify's answer has neither `data` nor `errors`".to_owned(), does)),
    }
}

fn plain(value: &Value) -> String {
    shortened(&value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
}

fn is_dispensable(error: &Value) -> bool {
    let code = error.pointer("/extensions/code").and_then(Value::as_str);
    let path = error.get("path").and_then(Value::as_array);
    let field = path.and_then(|it| it.iter().rev().find_map(Value::as_str));
    code == Some("ACCESS_DENIED") && field.is_some_and(|it| DISPENSABLE.contains(&it))
}

/// An answer that says nothing of what was done.
pub(super) fn not_done(reason: String, does: Does) -> NoAnswer {
    match does {
        Does::Read => NoAnswer::Later { reason, after: None, throttled: false },
        Does::Write => NoAnswer::Unanswered(reason),
    }
}

fn told(error: &Value, cost: Option<Cost>, does: Does) -> NoAnswer {
    let message = error.get("message").and_then(Value::as_str).unwrap_or("an error without a message");
    let message = shortened(message.lines().next().unwrap_or_default());
    let code = error.pointer("/extensions/code").and_then(Value::as_str).unwrap_or_default();
    let said = if code.is_empty() {
        format!("Shopify answered: {message}")
    } else {
        format!("Shopify answered {code}: {message}")
    };
    match code {
        "THROTTLED" => match cost {
            Some(cost) if cost.requested > cost.maximum => NoAnswer::TooCostly(said),
            _ => NoAnswer::Later {
                reason: "Shopify is asked too often".to_owned(),
                after: Some(cost.map_or(SignedDuration::from_secs(1), Cost::wait)),
                throttled: true,
            },
        },
        "MAX_COST_EXCEEDED" => NoAnswer::TooCostly(said),
        "ACCESS_DENIED" => NoAnswer::Denied(said),
        "INTERNAL_SERVER_ERROR" => not_done(said, does),
        "TIMEOUT" => not_done(said, does),
        "SHOP_INACTIVE" | "IDEMPOTENCY_CONCURRENT_REQUEST" => {
            NoAnswer::Later { reason: said, after: None, throttled: false }
        }
        "RESOURCE_NOT_FOUND" => NoAnswer::NotFound(said),
        _ => NoAnswer::Wrong(said),
    }
}

/// Judges an HTTP status other than 2xx.
pub(super) fn judge_status(status: u16, body: &[u8], after: Option<SignedDuration>, does: Does) -> NoAnswer {
    let said = serde_json::from_slice::<Value>(body).ok().and_then(|it| it.get("errors").map(plain));
    let reason = match said {
        Some(said) => format!("Shopify answered {status}: {said}"),
        None => format!("Shopify answered {status}"),
    };
    match status {
        401 | 403 => NoAnswer::Denied(reason),
        404 => NoAnswer::Wrong(format!("{reason}; is the shop's domain right?")),
        429 | 430 => NoAnswer::Later { reason, after, throttled: true },
        // The shop is frozen, or locked by Shopify: it comes back.
        402 | 423 => NoAnswer::Later { reason, after, throttled: false },
        503 => NoAnswer::Later { reason, after, throttled: false },
        408 | 500..=599 => not_done(reason, does),
        _ => NoAnswer::Wrong(reason),
    }
}

/// What a mutation's `userErrors` say, in one sentence; `None` where there are none.
pub(super) fn user_errors(payload: &Value, field: &str) -> Option<String> {
    let errors = payload.get(field)?.as_array()?;
    let said: Vec<&str> = errors.iter().filter_map(|it| it.get("message")?.as_str()).collect();
    (!errors.is_empty()).then(|| shortened(&format!("Shopify refused: {}", said.join("; "))))
}
