//! Finds the risk on a map: a run counts as good because it ran, whatever it left out.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, Handoff, Via};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{Mover, a, grouped, many, title, used};
use seamless_model::DocumentKind;

const FACT: &str = "errors.by_document";

/// Seamless has a receipt for every document, and holds in sight what it could not hand on.
pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let of_others = used(flow).filter(|it| !it.is_ours() && it.via != Via::Manual);
    once(of_others.filter(|it| !compared(flow, it)).filter_map(|it| one_handoff(flow, it)))
}

/// What was left out is found by comparing both sides.
fn compared(flow: &Flow, handoff: &Handoff) -> bool {
    handoff.backstop.is_some() || Mover::of(flow, handoff).has_backstop(handoff.carry) == Some(true)
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (to, all) = (title(flow, &handoff.to), many(handoff.carry));
    let (one, by) = (a(handoff.carry), Mover::of(flow, handoff).title());
    let asked = Asked::Carrier(flow, handoff);
    let case = Case::on(ID, flow, handoff).costs(1, Loss::Whole);
    match asked.yes(FACT) {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            format!("{all} that {by} leaves out count as done, and {to} never gets them"),
            witness(flow, handoff, by),
            format!(
                "Have {by} name each document that it left out and show the run as failed, or let Seamless carry `{}`.",
                handoff.id
            ),
        )),
        None => Some(case.unknown(
            asked,
            FACT,
            format!("{all} that {by} leaves out may count as done"),
            &format!(
                "When a run cannot write {one} to {to}, because something is not found or is there already, does the run show as failed and name that one?"
            ),
        )),
    }
}

fn witness(flow: &Flow, handoff: &Handoff, by: &str) -> String {
    let to = title(flow, &handoff.to);
    let in_a_run = match handoff.via {
        Via::Poll(every) | Via::File(every) if handoff.carry == DocumentKind::Order => flow
            .volume
            .orders_per_day
            .map(|day| (day * Decimal::from(every.as_secs()) / Decimal::from(86_400)).round())
            .and_then(|it| it.to_u64())
            .filter(|it| *it >= 2),
        _ => None,
    };
    let run = match in_a_run {
        Some(number) => format!(
            "The run of 13:00 takes {}{} orders and writes {}",
            crate::volume::up_to(flow, handoff),
            grouped(number.into(), 0),
            grouped((number - 1).into(), 0)
        ),
        None => "The run of 13:00 takes 10 documents and writes 9".to_owned(),
    };
    format!(
        "{run}: #1001 has an item that {to} does not list. {by} shows the run as good and moves on, and nobody looks for #1001 until its customer writes."
    )
}
