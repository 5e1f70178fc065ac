//! Finds the risk on a map: things that ship later, and warehouses that are asked for them at once.

use seamless_flow::{Flow, Handoff, Kind};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, many, moving, title};
use crate::way::TO_SHIP;

const PREORDERS: &str = "preorders";
const KEPT: &str = "scheduled_kept";
const KEEPS: &str = "order.scheduled";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let ships = |it: &&Handoff| flow.system(&it.to).role.ships_goods();
    let Some(first) = moving(flow, TO_SHIP).find(ships) else { return Vec::new() };
    let trade = Asked::Trade(flow);
    match trade.yes(PREORDERS) {
        Some(false) => Vec::new(),
        Some(true) => once(moving(flow, TO_SHIP).filter(ships).filter_map(|it| one_handoff(flow, it))),
        None => vec![case(flow, first).unknown(
            trade,
            PREORDERS,
            format!("what is to ship later may leave {} at once", title(flow, &first.to)),
            "Is anything sold that ships on a later day: pre-orders, prepaid subscriptions?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(5, Loss::Part)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, target) = (Asked::Contract(flow, handoff), Asked::target(flow, handoff));
    let ours = matches!(Mover::of(flow, handoff), Mover::Seamless);
    let requests = handoff.carry == DocumentKind::FulfillmentRequest;
    let waits = ours && requests && flow.system(&handoff.from).kind == Kind::Shopify;
    let to = title(flow, &handoff.to);
    let message = format!("what is to ship later may leave {to} at once, or keep the rest back");
    match (asked.yes(KEPT), target.yes(KEEPS)) {
        (Some(true), _) => None,
        (Some(false), _) => Some(at_risk(flow, handoff)),
        (None, Some(true)) => None,
        _ if waits => None,
        // Whole orders travel as they are: only the receiver can keep a part back.
        (None, Some(false)) if ours && !requests => Some(at_risk(flow, handoff)),
        (None, None) if ours && !requests => Some(case(flow, handoff).unknown(
            target,
            KEEPS,
            message,
            "Can you keep one line of an order back until a day that the order names, and ship the others at once?",
        )),
        (None, _) => Some(case(flow, handoff).unknown(
            asked,
            KEPT,
            message,
            &format!("When a part of an order is to ship later, are the {} that reach {to} without it until it is due, and does it come by itself then?", many(handoff.carry)),
        )),
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    let shop = flow.system(&handoff.from).kind == Kind::Shopify;
    let fix = if shop && handoff.carry == DocumentKind::Order {
        format!(
            "Let Seamless carry `{}` as `fulfillment_request`: it waits until the shop opens each part.",
            handoff.id
        )
    } else {
        format!("Have only what is due travel on `{}`, and write `contract: {{ {KEPT}: true }}`.", handoff.id)
    };
    case(flow, handoff).at_risk(
        format!("what is to ship later leaves {to} at once, or keeps the rest back"),
        format!("#1001 has 1 x A-1 for today and 1 x NEW-1, which comes out in 60 days. {to} is asked for both today: either NEW-1 leaves before its day, or A-1 waits for 60 days."),
        fix,
    )
}
