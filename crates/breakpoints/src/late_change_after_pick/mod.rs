//! `late-change-after-pick`: a change comes after the order was picked.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "late-change-after-pick";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A change comes after the order was picked",
    severity: Severity::Medium,
    protection: "A change that the target refuses is held in sight as an incident with an owner, and is tried again when the order changes or a person asks.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
