//! `cursor-gap-missed-update`: a poll takes up what is new, and passes over what changed since.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "cursor-gap-missed-update";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A poll sees what is new and not what changed",
    severity: Severity::Medium,
    protection: "Polls ask by the time of the last change and reach two minutes back over where the last one ended; what comes twice changes nothing.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
