//! `nested-page-truncation`: only the first page of an order's lines is carried.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "nested-page-truncation";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "Long orders arrive without their last lines",
    severity: Severity::High,
    protection: "Lists within a document are read page by page to their end; a document that cannot be read whole is never carried in part.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
