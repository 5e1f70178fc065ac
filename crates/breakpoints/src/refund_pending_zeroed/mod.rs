//! `refund-pending-zeroed`: a credit is made before the money has moved.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "refund-pending-zeroed";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A credit is made before the money has moved",
    severity: Severity::Medium,
    protection: "A refund travels when all of its money has moved. One that is pending waits in sight; one that failed makes no credit.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
