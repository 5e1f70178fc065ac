//! `pii-redacted-order`: the credentials of a source may not see personal data, and orders come with blank or masked addresses.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "pii-redacted-order";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Orders come without the customer's name and address",
    severity: Severity::High,
    protection: "None of its own: Seamless can bring only what it is allowed to read. What a target refuses for want of an address is held in sight.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
