//! Finds the risk on a map: orders change after they are placed, and an arrow brings what they were at first.

use std::collections::BTreeSet;

use seamless_flow::{Edit, Flow, Handoff, Kind, Role, Via};
use seamless_model::{DocumentKind, Event, HandoffId};

use super::ID;
use crate::Finding;
use crate::covers::{Carried, ask_carried, carried, cover};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, a, fact, moving, title, worth_each_comma};
use crate::way::{TO_SHIP, to_goods};

const COVERS: &str = "covers_edit";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let to_goods: BTreeSet<&HandoffId> = to_goods(flow).into_iter().map(|it| &it.id).collect();
    // A supplier ships what was bought for an order, to whoever ships it on.
    let follows = |role: Role| role.keeps_books() || role == Role::Supplier;
    let concerned = |it: &&Handoff| to_goods.contains(&it.id) || follows(flow.system(&it.to).role);
    let arrows = moving(flow, TO_SHIP).filter(concerned).filter(|it| !made_anew(flow, it));
    let found: Vec<Finding> = arrows.filter_map(|it| one_handoff(flow, it)).collect();
    let trade = Asked::Trade(flow);
    match (trade.yes("order_edits"), found.first()) {
        (Some(false), _) | (_, None) => Vec::new(),
        (Some(true), _) => once(found.into_iter()),
        (None, Some(first)) => {
            let handoff = flow.handoffs.get(first.spot.name());
            let message = "orders that change after they are placed may be shipped and booked as they were";
            let question = "Do orders change after they are placed: by staff, by the customer, by an upsell, by a new address?";
            handoff
                .map(|it| case(flow, it).unknown(trade, "order_edits", message, question))
                .into_iter()
                .collect()
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    let books = flow.system(&handoff.to).role.keeps_books();
    Case::on(ID, flow, handoff).costs(5, if books { Loss::Part } else { Loss::Whole })
}

/// A source that never changes a request: it cancels it and makes a new one, and both travel.
fn made_anew(flow: &Flow, handoff: &Handoff) -> bool {
    let events = Asked::source(flow, handoff).list(&fact(handoff.carry, "events"));
    let never_edited = events.is_some_and(|it| !it.iter().any(|event| event == Event::Edit.word()));
    handoff.carry == DocumentKind::FulfillmentRequest && never_edited && handoff.covers(Event::Cancel)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let case = case(flow, handoff);
    let message = format!("what is changed on {} in {from} never reaches {to}", a(handoff.carry));
    match carried(flow, handoff, &[Event::Edit], COVERS) {
        Carried::No => {
            let fix = match Mover::of(flow, handoff) {
                Mover::Seamless => "Add `edit` to `covers`.".to_owned(),
                mover => format!(
                    "Let Seamless carry `{}` with `edit` in `covers`, or have {} carry changes too.",
                    handoff.id,
                    mover.title()
                ),
            };
            let found = case.at_risk(message, witness(flow, handoff), fix);
            Some(if can_be_added(flow, handoff) {
                found.mended_by_all(cover(handoff, &[Event::Edit]))
            } else {
                found
            })
        }
        Carried::Yes if cannot_be_changed(flow, handoff) => {
            let fix = format!(
                "Agree with the team of {to} how a change gets in (cancelled and placed anew, or changed by hand, with an owner), or keep orders with `hold_window` until they change no more."
            );
            Some(case.at_risk(
                format!("{to} takes no change of {} once it has it", a(handoff.carry)),
                witness(flow, handoff),
                fix,
            ))
        }
        Carried::Yes if untold(flow, handoff) => {
            let fix = "Add `backstop: every 15m over 48h`: what has changed is then found by asking.";
            let edit = Edit::set(["handoffs", handoff.id.as_str(), "backstop"], "every 15m over 48h");
            Some(case.at_risk(message, witness(flow, handoff), fix).mended_by(edit))
        }
        Carried::Yes => None,
        Carried::Unsaid => {
            let question = format!(
                "When {} is changed in {from} (a line added or removed, a quantity, the address), is it changed in {to} each time, even when {to} has confirmed it?",
                a(handoff.carry)
            );
            Some(ask_carried(case, flow, handoff, COVERS, message, &question))
        }
    }
}

/// `edit` may be added without a decision: Seamless carries it, and both systems are known to be able to.
fn can_be_added(flow: &Flow, handoff: &Handoff) -> bool {
    let api = flow.system(&handoff.to).profile.api.as_ref();
    let updates = api.and_then(|it| it.documents.get(&handoff.carry)).is_some_and(|it| it.update.is_some());
    handoff.is_ours() && updates && !cannot_be_changed(flow, handoff)
}

fn cannot_be_changed(flow: &Flow, handoff: &Handoff) -> bool {
    let target = flow.system(&handoff.to);
    let api = target.profile.api.as_ref().filter(|_| target.kind == Kind::Http && handoff.is_ours());
    let described = api.and_then(|it| it.documents.get(&handoff.carry));
    let until = target.profile.word(&fact(handoff.carry, "edit_until"));
    described.is_some_and(|it| it.update.is_none()) || until == Some("never")
}

/// A webhook of a source that does not announce changes, with nothing behind it that would ask.
fn untold(flow: &Flow, handoff: &Handoff) -> bool {
    let events = Asked::source(flow, handoff).list(&fact(handoff.carry, "events"));
    let announced = events.is_none_or(|it| it.iter().any(|event| event == Event::Edit.word()));
    handoff.is_ours() && handoff.via == Via::Webhook && handoff.backstop.is_none() && !announced
}

fn witness(flow: &Flow, handoff: &Handoff) -> String {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let role = flow.system(&handoff.to).role;
    let value = worth_each_comma(flow);
    let ending = if role.ships_goods() {
        format!("{to} ships the first contents{value} and the customer waits for the rest")
    } else if role.keeps_books() {
        format!("{to} books the first contents, and its invoice is not what the customer paid")
    } else if role == Role::Supplier {
        format!("{to} delivers the first contents, and what the customer waits for was never bought")
    } else {
        format!("{to} keeps the first contents and has them shipped")
    };
    format!(
        "#1001 reaches {to} at 13:01; at 13:20 one line is taken off in {from} and another is added: {ending}."
    )
}
