//! `rate-limit-backlog`: at the peak more is asked of a system than it answers.

mod check;
mod heap;
mod share;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "rate-limit-backlog";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "At the peak a system cannot answer",
    severity: Severity::High,
    protection: "The deliveries of all handoffs share one budget for each system with polls and fetches; what is over it waits in order, and is not sent in vain.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
