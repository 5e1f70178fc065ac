//! Two targets of the same kind of document from one source, such as two warehouses: of which each document goes to one.
//! What arrived at one of them is not lost on the way to the other.

use std::collections::BTreeMap;

use super::index::Index;
use super::rules::Timeline;
use crate::log::Log;

/// Fewer arrivals than these at one of two targets do not show that they are alternatives.
const FEWEST: u64 = 20;
/// One in so many of the smaller side's arrivals may be at both: an order that is sent in two parts.
const BOTH: u64 = 10;

/// A way from one event to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The source's event and the target's, indices into the log's `event_types`.
    pub between: (u32, u32),
    /// The type of object that ties them.
    pub tie: u32,
    /// The kind of document that travels.
    pub carry: seamless_model::DocumentKind,
    /// Where it goes.
    pub to: String,
}

/// For each way the ways that are alternatives, itself among them, in their order; empty where it has none.
pub fn alternatives(log: &Log, index: &Index, ways: &[Way]) -> Vec<Vec<usize>> {
    let mut by_source: BTreeMap<(u32, u32, &str), Vec<usize>> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        by_source.entry((way.between.0, way.tie, way.carry.word())).or_default().push(at);
    }
    let mut found = vec![Vec::new(); ways.len()];
    for ((source, tie, _), mut all) in by_source {
        let mut seen: Vec<&str> = Vec::new();
        all.retain(|it| {
            let new = !seen.contains(&ways[*it].to.as_str());
            seen.push(&ways[*it].to);
            new
        });
        if all.len() < 2 {
            continue;
        }
        let targets: Vec<u32> = all.iter().map(|it| ways[*it].between.1).collect();
        let meets = meetings(log, index, tie, source, &targets);
        for group in apart(&meets) {
            let group: Vec<usize> = group.into_iter().map(|it| all[it]).collect();
            group.iter().filter(|_| group.len() > 1).for_each(|it| found[*it].clone_from(&group));
        }
    }
    found
}

/// How many objects that left arrived at both of two targets; at the same target twice: at it at all.
fn meetings(log: &Log, index: &Index, tie: u32, source: u32, targets: &[u32]) -> Vec<Vec<u64>> {
    let mut meets = vec![vec![0; targets.len()]; targets.len()];
    let mut of = Timeline::new(index.kinds());
    for object in (0..log.objects.len() as u32).filter(|it| log.objects.kind[*it as usize] == tie) {
        of.read(log, index.events(object));
        let has = |kind: u32| of.by_kind[kind as usize].2 > 0;
        if !has(source) {
            continue;
        }
        for (one, row) in meets.iter_mut().enumerate().filter(|it| has(targets[it.0])) {
            for (other, number) in row.iter_mut().enumerate() {
                *number += u64::from(one == other || has(targets[other]));
            }
        }
    }
    meets
}

/// Groups of targets of which hardly any object arrives at two.
fn apart(meets: &[Vec<u64>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let are_apart = |one: usize, other: usize| {
        let fewer = meets[one][one].min(meets[other][other]);
        fewer >= FEWEST && meets[one][other] * BOTH <= fewer
    };
    for one in 0..meets.len() {
        match groups.iter_mut().find(|it| it.iter().all(|other| are_apart(one, *other))) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// Names in a choice: `wms, sued or north`.
pub fn either(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hardly_ever_arrives_at_both_is_an_alternative() {
        let groups = |one: u64, other: u64, both: u64| apart(&[vec![one, both], vec![both, other]]).len();
        assert_eq!([groups(300, 100, 0), groups(300, 100, 10)], [1, 1]);
        // Half of all, or too few to tell.
        assert_eq!([groups(300, 100, 50), groups(300, 19, 0)], [2, 2]);
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
    }
}
