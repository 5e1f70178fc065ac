//! `webhook-duplicate-create`: a webhook that comes twice makes two orders.

mod check;
mod detector;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "webhook-duplicate-create";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A webhook that comes twice makes two orders",
    severity: Severity::High,
    protection: "Messages are told apart by their identifier, and a document is created once for its key, however often it is announced.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
