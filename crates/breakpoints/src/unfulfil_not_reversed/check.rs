//! Finds the risk on a map: shipments are told, and that they were called back is not.

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, Event};

use super::ID;
use crate::Finding;
use crate::covers::{Carried, ask_carried, carried, cover};
use crate::judge::{Case, Loss, once};
use crate::look::{Mover, moving, says, title};

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let returns = |it: &&Handoff| cancels(flow, it, true) != Some(false);
    once(moving(flow, SHIPMENT).filter(returns).filter_map(|it| one_handoff(flow, it)))
}

/// Whether a shipment can be called back in the source or in the target.
fn cancels(flow: &Flow, handoff: &Handoff, source: bool) -> Option<bool> {
    let end = if source { &handoff.from } else { &handoff.to };
    says(&flow.system(end).profile, DocumentKind::Shipment, "cancel")
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let case = Case::on(ID, flow, handoff).costs(2, Loss::Part);
    let message = format!("a parcel that is called back in {from} stays shipped in {to}");
    // A handoff that carries the cancelling of shipments carries that they are void.
    let event = if handoff.covers(Event::Cancel) { Event::Cancel } else { Event::Void };
    let witness = format!(
        "#1001 is packed at 13:00, its label is voided at 14:00, and it leaves on the next day by another carrier. {to} has 2 parcels of it: the first never arrives, and its goods are missing from the stock."
    );
    match carried(flow, handoff, &[event], "covers_cancel") {
        Carried::Yes if cancels(flow, handoff, false) == Some(false) => Some(case.at_risk(
            message,
            witness,
            format!("Agree with the owners of {to} how a shipment is taken back there, and write it into its profile (`shipment.cancel`)."),
        )),
        Carried::Yes => None,
        Carried::No => {
            let ours = matches!(Mover::of(flow, handoff), Mover::Seamless);
            let fix = if ours {
                "Add `void` to `covers`.".to_owned()
            } else {
                format!("Let Seamless carry `{}` with `void` in `covers`, or have its carrier bring what was voided.", handoff.id)
            };
            let found = case.at_risk(message, witness, fix);
            let told = flow.system(&handoff.from).profile.list("shipment.events");
            let known = told.is_some_and(|it| it.iter().any(|it| it == "void"));
            let safe = ours && known && cancels(flow, handoff, false) == Some(true);
            Some(if safe { found.mended_by_all(cover(handoff, &[Event::Void])) } else { found })
        }
        Carried::Unsaid => Some(ask_carried(
            case,
            flow,
            handoff,
            "covers_cancel",
            message,
            &format!("When a parcel is voided in {from}, or comes back undelivered, is its shipment taken back in {to}?"),
        )),
    }
}
