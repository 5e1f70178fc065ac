//! What a map already shows.

mod about;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use seamless_flow::{Edit, Flow, Handoff, Mode, Place, SEAMLESS};
use seamless_model::{BreakpointId, CarrierId, HandoffId, SystemId};

use crate::catalogue;
use about::Titles;

/// How much a breakpoint costs when it strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A nuisance.
    Low,
    /// Work and unhappy customers.
    Medium,
    /// Goods or money lost.
    High,
}

impl Severity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Where on the map a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// On a handoff.
    Handoff(HandoffId),
    /// At a system.
    System(SystemId),
}

impl Spot {
    /// The name that the map gives it.
    pub fn name(&self) -> &str {
        match self {
            Self::Handoff(id) => id.as_str(),
            Self::System(id) => id.as_str(),
        }
    }
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It will happen; here is an example: an order, a moment, a number.
    AtRisk {
        /// The example.
        witness: String,
    },
    /// It cannot be told from the map; here is what to ask, and whom.
    Unknown {
        /// The question.
        question: String,
        /// What would answer it, and where the answer is to be written.
        fact: Missing,
    },
}

/// Something that nobody has written down, and where it would be written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Missing {
    /// The fact's or field's name.
    pub name: String,
    /// Where it belongs.
    pub holder: Holder,
}

/// Where a fact belongs: who can answer for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The brand: `trade` of the map.
    Trade,
    /// The brand: `authority` of the map.
    Authority,
    /// The team that answers for a handoff: a field of it.
    Handoff(HandoffId),
    /// The two sides of a handoff: its `contract`.
    Contract(HandoffId),
    /// The vendor of a system: its profile.
    System(SystemId),
    /// The vendor of a carrier: its profile.
    Carrier(CarrierId),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.holder {
            Holder::Trade => write!(f, "{name} in the trade of the map"),
            Holder::Authority => write!(f, "{name} in the authority of the map"),
            Holder::Handoff(id) => write!(f, "{name} of handoff {id}"),
            Holder::Contract(id) => write!(f, "{name} in the contract of handoff {id}"),
            Holder::System(id) => write!(f, "{name} in the profile of {id}"),
            Holder::Carrier(id) => write!(f, "{name} in the profile of {id}"),
        }
    }
}

/// A breakpoint found on a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub breakpoint: BreakpointId,
    /// Where on the map.
    pub spot: Spot,
    /// What the check says.
    pub verdict: Verdict,
    /// What will happen to which orders, in the merchant's words.
    pub message: String,
    /// How to mend it.
    pub fix: String,
    /// What it costs.
    pub severity: Severity,
    /// Changes of the map that mend it and are safe; empty where a person has to decide.
    pub edits: Vec<Edit>,
    /// The place in the map's file.
    pub place: Place,
}

impl Finding {
    /// The same, with a change of the map that mends it.
    pub(crate) fn mended_by(self, edit: Edit) -> Self {
        self.mended_by_all([edit])
    }

    /// With several changes of the map that mend it together.
    pub(crate) fn mended_by_all(mut self, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.edits.extend(edits);
        self
    }
}

/// A finding, and whether the map allows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The finding.
    pub finding: Finding,
    /// The reason for which the map allows it, where it does.
    pub allowed: Option<String>,
    /// The systems that its message names, in the order of their ids: one place can lack a way to several.
    pub about: Vec<SystemId>,
}

impl Checked {
    /// Whether it will happen, and the map does not allow it.
    pub fn is_at_risk(&self) -> bool {
        self.allowed.is_none() && matches!(self.finding.verdict, Verdict::AtRisk { .. })
    }

    /// Whether it cannot be told, and the map does not allow that.
    pub fn is_unknown(&self) -> bool {
        self.allowed.is_none() && matches!(self.finding.verdict, Verdict::Unknown { .. })
    }
}

/// Runs every check over a map. `today` decides whether an `allow` with an `until` still holds (without it, it does) and
/// what has come to its end.
/// Allowed findings are given as well: what is allowed is still counted. In the map's order, then the catalogue's.
pub fn check(flow: &Flow, today: Option<jiff::civil::Date>) -> Vec<Checked> {
    let judged = without_onlookers(flow);
    let mut findings: Vec<Finding> =
        catalogue().iter().flat_map(|breakpoint| breakpoint.findings(&judged, today)).collect();
    crate::people::ask_no_program(&judged, &mut findings);
    findings.sort_by(|a, b| (a.place.start, &a.breakpoint).cmp(&(b.place.start, &b.breakpoint)));
    let allowed = Allowed::of(flow, today);
    let reason = |it: &Finding| allowed.reason(it).map(str::to_owned);
    let titles = Titles::of(flow);
    let checked = |finding: Finding| Checked {
        allowed: reason(&finding),
        about: titles.named_in(&finding.message),
        finding,
    };
    findings.into_iter().map(checked).collect()
}

/// The map as it is judged: where Seamless only watches a way on which another handoff carries, as before a cut-over,
/// nothing hangs on what Seamless would do. Who carries there is known, and is judged on his own handoff.
fn without_onlookers(flow: &Flow) -> Cow<'_, Flow> {
    let watches = |it: &Handoff| it.by == SEAMLESS && matches!(it.mode, Mode::Observe | Mode::Shadow);
    if !flow.handoffs.values().any(watches) {
        return Cow::Borrowed(flow);
    }
    let way = |it: &Handoff| (it.carry, it.from.clone(), it.to.clone());
    let carries = |it: &&Handoff| !watches(it) && it.mode != Mode::Paused;
    let carried: BTreeSet<_> = flow.handoffs.values().filter(carries).map(way).collect();
    let mut judged = flow.clone();
    for handoff in judged.handoffs.values_mut().filter(|it| watches(it) && carried.contains(&way(it))) {
        handoff.mode = Mode::Paused;
    }
    Cow::Owned(judged)
}

/// What a map allows today, by breakpoint and by where it is allowed; `None` is everywhere.
struct Allowed<'f>(BTreeMap<(&'f BreakpointId, Option<&'f str>), (usize, &'f str)>);

impl<'f> Allowed<'f> {
    fn of(flow: &'f Flow, today: Option<jiff::civil::Date>) -> Self {
        let mut allowed = BTreeMap::new();
        for (number, it) in flow.allow.iter().enumerate() {
            let is_over = matches!((it.until, today), (Some(until), Some(today)) if today > until);
            if !is_over {
                let there = allowed.entry((&it.breakpoint, it.at.as_deref()));
                there.or_insert((number, it.reason.as_str()));
            }
        }
        Self(allowed)
    }

    /// The reason that the map gives first.
    fn reason(&self, finding: &Finding) -> Option<&'f str> {
        let at = |place| self.0.get(&(&finding.breakpoint, place));
        at(None).into_iter().chain(at(Some(finding.spot.name()))).min().map(|it| it.1)
    }
}
