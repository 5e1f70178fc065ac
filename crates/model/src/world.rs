//! The documents of all systems side by side: believed when live, true in a rehearsal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Body, DocumentKind, Keys, Reference, SystemId};

/// A document in a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Believed {
    /// The system that has it.
    pub system: SystemId,
    /// Its own identifier there.
    pub id: String,
    /// All keys by which that system knows it.
    pub keys: Keys,
    /// The documents that it belongs to, as the same system names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Reference>,
    /// Since when it stands as it stands.
    pub since: Timestamp,
    /// What it says.
    pub body: Body,
}

impl Believed {
    /// Which kind of document it is.
    pub fn kind(&self) -> DocumentKind {
        self.body.kind()
    }
}

/// Documents of all systems at one moment. Detectors and invariants are functions of a world and nothing
/// else. A world may hold one order's documents (a thread's, live) or those of a whole rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// The moment that it shows.
    pub at: Timestamp,
    /// The documents.
    pub documents: Vec<Believed>,
}

impl World {
    /// The documents of one kind in one system.
    pub fn of<'w>(
        &'w self,
        system: &'w SystemId,
        kind: DocumentKind,
    ) -> impl Iterator<Item = &'w Believed> + 'w {
        self.documents.iter().filter(move |it| it.system == *system && it.kind() == kind)
    }
}
