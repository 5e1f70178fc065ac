//! Finds the risk on a map: a call without an answer is repeated, and nothing tells that it was carried out.

use seamless_flow::{Flow, Handoff, Profile, Via};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, once};
use crate::look::{Mover, a, example, fact, many, moving, says, title, worth_each};

const KINDS: &[DocumentKind] =
    &[DocumentKind::Order, DocumentKind::FulfillmentRequest, DocumentKind::Shipment, DocumentKind::Refund];

const LOOKUP: &str = "lookup_by_external";

const UNIQUE: &str = "unique_external_ref";

const LOOKS_UP: &str = "retry.looks_up_first";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(moving(flow, KINDS).filter(|it| it.via != Via::Manual).filter_map(|it| one_handoff(flow, it)))
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let target = &flow.system(&handoff.to).profile;
    let mover = Mover::of(flow, handoff);
    match mover {
        Mover::Seamless => match repeated(target, handoff.carry) {
            Repeated::Safe => None,
            Repeated::Doubles => Some(at_risk(flow, handoff, mover)),
            Repeated::Unsaid { unasked } => Some(ask_target(flow, handoff, unasked)),
        },
        _ if says(target, handoff.carry, UNIQUE) == Some(true) => None,
        _ => match mover.yes(LOOKS_UP) {
            Some(true) => None,
            Some(false) => Some(at_risk(flow, handoff, mover)),
            None => Some(ask_carrier(flow, handoff, mover)),
        },
    }
}

/// What becomes of a create that is repeated by somebody who takes care.
enum Repeated {
    /// The target knows idempotency, refuses a second document with the same external key, or can be asked for it.
    Safe,
    /// It does none of these.
    Doubles,
    /// Its profile does not tell. `unasked`: it is known that it cannot be asked for the document.
    Unsaid { unasked: bool },
}

fn repeated(target: &Profile, kind: DocumentKind) -> Repeated {
    let api = target.api.as_ref().and_then(|api| api.documents.get(&kind));
    if api.is_some_and(|it| it.find.is_some() || it.idempotency_header.is_some()) {
        return Repeated::Safe;
    }
    let said = |what: &str| says(target, kind, what);
    let facts = ["idempotent_create", "idempotent_write", UNIQUE, LOOKUP];
    match (said(LOOKUP), said(UNIQUE)) {
        _ if facts.iter().any(|it| said(it) == Some(true)) => Repeated::Safe,
        (Some(false), Some(false)) => Repeated::Doubles,
        (lookup, _) => Repeated::Unsaid { unasked: lookup == Some(false) },
    }
}

fn message(flow: &Flow, handoff: &Handoff) -> String {
    let (to, two) = (title(flow, &handoff.to), many(handoff.carry));
    match handoff.via {
        Via::File(_) => format!("a file that {to} takes without an answer is put there again: two {two}"),
        _ => format!("a call that {to} carries out without an answer is made again: two {two}"),
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (to, kind, example) = (title(flow, &handoff.to), a(handoff.carry), example(handoff.carry));
    let (moved, again) = match handoff.via {
        Via::File(_) => ("files", "puts the file there"),
        _ => ("calls", "makes the call"),
    };
    let peak = flow.volume.peak_orders_per_minute.map(|peak| {
        format!(" One such minute at peak leaves up to {} {moved} of which nobody knows.", peak.normalize())
    });
    let witness = format!(
        "{to} stores {example} at 14:00:00 and its answer is lost. {} {again} again at 14:00:30: {to} has it twice{}.{}",
        mover.title(),
        worth_each(flow),
        peak.unwrap_or_default()
    );
    let fix = match (mover, handoff.via) {
        (Mover::Seamless, Via::File(_)) => format!(
            "Agree with {to} that it takes {kind} with the same identifier once, and write `{}: true` into its profile.",
            fact(handoff.carry, UNIQUE)
        ),
        (Mover::Seamless, _) => format!(
            "Tell in the profile of {} how {kind} is found by its external key (`api.documents.{}.find`), or the header of its idempotency key.",
            handoff.to,
            handoff.carry.word()
        ),
        _ => format!("Let Seamless carry `{}`, or make the external reference unique in {to}.", handoff.id),
    };
    Case::on(ID, flow, handoff).at_risk(message(flow, handoff), witness, fix)
}

/// Asks the target whether it can be asked, or, where that is known, whether it takes the same one once.
fn ask_target(flow: &Flow, handoff: &Handoff, unasked: bool) -> Finding {
    let to = title(flow, &handoff.to);
    let question = match unasked {
        true => format!(
            "When {to} gets {} twice with the same identifier, does it keep to one of them, by refusing the second or taking it for the first?",
            a(handoff.carry)
        ),
        false => format!("Can {to} be asked for {} by the identifier that we gave it?", a(handoff.carry)),
    };
    let (unique, lookup) = (fact(handoff.carry, UNIQUE), fact(handoff.carry, LOOKUP));
    let fix = match unasked {
        true => format!("Write the answer into the profile of {}: `{unique}`.", handoff.to),
        false => format!(
            "Write the answer into the profile of {}: `{lookup}`, `{}` or `{unique}`.",
            handoff.to,
            fact(handoff.carry, "idempotent_create")
        ),
    };
    let vendor = Asked::target(flow, handoff);
    let missing = vendor.lacks(if unasked { &unique } else { &lookup });
    Case::on(ID, flow, handoff).unanswered(vendor.ask(&question), missing, message(flow, handoff), fix)
}

fn ask_carrier(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (to, kind) = (title(flow, &handoff.to), a(handoff.carry));
    let question = mover.ask(
        flow,
        handoff,
        &format!(
            "When {to} does not answer a call that makes {kind}, is {to} asked whether it has it before the call is made again?"
        ),
    );
    Case::on(ID, flow, handoff).unanswered(
        question,
        mover.lacks(handoff, LOOKS_UP),
        message(flow, handoff),
        format!("Write the answer into the profile as `{LOOKS_UP}`, or let Seamless carry `{}`.", handoff.id),
    )
}
