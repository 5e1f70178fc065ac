//! `gift-card-double-revenue`: a gift card is a sale twice.

mod check;

use crate::{Breakpoint, Check, Severity};

const ID: &str = "gift-card-double-revenue";

pub(crate) const BREAKPOINT: Breakpoint = Breakpoint {
    id: ID,
    title: "A gift card is a sale twice",
    severity: Severity::High,
    protection: "None by Seamless alone: lines that are gift cards are told apart in every order that it carries, and which account they go to is said in the books.",
    page: include_str!("page.md"),
    runbook: include_str!("runbook.md"),
    scenario: None,
    check: Check::OnMap(check::check),
    detect: None,
};
