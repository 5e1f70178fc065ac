//! `scheduled-fulfilment-misread`: a pre-order or a prepaid box is taken for an order of today.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "scheduled-fulfilment-misread";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What is to ship later ships at once, or never",
    severity: Severity::High,
    protection: "A request of Shopify that is scheduled or on hold does not travel; it goes out when the shop opens it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
