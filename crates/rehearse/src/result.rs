//! What a rehearsal gives.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use seamless_model::{BreakpointId, HandoffId};

/// Why a scenario cannot be played on a map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotPlay {
    /// The map lacks a role that the scenario speaks of.
    #[error("the scenario speaks of the role `{0}`, and the map has no system of that role")]
    NoRole(String),
    /// The map lacks a handoff or system that a fault strikes.
    #[error("a fault strikes `{0}`, and the map has no handoff, system or role of that name")]
    NoPlace(String),
    /// The map has systems or carriers that cannot be played.
    #[error("{}", .0.join("; "))]
    NoTwin(Vec<String>),
    /// The pipeline cannot be put together.
    #[error("{0}")]
    Pipeline(String),
}

/// Something that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What: an invariant's id, `then` or `step`.
    pub what: String,
    /// The order concerned, where it is one.
    pub order: Option<String>,
    /// In a sentence.
    pub sentence: String,
}

/// How a scenario went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsed {
    /// The scenario's name.
    pub name: String,
    /// The breakpoint that it exercises.
    pub exercises: Option<BreakpointId>,
    /// The seed that it ran with.
    pub seed: u64,
    /// What did not hold; nothing where it passed.
    pub failures: Vec<Failure>,
    /// Orders that customers placed.
    pub orders: u64,
    /// Orders that a system which should have them lacks at the end.
    pub lost: u64,
    /// Orders that a system has more than once at the end.
    pub doubled: u64,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<String, u64>,
    /// Judgements of invariants that were made.
    pub judged: u64,
    /// Incidents that were opened, by breakpoint.
    pub incidents: BTreeMap<BreakpointId, u64>,
    /// Documents that stood in the target at the end, by handoff: the coverage of the map.
    pub carried: BTreeMap<HandoffId, u64>,
    /// Messages that arrived at Seamless.
    pub messages: u64,
    /// Events of the queue that came to pass: steps, messages, calls and their answers, polls, deadlines, people's work.
    pub events: u64,
    /// How long it lasted in the scenario's own time.
    pub lasted: SignedDuration,
    /// The failing order's story, in lines, where one failed.
    pub story: Vec<String>,
}

impl Rehearsed {
    /// Whether everything held.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}
