//! `sku-changed-or-product-deleted`: an item is renamed or deleted between the order and its shipping, booking or refund.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "sku-changed-or-product-deleted";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An item changes its name while orders of it are open",
    severity: Severity::Medium,
    protection: "A line keeps the SKU with which it was ordered, in every system; the product is never asked for again.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
