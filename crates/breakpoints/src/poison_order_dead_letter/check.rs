//! Finds the risk on a map: an order that cannot be understood is given up and kept nowhere.

use seamless_flow::{Flow, Handoff, OnUnknown};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::Case;
use crate::look::{HELD, Mover, a, count, grouped, moving, title, worth_each_comma};

const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::FulfillmentRequest];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    moving(flow, KINDS).filter_map(|it| one_handoff(flow, it)).collect()
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    let held = match mover {
        Mover::Seamless => Some(handoff.on_unknown == OnUnknown::Hold),
        _ => mover.holds_in_sight(handoff.carry),
    };
    match held {
        Some(true) => None,
        Some(false) => Some(at_risk(flow, handoff, mover)),
        None => Some(unknown(flow, handoff, mover)),
    }
}

fn message(flow: &Flow, handoff: &Handoff) -> String {
    format!("{} that {} does not understand vanishes", a(handoff.carry), title(flow, &handoff.to))
}

fn at_risk(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let ending = match mover {
        Mover::Seamless => format!("it is refused back to {from}, which does nothing with a refusal"),
        _ => format!("{} tries a few times, gives up, and shows it nowhere", mover.title()),
    };
    let volume = flow.volume.orders_per_day.map(|day| {
        let lines = flow
            .volume
            .lines_per_order
            .map(|lines| format!(" with {} lines", grouped((lines * day).round(), 0)));
        let orders = rust_decimal::prelude::ToPrimitive::to_u64(&day.round()).unwrap_or_default();
        format!(
            " A day brings {}{}{}; one bad line is enough.",
            crate::volume::up_to(flow, handoff),
            count(orders),
            lines.unwrap_or_default()
        )
    });
    let witness = format!(
        "#1001{} has an item that {to} does not list: {ending}. Its customer has paid and waits.{}",
        worth_each_comma(flow),
        volume.unwrap_or_default()
    );
    let fix = match mover {
        Mover::Seamless => "Write `on_unknown: hold`, or leave it out: what is refused is then held in sight and tried again.".to_owned(),
        _ => format!("Let Seamless carry `{}`: it holds what is refused in sight, and tries again when it is mended.", handoff.id),
    };
    Case::on(ID, flow, handoff).at_risk(message(flow, handoff), witness, fix)
}

fn unknown(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (to, kind) = (title(flow, &handoff.to), a(handoff.carry));
    let question = mover.ask(
        flow,
        handoff,
        &format!(
            "When {to} refuses {kind}, because of an item that it does not list, is it kept where a person sees it, until it can be tried again?"
        ),
    );
    Case::on(ID, flow, handoff).unanswered(
        question,
        mover.lacks(handoff, HELD),
        message(flow, handoff),
        format!("Write the answer into the profile as `{HELD}`, or let Seamless carry `{}`.", handoff.id),
    )
}
