//! `currency-basis-mixed`: amounts of two currencies meet in one chain of documents.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "currency-basis-mixed";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Amounts of two currencies meet in one order",
    severity: Severity::High,
    protection: "Every amount keeps its currency, in the shop's money and in the customer's; adding two currencies is an error of the mapping, and never a number.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
