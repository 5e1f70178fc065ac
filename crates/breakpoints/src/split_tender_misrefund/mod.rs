//! `split-tender-misrefund`: an order that is paid in two ways is booked in one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "split-tender-misrefund";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An order that is paid in two ways is booked in one",
    severity: Severity::Medium,
    protection: "None by Seamless alone yet: it does not carry payments. A refund is one document with one amount, whatever the ways in which it goes back.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
