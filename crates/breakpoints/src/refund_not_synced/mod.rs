//! `refund-not-synced`: a refund never reaches the books.

mod check;
mod detector;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "refund-not-synced";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A refund never reaches the books",
    severity: Severity::High,
    protection: "Every refund is carried by its own identifier until the books have a credit for it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
