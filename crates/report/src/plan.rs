//! The difference of two maps, as operations people read it.

mod differ;
mod text;

use std::collections::BTreeSet;

use seamless_breakpoints::{Checked, Severity, Verdict, breakpoint, catalogue};
use seamless_flow::{Flow, Moment, Scenario};
use serde::Serialize;

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
    /// Breakpoints that the new map shows and the old one did not.
    pub opened: Vec<Hit>,
    /// Breakpoints that the old map showed and the new one does not.
    pub closed: Vec<Hit>,
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
    /// What: `handoff orders`, `system erp`.
    pub what: String,
    /// In words, one sentence each without a full stop: "is due within 1h instead of 15m".
    pub says: Vec<String>,
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

/// A breakpoint that opens or closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Its id.
    pub breakpoint: String,
    /// Its title.
    pub title: String,
    /// The handoff or system.
    pub at: String,
    /// Whether it is `at risk` or `unknown`.
    pub verdict: &'static str,
    /// What it costs.
    pub severity: &'static str,
    /// What will happen.
    pub message: String,
    /// Whether the map accepts it.
    pub allowed: bool,
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
            && self.opened.is_empty()
            && self.closed.is_empty()
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
    let opened = only_in(new.checked, old.checked);
    let closed = only_in(old.checked, new.checked);
    let teams = differ::teams(old.flow, new.flow, &surroundings, &handoffs);
    let rehearse = again(old.flow, new.flow, &handoffs, &opened, &closed, scenarios);
    Plan {
        title: new.flow.title.clone(),
        maps: (old.flow.hash.short(), new.flow.hash.short()),
        surroundings,
        handoffs,
        opened,
        closed,
        teams,
        rehearse,
    }
}

fn verdict(it: &Checked) -> &'static str {
    match it.finding.verdict {
        Verdict::AtRisk { .. } => "at risk",
        Verdict::Unknown { .. } => "unknown",
    }
}

/// The findings of one side that the other lacks, the costliest first. One is the same on both sides where breakpoint,
/// place, verdict and missing fact are.
fn only_in(here: &[Checked], there: &[Checked]) -> Vec<Hit> {
    let key = |it: &Checked| (crate::findings::fingerprint(&it.finding), it.allowed.is_some());
    let known: BTreeSet<_> = there.iter().map(key).collect();
    let mut hits: Vec<(Severity, Hit)> = here
        .iter()
        .filter(|it| !known.contains(&key(it)))
        .map(|it| {
            let finding = &it.finding;
            let hit = Hit {
                breakpoint: finding.breakpoint.as_str().to_owned(),
                title: breakpoint(finding.breakpoint.as_str()).map_or("", |it| it.title).to_owned(),
                at: finding.spot.name().to_owned(),
                verdict: verdict(it),
                severity: finding.severity.word(),
                message: finding.message.clone(),
                allowed: it.allowed.is_some(),
            };
            (finding.severity, hit)
        })
        .collect();
    hits.sort_by_key(|(severity, hit)| (hit.allowed, hit.verdict, std::cmp::Reverse(*severity)));
    hits.into_iter().map(|it| it.1).collect()
}

fn again(
    old: &Flow,
    new: &Flow,
    handoffs: &[Change],
    opened: &[Hit],
    closed: &[Hit],
    scenarios: &[Scenario],
) -> Vec<Again> {
    let names: BTreeSet<&str> = handoffs.iter().filter_map(|it| it.what.strip_prefix("handoff ")).collect();
    let mut roles = BTreeSet::new();
    for flow in [old, new] {
        for it in flow.handoffs.values().filter(|it| names.contains(it.id.as_str())) {
            roles.extend([flow.system(&it.from).role, flow.system(&it.to).role]);
        }
    }
    let moved: BTreeSet<&str> = opened.iter().chain(closed).map(|it| it.breakpoint.as_str()).collect();
    let mut all = Vec::new();
    for it in scenarios {
        let struck = it.when.iter().find_map(|step| match &step.what {
            Moment::Fault(fault) => fault.on.as_deref().filter(|on| names.contains(on)),
            _ => None,
        });
        let judged = it.then.iter().find(|then| roles.contains(&then.role));
        let exercised = it.exercises.as_ref().filter(|id| moved.contains(id.as_str()));
        let why = match (exercised, struck, judged) {
            (Some(id), _, _) => format!("it exercises {id}, which opens or closes"),
            (_, Some(on), _) => format!("it strikes {on}, which changes"),
            (_, _, Some(then)) => format!("it judges the {}, whose handoffs change", then.role.word()),
            _ => continue,
        };
        all.push(Again { scenario: it.name.clone(), why });
    }
    for it in catalogue().iter().filter(|it| it.scenario.is_some() && moved.contains(it.id)) {
        all.push(Again { scenario: it.id.to_owned(), why: format!("{} opens or closes", it.id) });
    }
    all
}
