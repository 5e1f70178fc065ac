//! `double-fulfilment-two-fulfillers`: two who ship are asked for the same goods.

mod apart;
mod beside;
mod check;

use seamless_flow::Flow;

use crate::{Breakpoint, Check, Finding, Severity};

const ID: &str = "double-fulfilment-two-fulfillers";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Two warehouses ship the same thing",
    severity: Severity::High,
    protection: "Each request goes by every handoff whose condition takes it, and by no other; whether two conditions can take one is proven before anything runs.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check),
    detect: None,
};

fn check(flow: &Flow) -> Vec<Finding> {
    check::check(flow).into_iter().chain(beside::beside(flow)).collect()
}
