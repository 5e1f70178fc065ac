//! `special-line-misclassified`: tips, duties and fees have no account.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "special-line-misclassified";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Tips, duties and fees have no account",
    severity: Severity::Low,
    protection: "What cannot be mapped is held in sight, with the order and the line; the orders behind it go on.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
