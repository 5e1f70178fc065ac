//! What an answer other than 2xx means.

use ::http::Response;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::http_answer::retry_after;
use crate::json::shortened;
use crate::{DeliverError, FetchError};

/// Why a call has not done what it was to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotDone {
    /// Certainly not done; try again.
    Later { reason: String, after: Option<SignedDuration>, throttled: bool },
    /// It may have been done.
    Unanswered(String),
    /// The token is wrong or lacks a permission.
    Denied(String),
    /// There is no such document.
    NotFound(String),
    /// The document is refused because another one stands in its way.
    Conflict { reason: String, id: Option<String> },
    /// The document is refused.
    Refused(String),
    /// The address, the method or a setting of ours is wrong.
    Wrong(String),
}

impl From<NotDone> for DeliverError {
    fn from(it: NotDone) -> Self {
        match it {
            NotDone::Later { reason, after, throttled } => Self::Later { reason, after, throttled },
            NotDone::Unanswered(reason) => Self::Unanswered(reason),
            // A token that was revoked is put right by a person: the delivery waits for that and is not lost.
            NotDone::Denied(reason) => Self::Later { reason, after: None, throttled: false },
            NotDone::Conflict { reason, .. } | NotDone::Refused(reason) | NotDone::NotFound(reason) => {
                Self::Refused(reason)
            }
            NotDone::Wrong(reason) => Self::Unmapped(reason),
        }
    }
}

impl From<NotDone> for FetchError {
    fn from(it: NotDone) -> Self {
        match it {
            NotDone::Later { reason, after, .. } => Self::Later { reason, after },
            NotDone::Unanswered(reason) => Self::Later { reason, after: None },
            NotDone::NotFound(reason) => Self::NotFound(reason),
            NotDone::Denied(reason)
            | NotDone::Conflict { reason, .. }
            | NotDone::Refused(reason)
            | NotDone::Wrong(reason) => Self::Wrong(reason),
        }
    }
}

/// Whether a call changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// It reads.
    Read,
    /// It writes: an error of the server's own may come after the write was kept.
    Write,
}

/// No answer, or one that says nothing.
pub(super) fn no_answer(reason: String, does: Does) -> NotDone {
    match does {
        Does::Read => NotDone::Later { reason, after: None, throttled: false },
        Does::Write => NotDone::Unanswered(reason),
    }
}

/// Judges an answer that is not a success. `who` is the system, for people.
pub(super) fn judge(who: &str, answer: &Response<Bytes>, does: Does, now: Timestamp) -> NotDone {
    let status = answer.status().as_u16();
    let body: Option<Value> = serde_json::from_slice(answer.body()).ok();
    let said = body.as_ref().and_then(said).or_else(|| plain(answer.body()));
    let reason = match said {
        Some(said) => format!("{who} answered {status}: {said}"),
        None => format!("{who} answered {status}"),
    };
    let after = retry_after(answer.headers(), Some(now));
    match status {
        401 | 403 | 407 => NotDone::Denied(reason),
        404 | 410 => NotDone::NotFound(reason),
        409 => NotDone::Conflict { reason, id: body.as_ref().and_then(existing) },
        429 => NotDone::Later { reason, after, throttled: true },
        408 | 425 | 503 => NotDone::Later { reason, after, throttled: false },
        500..=599 => no_answer(reason, does),
        // These are about the call, not about the document.
        300..=399 | 405 | 406 | 415 => NotDone::Wrong(reason),
        _ => NotDone::Refused(reason),
    }
}

/// The system's own words, where it says them in one of the usual ways, and the field that they are about.
fn said(body: &Value) -> Option<String> {
    let words = |it: &Value| it.as_str().map(ToOwned::to_owned).filter(|it| !it.is_empty());
    let places = [
        "/error/message",
        "/error",
        "/message",
        "/errors/0/message",
        "/errors/0",
        "/detail",
        "/title",
        "/errors",
    ];
    let message = places.iter().find_map(|at| body.pointer(at).and_then(words))?;
    let field =
        ["/error/field", "/field", "/errors/0/field"].iter().find_map(|at| body.pointer(at).and_then(words));
    let short = first_line(&message);
    Some(field.map_or(short.clone(), |field| format!("{short} (`{field}`)")))
}

/// The document that stands in the way, where the answer names it.
fn existing(body: &Value) -> Option<String> {
    let id = ["/id", "/error/id"].iter().find_map(|at| body.pointer(at))?;
    id.as_str().map(ToOwned::to_owned).or_else(|| id.as_u64().map(|it| it.to_string()))
}

/// A short text that is no JSON and no page.
fn plain(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.is_empty() && !text.starts_with(['<', '{', '['])).then(|| first_line(text))
}

fn first_line(text: &str) -> String {
    shortened(text.lines().next().unwrap_or_default().trim())
}
