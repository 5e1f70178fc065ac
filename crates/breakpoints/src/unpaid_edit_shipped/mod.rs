//! `unpaid-edit-shipped`: what was added and not paid is shipped.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "unpaid-edit-shipped";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What was added and not paid is shipped",
    severity: Severity::Medium,
    protection: "A condition that speaks of the payment is asked again with every change; while an order is paid in part, nothing new of it is requested.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
