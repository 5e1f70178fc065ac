//! `authorization-expired-before-ship`: the payment has run out when the goods leave.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "authorization-expired-before-ship";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "The payment has run out when the goods leave",
    severity: Severity::High,
    protection: "None by Seamless alone: it carries orders, and the money is taken by the shop and its payments. The age of an authorisation is seen on the order, as its state of payment.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
