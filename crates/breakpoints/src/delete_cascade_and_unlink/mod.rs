//! `delete-cascade-and-unlink`: somebody deletes what came from elsewhere, and nothing brings it again.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "delete-cascade-and-unlink";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What is deleted does not come back",
    severity: Severity::High,
    protection: "Seamless deletes nothing in a target: it cancels and voids. It creates a document once, and does not create anew by itself what a person deleted.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
