//! `partial-fulfilment-collapsed`: an order leaves in parts, and only the last or only the whole is told.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "partial-fulfilment-collapsed";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Several parcels are told as one",
    severity: Severity::Medium,
    protection: "Every parcel is a document of its own, with its own lines, date and tracking, and is brought as soon as it has left.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
