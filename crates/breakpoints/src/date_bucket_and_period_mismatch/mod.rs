//! `date-bucket-and-period-mismatch`: the same moment is another day somewhere else.

mod check;
mod cutoff;
mod day;
mod promise;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "date-bucket-and-period-mismatch";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "The same moment is another day somewhere else",
    severity: Severity::Medium,
    protection: "Every moment is kept as a moment, in UTC, and becomes a day only where a system asks for one; deadlines and cut-offs are worked out in the zone that the map names.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
