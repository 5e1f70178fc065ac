//! Finds the risk on a map: parcels with several orders, and what is told of them.

use seamless_flow::{Flow, Handoff};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};

const MERGED: &str = "merged_shipments";
const TELLS: &str = "shipment.merged_as";
const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let leaves = |it: &&Handoff| flow.system(&it.from).role.ships_goods();
    let Some(first) = moving(flow, SHIPMENT).find(leaves) else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(MERGED) {
        Some(false) => Vec::new(),
        Some(true) => once(moving(flow, SHIPMENT).filter(leaves).filter_map(|it| one_handoff(flow, it))),
        None => vec![case(flow, first).unknown(
            trade,
            MERGED,
            "an order that leaves in one parcel with another may stay open for ever",
            "Are several orders of one customer ever put into one parcel?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let source = flow.system(&handoff.from);
    let asked = Asked::System(flow, source);
    let (from, to) = (&source.title, title(flow, &handoff.to));
    let by_tracking = handoff.key.get(&handoff.from).is_some_and(|it| it.contains("tracking"));
    let then = match (asked.word(TELLS), Mover::of(flow, handoff)) {
        (None, _) => {
            return Some(Case::at(ID, flow, source).costs(2, Loss::Part).unknown(
                asked,
                TELLS,
                format!("an order that leaves {from} in one parcel with another may stay open for ever"),
                "When you put two orders into one parcel, what do you tell of it: one shipment for each order, one that names both, or one that names the first only?",
            ));
        }
        (Some("one_each"), Mover::Seamless) if by_tracking => {
            "the two shipments have one tracking number, which is their key: the second counts as told"
        }
        (Some("one_each"), _) => return None,
        (Some("names_all"), Mover::Seamless) => "Seamless brings a parcel to one order, and that is #1001",
        (Some("names_all"), _) => return None,
        (Some(_), _) => "only #1001 is named",
    };
    Some(case(flow, handoff).at_risk(
        format!("an order that leaves {from} in one parcel with another stays open in {to}"),
        format!("#1001 and #1002 go to one address, and {from} puts both into one parcel. Of what it tells, {then}: #1002 stays unfulfilled, and its stock stays committed."),
        format!("Switch combining off in {from}, and say `trade: {{ {MERGED}: false }}`; or have it tell one shipment for each order (`{TELLS}: one_each`), each with a key of its own."),
    ))
}
