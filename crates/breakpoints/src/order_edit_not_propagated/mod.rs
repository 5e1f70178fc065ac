//! `order-edit-not-propagated`: a changed order is shipped and booked as it was at first.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "order-edit-not-propagated";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A changed order is shipped and booked as it was at first",
    severity: Severity::High,
    protection: "A change is carried like an order: Seamless compares the lines, quantities and address of now with what the target shows, and brings the target to them, however often they change.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
