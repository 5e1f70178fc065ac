//! Finds the risk on a map: shipments of several places are told to a shop as one.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};
use crate::way::TO_SHIP;

const GRAIN: &str = "grain";
const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let asked = moving(flow, TO_SHIP).map(|it| &it.to).chain(moving(flow, SHIPMENT).map(|it| &it.from));
    let places: BTreeSet<&SystemId> = asked.filter(|it| flow.system(it).role.ships_goods()).collect();
    if places.len() < 2 {
        return Vec::new();
    }
    let names: Vec<&str> = places.iter().take(2).map(|it| title(flow, it)).collect();
    once(moving(flow, SHIPMENT).filter(|it| gathers(flow, it)).filter_map(|it| one_handoff(flow, it, &names)))
}

/// Something between the places and a shop that tells it of shipments.
fn gathers(flow: &Flow, handoff: &Handoff) -> bool {
    flow.system(&handoff.to).role.sells() && !flow.system(&handoff.from).role.ships_goods()
}

fn one_handoff(flow: &Flow, handoff: &Handoff, places: &[&str]) -> Option<Finding> {
    if matches!(Mover::of(flow, handoff), Mover::Seamless) {
        return None;
    }
    let asked = Asked::Contract(flow, handoff);
    let to = title(flow, &handoff.to);
    let case = Case::on(ID, flow, handoff).costs(5, Loss::Part);
    let both = places.join(" and ");
    match asked.word(GRAIN) {
        Some("order") => Some(case.at_risk(
            format!("an order that ships from {both} is refused by {to} as a whole"),
            format!("#1001 ships 1 line from {} and 1 from {}. Both go to {to} in 1 message, and it takes one place at a time: nothing is fulfilled, and the customer hears nothing.", places[0], places[1]),
            format!("Have one message sent for each parcel (`contract: {{ {GRAIN}: parcel }}`), or let Seamless carry `{}`: it makes one fulfillment for each place.", handoff.id),
        )),
        Some(_) => None,
        None => Some(case.unknown(
            asked,
            GRAIN,
            format!("an order that ships from {both} may be refused by {to} as a whole"),
            &format!("When an order ships from {both}, is {to} told in one message for each parcel, or in one for the order?"),
        )),
    }
}
