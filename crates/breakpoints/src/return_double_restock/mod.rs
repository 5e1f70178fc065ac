//! `return-double-restock`: goods that come back are put to stock at the refund and again at the warehouse's door.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "return-double-restock";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Goods that come back are counted twice",
    severity: Severity::Medium,
    protection: "None yet, for Seamless does not carry stock: the map names one system that puts returned goods to stock, and holds the profiles to it.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
