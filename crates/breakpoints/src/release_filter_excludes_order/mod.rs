//! `release-filter-excludes-order`: an order passes no filter and is never shipped.

mod between;
mod check;
mod unasked;
mod unreached;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "release-filter-excludes-order";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An order passes no filter and is never shipped",
    severity: Severity::High,
    protection: "A condition is asked again with every change of an order, so that one which is paid late travels when it is paid. One that fails is held in sight.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
