//! `non-shippable-or-test-order-routed`: orders that nobody ships are sent to be shipped.

mod check;

pub(crate) use check::holds_for;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "non-shippable-or-test-order-routed";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Orders that nobody ships are sent to be shipped",
    severity: Severity::Low,
    protection: "A test order is never handed on. Every other kind is kept out by a condition of the map, which the check decides.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
