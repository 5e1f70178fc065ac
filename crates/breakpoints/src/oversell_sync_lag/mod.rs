//! `oversell-sync-lag`: channels sell from one stock and learn late of each other's sales.

mod check;
mod lag;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "oversell-sync-lag";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Two channels sell the same unit",
    severity: Severity::High,
    protection: "None yet, for Seamless does not carry stock: `buffer` and `within` of the map are what the check works from.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
