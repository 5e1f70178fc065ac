//! `cancel-pick-race`: money goes back for an order that leaves all the same.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "cancel-pick-race";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Money goes back for an order that leaves all the same",
    severity: Severity::High,
    protection: "A cancellation that a target refuses is an incident at once, with the goods and the money that hang on it; Seamless never reports a cancellation as done that was only asked for.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
