//! Finds the risk on a map: what is written back is announced as a change and carried round again.

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Via};
use seamless_model::{DocumentKind, Event};

use super::ID;
use crate::Finding;
use crate::judge::{Asked, Case, Loss};
use crate::look::{Mover, count, grouped, many, one, span, title};
use crate::rings::{of_kind, rings, second_ways};

const FACT: &str = "echo_filter";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let of_one_kind = |kind: &DocumentKind| {
        let arrows = of_kind(flow, *kind);
        let loops: Vec<Finding> = rings(&arrows).iter().filter_map(|it| one_ring(flow, it)).collect();
        loops.into_iter().chain(two_writers(flow, *kind, &arrows))
    };
    DocumentKind::ALL.iter().flat_map(of_one_kind).collect()
}

/// Seamless and a person write only what differs: where one of them carries a part of the ring, it ends there.
fn one_ring(flow: &Flow, ring: &[&Handoff]) -> Option<Finding> {
    if ring.iter().any(|it| it.is_ours() || it.via == Via::Manual) {
        return None;
    }
    let said = |it: &&&Handoff| Asked::Contract(flow, it).yes(FACT);
    if ring.iter().any(|it| said(&it) == Some(true)) {
        return None;
    }
    let unsaid = ring.iter().rev().find(|it| said(it).is_none());
    let last = unsaid.or(ring.last())?;
    let (system, what) = (title(flow, &last.to), many(last.carry));
    let message =
        format!("{what} that are written back to {system} are taken for changes and carried round again");
    let case = Case::on(ID, flow, last).costs(100, Loss::Work);
    if unsaid.is_some() {
        let question = format!(
            "When you write to {what} in {system}, {system} announces a change. Do you know that it is your own, so that it is not carried round again?"
        );
        return Some(case.unknown(Asked::Contract(flow, last), FACT, message, &question));
    }
    Some(case.at_risk(
        message,
        witness(flow, ring, last),
        format!(
            "Let Seamless carry `{}`: it compares both sides and writes only what differs. Or have {} leave out changes that are its own, and write `{FACT}: true` into `contract`.",
            last.id,
            Mover::of(flow, last).title()
        ),
    ))
}

/// How often it goes round, from the intervals of the ring.
fn witness(flow: &Flow, ring: &[&Handoff], last: &Handoff) -> String {
    let round: SignedDuration = ring.iter().map(|it| it.via.every()).sum();
    let (from, to, what) = (title(flow, &last.from), title(flow, &last.to), one(last.carry));
    let begin = format!("{from} writes a note to {what} #1001 in {to} at 13:00: {to} announces a change,");
    let day = SignedDuration::from_hours(24).as_secs();
    if round.is_zero() {
        return format!(
            "{begin} it is carried to {from}, which writes its note again, as fast as both can answer."
        );
    }
    let rounds = grouped((day / round.as_secs().max(1)).into(), 0);
    let all = flow.volume.orders_per_day.and_then(|it| u64::try_from(it.round()).ok());
    let all = all.map(|it| format!(" A day brings {}.", count(it))).unwrap_or_default();
    format!(
        "{begin} which comes back to {from} and makes it write again. One round takes {}: {rounds} writes a day for this one, none of which says anything.{all}",
        span(round)
    )
}

/// Two systems that hand the same documents to each other both change them in a third, and nobody has the last word.
fn two_writers(flow: &Flow, kind: DocumentKind, arrows: &[&Handoff]) -> Vec<Finding> {
    let word = kind.word();
    let field = format!("{word}.");
    if flow.authority.keys().any(|it| it == word || it.starts_with(&field)) {
        return Vec::new();
    }
    let changing: Vec<&Handoff> = arrows.iter().copied().filter(|it| it.covers(Event::Edit)).collect();
    let pairs = second_ways(flow, &changing).into_iter();
    let ask = |(first, second): (&Handoff, &Handoff)| {
        let (one, two) = (title(flow, &first.from), title(flow, &second.from));
        let (to, what) = (title(flow, &first.to), many(kind));
        let question = format!(
            "{one} and {two} both change {what} in {to}. Which of the two has the last word over them, or over which of their fields?"
        );
        Case::on(ID, flow, second).costs(5, Loss::Part).unknown(
            Asked::Authority(flow),
            word,
            format!("{one} and {two} may undo each other's changes of {what} in {to}"),
            &question,
        )
    };
    pairs.map(ask).collect()
}
