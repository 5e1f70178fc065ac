//! `merged-shipment-orphan`: two orders leave in one parcel, and only one of them is told.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "merged-shipment-orphan";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "One parcel with two orders closes only one",
    severity: Severity::Medium,
    protection: "None of its own yet: a parcel belongs to one order in Seamless.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
