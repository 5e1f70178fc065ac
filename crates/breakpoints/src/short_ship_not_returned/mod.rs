//! `short-ship-not-returned`: the warehouse ships less than it was asked, or refuses, and only its own screen says so.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "short-ship-not-returned";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What the warehouse could not ship is never told",
    severity: Severity::High,
    protection: "None of its own: what never left has no parcel to carry. Seamless watches the way back that the map gives it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
