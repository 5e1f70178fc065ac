//! What a map already shows.

use seamless_flow::{Flow, Place};
use seamless_model::{BreakpointId, HandoffId, SystemId};

use crate::catalogue;

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
        /// The fact that would answer it, and the profile that lacks it.
        fact: String,
    },
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
    /// The place in the map's file.
    pub place: Place,
}

/// A finding, and whether the map allows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The finding.
    pub finding: Finding,
    /// The reason for which the map allows it, where it does.
    pub allowed: Option<String>,
}

/// Runs every check over a map. `today` decides whether an `allow` with an `until` still holds; without it, it does.
/// Allowed findings are given as well: what is allowed is still counted. In the map's order, then the catalogue's.
pub fn check(flow: &Flow, today: Option<jiff::civil::Date>) -> Vec<Checked> {
    let mut findings: Vec<Finding> =
        catalogue().iter().flat_map(|breakpoint| (breakpoint.check)(flow)).collect();
    findings.sort_by(|a, b| (a.place.start, &a.breakpoint).cmp(&(b.place.start, &b.breakpoint)));
    findings.into_iter().map(|finding| Checked { allowed: allowed(flow, &finding, today), finding }).collect()
}

fn allowed(flow: &Flow, finding: &Finding, today: Option<jiff::civil::Date>) -> Option<String> {
    flow.allow
        .iter()
        .find(|allow| {
            let there = allow.at.as_deref().is_none_or(|at| at == finding.spot.name());
            let still = match (allow.until, today) {
                (Some(until), Some(today)) => today <= until,
                _ => true,
            };
            allow.breakpoint == finding.breakpoint && there && still
        })
        .map(|allow| allow.reason.clone())
}
