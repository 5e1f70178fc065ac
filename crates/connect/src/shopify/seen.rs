//! An observation's frame: where and when a document was seen.

use jiff::Timestamp;
use seamless_model::{Body, Keys, Observation, Reference, Revision, SystemId};

/// Where and when a message was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'s> {
    /// The shop.
    pub system: &'s SystemId,
    /// When the message was got.
    pub at: Timestamp,
    /// When the shop says that it happened.
    pub triggered_at: Option<Timestamp>,
}

impl Seen<'_> {
    /// A document, seen. `id` is put first among its keys.
    pub fn document(
        self,
        id: String,
        others: Keys,
        parents: Vec<Reference>,
        revision: Option<Revision>,
        body: Body,
    ) -> Observation {
        let mut keys = Keys::new();
        keys.insert("id".to_owned(), id.clone());
        keys.extend(others);
        Observation { system: self.system.clone(), id, keys, parents, revision, fetched_at: self.at, body }
    }
}
