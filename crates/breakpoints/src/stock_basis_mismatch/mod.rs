//! `stock-basis-mismatch`: two systems exchange a number of stock and mean different things by it.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "stock-basis-mismatch";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Two systems mean different things by stock",
    severity: Severity::High,
    protection: "None yet, for Seamless does not carry stock: the contract of the handoff says what the number means on both sides.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
