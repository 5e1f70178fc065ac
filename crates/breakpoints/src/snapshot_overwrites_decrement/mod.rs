//! `snapshot-overwrites-decrement`: a number of stock that has not seen the last orders overwrites one that has.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "snapshot-overwrites-decrement";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A late number of stock overwrites the sales",
    severity: Severity::High,
    protection: "None yet, for Seamless does not carry stock: agree on comparing before writing, where the target can.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
