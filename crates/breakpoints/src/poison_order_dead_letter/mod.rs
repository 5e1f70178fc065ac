//! `poison-order-dead-letter`: one order that cannot be understood vanishes.

mod check;
mod detector;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "poison-order-dead-letter";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "One order that cannot be understood vanishes",
    severity: Severity::High,
    protection: "Every order is stored before it is understood; one that is refused is held in sight and tried again, and blocks no other.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
