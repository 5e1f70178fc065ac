//! The difference of two maps, as operations people read it.

mod again;
mod differ;
mod hits;
mod text;

use std::fmt;

use seamless_breakpoints::{Checked, Severity};
use seamless_flow::{Flow, Scenario};
use seamless_model::{CarrierId, HandoffId, SystemId, TeamId};
use serde::{Serialize, Serializer};

pub use text::{markdown, text};

/// What changes from one map to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The flow's title in the new map.
    pub title: String,
    /// The hashes of the two maps, old and new, each shortened to twelve digits.
    pub maps: (String, String),
    /// Systems, carriers, teams, volume and what else is not a handoff.
    pub surroundings: Vec<Change>,
    /// Handoffs, in the new map's order, then those that are gone.
    pub handoffs: Vec<Change>,
    /// What happens to the breakpoints.
    #[serde(flatten)]
    pub hits: Hits,
    /// What happens to the questions.
    pub questions: Questions,
    /// Teams that have to know, each with why.
    pub teams: Vec<Tell>,
    /// Scenarios to rehearse again, each with why.
    pub rehearse: Vec<Again>,
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How.
    pub kind: Kind,
    /// What: in words `handoff orders`, `system erp`.
    #[serde(serialize_with = "in_words")]
    pub what: Thing,
    /// In words, one sentence each without a full stop: "is due within 1h instead of 15m".
    pub says: Vec<String>,
}

/// A thing on a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// What stands at its head.
    Flow,
    /// A system.
    System(SystemId),
    /// A carrier.
    Carrier(CarrierId),
    /// A team.
    Team(TeamId),
    /// A handoff.
    Handoff(HandoffId),
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flow => f.write_str("the flow"),
            Self::System(id) => write!(f, "system {id}"),
            Self::Carrier(id) => write!(f, "carrier {id}"),
            Self::Team(id) => write!(f, "team {id}"),
            Self::Handoff(id) => write!(f, "handoff {id}"),
        }
    }
}

impl Thing {
    /// The same, where a name alone is a handoff's.
    fn short(&self) -> String {
        match self {
            Self::Handoff(id) => id.to_string(),
            other => other.to_string(),
        }
    }
}

fn in_words<S: Serializer>(thing: &Thing, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(thing)
}

/// How a thing changes. The order is the one in which people want to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Somebody else moves the documents.
    Recarried,
    /// It goes another way, or other documents go.
    Rerouted,
    /// It may take longer, or is looked after less often.
    Slowed,
    /// It takes less time.
    Quickened,
    /// Something else about it.
    Changed,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Recarried => "re-carried",
            Self::Rerouted => "re-routed",
            Self::Slowed => "slowed",
            Self::Quickened => "quickened",
            Self::Changed => "changed",
        }
    }
}

/// The breakpoints at risk that are not the same on both maps. In each list those of one breakpoint stand together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// At risk in the new map, and not in the old one.
    pub opened: Vec<Hit>,
    /// At risk in the new map, and a question on the old one: it was so before, and nobody knew.
    pub known: Vec<Hit>,
    /// At risk in the old map, and safe in the new one.
    pub closed: Vec<Hit>,
    /// At risk in the old map, and the new one cannot tell: no gain, but a question.
    pub blurred: Vec<Hit>,
    /// At risk in the old map, and the new one lacks its handoff or system: no gain, they went with it.
    pub gone: Vec<Hit>,
    /// At risk in both, and only the new map allows it.
    pub accepted: Vec<Hit>,
}

impl Hits {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Hit> {
        let all = [&self.opened, &self.known, &self.closed, &self.blurred, &self.gone, &self.accepted];
        all.into_iter().flatten()
    }
}

/// A breakpoint that opens or closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Its id.
    pub breakpoint: String,
    /// Its title.
    pub title: String,
    /// The handoff or system.
    pub at: String,
    /// What the other map says of it, where that is more than nothing: `was unknown`, `was allowed`, `unknown now`,
    /// `now a question about erp`.
    pub other: Option<String>,
    /// What it costs.
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    /// What will happen.
    pub message: String,
    /// Whether the map accepts it.
    pub allowed: bool,
}

fn word<S: Serializer>(severity: &Severity, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(severity.word())
}

/// What happens to the questions that the map leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Questions {
    /// Those that the old map did not leave open.
    pub new: Vec<Asks>,
    /// Those that stay open, but somebody else has to answer now.
    pub moved: Vec<Asks>,
    /// Those whose answer the new map knows.
    pub answered: Vec<Asks>,
    /// Those that nothing on the new map asks any more.
    pub gone: Vec<Asks>,
}

impl Questions {
    /// Whether nothing happens to them.
    pub fn is_empty(&self) -> bool {
        [&self.new, &self.moved, &self.answered, &self.gone].into_iter().all(Vec::is_empty)
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asks {
    /// The fact or field that its answer fills.
    pub fact: String,
    /// The question, without the name of the one who is asked.
    pub question: String,
    /// Who is asked; of one that has moved, who is asked now.
    pub to: String,
    /// The handoffs and systems for which it is asked.
    pub at: Vec<String>,
}

/// A team that has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tell {
    /// Its title.
    pub team: String,
    /// How it is reached, where the map says so.
    pub reach: Option<String>,
    /// The things that concern it.
    pub about: Vec<String>,
}

/// A scenario to rehearse again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Again {
    /// Its name, as `seamless rehearse --only` takes it.
    pub scenario: String,
    /// Why.
    pub why: String,
}

impl Plan {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.surroundings.is_empty()
            && self.handoffs.is_empty()
            && self.questions.is_empty()
            && self.hits.all().next().is_none()
    }
}

/// A map with what its checks found.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// What its checks found.
    pub checked: &'a [Checked],
}

/// What changes from `old` to `new`. `scenarios` are those that stand beside the new map; the catalogue's own are
/// looked through as well.
pub fn plan(old: Side<'_>, new: Side<'_>, scenarios: &[Scenario]) -> Plan {
    let surroundings = differ::surroundings(old.flow, new.flow);
    let handoffs = differ::handoffs(old.flow, new.flow);
    let hits = hits::hits(old, new);
    let teams = differ::teams(old.flow, new.flow, &surroundings, &handoffs);
    let rehearse = again::again(old.flow, new.flow, &handoffs, &hits, scenarios);
    Plan {
        title: new.flow.title.clone(),
        maps: (old.flow.hash.short(), new.flow.hash.short()),
        surroundings,
        handoffs,
        hits,
        questions: hits::questions(old, new),
        teams,
        rehearse,
    }
}
