//! `cancel-not-propagated`: a cancellation does not reach everybody.

mod check;
mod detector;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "cancel-not-propagated";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A cancellation does not reach everybody",
    severity: Severity::High,
    protection: "A cancellation known anywhere upstream stops what has not been requested and recalls what has.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
