//! Systems whose parcels are told to a shop, and that nobody asks to ship.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Case, Loss};
use crate::look::{moving, origins, title, walk, worth_each_comma};
use crate::way::TO_SHIP;

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

/// Systems that ship, of which parcels come to where orders are sold, and to which no way of orders and requests
/// leads from there; where others are asked. A map that has no such way at all speaks of a part of the flow only.
pub(super) fn unasked(flow: &Flow) -> Vec<Finding> {
    let begin: Vec<&SystemId> = origins(flow).into_iter().map(|it| &it.id).collect();
    let asked = walk(moving(flow, TO_SHIP).map(|it| (&it.from, &it.to)), begin);
    let sold = flow.systems.values().filter(|it| it.role.sells()).map(|it| &it.id);
    let told = walk(moving(flow, SHIPMENT).map(|it| (&it.to, &it.from)), sold);
    if !asked.iter().any(|it| flow.system(it).role.ships_goods()) {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let silent = |it: &&Handoff| {
        let from = &it.from;
        flow.system(from).role.ships_goods() && told.contains(from) && !asked.contains(from)
    };
    let first = moving(flow, SHIPMENT).filter(silent).filter(|it| seen.insert(&it.from));
    first.map(|it| nobody_asks(flow, it)).collect()
}

fn nobody_asks(flow: &Flow, parcels: &Handoff) -> Finding {
    let (system, to) = (flow.system(&parcels.from), title(flow, &parcels.to));
    let name = &system.title;
    Case::at(ID, flow, system).costs(10, Loss::Whole).at_risk(
        format!("nobody asks {name} to ship, though {to} is told of its parcels"),
        format!(
            "#1001 is for what only {name} has. `{}` would tell {to} of its parcel, and no handoff brings the order or a request to {name}: it is paid{} and nobody packs it.",
            parcels.id,
            worth_each_comma(flow)
        ),
        format!("Put the way on the map over which {name} is asked to ship, or take it off the map where it ships no more."),
    )
}
