//! `tag-control-race`: tags decide what happens to an order, and are set after the next system has taken it.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "tag-control-race";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A tag comes after the order has been taken",
    severity: Severity::Medium,
    protection: "A condition of the map is asked again whenever the order changes, for as long as it has not travelled.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
