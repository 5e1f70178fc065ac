//! What is seen of a document, in which system, and how it is known there.

use std::fmt;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Body, DocumentKind, SystemId};

/// The identifiers by which a system knows a document: field name to value, for example
/// `{"id": "5123", "name": "#1001"}`. Values are text: Shopify's identifiers exceed 2^53.
pub type Keys = IndexMap<String, String>;

/// A document's place: (system, kind, identifier) is unique.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentRef {
    /// The system that has it.
    pub system: SystemId,
    /// What it is.
    pub kind: DocumentKind,
    /// Its own identifier there.
    pub id: String,
}

impl fmt::Display for DocumentRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.system, self.kind, self.id)
    }
}

/// A document named by one of its keys, possibly not its own identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// What is named.
    pub kind: DocumentKind,
    /// The key's field, for example `id`, `name`, `external_id`.
    pub field: String,
    /// The key's value.
    pub value: String,
}

/// How new a document is, as its own system tells it: the system's time of change, then a rank that grows
/// as a document goes through its life, for changes within one tick of the system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision {
    /// The system's own time of change.
    pub at: Timestamp,
    /// Grows with cancellations, shipments, refunds and the like within the same `at`.
    #[serde(default)]
    pub rank: u32,
}

/// A document as seen in a system at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Where it was seen.
    pub system: SystemId,
    /// Its own identifier there.
    pub id: String,
    /// All keys by which that system knows it. `id` is always among them.
    pub keys: Keys,
    /// The documents that it belongs to, as the same system names them: a shipment's order, a refund's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Reference>,
    /// How new it is by its system's own account, where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// When we got hold of it.
    pub fetched_at: Timestamp,
    /// What it says.
    pub body: Body,
}

impl Observation {
    /// The document's place.
    pub fn document(&self) -> DocumentRef {
        DocumentRef { system: self.system.clone(), kind: self.body.kind(), id: self.id.clone() }
    }

    /// A fingerprint of what the observation says, without when and how it was got.
    pub fn hash(&self) -> [u8; 16] {
        let mut hasher = HashWriter(Sha256::new());
        std::hash::Hash::hash(&self.body, &mut hasher);
        for (field, value) in &self.keys {
            std::hash::Hash::hash(&(field, value), &mut hasher);
        }
        std::hash::Hash::hash(&self.parents, &mut hasher);
        let digest = hasher.0.finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        short
    }
}

/// Feeds `Hash` implementations into SHA-256, so that a fingerprint is the same on every run and machine.
struct HashWriter(Sha256);

impl std::hash::Hasher for HashWriter {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_usize(&mut self, i: usize) {
        self.0.update((i as u64).to_le_bytes());
    }

    fn finish(&self) -> u64 {
        0
    }
}
