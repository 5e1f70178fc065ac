//! The journal's own messages: receipts of deliveries, and commands.

use bytes::Bytes;
use seamless_connect::RawDocument;
use seamless_engine::{Command, Outcome};
use seamless_model::{DocumentKind, DocumentRef, HandoffId, ThreadId};
use serde::{Deserialize, Serialize};

/// What came of a delivery's attempt, as it is journaled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReceiptBody {
    pub thread: ThreadId,
    pub handoff: HandoffId,
    pub document: DocumentRef,
    pub attempt: u32,
    pub outcome: Outcome,
    /// What the target gave back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<RawForm>,
}

/// A document as the target gave it. Its bytes are JSON text, kept as text so that the journal can be read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RawForm {
    pub kind: DocumentKind,
    pub id: String,
    pub body: String,
}

impl From<RawDocument> for RawForm {
    fn from(raw: RawDocument) -> Self {
        Self { kind: raw.kind, id: raw.id, body: String::from_utf8_lossy(&raw.body).into_owned() }
    }
}

/// A command about a thread, as it is journaled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CommandBody {
    pub thread: ThreadId,
    pub command: Command,
}

impl ReceiptBody {
    pub fn to_bytes(&self) -> Bytes {
        bytes_of(self)
    }
}

impl CommandBody {
    pub fn to_bytes(&self) -> Bytes {
        bytes_of(self)
    }
}

/// These types have no map with non-text keys and no failing serialiser: writing them cannot fail.
fn bytes_of<T: Serialize>(value: &T) -> Bytes {
    Bytes::from(serde_json::to_vec(value).unwrap_or_default())
}
