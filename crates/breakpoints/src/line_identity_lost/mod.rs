//! `line-identity-lost`: a document comes through, and its order cannot be told any more.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "line-identity-lost";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Nobody can tell which order it is",
    severity: Severity::High,
    protection: "Every document keeps the identifiers of all systems in one thread; one that names no order is held in sight, and its order is never guessed.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
