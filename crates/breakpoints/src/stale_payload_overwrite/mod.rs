//! `stale-payload-overwrite`: a message that is sent again carries what was true when it was first sent.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "stale-payload-overwrite";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An old message overwrites a newer state",
    severity: Severity::Medium,
    protection: "Facts converge by the time of their last change in the source: an older message that comes late is known as older, and changes nothing.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
