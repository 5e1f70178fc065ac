//! `fulfilment-wrong-line-match`: the same item stands on two lines, and a parcel is matched to the wrong one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "fulfilment-wrong-line-match";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "The wrong line is shown as shipped",
    severity: Severity::Medium,
    protection: "Units are never fulfilled beyond what is open. Into Shopify, Seamless shares the units of a SKU out over its lines in their order, so that lines with one SKU are told apart only by the rest.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
