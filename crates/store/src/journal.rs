//! The journal: everything that arrived, whole, in the order of arrival.

use bytes::Bytes;
use jiff::Timestamp;
use seamless_model::{SystemId, ThreadId};
use serde::{Deserialize, Serialize};

/// A journal entry's number: ascending in the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// How an entry came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntrySource {
    /// A system told us.
    Webhook,
    /// We asked what changed, as the map says.
    Poll,
    /// We asked what changed, as the backstop.
    Backstop,
    /// We fetched a document because a message was thin.
    Fetch,
    /// A delivery was answered.
    Receipt,
    /// A person or a rule decided something.
    Command,
}

impl EntrySource {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Poll => "poll",
            Self::Backstop => "backstop",
            Self::Fetch => "fetch",
            Self::Receipt => "receipt",
            Self::Command => "command",
        }
    }
}

/// An entry to be journaled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// How it came.
    pub source: EntrySource,
    /// From which system; none for commands.
    pub system: Option<SystemId>,
    /// The topic of a webhook, the kind of a document, the name of a command.
    pub topic: String,
    /// Entries with the same value are one: the second is counted and not kept.
    pub dedupe: Option<String>,
    /// A second guard of the same effect.
    pub guard: Option<String>,
    /// When the system says that it happened.
    pub triggered_at: Option<Timestamp>,
    /// When it arrived.
    pub received_at: Timestamp,
    /// Its body, whole.
    pub body: Bytes,
}

/// What became of an entry to be journaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LandedAs {
    /// It is kept under this number.
    New(Seq),
    /// It was there already.
    Duplicate,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number.
    pub seq: Seq,
    /// What was kept.
    pub entry: NewEntry,
    /// Where it stands.
    pub state: EntryState,
    /// The thread that it turned out to belong to.
    pub thread: Option<ThreadId>,
}

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Not yet understood and decided.
    Undecided,
    /// Done with.
    Decided,
    /// It could not be understood; it is held in sight for this reason.
    Held(String),
}
