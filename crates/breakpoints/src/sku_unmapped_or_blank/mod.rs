//! `sku-unmapped-or-blank`: a line without a SKU, or with one that the next system does not know, stops its order.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "sku-unmapped-or-blank";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A line has no SKU that the warehouse knows",
    severity: Severity::High,
    protection: "An order that its target refuses is held in sight with the reason and goes on by itself once the item is known; no line is left out.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
