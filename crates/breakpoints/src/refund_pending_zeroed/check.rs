//! Finds the risk on a map: a credit is made while the money has not moved.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{title, worth};
use crate::way::into_books;

const KINDS: &[DocumentKind] = &[DocumentKind::Refund];

const FACT: &str = "money.settled_only";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(into_books(flow, KINDS).into_iter().filter_map(|it| one_handoff(flow, it)))
}

/// Seamless lets a refund travel when all of its money has moved.
fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    if handoff.is_ours() {
        return None;
    }
    let case = Case::on(ID, flow, handoff).costs(1, Loss::Part);
    let (asked, from, to) =
        (Asked::Contract(flow, handoff), title(flow, &handoff.from), title(flow, &handoff.to));
    match asked.yes(FACT) {
        Some(true) => None,
        Some(false) => {
            let money = worth(flow, 1).map(|it| format!(" of {it}")).unwrap_or_default();
            Some(case.at_risk(
                format!("a refund is credited in {to} before its money has moved"),
                format!("#1001 is refunded in {from} on Monday, and the bank takes until Wednesday. The credit{money} is made at once: worth 0.00 where {to} counts what has moved, and wrong where the bank says no on Wednesday."),
                format!("Have `{}` wait until the money has moved, or let Seamless carry it: it does.", handoff.id),
            ))
        }
        None => {
            let message = format!("a refund may be credited in {to} before its money has moved, or as 0.00");
            let question = format!(
                "When a refund in {from} is still pending, do you wait with the credit in {to} until the money has moved?"
            );
            Some(case.unknown(asked, FACT, message, &question))
        }
    }
}
