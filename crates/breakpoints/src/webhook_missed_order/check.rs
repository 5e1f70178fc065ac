//! Finds the risk on a map: what a webhook did not bring, nobody asks for.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::DocumentKind;

use super::ID;
use crate::Finding;
use crate::judge::Case;
use crate::look::{
    Mover, a, count, fact, many, moving, orders_within, span, title, via_words, worth_in_brackets,
};
use crate::lost::{self, Loss};
use crate::volume::up_to;

const KINDS: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::FulfillmentRequest];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    moving(flow, KINDS)
        .filter(|it| !matches!(it.via, Via::Manual))
        .filter_map(|it| one_handoff(flow, it))
        .collect()
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    match (mover, handoff.backstop) {
        (Mover::Seamless, _) => lost::loss(flow, handoff).map(|loss| at_risk(flow, handoff, loss)),
        // What the map says of a backstop is what was agreed with who carries; whether it looks back far enough is told.
        (_, Some(_)) => lost::loss(flow, handoff)
            .filter(|it| matches!(it, Loss::ShortWindow { .. }))
            .map(|loss| at_risk(flow, handoff, loss)),
        _ => {
            let backstop = fact(handoff.carry, "backstop");
            match mover.has_backstop(handoff.carry) {
                Some(true) => None,
                Some(false) => Some(never_asked(flow, handoff, mover)),
                None => Some(unknown(flow, handoff, mover, &backstop)),
            }
        }
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff, loss: Loss) -> Finding {
    let (to, kind) = (title(flow, &handoff.to), many(handoff.carry));
    let message = match loss {
        Loss::NoBackstop => format!("{kind} that a webhook does not bring never reach {to}"),
        Loss::ShortWindow { .. } => {
            format!("the backstop looks back too short a time: late {kind} never reach {to}")
        }
        Loss::CannotList => {
            format!("the backstop has nothing to ask: {kind} that a webhook does not bring never reach {to}")
        }
    };
    let (witness, fix) = (lost::witness(flow, handoff, loss), lost::fix(flow, handoff, loss));
    Case::on(ID, flow, handoff).at_risk(message, witness, fix).mended_by_all(lost::edit(flow, handoff, loss))
}

/// A vendor's carrier that is known to ask once only.
fn never_asked(flow: &Flow, handoff: &Handoff, mover: Mover<'_>) -> Finding {
    let (to, kind) = (title(flow, &handoff.to), a(handoff.carry));
    let day = SignedDuration::from_hours(24);
    let size = orders_within(flow, day).map(|orders| {
        format!(
            " It takes one in {}{} to have this happen once a day{}.",
            up_to(flow, handoff),
            count(orders),
            worth_in_brackets(flow, 1)
        )
    });
    let witness = format!(
        "{} fails on #1001 at 14:00 and goes on to #1002: nobody compares the two systems afterwards, and #1001 is never in {to}.{}",
        mover.title(),
        size.unwrap_or_default()
    );
    Case::on(ID, flow, handoff).at_risk(
        format!("{kind} that {} misses once is never tried again", mover.title()),
        witness,
        format!(
            "Let Seamless carry `{}`, or have {} compare both systems at intervals and say so as `{}`.",
            handoff.id,
            mover.title(),
            fact(handoff.carry, "backstop")
        ),
    )
}

fn unknown(flow: &Flow, handoff: &Handoff, mover: Mover<'_>, backstop: &str) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let (kind, all) = (a(handoff.carry), many(handoff.carry));
    let question = mover.ask(
        flow,
        handoff,
        &format!(
            "You take {all} from {from} to {to} {}. When one is missed, because of an outage or an error, do you find it by yourselves, because you compare both systems?",
            via_words(handoff.via)
        ),
    );
    Case::on(ID, flow, handoff).unanswered(
        question,
        mover.lacks(handoff, backstop),
        format!("nobody knows what finds {kind} that {} misses on its way to {to}", mover.title()),
        format!(
            "Write the answer into the profile as `{backstop}`. Until then Seamless watches: {kind} that is not there after {} becomes an incident.",
            span(handoff.within)
        ),
    )
}
