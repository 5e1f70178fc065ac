//! `partial-order-import`: a carrier leaves out the line that it cannot bring, and saves the rest.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "partial-order-import";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An order comes through with a line missing",
    severity: Severity::High,
    protection: "A message is built whole or not at all; what cannot be built or is refused is held in sight with all its lines.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
