//! `location-unmapped-or-unstocked`: the places of the warehouse and of the shop are not the same, or an item is not set up at one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "location-unmapped-or-unstocked";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Stock is written to a place that the shop does not know",
    severity: Severity::Medium,
    protection: "None of its own yet: Seamless does not carry stock. It watches what others write.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
