//! `refund-two-way-loop`: two systems give the same money back.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "refund-two-way-loop";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Two systems give the same money back",
    severity: Severity::High,
    protection: "A refund is created once in a target, by its own number, however often it is announced; where it exists already it is compared, not made again.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
