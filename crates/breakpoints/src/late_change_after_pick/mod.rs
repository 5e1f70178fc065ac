//! `late-change-after-pick`: a change comes after the order was picked.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "late-change-after-pick";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A change comes after the order was picked",
    severity: Severity::Medium,
    protection: "A change that the target refuses is an incident with an owner, within minutes; it is not repeated in silence.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
