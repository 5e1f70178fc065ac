//! `sku-duplicate-ambiguous`: two variants that are sold have the same SKU, and the next system takes them for one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "sku-duplicate-ambiguous";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Two things share one SKU",
    severity: Severity::High,
    protection: "None of its own: Seamless knows a line's item by its SKU. A shared SKU has to be split where products are kept.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
