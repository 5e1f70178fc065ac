//! What can be wrong with a map as a whole: documents that come back to where they started, or travel twice.

use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;
use seamless_model::{DocumentKind, Event, HandoffId, SystemId};

use super::notes::Notes;
use crate::{Handoff, Mode, Problem};

/// Notes what is wrong with the handoffs taken together.
pub(crate) fn check_whole(handoffs: &IndexMap<HandoffId, Handoff>, notes: &mut Notes) {
    for handoff in handoffs.values().filter(|it| it.from == it.to) {
        let message = format!("handoff `{}` goes from `{}` to itself", handoff.id, handoff.from);
        let help = "name two systems: a handoff is an arrow across lanes";
        notes.error(&handoff.place, message, "goes nowhere", help);
    }
    doubles(handoffs, notes);
    cycles(handoffs, notes);
}

/// Whether a handoff moves documents (and does not only watch or wait).
fn moves(handoff: &Handoff) -> bool {
    matches!(handoff.mode, Mode::Carry)
}

fn doubles(handoffs: &IndexMap<HandoffId, Handoff>, notes: &mut Notes) {
    let mut first: HashMap<(DocumentKind, &SystemId, &SystemId, Event), &Handoff> = HashMap::new();
    let mut told = BTreeSet::new();
    for handoff in handoffs.values().filter(|it| moves(it) && it.when.is_none()) {
        for event in &handoff.covers {
            let route = (handoff.carry, &handoff.from, &handoff.to, *event);
            let Some(other) = first.get(&route) else {
                first.insert(route, handoff);
                continue;
            };
            if told.insert((&other.id, &handoff.id)) {
                notes.add(double(handoff, other, *event));
            }
        }
    }
}

fn double(handoff: &Handoff, other: &Handoff, event: Event) -> Problem {
    let message = format!(
        "handoffs `{}` and `{}` both carry `{event}` of every {} from `{}` to `{}`",
        other.id, handoff.id, handoff.carry, handoff.from, handoff.to
    );
    let mut problem = Problem::error(handoff.place.clone(), message, "a second time")
        .help("give each a `when` that parts the documents, or let one of them `mode: observe`");
    problem.others.push((other.place.clone(), "a first time".to_owned()));
    problem
}

/// Finds rings on which one event of one kind of document would come back to where it started.
fn cycles(handoffs: &IndexMap<HandoffId, Handoff>, notes: &mut Notes) {
    let mut told: BTreeSet<Vec<&HandoffId>> = BTreeSet::new();
    for kind in DocumentKind::ALL {
        for event in Event::ALL {
            let arrows: Vec<&Handoff> = handoffs
                .values()
                .filter(|it| it.carry == *kind && it.covers(*event) && it.from != it.to && moves(it))
                .collect();
            for ring in rings(&arrows) {
                let mut ids: Vec<_> = ring.iter().map(|it| &it.id).collect();
                ids.sort();
                if let (true, Some(last)) = (told.insert(ids), ring.last()) {
                    notes.add(ring_problem(&ring, last, *event));
                }
            }
        }
    }
}

/// The most rings that are told of one kind and event: more is one mistake told often.
const RINGS_MOST: usize = 20;

/// One ring for each arrow that closes one, by a walk in depth over systems without recursion.
fn rings<'h>(arrows: &[&'h Handoff]) -> Vec<Vec<&'h Handoff>> {
    let mut leaving: HashMap<&SystemId, Vec<&'h Handoff>> = HashMap::new();
    for arrow in arrows {
        leaving.entry(&arrow.from).or_default().push(arrow);
    }
    // Where a system stands on the way that is being walked; `None` once all that it leads to is known.
    let mut seen: HashMap<&SystemId, Option<usize>> = HashMap::new();
    let mut found = Vec::new();
    for start in arrows {
        if seen.contains_key(&start.from) {
            continue;
        }
        let mut way: Vec<&'h Handoff> = Vec::new();
        let mut stack: Vec<(&'h SystemId, usize)> = vec![(&start.from, 0)];
        seen.insert(&start.from, Some(0));
        while let Some((at, next)) = stack.last_mut() {
            let arrow = leaving.get(*at).and_then(|it| it.get(*next)).copied();
            *next += 1;
            let Some(arrow) = arrow else {
                seen.insert(*at, None);
                stack.pop();
                way.pop();
                continue;
            };
            match seen.get(&arrow.to) {
                Some(Some(begin)) => {
                    found.push(way[*begin..].iter().copied().chain([arrow]).collect());
                    if found.len() >= RINGS_MOST {
                        return found;
                    }
                }
                Some(None) => {}
                None => {
                    seen.insert(&arrow.to, Some(stack.len()));
                    way.push(arrow);
                    stack.push((&arrow.to, 0));
                }
            }
        }
    }
    found
}

fn ring_problem(ring: &[&Handoff], last: &Handoff, event: Event) -> Problem {
    let mut way: Vec<_> = ring.iter().take(8).map(|it| format!("`{}` → ", it.from)).collect();
    if ring.len() > way.len() {
        way.push("… → ".to_owned());
    }
    let way = format!("{}`{}`", way.concat(), last.to);
    let message = format!("`{event}` of {} comes back to where it started: {way}", last.carry);
    let mut problem = Problem::error(last.place.clone(), message, "closes the ring")
        .help("take one of these handoffs away, or let them cover different events");
    for handoff in ring.iter().filter(|it| it.id != last.id).take(8) {
        problem.others.push((handoff.place.clone(), "on the ring".to_owned()));
    }
    problem
}
