//! `address-rejected-or-truncated`: an address does not fit the fields of the system that prints the label.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "address-rejected-or-truncated";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "An address is cut off or refused",
    severity: Severity::Medium,
    protection: "Seamless shortens nothing; an address that the target refuses holds the order in sight with the reason.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
