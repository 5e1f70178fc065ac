//! Finds the risk on a map: a message that is sent again later carries what was true then, and is taken for now.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Kind, Via};
use seamless_model::{DocumentKind, Event};

use super::ID;
use crate::Finding;
use crate::authority::overwrites;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, clock, many, moving, says, span, title};

const FACT: &str = "version_guard";
const KINDS: &[DocumentKind] = &[
    DocumentKind::Order,
    DocumentKind::FulfillmentRequest,
    DocumentKind::Shipment,
    DocumentKind::Return,
    DocumentKind::Payment,
];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let told = moving(flow, KINDS).filter(|it| carries_payloads(flow, it) && changes(it));
    once(told.filter_map(|it| one_handoff(flow, it)).chain(overwrites(ID, flow)))
}

/// A message with its content, from a source that does not keep its messages in order.
fn carries_payloads(flow: &Flow, handoff: &Handoff) -> bool {
    let ordered = says(&flow.system(&handoff.from).profile, handoff.carry, "ordered") == Some(true);
    matches!(handoff.via, Via::Webhook | Via::Api) && !ordered
}

fn changes(handoff: &Handoff) -> bool {
    handoff.covers.iter().any(|it| *it != Event::Create)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let case = Case::on(ID, flow, handoff).costs(1, Loss::Whole);
    let (from, to, what) = (title(flow, &handoff.from), title(flow, &handoff.to), many(handoff.carry));
    let message = format!("{what} that changed in {from} fall back in {to} to what they were");
    if let Mover::Seamless = Mover::of(flow, handoff) {
        let fix = format!(
            "Have `read` of `api.documents.{}` in the profile of {} give a `revision`: the time of the last change.",
            handoff.carry.word(),
            handoff.from
        );
        return no_revision(flow, handoff).then(|| case.at_risk(message, witness(flow, handoff), fix));
    }
    let asked = Asked::Contract(flow, handoff);
    match asked.yes(FACT) {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            message,
            witness(flow, handoff),
            format!(
                "Let Seamless carry `{}`, or have {} read the document again before it writes, and write `{FACT}: true` into `contract`.",
                handoff.id,
                Mover::of(flow, handoff).title()
            ),
        )),
        None => Some(case.unknown(
            asked,
            FACT,
            message,
            &format!(
                "When a message about {what} from {from} arrives late, after a newer one, do you know that it is old, by the time of the change or by reading the document again?"
            ),
        )),
    }
}

/// A JSON API whose documents have no revision: what is newer is then told by when it came.
fn no_revision(flow: &Flow, handoff: &Handoff) -> bool {
    let source = flow.system(&handoff.from);
    let api = source.profile.api.as_ref().filter(|_| source.kind == Kind::Http);
    let read = api.and_then(|api| api.documents.get(&handoff.carry)).and_then(|it| it.read_map.as_ref());
    read.is_some_and(|it| !it.builds("revision"))
}

fn witness(flow: &Flow, handoff: &Handoff) -> String {
    let source = flow.system(&handoff.from);
    let (from, to) = (&source.title, title(flow, &handoff.to));
    let late = source.profile.span("webhook.retry_window");
    let after = late.unwrap_or(SignedDuration::from_hours(1));
    let known = late.map(|it| format!(" {from} sends again for up to {}.", span(it)));
    let change = match handoff.carry {
        DocumentKind::Order | DocumentKind::FulfillmentRequest if handoff.covers(Event::Cancel) => {
            "and the order is cancelled at 13:10"
        }
        DocumentKind::Order | DocumentKind::FulfillmentRequest => "and its address is corrected at 13:10",
        DocumentKind::Shipment => "and its tracking number is corrected at 13:10",
        _ => "and it changes at 13:10",
    };
    format!(
        "A message about #1001 fails at 13:00, {change}. The message of 13:00 is sent again and arrives at {}, with what was true at 13:00: {to} takes it for the newest word.{}",
        clock(after),
        known.unwrap_or_default()
    )
}
