//! Deliveries: what is on its way to a system, one lane for each handoff and document.

use jiff::Timestamp;
use seamless_model::{Action, DocumentRef, HandoffId};
use serde::{Deserialize, Serialize};

/// Everything that concerns one document on one handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The handoff.
    pub handoff: HandoffId,
    /// The document in the source.
    pub document: DocumentRef,
    /// What waits or is on its way: one at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Delivery>,
    /// What has been done, oldest first; an action is never repeated for the same content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Done>,
    /// An attempt to create had no answer since then: it may have been carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<Timestamp>,
    /// Some attempt to create had no answer, even if a later one had: a second document may stand in the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once_unanswered: Option<Timestamp>,
    /// The target refuses it, or it cannot be mapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// The target refused to cancel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall_refused: Option<Held>,
    /// A person asked Seamless to bring the target to the truth, whoever carries the handoff.
    #[serde(default)]
    pub converge: bool,
    /// Announcements that a naive integration would each turn into a document. Only counted while the protection
    /// from duplicates is switched off.
    #[serde(default)]
    pub repeats: u32,
}

/// A delivery that waits or is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// What is to be done.
    pub action: Action,
    /// Fingerprint of what the source said, for changes.
    pub content: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it has been tried.
    pub attempts: u32,
    /// Since when it is owed.
    pub since: Timestamp,
    /// What the last attempt said, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be tried at this moment.
    Waiting(Timestamp),
    /// On its way since this moment.
    InFlight(Timestamp),
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// What.
    pub action: Action,
    /// Fingerprint of what the source said.
    pub content: String,
    /// When.
    pub at: Timestamp,
    /// It had been done already: an earlier attempt had succeeded, or somebody else was first.
    pub found: bool,
}

/// Why something is held, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Since when.
    pub since: Timestamp,
    /// In the words of whoever refused.
    pub reason: String,
}

impl Lane {
    /// An empty lane.
    pub fn new(handoff: HandoffId, document: DocumentRef) -> Self {
        Self {
            handoff,
            document,
            current: None,
            done: Vec::new(),
            unanswered: None,
            once_unanswered: None,
            held: None,
            recall_refused: None,
            converge: false,
            repeats: 0,
        }
    }

    /// Notes that an attempt had no answer.
    pub fn note_unanswered(&mut self, now: Timestamp) {
        self.unanswered.get_or_insert(now);
        self.once_unanswered.get_or_insert(now);
    }

    /// Whether this was done already.
    pub fn has_done(&self, action: Action, content: &str) -> bool {
        self.done.iter().any(|done| done.action == action && done.content == content)
    }

    /// Whether something is on its way.
    pub fn in_flight(&self) -> bool {
        matches!(&self.current, Some(Delivery { state: DeliveryState::InFlight(_), .. }))
    }

    /// When it next has something to do.
    pub fn wake_at(&self) -> Option<Timestamp> {
        match self.current.as_ref()?.state {
            DeliveryState::Waiting(at) => Some(at),
            DeliveryState::InFlight(_) => None,
        }
    }
}
