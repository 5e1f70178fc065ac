//! `discount-basis-mismatch`: a reduction is taken off in another place.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "discount-basis-mismatch";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A reduction is taken off in another place",
    severity: Severity::High,
    protection: "Every line travels with the reduction that the shop has spread onto it, as an amount; nothing is worked out again.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
