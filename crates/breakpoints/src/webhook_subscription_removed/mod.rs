//! `webhook-subscription-removed`: the source stops to send webhooks, and all systems look healthy.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "webhook-subscription-removed";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A subscription is removed and nobody notices",
    severity: Severity::High,
    protection: "The backstop asks the source what changed, whether webhooks come or not; started with its public address, Seamless subscribes anew.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
