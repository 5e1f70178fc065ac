//! Finds the risk on a map: lines that cannot be brought are left out, and the rest goes on.

use seamless_flow::{Flow, Handoff};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, moving, title};
use crate::way::TO_SHIP;

const WHOLE: &str = "all_or_nothing";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(moving(flow, TO_SHIP).filter_map(|it| match Mover::of(flow, it) {
        Mover::Seamless => leaves_out(flow, it),
        mover => carried(flow, it, mover),
    }))
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Part)
}

fn message(flow: &Flow, handoff: &Handoff) -> String {
    format!("an order may come to {} with a line missing", title(flow, &handoff.to))
}

/// Our own mapping leaves lines out by what their SKU is.
fn leaves_out(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let target = flow.system(&handoff.to);
    let own = || target.profile.api.as_ref()?.documents.get(&handoff.carry)?.write_map.as_ref();
    let map = handoff.map.as_ref().or_else(own)?;
    let filter = map.filters().into_iter().find(|it| it.contains(".sku"))?;
    Some(case(flow, handoff).at_risk(
        message(flow, handoff),
        format!("#1001 has 1 x A-1 and a line without a SKU. `when: {filter}` in {} leaves that line out: {} gets an order with 1 line of 2, and nobody is told.", map.file, target.title),
        format!("Take `when: {filter}` out of {}: an order that cannot be built whole is then held in sight.", map.file),
    ))
}

fn carried(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    match asked.yes(WHOLE) {
        Some(true) => None,
        Some(false) => Some(case(flow, handoff).at_risk(
            message(flow, handoff),
            format!(
                "#1001 has 3 lines, and the product of the last is deleted. {} brings 2 of them to {}: what the customer paid and what is shipped and booked are no longer the same.",
                mover.title(),
                title(flow, &handoff.to)
            ),
            format!("Let Seamless carry `{}`, or have {} refuse an order that it cannot bring whole.", handoff.id, mover.title()),
        )),
        None => Some(case(flow, handoff).unknown(
            asked,
            WHOLE,
            message(flow, handoff),
            "When one line of an order cannot be brought, because its product is deleted or not mapped, is the whole order refused, and never brought without that line?",
        )),
    }
}
