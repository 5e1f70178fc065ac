//! What can go wrong between us and a system.

use jiff::SignedDuration;

/// A webhook that is refused before it is journaled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No signature was sent.
    #[error("the signature header {0} is missing")]
    MissingSignature(String),
    /// The signature does not fit the body.
    #[error("the signature does not fit the body")]
    BadSignature,
    /// A header that must be there is missing or unreadable.
    #[error("the header {0} is missing or unreadable")]
    BadHeader(String),
    /// The message is for another shop or account.
    #[error("the message is for {0}, not for this system")]
    WrongAccount(String),
    /// The map gives this system no secret to verify with.
    #[error("system {0} has no `secret` in the map, so its webhooks cannot be verified")]
    NoSecret(String),
    /// This system sends no webhooks.
    #[error("system {0} sends no webhooks: its profile has no `webhooks`")]
    NoWebhooks(String),
}

/// A journaled message that cannot be understood: it is held in sight with this reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// The body is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// A field is missing or has a wrong type or value.
    #[error("field `{at}`: {problem}")]
    Field {
        /// Where in the body: `line_items[0].id`.
        at: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The topic or kind is not one that is understood.
    #[error("`{0}` messages are not understood yet; the message is kept whole")]
    UnknownTopic(String),
    /// A mapping failed.
    #[error("{0}")]
    Mapping(String),
}

/// A document could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Try again later: the system is down, busy or slow.
    #[error("{reason}")]
    Later {
        /// What happened.
        reason: String,
        /// When the system asked to be called again, if it did.
        after: Option<SignedDuration>,
    },
    /// It will not work like this: a wrong token, a wrong address, an unknown field.
    #[error("{0}")]
    Wrong(String),
    /// The system has no such document.
    #[error("there is no such document: {0}")]
    NotFound(String),
}

/// A delivery did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliverError {
    /// Certainly not done; try again later.
    #[error("{reason}")]
    Later {
        /// What happened.
        reason: String,
        /// When the system asked to be called again, if it did (429, THROTTLED).
        after: Option<SignedDuration>,
        /// Whether the system said that it is asked too often; else it is down or failing.
        throttled: bool,
    },
    /// It may have been done: look it up before it is repeated.
    #[error("{0}")]
    Unanswered(String),
    /// The system refused the document: it will refuse it again until the document, the mapping or the system changes.
    #[error("{0}")]
    Refused(String),
    /// Our own side cannot build the request: a mapping failed, a key or a setting is missing.
    #[error("{0}")]
    Unmapped(String),
}
