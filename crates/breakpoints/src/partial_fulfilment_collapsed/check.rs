//! Finds the risk on a map: orders leave in parts, and parts are not told.

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, Event};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};

const PARTS: &str = "partial_shipments";
const GRAIN: &str = "grain";
const RECORDS: &str = "order.partial";
const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let Some(first) = moving(flow, SHIPMENT).next() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(PARTS) {
        Some(false) => Vec::new(),
        Some(true) => once(moving(flow, SHIPMENT).filter_map(|it| one_handoff(flow, it))),
        None => vec![case(flow, first).unknown(
            trade,
            PARTS,
            format!("the second parcel of an order may never be told to {}", title(flow, &first.to)),
            "Can one order leave in several parcels, on several days, or from several places?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(10, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let to = flow.system(&handoff.to);
    match (asked.word(GRAIN), Mover::of(flow, handoff)) {
        (Some("order" | "request"), _) => return Some(at_once(flow, handoff)),
        (Some(_), _) | (None, Mover::Seamless) => {}
        (None, _) if handoff.covers(Event::Partial) => {}
        (None, _) if handoff.covers_said => return Some(at_once(flow, handoff)),
        (None, _) => {
            let message = format!("the second parcel of an order may never be told to {}", to.title);
            let question = "When an order leaves in several parcels, is each of them told as it leaves, with its own lines and tracking, or is the order told once?";
            return Some(case(flow, handoff).unknown(asked, GRAIN, message, question));
        }
    }
    // A notice of goods that come in, to whoever ships them on, is matched with what is received.
    if to.role.ships_goods() {
        return None;
    }
    let target = Asked::System(flow, to);
    let case = Case::at(ID, flow, to).costs(10, Loss::Part);
    match target.yes(RECORDS) {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            format!("{} has no place for an order of which a part has shipped", to.title),
            format!("#1001 is for 3 x A-1; 1 leaves on the 1st, 1 on the 3rd, 1 on the 9th. {} can say shipped or not shipped: for 8 days one of the two is wrong.", to.title),
            format!("Have {} keep shipped quantities by line, or book each parcel there as a document of its own (`{RECORDS}`).", to.title),
        )),
        None => Some(case.unknown(
            target,
            RECORDS,
            format!("{} may have no place for an order of which a part has shipped", to.title),
            "Can you record that a part of an order has shipped, with its quantities, and the rest later?",
        )),
    }
}

/// Told when all has left, or when the first has.
fn at_once(flow: &Flow, handoff: &Handoff) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    case(flow, handoff).at_risk(
        format!("an order that leaves {from} in parts is told to {to} once"),
        format!("#1001 is for 3 x A-1; 1 leaves on the 1st, 1 on the 3rd, 1 on the 9th. {to} hears of 1 shipment: 2 parcels have no tracking there, and the customer asks for them."),
        match Mover::of(flow, handoff) {
            Mover::Seamless => format!("Have each parcel told as it leaves, and write `contract: {{ {GRAIN}: parcel }}` on `{}`.", handoff.id),
            _ => format!("Have each parcel told as it leaves (`contract: {{ {GRAIN}: parcel }}`), or let Seamless carry `{}`.", handoff.id),
        },
    )
}
