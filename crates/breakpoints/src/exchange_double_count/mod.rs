//! `exchange-double-count`: an exchange is counted twice, or half of it never.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "exchange-double-count";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An exchange is counted twice, or half of it never",
    severity: Severity::High,
    protection: "None by Seamless alone: which goods were exchanged is said by the shop. Lines and quantities are compared as they are now, so that a unit which is owed twice is seen.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
