//! Finds the risk on a map: a poll takes up what is new, and not what changed since.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{DocumentKind, Event};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, a, clock, many, one, span, title, used};

const FIELD: &str = "cursor.field";
const OVERLAP: &str = "cursor.overlap";

/// Seamless asks by the time of the last change, and reaches back over where it ended.
pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let asking =
        used(flow).filter(|it| matches!(it.via, Via::Poll(_) | Via::File(_)) && !it.is_ours() && changes(it));
    once(asking.filter_map(|it| one_handoff(flow, it)))
}

/// More than the first word about a document travels. Stock is nothing but change.
fn changes(handoff: &Handoff) -> bool {
    handoff.carry == DocumentKind::Inventory || handoff.covers.iter().any(|it| *it != Event::Create)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let asked = Asked::Contract(flow, handoff);
    let (from, to, all) = (title(flow, &handoff.from), title(flow, &handoff.to), many(handoff.carry));
    let by = Mover::of(flow, handoff).title();
    let case = Case::on(ID, flow, handoff).costs(5, Loss::Part);
    match asked.word(FIELD) {
        Some("full") => None,
        Some("changed") => late(flow, handoff, asked, case),
        Some(field) => Some(case.at_risk(
            format!("{all} that change in {from} after they were taken keep their old state in {to}"),
            seen_once(flow, handoff, field),
            format!(
                "Have {by} ask by the time of the last change and write `{FIELD}: changed` into `contract`, or let Seamless carry `{}`.",
                handoff.id
            ),
        )),
        None => Some(case.unknown(
            asked,
            FIELD,
            format!("{all} that change in {from} after they were taken may keep their old state in {to}"),
            &format!(
                "By what do you ask {from} for {all}: by the time of the last change, by the time of creation, by a running number, or for all each time?"
            ),
        )),
    }
}

fn seen_once(flow: &Flow, handoff: &Handoff, field: &str) -> String {
    let (from, to, by) =
        (title(flow, &handoff.from), title(flow, &handoff.to), Mover::of(flow, handoff).title());
    let past = match field {
        "number" => "numbers above the last one",
        _ => "what was created since",
    };
    let (what, change) = match handoff.carry {
        DocumentKind::Inventory => ("The stock of an item", "sells at 13:10".to_owned()),
        DocumentKind::Order if handoff.covers(Event::Cancel) => ("#1001", "is cancelled at 13:10".to_owned()),
        kind => ("#1001", format!("has its {} changed at 13:10", one(kind))),
    };
    format!(
        "{what} is taken from {from} at 13:00 and {change}. At {} {by} asks for {past}: the change is not among it, then or ever, and {to} keeps the state of 13:00.",
        clock(SignedDuration::from_mins(10) + handoff.via.every())
    )
}

/// What is written while the poll runs has a time before its end.
fn late<'f>(flow: &'f Flow, handoff: &'f Handoff, asked: Asked<'f>, case: Case<'f>) -> Option<Finding> {
    let (from, all) = (title(flow, &handoff.from), many(handoff.carry));
    let case = case.costs(1, Loss::Part);
    let message = format!("{all} that {from} stores a moment late fall between two polls");
    match asked.span(OVERLAP) {
        Some(overlap) if overlap.is_positive() => None,
        Some(_) => Some(case.at_risk(
            message,
            format!(
                "{from} gives #1001 the time 12:59:59 and shows it at 13:00:01. The poll of 13:00 ends at 13:00:00 and the next one, {} later, begins there: {} #1001 is in neither.",
                span(handoff.via.every()),
                a(handoff.carry)
            ),
            format!(
                "Have {} reach back two minutes over where the last poll ended, and write `{OVERLAP}: 2m` into `contract`.",
                Mover::of(flow, handoff).title()
            ),
        )),
        None => Some(case.unknown(
            asked,
            OVERLAP,
            message,
            &format!("How far back over the end of the last poll does the next one ask {from}, so that nothing falls between?"),
        )),
    }
}
