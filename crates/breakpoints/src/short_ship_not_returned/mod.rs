//! `short-ship-not-returned`: the warehouse ships less than it was asked, or refuses, and only its own screen says so.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "short-ship-not-returned";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What the warehouse could not ship is never told",
    severity: Severity::High,
    protection: "A request that nothing has shipped within its deadline is an incident with an owner; what was shipped short is seen where the map has a way back for it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
