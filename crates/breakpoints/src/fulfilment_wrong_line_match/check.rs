//! Finds the risk on a map: one SKU on two lines, and parcels whose lines are matched by SKU.

use std::collections::BTreeMap;

use seamless_flow::{Flow, Handoff, Kind};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};
use crate::way::TO_SHIP;

const REPEATED: &str = "repeated_skus";
const BY: &str = "lines.by";
const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let trade = Asked::Trade(flow);
    let Some(first) = moving(flow, SHIPMENT).next() else { return Vec::new() };
    match trade.yes(REPEATED) {
        Some(false) => Vec::new(),
        Some(true) => {
            let untold = untold(flow);
            once(moving(flow, SHIPMENT).filter_map(|it| one_handoff(flow, it, &untold)))
        }
        None => vec![case(flow, first).unknown(
            trade,
            REPEATED,
            "a parcel may be shown on the wrong line of its order",
            "Can one order have the same SKU on two lines: a free gift, an engraved one, two prices?",
        )],
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(5, Loss::Work)
}

/// Systems that are asked to ship by a handoff that does not name the lines: they have nothing to give back. With the
/// first such handoff.
fn untold(flow: &Flow) -> BTreeMap<&SystemId, &Handoff> {
    let names =
        |it: &Handoff| it.lines.contains_key(&it.to) || Asked::Contract(flow, it).word(BY) == Some("line");
    let mut untold = BTreeMap::new();
    for handoff in moving(flow, TO_SHIP).filter(|it| !names(it)) {
        untold.entry(&handoff.to).or_insert(handoff);
    }
    untold
}

fn one_handoff(flow: &Flow, handoff: &Handoff, untold: &BTreeMap<&SystemId, &Handoff>) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let both = handoff.lines.contains_key(&handoff.from) && handoff.lines.contains_key(&handoff.to);
    if matches!(Mover::of(flow, handoff), Mover::Seamless) {
        // The connector of Shopify pairs by SKU, whatever the map says of lines.
        let by_sku = flow.system(&handoff.to).kind == Kind::Shopify || asked.word(BY) == Some("sku");
        if by_sku || !both {
            return Some(at_risk(flow, handoff));
        }
        return untold.get(&handoff.from).map(|out| nothing_to_give_back(flow, handoff, out));
    }
    match asked.word(BY) {
        Some("sku") => Some(at_risk(flow, handoff)),
        Some(_) => None,
        None if both => untold.get(&handoff.from).map(|out| nothing_to_give_back(flow, handoff, out)),
        None => Some(case(flow, handoff).unknown(
            asked,
            BY,
            format!("a parcel may be shown on the wrong line of its order in {to}"),
            &format!(
                "When an order has one SKU on two lines, how is a shipped line of {from} found in {to}: by a reference to the line, or by its SKU?"
            ),
        )),
    }
}

/// The way back names the line, and the way out does not.
fn nothing_to_give_back(flow: &Flow, handoff: &Handoff, out: &Handoff) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let field = &handoff.lines[&handoff.from];
    case(flow, handoff).at_risk(
        format!("{from} is never told which line is which, and can give none back to {to}"),
        format!(
            "#1001 has 1 x A-1 at its price and 1 x A-1 as a gift. `{}` asks {from} for 2 x A-1 without naming the lines; `{}` then looks for the line in `{field}`, where nothing of {to} can stand.",
            out.id, handoff.id
        ),
        format!(
            "Send the line's reference along, and write `lines: {{ {}: …, {}: {field} }}` on `{}`.",
            out.from, out.to, out.id
        ),
    )
}

fn at_risk(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    let fix = if flow.system(&handoff.to).kind == Kind::Shopify && handoff.is_ours() {
        format!(
            "Give what is given away, engraved or priced apart a SKU of its own, and then say `trade: {{ {REPEATED}: false }}`."
        )
    } else {
        format!(
            "Have each line named on the way back, and write by which field each side knows it: `lines: {{ {}: …, {}: … }}`{}.",
            handoff.from,
            handoff.to,
            if handoff.is_ours() { "" } else { " and `contract: { lines.by: line }`" }
        )
    };
    case(flow, handoff).at_risk(
        format!("where an order has one item on two lines, {to} may show the wrong one as shipped"),
        format!(
            "#1001 has 1 x A-1 at its price and 1 x A-1 as a gift. The gift leaves first: {to} shows the line that was paid as shipped, and the gift as open. If the customer cancels what is open, the wrong thing is cancelled."
        ),
        fix,
    )
}
