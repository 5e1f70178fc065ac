//! Finds the risk on a map: a write of stock that failed is tried again later, with the number of then.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, clock, moving, title};

const RETRY: &str = "stock.retry";
const STOCK: &[DocumentKind] = &[DocumentKind::Inventory];

/// How long after it failed a write is tried again, in the example.
const LATER: SignedDuration = SignedDuration::from_hours(2);

/// A person reads the number before it is entered; Seamless builds what it sends from what is true then.
pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let of_others = moving(flow, STOCK).filter(|it| !it.is_ours() && it.via != Via::Manual);
    once(of_others.filter_map(|it| one_handoff(flow, it)))
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let (from, to, by) =
        (title(flow, &handoff.from), title(flow, &handoff.to), Mover::of(flow, handoff).title());
    let case = Case::on(ID, flow, handoff).costs(1, Loss::Whole);
    let compares = Asked::target(flow, handoff).yes("inventory.compare_and_set");
    // An old number is refused where it is written only if the target still has what was read.
    if asked.word("stock.write") == Some("compare_and_set") && compares != Some(false) {
        return None;
    }
    let message = format!("an old number of {from} overwrites a newer one in {to} when {by} tries again");
    match asked.word(RETRY) {
        Some("recomputed") => None,
        Some(_) => Some(case.at_risk(
            message,
            format!(
                "At 13:00 {by} sends 5 for an item to {to}, and {to} does not answer. At 13:15 it sends 2, which is right. At {} the first try is sent again: {to} shows 5, and 3 of them are sold already.",
                clock(LATER)
            ),
            format!(
                "Have {by} ask {from} for the number again before each try and write `{RETRY}: recomputed` into `contract`, or write with `stock.write: compare_and_set` where {to} can."
            ),
        )),
        None => Some(case.unknown(
            asked,
            RETRY,
            message,
            &format!(
                "When a number of stock cannot be written to {to} and is tried again later, do you send the number that failed, or ask {from} anew?"
            ),
        )),
    }
}
