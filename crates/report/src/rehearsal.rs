//! How a rehearsal went: a table for people, JUnit and JSON for machines. Nothing here tells the real time: the same
//! rehearsal gives the same bytes.

mod junit;
mod text;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Serialize;

pub use junit::junit;
pub use text::text;

/// How all scenarios went on a map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RehearsalReport {
    /// The flow's name.
    pub flow: String,
    /// The hash of the map that was rehearsed.
    pub map: String,
    /// The seed of the whole rehearsal.
    pub seed: u64,
    /// The scenarios, in the order in which they were played.
    pub scenarios: Vec<ScenarioResult>,
}

/// How one scenario went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ScenarioResult {
    /// Its name.
    pub name: String,
    /// The breakpoint that it exercises, where it does.
    pub exercises: Option<String>,
    /// The seed that it ran with.
    pub seed: u64,
    /// What did not hold, a sentence each; none where it passed.
    pub failures: Vec<String>,
    /// Why the map cannot play it, where it cannot. It has then neither passed nor failed.
    pub not_played: Option<String>,
    /// The one command that repeats it; shown where it failed.
    pub repeat: String,
    /// The failing order's story, line by line; may be empty.
    pub story: Vec<String>,
    /// Orders that customers placed.
    pub orders: u64,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<String, u64>,
    /// How long it lasted in its own time.
    pub virtual_time: SignedDuration,
    /// Judgements of invariants that were made.
    pub invariants_checked: u64,
    /// Incidents that were opened.
    pub incidents: u64,
    /// The same, by breakpoint.
    pub incidents_by: BTreeMap<String, u64>,
    /// Orders that a system lacks at the end which should have them.
    pub lost: u64,
    /// Orders that a system has more than once at the end.
    pub doubled: u64,
}

impl ScenarioResult {
    /// Whether it was played and everything held.
    pub fn passed(&self) -> bool {
        self.not_played.is_none() && self.failures.is_empty()
    }

    /// Whether it was played and something did not hold.
    pub fn failed(&self) -> bool {
        self.not_played.is_none() && !self.failures.is_empty()
    }

    /// How often faults struck, of all kinds.
    pub fn faults_struck(&self) -> u64 {
        self.faults.values().sum()
    }
}

impl RehearsalReport {
    /// Scenarios that passed.
    pub fn passed(&self) -> usize {
        self.scenarios.iter().filter(|it| it.passed()).count()
    }

    /// Scenarios that failed.
    pub fn failed(&self) -> usize {
        self.scenarios.iter().filter(|it| it.failed()).count()
    }

    /// Scenarios that the map cannot play.
    pub fn not_played(&self) -> usize {
        self.scenarios.iter().filter(|it| it.not_played.is_some()).count()
    }

    /// The report as JSON, indented, ending with a line feed.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
