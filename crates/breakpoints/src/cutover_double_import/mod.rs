//! `cutover-double-import`: on the day of a change the old and the new carrier both bring what is under way.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "cutover-double-import";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Old and new carrier bring the same orders",
    severity: Severity::High,
    protection: "A document is created once for each handoff and is looked up by its key in the target before an attempt is repeated.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
