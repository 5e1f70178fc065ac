//! `bundle-explosion-mismatch`: a bundle is one thing in the shop, and the warehouse picks its parts, or both, or neither.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "bundle-explosion-mismatch";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A bundle is shipped empty or twice",
    severity: Severity::High,
    protection: "None of its own: Seamless brings the lines that its source gives. How a bundle stands in them has to be agreed.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
