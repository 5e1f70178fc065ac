//! `customer-identity-mismatch`: the books cannot tell who bought, and make a new customer or refuse the order.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "customer-identity-mismatch";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "One customer becomes many, or none",
    severity: Severity::Low,
    protection: "Addresses are taken from the order and never from a customer's record; an order that is refused for its customer is held in sight.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
