//! `stale-stock-retry`: a write of stock that failed is tried again hours later, with its old number.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "stale-stock-retry";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An old number of stock is tried again",
    severity: Severity::Medium,
    protection: "None yet, for Seamless does not carry stock. What it carries is built from what is true when it is sent, and a newer delivery replaces one that waits.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
