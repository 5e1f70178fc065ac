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
    /// The number of the last attempt that was made in this lane.
    #[serde(default)]
    pub last_number: u32,
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
    /// The number of the last attempt: never used twice in a lane, so that a late answer to what was replaced is not
    /// taken for the answer to what replaced it.
    #[serde(default)]
    pub number: u32,
    /// Since when it is owed.
    pub since: Timestamp,
    /// When the source was last seen, as of what waits: what was refused is tried again at once when the source changes.
    #[serde(default)]
    pub seen_at: Timestamp,
    /// In how many systems the order was known when the last attempt was made: what was refused is tried again at once
    /// when it is known in more, for the attempt may have lacked what the order says there.
    #[serde(default)]
    pub orders_known: usize,
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

/// How much a lane remembers: an order that is changed more often forgets its oldest changes.
const DONE_MAX: usize = 100;

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
            last_number: 0,
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

    /// Notes that something was done.
    pub fn note_done(&mut self, done: Done) {
        self.done.push(done);
        if self.done.len() > DONE_MAX {
            let oldest = self.done.iter().position(|it| it.action == Action::Update).unwrap_or(0);
            self.done.remove(oldest);
        }
    }

    /// Whether the target may have a document that it has not shown: an attempt to create it was not answered, or
    /// was answered, and nothing was called back since.
    pub fn may_stand(&self) -> bool {
        let last = self.done.iter().rev().find(|it| it.action != Action::Update);
        self.unanswered.is_some() || last.is_some_and(|it| it.action == Action::Create)
    }

    /// Takes what another thread knows of the same handoff and document in.
    pub fn absorb(&mut self, other: Self) {
        for done in other.done {
            if !self.has_done(done.action, &done.content) {
                self.note_done(done);
            }
        }
        self.done.sort_by_key(|it| it.at);
        let earlier = |a: Option<Timestamp>, b: Option<Timestamp>| a.into_iter().chain(b).min();
        self.unanswered = earlier(self.unanswered, other.unanswered);
        self.once_unanswered = earlier(self.once_unanswered, other.once_unanswered);
        self.held = self.held.take().or(other.held);
        self.recall_refused = self.recall_refused.take().or(other.recall_refused);
        self.converge |= other.converge;
        self.repeats = self.repeats.max(other.repeats);
        self.last_number = self.last_number.max(other.last_number);
        let theirs = other.current.filter(|it| matches!(it.state, DeliveryState::InFlight(_)));
        if !self.in_flight() && theirs.is_some() {
            self.current = theirs;
        }
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
