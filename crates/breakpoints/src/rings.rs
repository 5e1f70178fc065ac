//! Rings and second ways: where what is written in one system comes back to it, or reaches it twice.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use crate::arrows;
use crate::look::used;
use crate::meet::{Meet, both_take};

/// So many first ways are held against a second one, so that a map of any size is judged in a time that grows with it.
const COMPARED: usize = 16;

type Ways<'f> = BTreeMap<&'f SystemId, Vec<&'f SystemId>>;

/// The handoffs of one kind of document that are meant to do something.
pub(crate) fn of_kind(flow: &Flow, kind: DocumentKind) -> Vec<&Handoff> {
    used(flow).filter(|it| it.carry == kind && it.from != it.to).collect()
}

/// The handoffs that lie on a ring, ring by ring: from each system of a ring every other one is reached. In time
/// linear in their number (Kosaraju's two walks).
pub(crate) fn rings<'f>(arrows: &[&'f Handoff]) -> Vec<Vec<&'f Handoff>> {
    let leaving = ways(arrows.iter().map(|it| (&it.from, &it.to)));
    let entering = ways(arrows.iter().map(|it| (&it.to, &it.from)));
    let mut left = Vec::new();
    let mut seen = BTreeSet::new();
    for arrow in arrows {
        walk(&leaving, &arrow.from, &mut seen, &mut left);
    }
    let mut ring_of: BTreeMap<&SystemId, usize> = BTreeMap::new();
    for (number, root) in left.into_iter().rev().enumerate() {
        let mut next = vec![root];
        while let Some(at) = next.pop() {
            if let std::collections::btree_map::Entry::Vacant(it) = ring_of.entry(at) {
                it.insert(number);
                next.extend(entering.get(at).into_iter().flatten().inspect(|_| arrows::seen(1)));
            }
        }
    }
    let mut found: BTreeMap<usize, Vec<&Handoff>> = BTreeMap::new();
    for arrow in arrows {
        if let (Some(from), Some(to)) = (ring_of.get(&arrow.from), ring_of.get(&arrow.to))
            && from == to
        {
            found.entry(*from).or_default().push(arrow);
        }
    }
    found.into_values().collect()
}

/// Pairs of handoffs into one system whose sources hand the same documents to each other: `(first, second)` where
/// `second` comes from the system to which the first's source hands on, and both take some document, or may. At most
/// one for each target.
pub(crate) fn second_ways<'f>(flow: &Flow, arrows: &[&'f Handoff]) -> Vec<(&'f Handoff, &'f Handoff)> {
    let into: BTreeMap<(&SystemId, &SystemId), &Handoff> =
        arrows.iter().map(|it| ((&it.from, &it.to), *it)).collect();
    let entering = ways(arrows.iter().map(|it| (&it.to, &it.from)));
    let mut told = BTreeSet::new();
    let second = |it: &&'f Handoff| {
        let before = entering.get(&it.from).into_iter().flatten();
        let others = before.inspect(|_| arrows::seen(1)).filter_map(|from| into.get(&(*from, &it.to)));
        let first = others.take(COMPARED).find(|first| both_take(flow, first, it) != Meet::Never)?;
        told.insert(&it.to).then_some((*first, *it))
    };
    arrows.iter().filter_map(second).collect()
}

fn ways<'f>(arrows: impl Iterator<Item = (&'f SystemId, &'f SystemId)>) -> Ways<'f> {
    let mut ways = Ways::new();
    for (from, to) in arrows {
        ways.entry(from).or_default().push(to);
    }
    ways
}

/// A walk in depth without recursion; systems are put down as they are left.
fn walk<'f>(
    ways: &Ways<'f>,
    begin: &'f SystemId,
    seen: &mut BTreeSet<&'f SystemId>,
    left: &mut Vec<&'f SystemId>,
) {
    if !seen.insert(begin) {
        return;
    }
    let mut stack: Vec<(&SystemId, usize)> = vec![(begin, 0)];
    while let Some((at, next)) = stack.last_mut() {
        let to = ways.get(*at).and_then(|it| it.get(*next)).copied();
        *next += 1;
        arrows::seen(1);
        match to {
            Some(to) if seen.insert(to) => stack.push((to, 0)),
            Some(_) => {}
            None => {
                left.push(*at);
                stack.pop();
            }
        }
    }
}
