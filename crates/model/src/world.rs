//! The documents of all systems side by side: believed when live, true in a rehearsal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Body, DocumentKind, HandoffId, Keys, Reference, SystemId};

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
    /// Since when it stands as it stands, by its own system's account.
    pub since: Timestamp,
    /// When it was first seen from where the world is looked at; equal to `since` where nothing is hidden.
    pub seen_at: Timestamp,
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
    /// What is known of attempts that did not go as they should.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// Something known of an attempt to hand a document on that is not a document itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The handoff.
    pub handoff: HandoffId,
    /// The document in the source, by its own identifier there.
    pub document: String,
    /// What is so.
    pub what: NoteKind,
    /// Since when.
    pub since: Timestamp,
    /// Why, in the words of whoever said so.
    pub reason: String,
}

/// What can be known of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// The target refused it, or it could not be mapped: it is held in sight.
    Held,
    /// The target refused to cancel it: it is too late there.
    RecallRefused,
    /// A call had no answer: it may have been carried out.
    Unanswered,
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
