//! The findings of a map: in rustc's look for people, as JSON for machines (`docs/findings.md`).

mod changes;
mod fingerprint;
mod github;
mod json;
mod sarif;
mod text;

use seamless_breakpoints::{Checked, Severity, Verdict};

pub use changes::changes;
pub use fingerprint::fingerprints;
pub use github::github;
pub use json::json;
pub use sarif::sarif;
pub use text::{text, text_at_risk, text_in_short};

/// How many findings there are. One that the map allows counts as allowed and as nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// At risk.
    pub at_risk: usize,
    /// Of these, with high severity.
    pub high: usize,
    /// Of these, with medium severity.
    pub medium: usize,
    /// Of these, with low severity.
    pub low: usize,
    /// Unknown.
    pub unknown: usize,
    /// Allowed by the map.
    pub allowed: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(checked: &[Checked]) -> Self {
        let mut counts = Self::default();
        for it in checked {
            match (&it.allowed, &it.finding.verdict) {
                (Some(_), _) => counts.allowed += 1,
                (None, Verdict::Unknown { .. }) => counts.unknown += 1,
                (None, Verdict::AtRisk { .. }) => {
                    counts.at_risk += 1;
                    *match it.finding.severity {
                        Severity::High => &mut counts.high,
                        Severity::Medium => &mut counts.medium,
                        Severity::Low => &mut counts.low,
                    } += 1;
                }
            }
        }
        counts
    }

    /// The last line of a report: everything, what is allowed included.
    pub fn sentence(&self) -> String {
        let severities = [(self.high, "high"), (self.medium, "medium"), (self.low, "low")];
        let parts: Vec<String> =
            severities.iter().filter(|it| it.0 > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let how = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        format!("{} at risk{how}, {} unknown, {} allowed", self.at_risk, self.unknown, self.allowed)
    }
}
