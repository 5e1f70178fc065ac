//! `unfulfil-not-reversed`: a shipment is voided or comes back, and the other systems keep it as shipped.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "unfulfil-not-reversed";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A parcel that was called back stays shipped",
    severity: Severity::Medium,
    protection: "A parcel that counts no more in its source is cancelled in the target, where the handoff covers `void`.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
