//! `order-number-collision`: two shops give out the same order number, and a system takes them for one.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "order-number-collision";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Two orders have one number",
    severity: Severity::High,
    protection: "A thread is found by system, kind of document, field and value; a key that no other shop has, as `id`, keeps two orders apart.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
