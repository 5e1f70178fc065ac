//! `silent-skip-marked-success`: a run counts as good because it ran, whatever it left out.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "silent-skip-marked-success";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What was left out counts as done",
    severity: Severity::High,
    protection: "Every document has a receipt of its own; what could not be handed on is held in sight and counted, and a run is never good by itself.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
