//! `marketplace-tax-double-remit`: tax that a channel pays is paid again.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "marketplace-tax-double-remit";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Tax that a channel pays is paid again",
    severity: Severity::High,
    protection: "None by Seamless alone: it carries the tax of an order as the channel gives it, and who owes it is said in the books.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
