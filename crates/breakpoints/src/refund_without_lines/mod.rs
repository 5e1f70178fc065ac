//! `refund-without-lines`: money goes back for no line, and a whole line is credited.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "refund-without-lines";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Money goes back for no line, and a whole line is credited",
    severity: Severity::Medium,
    protection: "A refund travels with the money that moved, and the credit is compared with it afterwards; what differs is an incident.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
