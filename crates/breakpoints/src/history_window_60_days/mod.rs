//! `history-window-60-days`: a system shows its orders for some weeks only, and a refund needs an older one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "history-window-60-days";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Older orders cannot be seen",
    severity: Severity::Medium,
    protection: "What cannot be understood or handed on for want of its order is held in sight, and not dropped.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
