//! `config-drift`: somebody adds a setting in one system, and the carrier's table does not know it.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "config-drift";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A setting changes and a table does not",
    severity: Severity::Medium,
    protection: "A value that a mapping does not know holds its document in sight, named, and it is taken up again once the mapping knows the value.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
