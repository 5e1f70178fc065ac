//! `writeback-echo-loop`: a system's answer is taken for a change and carried round again.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "writeback-echo-loop";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "What is written back comes round as a change",
    severity: Severity::Medium,
    protection: "Seamless compares both sides and writes only what differs: what it wrote itself is no difference, and the ring ends there.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
