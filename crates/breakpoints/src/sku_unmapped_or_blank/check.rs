//! Finds the risk on a map: lines are sold whose SKU the next system does not know.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, OnUnknown};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, of_marketplace, title};
use crate::sources::shut_to_shops;
use crate::way::TO_SHIP;

/// What stands on an order where lines are written by hand.
const BY_HAND: &str = "a line that has no SKU";

const COMPLETE: &str = "skus_complete";
const CUSTOM: &str = "custom_items";
const CODES: &str = "codes.sku";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let needs = |it: &&Handoff| {
        let role = flow.system(&it.to).role;
        role.ships_goods() || role.keeps_books()
    };
    let Some(first) = moving(flow, TO_SHIP).find(needs) else { return Vec::new() };
    let trade = Asked::Trade(flow);
    let ask = |fact, question| {
        let message =
            format!("a line without a SKU that {} knows may stop its order", title(flow, &first.to));
        vec![case(flow, first, Loss::Work).unknown(trade, fact, message, question)]
    };
    let what = match (trade.yes(COMPLETE), trade.yes(CUSTOM)) {
        (Some(true), Some(false)) => return Vec::new(),
        (Some(false), _) => "an item that is not set up there yet",
        (_, Some(true)) => BY_HAND,
        (None, _) => {
            return ask(
                COMPLETE,
                "Has every variant that is sold a SKU that all other systems know, from its first day on sale?",
            );
        }
        (_, None) => {
            return ask(
                CUSTOM,
                "Are lines sold that have no SKU, for example written by hand on draft orders?",
            );
        }
    };
    // Nobody writes lines by hand in a marketplace, nor do they come to whoever ships for it alone.
    let by_hand = what == BY_HAND;
    let shut = if by_hand { shut_to_shops(flow) } else { BTreeSet::new() };
    let has = |it: &&Handoff| !by_hand || !of_marketplace(flow, it) && !shut.contains(&it.id);
    once(moving(flow, TO_SHIP).filter(needs).filter(has).filter_map(|it| one_handoff(flow, it, what)))
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff, loss: Loss) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, loss)
}

fn one_handoff(flow: &Flow, handoff: &Handoff, what: &str) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let to = flow.system(&handoff.to);
    let mover = Mover::of(flow, handoff);
    if asked.word(CODES) == Some("default") {
        return to.role.ships_goods().then(|| stand_in(flow, handoff));
    }
    let held = match mover {
        Mover::Seamless => Some(handoff.on_unknown == OnUnknown::Hold),
        _ => mover.holds_in_sight(handoff.carry),
    };
    let title = &to.title;
    let risk = |loss, then: &str| {
        case(flow, handoff, loss).at_risk(
            format!("an order stops before {title} where it has {what}"),
            format!("#1001 has 1 x A-1 and {what}. {then}"),
            format!(
                "Set up every item in {title} before it is sold, and give lines written by hand a SKU; then say `trade: {{ {COMPLETE}: true, {CUSTOM}: false }}`."
            ),
        )
    };
    match held {
        Some(true) => Some(risk(
            Loss::Work,
            &format!("{title} refuses it: the order is held in sight, A-1 included, until a person has set the item up or mapped it."),
        )),
        Some(false) => Some(risk(
            Loss::Whole,
            &format!("{title} refuses it, and nobody is told: neither the line nor A-1 is ever shipped or booked."),
        )),
        None => Some(case(flow, handoff, Loss::Work).unknown(
            asked,
            "on_unknown",
            format!("an order may be lost on its way to {title} where it has {what}"),
            &format!("What becomes of an order with a line whose SKU is blank or unknown in {title}: is it held where a person sees it, refused, or dropped?"),
        )),
    }
}

fn stand_in(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    case(flow, handoff, Loss::Whole).at_risk(
        format!("{to} is asked to ship a stand-in for every item that it does not know"),
        format!("#1001 has 1 x NEW-1, which {to} does not know yet. The table gives its default item instead: a picker packs that, or finds nothing at its place."),
        format!("Set `{CODES}` of `{}` to `mapped`, with a table of all SKUs, and let what is not in it be held.", handoff.id),
    )
}
