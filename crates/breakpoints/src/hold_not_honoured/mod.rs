//! `hold-not-honoured`: an order on hold is shipped.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "hold-not-honoured";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An order on hold is shipped",
    severity: Severity::High,
    protection: "A hold on an order travels like a change, and so does its end; no request to ship is made for an order on hold, and one that is known to be held is not sent.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
