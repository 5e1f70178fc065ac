//! `payout-not-tied-out`: nobody can say for which orders the money is.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "payout-not-tied-out";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Nobody can say for which orders the money is",
    severity: Severity::Medium,
    protection: "None by Seamless yet: payouts load, draw and check, and are not carried.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
