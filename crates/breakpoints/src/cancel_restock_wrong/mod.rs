//! `cancel-restock-wrong`: a cancelled order's units go back to stock in two systems, or in none.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "cancel-restock-wrong";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Cancelled units go back twice or never",
    severity: Severity::Medium,
    protection: "None yet, for Seamless does not carry stock: the map names one system that puts units back, and holds the profiles to it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
