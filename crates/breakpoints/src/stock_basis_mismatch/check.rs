//! Finds the risk on a map: two systems mean different things by one number of stock.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, moving, title};

const BASIS: &str = "stock.basis";
const INTO: &str = "stock.into";
const STOCK: &[DocumentKind] = &[DocumentKind::Inventory];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    moving(flow, STOCK).flat_map(|it| meaning(flow, it).into_iter().chain(drift(flow, it))).collect()
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(5, Loss::Whole)
}

fn meaning(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let asked = Asked::Contract(flow, handoff);
    let case = case(flow, handoff);
    let message = format!("{to} may show what is on the shelf of {from} for what can be sold");
    let Some(basis) = asked.word(BASIS) else {
        let question = format!(
            "Is the number of stock that comes from {from} what lies on the shelf, what is free to be sold there, or that less the open orders of {to}?"
        );
        return Some(case.unknown(asked, BASIS, message, &question));
    };
    let Some(into) = asked.word(INTO) else {
        let question = format!(
            "Which number of {to} does the stock from {from} become: what is on hand, from which {to} takes off its open orders, or what is available, which is sold as it stands?"
        );
        return Some(case.unknown(asked, INTO, message, &question));
    };
    let fix = |right: &str| {
        format!(
            "Write the number to the field that means the same: `{INTO}: {right}`, and have it written there."
        )
    };
    match (basis, into) {
        ("on_hand", "available") => Some(case.at_risk(
            format!("{to} sells units that open orders have already: {from} counts the shelf"),
            format!(
                "10 units lie on the shelf of {from}, and #1001 to #1003 have ordered one each and wait to be picked. {to} is told 10 at 13:00 and offers 10: the last 3 customers get nothing."
            ),
            fix("on_hand"),
        )),
        ("available" | "available_less_open_orders", "on_hand") => Some(case.at_risk(
            format!("{to} takes open orders off a number from which they are off already"),
            format!(
                "10 units lie on the shelf of {from}, and #1001 to #1003 have ordered one each. {from} says 7, {to} takes 3 off again and offers 4: 3 units are never sold."
            ),
            fix("available"),
        )),
        _ => None,
    }
}

/// Changes alone add up to the right number only if none is ever lost or doubled.
fn drift(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let mover = Mover::of(flow, handoff);
    let compared = handoff.backstop.is_some() || mover.has_backstop(handoff.carry) == Some(true);
    (asked.word("stock.write") == Some("delta") && !compared).then(|| {
        let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
        case(flow, handoff).at_risk(
            format!("the stock of {to} drifts away from {from}, a little with every change that is lost"),
            format!(
                "{from} tells {to} of changes only. One of 1,000 is lost, of 3 units, at 13:00: {to} is 3 off from then on, and nothing compares the two."
            ),
            "Compare the whole number of every item at least once a day: have the carrier say `inventory.backstop: true`, or write a `backstop`.",
        )
    })
}
