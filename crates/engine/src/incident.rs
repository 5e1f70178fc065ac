//! Incidents: expectations broken, live.

use std::fmt;

use jiff::Timestamp;
use seamless_breakpoints::Due;
use seamless_model::{BreakpointId, DocumentRef, HandoffId, Money, TeamId};
use serde::{Deserialize, Serialize};

/// An incident's name: the same cause at the same document has the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub String);

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An expectation broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its name.
    pub id: IncidentId,
    /// The breakpoint that it is an instance of.
    pub breakpoint: BreakpointId,
    /// The handoff.
    pub handoff: HandoffId,
    /// The document in the source.
    pub document: DocumentRef,
    /// Whose it is.
    pub team: TeamId,
    /// The cause, in a sentence.
    pub sentence: String,
    /// What each side says, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
    /// The money that hangs on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// Goods or money have moved wrongly: a person closes it.
    pub moved: bool,
    /// When the deadline passed.
    pub due_at: Timestamp,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub state: IncidentState,
}

/// Where an incident stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentState {
    /// It lasts.
    Open,
    /// The systems agree again, but goods or money have moved: a person has to close it.
    ToClose {
        /// Since when they agree.
        agreed_at: Timestamp,
    },
    /// A person ignores it.
    Ignored {
        /// When.
        at: Timestamp,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// It is over.
    Closed {
        /// When.
        at: Timestamp,
        /// How: by itself, or by whom and why.
        how: String,
    },
}

impl Incident {
    /// Whether it needs somebody.
    pub fn is_open(&self) -> bool {
        matches!(self.state, IncidentState::Open | IncidentState::ToClose { .. })
    }

    /// The name of the incident that this due thing is.
    pub fn id_of(due: &Due) -> IncidentId {
        IncidentId(format!("{}~{}~{}~{}", due.breakpoint, due.handoff, due.document.system, due.document.id))
    }

    /// A new incident.
    pub fn open(due: &Due, team: TeamId, now: Timestamp) -> Self {
        Self {
            id: Self::id_of(due),
            breakpoint: due.breakpoint.clone(),
            handoff: due.handoff.clone(),
            document: due.document.clone(),
            team,
            sentence: due.sentence.clone(),
            difference: due.difference.clone(),
            money: due.money,
            moved: due.moved,
            due_at: due.from,
            opened_at: now,
            state: IncidentState::Open,
        }
    }
}
