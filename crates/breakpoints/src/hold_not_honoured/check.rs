//! Finds the risk on a map: an order is stopped in the shop, and whoever ships does not hear of it in time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, Event, SystemId};

use super::ID;
use crate::Finding;
use crate::covers::{Carried, ask_carried, carried, cover};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, clock, fact, moving, of_marketplace, span, title, worth_each};
use crate::way::{kept, to_goods, windows};

const HOLDS: &[Event] = &[Event::Hold, Event::Release];

const RECORD: &[DocumentKind] = &[DocumentKind::Hold];

/// Between which systems holds travel as documents of their own.
type Records<'f> = BTreeSet<(&'f SystemId, &'f SystemId)>;

const COVERS: &str = "covers_hold";

/// How late a hold of the example comes where the map does not say.
const EXAMPLE: SignedDuration = SignedDuration::from_mins(20);

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let arrows = to_goods(flow);
    let trade = Asked::Trade(flow);
    let Some(first) = arrows.first() else { return Vec::new() };
    let windows = windows(flow, &arrows);
    let records: Records<'_> = moving(flow, RECORD).map(|it| (&it.from, &it.to)).collect();
    let found = arrows.iter().filter(|it| can_be_held(flow, it));
    let found = found.filter_map(|it| one_handoff(flow, it, &windows, &records));
    match trade.yes("holds") {
        Some(true) => once(found),
        Some(false) => Vec::new(),
        None if found.count() == 0 => Vec::new(),
        None => {
            let message = "orders that are put on hold may be shipped all the same";
            let question = "Are orders ever put on hold: for a fraud check, for stock, for a question?";
            vec![case(flow, first).unknown(trade, "holds", message, question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Whole)
}

/// Nobody puts an order on hold in a marketplace, unless its profile or the map says so.
fn can_be_held(flow: &Flow, handoff: &Handoff) -> bool {
    let holds = || Asked::source(flow, handoff).yes(&fact(handoff.carry, "hold")) == Some(true);
    !of_marketplace(flow, handoff) || handoff.covers(Event::Hold) || holds()
}

fn one_handoff(
    flow: &Flow,
    handoff: &Handoff,
    windows: &BTreeMap<&SystemId, SignedDuration>,
    records: &Records<'_>,
) -> Option<Finding> {
    let kept = kept(flow, handoff, windows);
    let latest = Asked::Trade(flow).span("hold_latest");
    if kept.zip(latest).is_some_and(|(kept, latest)| kept >= latest) {
        return None;
    }
    match stops(flow, handoff, records) {
        Carried::Yes => cannot_hold(flow, handoff),
        Carried::No if kept.is_some() && latest.is_none() => {
            let asked = Asked::Trade(flow);
            let message =
                format!("orders that are held late may be shipped from {}", title(flow, &handoff.to));
            let question = "How long after it is placed can an order still be put on hold: how long does a fraud check take at most?";
            Some(case(flow, handoff).unknown(asked, "hold_latest", message, question))
        }
        Carried::No => Some(at_risk(flow, handoff, kept, latest)),
        Carried::Unsaid => {
            let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
            let message = format!("a hold that is set in {from} may not stop {to}");
            let question = format!(
                "When an order is put on hold in {from} after you have brought it, is it held in {to}, and does it go on there when the hold ends?"
            );
            Some(ask_carried(case(flow, handoff), flow, handoff, COVERS, message, &question))
        }
    }
}

/// Whether a hold that comes late is told. Seamless tells it of orders, and not of requests to ship yet.
fn stops(flow: &Flow, handoff: &Handoff, records: &Records<'_>) -> Carried {
    let request = handoff.carry == DocumentKind::FulfillmentRequest;
    if records.contains(&(&handoff.from, &handoff.to)) {
        Carried::Yes
    } else if request && matches!(Mover::of(flow, handoff), Mover::Seamless) {
        Carried::No
    } else {
        carried(flow, handoff, HOLDS, COVERS)
    }
}

fn cannot_hold(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::target(flow, handoff), title(flow, &handoff.to));
    let name = fact(handoff.carry, "hold");
    match asked.yes(&name) {
        Some(true) => None,
        Some(false) => Some(case(flow, handoff).at_risk(
            format!("{to} cannot hold an order that it has"),
            witness(flow, handoff, None),
            format!("Agree with the team of {to} who stops an order there, or keep orders back until no hold can come any more: `contract: {{ hold_window: 30m }}`."),
        )),
        None => {
            let message = format!("a hold may come to {to} and stop nothing there");
            let question = "Can an order that you have be put on hold from outside?";
            let case = Case::at(ID, flow, flow.system(&handoff.to)).costs(2, Loss::Whole);
            Some(case.unknown(asked, &name, message, question))
        }
    }
}

fn at_risk(
    flow: &Flow,
    handoff: &Handoff,
    kept: Option<SignedDuration>,
    latest: Option<SignedDuration>,
) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let needed = latest.map_or_else(|| "30m".to_owned(), span);
    let fix = match (handoff.carry, Mover::of(flow, handoff)) {
        (DocumentKind::Order, Mover::Seamless) => format!(
            "Add `hold` and `release` to `covers`, or keep orders back until no hold can come any more: `contract: {{ hold_window: {needed} }}`."
        ),
        _ => format!(
            "Keep orders back until no hold can come any more (`contract: {{ hold_window: {needed} }}`), or bring `hold` documents to {to}."
        ),
    };
    let message = match kept {
        Some(kept) => format!(
            "an order that is put on hold later than {} after it is placed is shipped from {to} all the same",
            span(kept)
        ),
        None => format!("a hold that is set in {from} once {to} has the order does not stop it"),
    };
    let found = case(flow, handoff).at_risk(message, witness(flow, handoff, latest), fix);
    let order = handoff.carry == DocumentKind::Order && handoff.is_ours();
    let can = Asked::target(flow, handoff).yes(&fact(handoff.carry, "hold")) == Some(true);
    if order && can { found.mended_by_all(cover(handoff, HOLDS)) } else { found }
}

fn witness(flow: &Flow, handoff: &Handoff, latest: Option<SignedDuration>) -> String {
    let to = title(flow, &handoff.to);
    let goes_on = if flow.system(&handoff.to).role.ships_goods() {
        format!("{to} picks and ships it")
    } else {
        format!("{to} has it shipped")
    };
    format!(
        "#1001 is placed at 13:00 and is in {to} soon after; at {} the fraud check puts it on hold: {goes_on}{}.",
        clock(latest.unwrap_or(EXAMPLE)),
        worth_each(flow).replace(", each", ",")
    )
}
