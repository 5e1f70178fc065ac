//! `api-version-sunset`: the version of an API that a carrier speaks is answered no more.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "api-version-sunset";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A version of an API comes to its end",
    severity: Severity::High,
    protection: "Seamless speaks one version that it was tested against, and its profile names the last day; an answer that it does not understand is held in sight.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnDay(check::check),
    detect: None,
};
