//! `credential-scope-lapse`: a credential runs out, or a grant is missing, and an arrow stands still.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "credential-scope-lapse";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A credential ends or allows too little",
    severity: Severity::High,
    protection: "A refused call keeps its documents waiting in order, and they go out once access is there again; tokens of a client's own secret are asked for anew.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
