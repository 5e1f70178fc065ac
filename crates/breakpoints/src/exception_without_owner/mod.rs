//! `exception-without-owner`: something fails, and no person is told that it is theirs.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "exception-without-owner";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What fails belongs to nobody",
    severity: Severity::High,
    protection: "Every incident has a team from the moment at which it opens, with how that team is reached, and a runbook beside it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
