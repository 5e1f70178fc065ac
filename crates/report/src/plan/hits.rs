//! Which breakpoints open and close, and what becomes of the questions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use seamless_breakpoints::{Checked, Holder, Severity, Spot, Verdict, breakpoint};
use seamless_flow::{Flow, Handoff};
use seamless_model::{HandoffId, SystemId};

use super::{Asks, Hit, Hits, Questions, Side};
use crate::questions::{Party, Question, questions as sheets};

/// A finding at risk with its fingerprint.
type Risks<'c> = BTreeMap<String, &'c Checked>;

pub(super) fn hits(old: Side<'_>, new: Side<'_>) -> Hits {
    let (before, after) = (risks(old.checked), risks(new.checked));
    let mut hits = Hits::default();
    for (print, it) in &after {
        match before.get(print) {
            Some(had) if had.allowed.is_none() && it.allowed.is_some() => hits.accepted.push(hit(it, None)),
            Some(had) if had.allowed.is_some() && it.allowed.is_none() => {
                hits.opened.push(hit(it, Some("was allowed")));
            }
            Some(_) => {}
            None if says_more(&before, &after, it) => {}
            None if is_unknown(old.checked, it) => hits.known.push(hit(it, Some("was unknown"))),
            None => match asked_instead(new, old, it).or_else(|| asked_elsewhere(old, new, it)) {
                Some(at) => {
                    let other = Some(format!("was a question about {at}"));
                    hits.known.push(Hit { other, ..hit(it, None) });
                }
                None => hits.opened.push(hit(it, None)),
            },
        }
    }
    for (_, it) in before.iter().filter(|it| !after.contains_key(it.0)) {
        if is_unknown(new.checked, it) {
            hits.blurred.push(hit(it, Some("unknown now")));
        } else if let Some(at) = asked_instead(old, new, it) {
            let now = Some(format!("now a question about {at}"));
            hits.blurred.push(Hit { other: now, ..hit(it, None) });
        } else if went(old.flow, new.flow, &it.finding.spot) {
            hits.gone.push(hit(it, None));
        } else if !says_more(&after, &before, it) {
            hits.closed.push(hit(it, None));
        }
    }
    let Hits { opened, known, closed, blurred, gone, accepted } = &mut hits;
    for all in [opened, known, closed, blurred, gone, accepted] {
        sort(all, new.flow, old.flow);
    }
    hits
}

/// What costs most stands first, what the map allows last; those of one breakpoint stand together, in the order of the
/// map.
fn sort(all: &mut [Hit], new: &Flow, old: &Flow) {
    let mut worst: BTreeMap<(bool, String), Severity> = BTreeMap::new();
    for it in all.iter() {
        let known = worst.entry((it.allowed, it.breakpoint.clone())).or_insert(it.severity);
        *known = it.severity.max(*known);
    }
    let place = |at: &str| {
        let of = |flow: &Flow| flow.handoffs.get_index_of(at).or_else(|| flow.systems.get_index_of(at));
        of(new).or_else(|| of(old)).unwrap_or(usize::MAX)
    };
    all.sort_by_cached_key(|it| {
        let own = breakpoint(&it.breakpoint).map_or(Severity::Low, |it| it.severity);
        let worst = worst.get(&(it.allowed, it.breakpoint.clone())).copied().unwrap_or(it.severity);
        (it.allowed, Reverse(worst), Reverse(own), it.breakpoint.clone(), place(&it.at))
    });
}

fn risks(checked: &[Checked]) -> Risks<'_> {
    let prints = crate::findings::fingerprints(checked).into_iter();
    let both = prints.zip(checked);
    both.filter(|it| matches!(it.1.finding.verdict, Verdict::AtRisk { .. })).collect()
}

fn same_place(one: &Checked, other: &Checked) -> bool {
    one.finding.breakpoint == other.finding.breakpoint && one.finding.spot == other.finding.spot
}

/// Whether a finding that only `here` has is but a smaller form of one that only `there` has: the same breakpoint at
/// the same place, about fewer systems.
fn says_more(there: &Risks<'_>, here: &Risks<'_>, it: &Checked) -> bool {
    there.iter().filter(|(print, _)| !here.contains_key(*print)).any(|(_, other)| {
        same_place(it, other)
            && it.about.len() < other.about.len()
            && it.about.iter().all(|system| other.about.contains(system))
    })
}

/// Whether a map cannot tell of this breakpoint at this place.
fn is_unknown(checked: &[Checked], it: &Checked) -> bool {
    let unknown = |it: &Checked| matches!(it.finding.verdict, Verdict::Unknown { .. });
    checked.iter().any(|other| same_place(it, other) && unknown(other))
}

/// Of a finding at risk on `here` that is none on `there`: the place next to it about which `there` asks in its stead. A
/// handoff and the systems at its ends stand next to each other, on the map that has the finding.
fn asked_instead<'t>(here: Side<'_>, there: Side<'t>, it: &Checked) -> Option<&'t str> {
    let ends = |id: &HandoffId, of: &SystemId| {
        here.flow.handoffs.get(id).is_some_and(|it| it.from == *of || it.to == *of)
    };
    let is_next = |other: &Spot| match (&it.finding.spot, other) {
        (Spot::Handoff(id), Spot::System(of)) | (Spot::System(of), Spot::Handoff(id)) => ends(id, of),
        _ => false,
    };
    let mut asked = there.checked.iter().filter(|other| {
        other.is_unknown()
            && other.finding.breakpoint == it.finding.breakpoint
            && is_next(&other.finding.spot)
            && !is_unknown(here.checked, other)
    });
    asked.next().map(|it| it.finding.spot.name())
}

/// Of a finding at risk on the new map at a handoff that did not change: the place at which the old one asked for the
/// fact on which it hangs. What several handoffs want to know of one carrier or system is asked once, at the first.
fn asked_elsewhere<'o>(old: Side<'o>, new: Side<'_>, it: &Checked) -> Option<&'o str> {
    let Spot::Handoff(id) = &it.finding.spot else { return None };
    let (before, after) = (old.flow.handoffs.get(id)?, new.flow.handoffs.get(id)?);
    if super::differ::is_changed(old.flow, before, new.flow, after) {
        return None;
    }
    let concerns = |holder: &Holder| match holder {
        Holder::Trade | Holder::Authority => true,
        Holder::Carrier(of) => after.by == *of,
        Holder::System(of) => after.from == *of || after.to == *of,
        Holder::Handoff(_) | Holder::Contract(_) => false,
    };
    let mut asked = old.checked.iter().filter(|other| match &other.finding.verdict {
        Verdict::Unknown { fact, .. } => {
            other.finding.breakpoint == it.finding.breakpoint
                && concerns(&fact.holder)
                && holds(new.flow, &fact.holder, &fact.name)
        }
        Verdict::AtRisk { .. } => false,
    });
    asked.next().map(|it| it.finding.spot.name())
}

/// Whether a place is not on the new map, or has lost a way on which documents came or went.
fn went(old: &Flow, new: &Flow, spot: &Spot) -> bool {
    let way = |it: &Handoff| (it.carry, it.from.clone(), it.to.clone());
    match spot {
        Spot::Handoff(id) => !new.handoffs.contains_key(id),
        Spot::System(id) if !new.systems.contains_key(id) => true,
        Spot::System(id) => {
            let there: BTreeSet<_> = new.handoffs.values().map(way).collect();
            let mut near = old.handoffs.values().filter(|it| it.from == *id || it.to == *id);
            near.any(|it| !there.contains(&way(it)))
        }
    }
}

fn hit(it: &Checked, other: Option<&str>) -> Hit {
    let finding = &it.finding;
    Hit {
        breakpoint: finding.breakpoint.as_str().to_owned(),
        title: breakpoint(finding.breakpoint.as_str()).map_or("", |it| it.title).to_owned(),
        at: finding.spot.name().to_owned(),
        other: other.map(str::to_owned),
        severity: finding.severity,
        message: finding.message.clone(),
        allowed: it.allowed.is_some(),
    }
}

/// What becomes of the questions. One that is put to somebody else, for a place for which it stood before, has moved.
pub(super) fn questions(old: Side<'_>, new: Side<'_>) -> Questions {
    let (mut before, after) = (asked(old), asked(new));
    let here: BTreeSet<_> = after.iter().map(|it| key(&it.1)).collect();
    let known: BTreeSet<_> = before.iter().map(|it| key(&it.1)).collect();
    before.retain(|it| !here.contains(&key(&it.1)));
    let mut all = Questions::default();
    for (party, it) in after.iter().filter(|it| !known.contains(&key(&it.1))) {
        let same = |(_, had): &(String, Question)| {
            bare(&had.fact) == bare(&it.fact) && had.at.iter().any(|at| it.at.contains(at))
        };
        let is_moved = before.iter().any(same);
        before.retain(|it| !same(it));
        let to = if is_moved { &mut all.moved } else { &mut all.new };
        to.push(asks(party, it));
    }
    for (party, it) in &before {
        let to = if is_known(new.flow, it) { &mut all.answered } else { &mut all.gone };
        to.push(asks(party, it));
    }
    all
}

/// The questions of a map, each with who is asked.
fn asked(side: Side<'_>) -> Vec<(String, Question)> {
    let sheets = sheets(side.flow, side.checked, &Party::All).into_iter();
    sheets.flat_map(|sheet| sheet.questions.into_iter().map(move |it| (sheet.party.clone(), it))).collect()
}

fn key(it: &Question) -> (Holder, String) {
    (it.holder.clone(), it.fact.clone())
}

/// A fact's name without the kind of document before it, which a contract leaves out.
fn bare(fact: &str) -> &str {
    fact.rsplit('.').next().unwrap_or(fact)
}

fn asks(party: &str, it: &Question) -> Asks {
    Asks { fact: it.fact.clone(), question: it.question.clone(), to: party.to_owned(), at: it.at.clone() }
}

/// Whether the map knows the answer now.
fn is_known(flow: &Flow, it: &Question) -> bool {
    holds(flow, &it.holder, &it.fact)
}

/// Whether the map says a fact of its holder.
fn holds(flow: &Flow, holder: &Holder, fact: &str) -> bool {
    match holder {
        Holder::Trade => flow.trade.contains_key(fact),
        Holder::Authority => flow.authority.contains_key(fact),
        Holder::Handoff(id) => flow.handoffs.contains_key(id),
        Holder::Contract(id) => flow.handoffs.get(id).is_some_and(|on| on.contract.contains_key(fact)),
        Holder::System(id) => flow.systems.get(id).is_some_and(|of| of.profile.facts.contains_key(fact)),
        Holder::Carrier(id) => flow.carriers.get(id).is_some_and(|of| of.profile.facts.contains_key(fact)),
    }
}
