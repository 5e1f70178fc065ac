//! Finds the risk on a map: stock for places that the other side does not know.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{moving, title};

const CODES: &str = "codes.location";
const ACTIVATED: &str = "items.activated";
const STOCK: &[DocumentKind] = &[DocumentKind::Inventory];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(moving(flow, STOCK).filter_map(|it| one_handoff(flow, it)))
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let case = Case::on(ID, flow, handoff).costs(2, Loss::Part);
    match (asked.word(CODES), asked.yes(ACTIVATED)) {
        (None, _) => Some(case.unknown(
            asked,
            CODES,
            format!("the stock of some places may never reach {to}"),
            &format!("How are the places of {from} translated into those of {to}: the same names, a table of all, a table with a default, a table of some?"),
        )),
        (Some("same" | "mapped"), Some(true)) => None,
        (Some("same" | "mapped"), Some(false)) => Some(case.at_risk(
            format!("an item that a place has not had before stays sold out in {to}"),
            format!("A-1 comes into a second place of {from} at 13:00, 40 of it. {to} does not stock A-1 there and refuses the number: 40 pieces lie on the shelf and cannot be bought."),
            format!("Have every item set up at every place of {to} when it is listed, or by the carrier (`{ACTIVATED}: true`)."),
        )),
        (Some("same" | "mapped"), None) => Some(case.unknown(
            asked,
            ACTIVATED,
            format!("an item that a place has not had before may stay sold out in {to}"),
            &format!("When {from} tells stock of an item that {to} does not stock at that place yet, is it set up there by itself?"),
        )),
        (Some(codes), _) => {
            let then = if codes == "default" {
                format!("its 40 pieces are written to the default place of {to}: an order is given to a place that has none")
            } else {
                format!("its 40 pieces of A-1 are refused, and {to} goes on to say that there are none")
            };
            Some(case.at_risk(
                format!("the stock of a place that is not in the table goes wrong in {to}"),
                format!("{from} opens a place on the 1st, and the table between it and {to} does not have it: {then}."),
                format!("Keep a table of all places, and write `contract: {{ {CODES}: mapped }}` on `{}`.", handoff.id),
            ))
        }
    }
}
