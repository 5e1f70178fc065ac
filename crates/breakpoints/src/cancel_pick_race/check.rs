//! Finds the risk on a map: money goes back when a cancellation is asked for, not when nothing will leave.

use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{DocumentKind, Event, SystemId};

use std::collections::BTreeSet;

use super::ID;
use crate::Finding;
use crate::covers::{Carried, carried};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, fact, moving, span, title, worth};
use crate::way::to_goods;

const RECORD: &[DocumentKind] = &[DocumentKind::Cancellation];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let ships = |it: &&Handoff| flow.system(&it.to).role.ships_goods();
    let told = |it: &&Handoff| carried(flow, it, &[Event::Cancel], "covers_cancel") == Carried::Yes;
    let last: Vec<&Handoff> = to_goods(flow).into_iter().filter(ships).filter(told).collect();
    let trade = Asked::Trade(flow);
    let Some(first) = last.first() else { return Vec::new() };
    match trade.word("refund_on_cancel") {
        Some("when_confirmed") => {
            let answers: BTreeSet<&SystemId> = moving(flow, RECORD).map(|it| &it.from).collect();
            once(
                last.into_iter()
                    .filter(|it| !answers.contains(&it.to))
                    .filter_map(|it| unconfirmed(flow, it)),
            )
        }
        Some(_) => last.into_iter().map(|it| at_once(flow, it)).collect(),
        None => {
            let to = title(flow, &first.to);
            let message =
                format!("an order that is cancelled while {to} picks it may be refunded and shipped");
            let question = format!(
                "When an order is cancelled, does its money go back at once, or only when {to} has confirmed that it will not leave?"
            );
            vec![case(flow, first).unknown(trade, "refund_on_cancel", message, &question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(1, Loss::Whole)
}

/// Money waits for an answer that never comes. Seamless reads the answer of the call itself, and a refusal opens an
/// incident; a file that is put down has no answer.
fn unconfirmed(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let answers = asked.word("cancel_answer");
    let answer = match answers {
        Some("later") => format!("{to} answers later, and nothing on the map brings that answer"),
        _ => "No answer comes back".to_owned(),
    };
    match (answers, Mover::of(flow, handoff)) {
        (Some("none" | "later"), _) => Some(case(flow, handoff).at_risk(
            format!("nobody hears whether {to} could still stop a cancelled order"),
            format!(
                "#1001 is cancelled at 13:10, while {to} packs it. {answer}: its customer waits for the money until somebody asks {to} by hand, or gets it and the goods."
            ),
            format!(
                "Have {to} answer a cancellation, and bring the answer back: a handoff of `cancellation` from `{}`.",
                handoff.to
            ),
        )),
        (None, Mover::Seamless) if !matches!(handoff.via, Via::File(_)) => None,
        (Some(_), _) => None,
        (None, _) => {
            let message = format!("nobody may hear whether {to} could still stop a cancelled order");
            let question = if handoff.is_ours() {
                format!(
                    "When a file brings a cancellation to {to}, how does its answer come back: later by a message or a file, or not at all?"
                )
            } else {
                format!(
                    "When you bring a cancellation to {to}, how does its answer come back: in the call, later by a message, or not at all?"
                )
            };
            Some(case(flow, handoff).unknown(asked, "cancel_answer", message, &question))
        }
    }
}

fn at_once(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    let until = Asked::target(flow, handoff).word(&fact(handoff.carry, "cancel_until"));
    let refuses = match until {
        Some(until) => format!("{to} takes no cancellation after {until}"),
        None => format!("nothing says that {to} can still stop it"),
    };
    let money = worth(flow, 1).map_or_else(|| "its money".to_owned(), |it| format!("its {it}"));
    case(flow, handoff).at_risk(
        format!("an order that is cancelled while {to} picks it is refunded and shipped"),
        format!(
            "{to} begins with #1001 at 13:00. At 13:10 it is cancelled in the shop and {money} go back at once; the cancellation may take {} to come, and {refuses}: the goods leave as well.",
            span(handoff.within)
        ),
        "Give the money back when whoever ships has confirmed that nothing leaves, and write `trade: { refund_on_cancel: when_confirmed }`.",
    )
}
