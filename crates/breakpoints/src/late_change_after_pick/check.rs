//! Finds the risk on a map: an order is changed in the shop when the warehouse takes no change of it any more.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff};
use seamless_model::{Event, SystemId};

use super::ID;
use crate::Finding;
use crate::covers::{Carried, carried};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{HELD, Mover, fact, span, title};
use crate::way::{kept, to_goods, windows};

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let arrows = to_goods(flow);
    let windows = windows(flow, &arrows);
    let ships = |it: &&&Handoff| flow.system(&it.to).role.ships_goods();
    let told = |it: &&&Handoff| carried(flow, it, &[Event::Edit], "covers_edit") == Carried::Yes;
    let last: Vec<&Handoff> = arrows.iter().filter(ships).filter(told).copied().collect();
    let found = once(last.iter().filter_map(|it| one_handoff(flow, it, &windows)));
    let trade = Asked::Trade(flow);
    match (trade.yes("order_edits"), last.first()) {
        (Some(true), _) => found,
        (None, Some(first)) if !found.is_empty() => {
            let message = "changes that come when an order is already picked may be lost";
            let question =
                "Can customers or staff change an order after it is placed: its lines, its address?";
            vec![case(flow, first).unknown(trade, "order_edits", message, question)]
        }
        _ => Vec::new(),
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Whole)
}

fn one_handoff(
    flow: &Flow,
    handoff: &Handoff,
    windows: &BTreeMap<&SystemId, SignedDuration>,
) -> Option<Finding> {
    let (asked, to) = (Asked::target(flow, handoff), title(flow, &handoff.to));
    let (until, late) = (fact(handoff.carry, "edit_until"), fact(handoff.carry, "late_change"));
    let trade = Asked::Trade(flow);
    let (kept, latest) = (kept(flow, handoff, windows), trade.span("edit_window"));
    if kept.zip(latest).is_some_and(|(kept, latest)| kept >= latest) {
        return None;
    }
    let at_target = Case::at(ID, flow, flow.system(&handoff.to)).costs(2, Loss::Whole);
    let message = format!("a change that comes when {to} has begun may be lost without a word");
    match (asked.word(&until), asked.word(&late)) {
        (Some("shipment" | "never"), _) | (_, Some("applied")) => None,
        (None, None) => {
            let question = "Until which step can lines and address of an order be changed from outside?";
            Some(at_target.unknown(asked, &until, message, question))
        }
        (Some(_), None) => {
            let question = "What do you do with a change of an order that comes too late: refuse it with an answer, make it all the same, ignore it?";
            Some(at_target.unknown(asked, &late, message, question))
        }
        (until, Some("refused")) => in_sight(flow, handoff, until.unwrap_or("picking")),
        (until, Some(_)) => Some(at_risk(flow, handoff, until.unwrap_or("picking"), true)),
    }
}

/// A change that the target refuses: Seamless keeps it in sight, another carrier may not.
fn in_sight(flow: &Flow, handoff: &Handoff, until: &str) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    match mover.holds_in_sight(handoff.carry) {
        _ if handoff.is_ours() => None,
        Some(true) => None,
        Some(false) => Some(at_risk(flow, handoff, until, false)),
        None => {
            let to = title(flow, &handoff.to);
            let question = format!(
                "When {to} refuses a change because it comes too late, is that kept where a person sees it?"
            );
            let fix = format!("Write the answer into the carrier's profile as `{HELD}`.");
            let message = format!("nobody may hear that {to} has refused a change");
            let missing = mover.lacks(handoff, HELD);
            Some(case(flow, handoff).unanswered(mover.ask(flow, handoff, &question), missing, message, fix))
        }
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff, until: &str, ignored: bool) -> Finding {
    let to = title(flow, &handoff.to);
    let wants = Asked::Trade(flow).span("edit_window").map_or_else(|| "30m".to_owned(), span);
    let (does, remedy) = if ignored {
        (format!("{to} says nothing"), String::new())
    } else {
        (
            format!("{to} refuses it and nobody is told"),
            format!(", or let Seamless carry `{}`: a refusal is then an incident with an owner", handoff.id),
        )
    };
    case(flow, handoff).at_risk(
        format!("a change that comes after {until} is lost, while the shop shows it as made"),
        format!(
            "#1001 is in {to} by 13:05, and its {until} is done at 13:30. At 13:40 its customer corrects the address in the shop and reads that it is changed; {does}, and the parcel goes to the old address."
        ),
        format!(
            "Let orders be changed for a fixed time only and keep them back that long: `trade: {{ edit_window: {wants} }}` and `contract: {{ hold_window: {wants} }}` of `{}`{remedy}.",
            handoff.id
        ),
    )
}
