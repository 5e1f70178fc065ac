//! `multi-location-fulfilment-rejected`: an order ships from two places, and is told to the shop as one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "multi-location-fulfilment-rejected";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "The shop refuses a shipment from two places",
    severity: Severity::Medium,
    protection: "Into Shopify, Seamless makes one fulfillment for each place, and continues an attempt that ended half-way.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
