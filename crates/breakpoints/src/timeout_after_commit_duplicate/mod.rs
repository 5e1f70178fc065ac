//! `timeout-after-commit-duplicate`: a call without an answer is repeated and doubles the document.

mod check;
mod detector;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "timeout-after-commit-duplicate";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A call without an answer is repeated and doubles the document",
    severity: Severity::High,
    protection: "A call without an answer is looked up by its external key before it is repeated; where the target knows idempotency, the key is passed.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
