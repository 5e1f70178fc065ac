//! `shipping-method-unmapped`: the shop's shipping method has no counterpart where goods leave.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "shipping-method-unmapped";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "The promised shipping service is not understood",
    severity: Severity::Medium,
    protection: "A mapping that does not know a method fails, and the order is held in sight with the reason; none is chosen in its place.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
