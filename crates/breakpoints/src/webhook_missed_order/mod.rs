//! `webhook-missed-order`: an order that nobody told us about.

mod check;
mod detector;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "webhook-missed-order";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An order that nobody told us about",
    severity: Severity::High,
    protection: "What a webhook did not bring, the backstop finds: what the source has, less what the target shows.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
