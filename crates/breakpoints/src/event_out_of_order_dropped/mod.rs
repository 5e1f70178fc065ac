//! `event-out-of-order-dropped`: a message arrives before the order that it belongs to, and is put away as done.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "event-out-of-order-dropped";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What comes before its order is dropped",
    severity: Severity::Medium,
    protection: "What a target refuses for want of its order is kept in sight, and tried again as soon as the order is there.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
