//! `tax-rounding-drift`: cents of tax go missing.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "tax-rounding-drift";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Cents of tax go missing",
    severity: Severity::Medium,
    protection: "Tax travels as the amounts that the shop has charged, in whole cents; what is spread is spread so that its parts make the whole.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
