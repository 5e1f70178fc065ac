//! What every connector can do, whatever the system's kind.

use std::sync::Arc;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Flow, Handoff, Kind, System};
pub use seamless_model::Action;
use seamless_model::{DocumentKind, Event, Keys, Observation, SystemId};

use crate::{DeliverError, FetchError, NotUnderstood, Refusal, Wire};

/// What a system is spoken to with. Resolved from the map's `${NAME}` and `file:` by whoever does I/O.
#[derive(Clone, Default)]
pub struct Credentials {
    /// What webhooks are signed with; several while one is being rotated.
    pub secrets: Vec<String>,
    /// A static token.
    pub token: Option<String>,
    /// For client credentials and basic authentication: the public part.
    pub client_id: Option<String>,
    /// For client credentials and basic authentication: the secret part.
    pub client_secret: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// A webhook whose signature fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its topic, for example `orders/create` or `shipments.created`.
    pub topic: String,
    /// Two messages with the same key are one: the second is a duplicate.
    pub dedupe: String,
    /// A second guard, where the system gives one: the action's own identifier with topic.
    pub guard: Option<String>,
    /// When the system says that it happened.
    pub triggered_at: Option<Timestamp>,
}

/// A message out of the journal, to be understood.
#[derive(Debug, Clone)]
pub struct Landed {
    /// How it came.
    pub from: LandedFrom,
    /// When it arrived.
    pub at: Timestamp,
    /// Its body, whole.
    pub body: Bytes,
}

/// How a message came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LandedFrom {
    /// As a webhook of this topic.
    Webhook {
        /// Its topic.
        topic: String,
        /// When the system says that it happened.
        triggered_at: Option<Timestamp>,
    },
    /// Fetched, polled, or part of a receipt: one document of this kind as the system's API gives it.
    Document(DocumentKind),
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understood {
    /// Documents seen, each with its keys.
    pub observations: Vec<Observation>,
    /// What must be fetched to know more, because the message is thin.
    pub fetch: Vec<Fetch>,
}

/// Something to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Fetch {
    /// What.
    pub kind: DocumentKind,
    /// Its own identifier in the system.
    pub id: String,
}

/// A document as the system's API gave it, to be journaled and understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Its own identifier in the system.
    pub id: String,
    /// The JSON, as it came (one element of a list, cut out).
    pub body: Bytes,
}

/// From where on changes are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Changes at or after this moment. The caller has already taken off the overlap.
    pub at: Timestamp,
    /// The next page, as the last answer named it.
    pub cursor: Option<String>,
}

/// A page of changed documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The documents.
    pub documents: Vec<RawDocument>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

/// A delivery, with all that a connector needs to build its request.
#[derive(Debug, Clone)]
pub struct Outbound<'d> {
    /// The handoff.
    pub handoff: &'d Handoff,
    /// What is to be done.
    pub action: Action,
    /// What happened in the source, for mappings.
    pub event: Event,
    /// The document in the source, as last seen.
    pub document: &'d Observation,
    /// The thread's order as the source sees it, else as the shop sees it.
    pub order: Option<&'d Observation>,
    /// The keys of the thread's order in the target; empty where it is not known there.
    pub target_order_keys: Keys,
    /// The document in the target, as last seen; `None` before it is created.
    pub target: Option<&'d Observation>,
    /// The value of the key that the target knows the document by (its field is in the handoff's `key`).
    pub external_key: Option<String>,
    /// Passed to targets that know idempotency. Stable over repetitions of one delivery.
    pub idempotency_key: String,
    /// An earlier attempt had no answer: look the document up by its external key before it is created.
    pub look_up_first: bool,
}

/// A delivery succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The target's own identifier of the document; `None` where a cancellation found nothing to cancel.
    pub id: Option<String>,
    /// The document was already there: an earlier attempt had succeeded, or somebody else was first.
    pub found: bool,
    /// What the target gave back, to be journaled and understood.
    pub documents: Vec<RawDocument>,
}

/// A connector to one system of a map.
#[derive(Debug)]
pub enum Connector {
    /// To a Shopify shop.
    Shopify(crate::shopify::Shopify),
    /// To a JSON API.
    Http(crate::http::Http),
}

impl Connector {
    /// The connector for a system, or a sentence that says why there is none.
    pub fn new(flow: &Arc<Flow>, system: &System, credentials: Credentials) -> Result<Self, String> {
        match &system.kind {
            Kind::Shopify => {
                let minds = |it: &Handoff| it.covers(Event::Hold) || it.covers(Event::Release);
                let holds = flow.leaving(&system.id).any(minds);
                crate::shopify::Shopify::new(system, credentials)
                    .map(|it| Self::Shopify(it.minding_holds(holds)))
            }
            Kind::Http => crate::http::Http::new(flow, system, credentials).map(Self::Http),
            Kind::Other(kind) => Err(format!(
                "system `{}` is of kind `{kind}`, which loads, draws and checks but cannot be run yet: there is no connector for it",
                system.id
            )),
        }
    }

    /// Verifies a webhook against its raw bytes, in constant time.
    pub fn verify(&self, headers: &::http::HeaderMap, body: &[u8]) -> Result<Arrived, Refusal> {
        match self {
            Self::Shopify(it) => it.verify(headers, body),
            Self::Http(it) => it.verify(headers, body),
        }
    }

    /// Says what a journaled message means. Pure.
    pub fn understand(&self, message: &Landed) -> Result<Understood, NotUnderstood> {
        match self {
            Self::Shopify(it) => it.understand(message),
            Self::Http(it) => it.understand(message),
        }
    }

    /// The kinds of documents whose changes can be asked for.
    pub fn polls(&self) -> Vec<DocumentKind> {
        match self {
            Self::Shopify(it) => it.polls(),
            Self::Http(it) => it.polls(),
        }
    }

    /// Fetches documents by their identifier (a Shopify order comes with its fulfillment orders, fulfillments,
    /// refunds and transactions).
    pub async fn fetch<W: Wire>(
        &self,
        wire: &W,
        what: &Fetch,
        now: Timestamp,
    ) -> Result<Vec<RawDocument>, FetchError> {
        match self {
            Self::Shopify(it) => it.fetch(wire, what, now).await,
            Self::Http(it) => it.fetch(wire, what, now).await,
        }
    }

    /// Asks for one page of what changed.
    pub async fn changed<W: Wire>(
        &self,
        wire: &W,
        kind: DocumentKind,
        since: &Since,
        now: Timestamp,
    ) -> Result<Page, FetchError> {
        match self {
            Self::Shopify(it) => it.changed(wire, kind, since, now).await,
            Self::Http(it) => it.changed(wire, kind, since, now).await,
        }
    }

    /// Carries out a delivery.
    pub async fn deliver<W: Wire>(
        &self,
        wire: &W,
        out: &Outbound<'_>,
        now: Timestamp,
    ) -> Result<Receipt, DeliverError> {
        match self {
            Self::Shopify(it) => it.deliver(wire, out, now).await,
            Self::Http(it) => it.deliver(wire, out, now).await,
        }
    }

    /// Subscribes to the webhooks that the map needs, sent to this address; gives what was done, in a sentence each.
    pub async fn subscribe<W: Wire>(
        &self,
        wire: &W,
        address: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, FetchError> {
        match self {
            Self::Shopify(it) => it.subscribe(wire, address, now).await,
            Self::Http(_) => Ok(Vec::new()),
        }
    }
}

/// How long a request may take before it counts as unanswered.
pub const ANSWER_WITHIN: SignedDuration = SignedDuration::from_secs(30);

/// A system's name for messages.
pub(crate) fn named(system: &SystemId) -> String {
    format!("system `{system}`")
}
