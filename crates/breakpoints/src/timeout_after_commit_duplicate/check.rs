//! Finds the risk on a map: a call without an answer is repeated, and nothing tells that it was carried out.

use seamless_flow::{Flow, Handoff, Profile, Via};
use seamless_model::DocumentKind;

use super::ID;
use crate::judge::once;
use crate::look::{Mover, a, example, fact, many, moving, on_handoff, one, says, title, worth_each};
use crate::{Finding, Holder, Missing, Verdict};

const KINDS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Shipment, DocumentKind::Refund];

const LOOKS_UP: &str = "retry.looks_up_first";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(moving(flow, KINDS).filter(|it| it.via != Via::Manual).filter_map(|it| one_handoff(flow, it)))
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let target = &flow.system(&handoff.to).profile;
    let mover = Mover::of(flow, handoff);
    match mover {
        Mover::Seamless => match can_be_repeated(target, handoff.carry) {
            Some(true) => None,
            Some(false) => Some(at_risk(flow, handoff, mover)),
            None => Some(ask_target(flow, handoff)),
        },
        _ if says(target, handoff.carry, "unique_external_ref") == Some(true) => None,
        _ => match mover.yes(LOOKS_UP) {
            Some(true) => None,
            Some(false) => Some(at_risk(flow, handoff, mover)),
            None => Some(ask_carrier(flow, handoff, mover)),
        },
    }
}

/// Whether a create can be repeated safely by somebody who takes care: the target knows idempotency, refuses a second
/// document with the same external key, or can be asked for it. `None` where its profile does not tell.
fn can_be_repeated(target: &Profile, kind: DocumentKind) -> Option<bool> {
    let api = target.api.as_ref().and_then(|api| api.documents.get(&kind));
    if api.is_some_and(|it| it.find.is_some() || it.idempotency_header.is_some()) {
        return Some(true);
    }
    let facts = ["idempotent_create", "idempotent_write", "unique_external_ref", "lookup_by_external"]
        .map(|what| says(target, kind, what));
    if facts.contains(&Some(true)) {
        Some(true)
    } else if says(target, kind, "lookup_by_external") == Some(false) {
        Some(false)
    } else {
        None
    }
}

fn message(flow: &Flow, handoff: &Handoff) -> String {
    format!(
        "a call that {} carries out without an answer is made again: two {}",
        title(flow, &handoff.to),
        many(handoff.carry)
    )
}

fn at_risk(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (to, kind, example) = (title(flow, &handoff.to), a(handoff.carry), example(handoff.carry));
    let peak = flow.volume.peak_orders_per_minute.map(|peak| {
        format!(" One such minute at peak leaves up to {} calls of which nobody knows.", peak.normalize())
    });
    let witness = format!(
        "{to} stores {example} at 14:00:00 and its answer is lost. {} makes the call again at 14:00:30: {to} has it twice{}.{}",
        mover.title(),
        worth_each(flow),
        peak.unwrap_or_default()
    );
    let fix = match mover {
        Mover::Seamless => format!(
            "Tell in the profile of {} how {kind} is found by its external key (`api.documents.{}.find`), or the header of its idempotency key.",
            handoff.to,
            handoff.carry.word()
        ),
        _ => format!("Let Seamless carry `{}`, or make the external reference unique in {to}.", handoff.id),
    };
    on_handoff(ID, flow, handoff, Verdict::AtRisk { witness }, message(flow, handoff), fix)
}

fn ask_target(flow: &Flow, handoff: &Handoff) -> Finding {
    let (to, kind) = (title(flow, &handoff.to), one(handoff.carry));
    let lookup = fact(handoff.carry, "lookup_by_external");
    let team = flow.team_title(&flow.system(&handoff.to).team);
    let question = format!(
        "To {team}: Can {to} be asked for {} by the identifier that we gave it? Or does it take an idempotency key, or refuse a second {kind} with the same identifier?",
        a(handoff.carry)
    );
    on_handoff(
        ID,
        flow,
        handoff,
        Verdict::Unknown {
            question,
            fact: Missing { name: lookup.clone(), holder: Holder::System(handoff.to.clone()) },
        },
        message(flow, handoff),
        format!(
            "Write the answer into the profile of {}: `{lookup}`, `{}` or `{}`.",
            handoff.to,
            fact(handoff.carry, "idempotent_create"),
            fact(handoff.carry, "unique_external_ref")
        ),
    )
}

fn ask_carrier(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (to, kind) = (title(flow, &handoff.to), a(handoff.carry));
    let question = mover.ask(
        flow,
        handoff,
        &format!(
            "When {to} does not answer a call that makes {kind}, what happens before the call is made again: is {to} asked whether it has it?"
        ),
    );
    on_handoff(
        ID,
        flow,
        handoff,
        Verdict::Unknown { question, fact: mover.lacks(handoff, LOOKS_UP) },
        message(flow, handoff),
        format!("Write the answer into the profile as `{LOOKS_UP}`, or let Seamless carry `{}`.", handoff.id),
    )
}
