//! `fulfilment-writeback-missing`: a shipment does not come back to the shop.

mod check;
mod detector;
mod left_out;
mod two_shops;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "fulfilment-writeback-missing";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A shipment does not come back to the shop",
    severity: Severity::High,
    protection: "A failed write-back is repeated until it is there; one that is refused is held in sight.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: Some(include_str!("scenario.yaml")),
    check: Check::OnMap(check::check),
    detect: Some(detector::detect),
};
