//! What holds between types of events, over the objects that they share: how often, what before what.

use super::index::{Index, Reach};
use crate::log::Log;

/// A share from which on something counts as a rule. No share tells a rule from a strong habit: the draft gives the
/// numbers, and a person strikes what is none.
pub const RULE_SHARE: f64 = 0.995;
/// A share from which on one event comes before another well enough to be the source of a handoff: clocks differ.
pub const SOURCE_SHARE: f64 = 0.97;
/// Fewer objects than these make no rule.
const FEWEST: u64 = 20;

/// How two types of events stand to each other over one type of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair {
    /// Objects with both.
    pub both: u64,
    /// Of these, objects whose first `a` is not after their first `b`.
    pub before: u64,
    /// Objects with `a` early enough in the log that `b` had time to come.
    pub early: u64,
    /// Of these, objects that had `b` at or after their first `a`.
    pub followed: u64,
}

/// What was counted of a log.
#[derive(Debug)]
pub struct Counted {
    kinds: usize,
    types: usize,
    pairs: Vec<Pair>,
    /// Objects that have the event at all.
    has: Vec<u64>,
    /// Objects that have it exactly once.
    once: Vec<u64>,
}

impl Counted {
    /// Counts all pairs of a log. `aside` are types of objects that tie nothing together.
    pub fn new(log: &Log, index: &Index, aside: &[bool]) -> Self {
        let (kinds, types) = (index.kinds(), index.objects.len());
        let mut counted = Self {
            kinds,
            types,
            pairs: vec![Pair::default(); types * kinds * kinds],
            has: vec![0; types * kinds],
            once: vec![0; types * kinds],
        };
        let (start, end) =
            (log.events.at_ms.first().copied().unwrap_or(0), log.events.at_ms.last().copied().unwrap_or(0));
        let half = start + (end - start) / 2;
        let mut of = Timeline::new(kinds);
        for object in 0..log.objects.len() as u32 {
            let type_ = log.objects.kind[object as usize] as usize;
            if !aside[type_] {
                of.read(log, index.events(object));
                counted.add(type_, &of, half);
            }
        }
        counted
    }

    fn add(&mut self, type_: usize, of: &Timeline, half: i64) {
        for a in &of.present {
            let (first, _, count) = of.by_kind[*a];
            self.has[type_ * self.kinds + a] += 1;
            self.once[type_ * self.kinds + a] += u64::from(count == 1);
            let row = &mut self.pairs[(type_ * self.kinds + a) * self.kinds..][..self.kinds];
            if first <= half {
                row[*a].early += 1;
            }
            for b in of.present.iter().filter(|it| *it != a) {
                let (first_b, last_b, _) = of.by_kind[*b];
                let pair = &mut row[*b];
                pair.both += 1;
                pair.before += u64::from(first <= first_b);
                pair.followed += u64::from(first <= half && last_b >= first);
            }
        }
    }

    /// The pair `a`, `b` over a type of object.
    pub fn pair(&self, type_: u32, a: u32, b: u32) -> Pair {
        let row = (type_ as usize * self.kinds + a as usize) * self.kinds;
        Pair { early: self.pairs[row + a as usize].early, ..self.pairs[row + b as usize] }
    }

    /// How many objects of a type have an event, and how many of them exactly once.
    pub fn has(&self, type_: u32, kind: u32) -> (u64, u64) {
        let at = type_ as usize * self.kinds + kind as usize;
        (self.has[at], self.once[at])
    }

    /// The share of objects with `b` that have `a` before it, over a type of object; 0 where there are too few.
    pub fn preceded(&self, type_: u32, a: u32, b: u32) -> f64 {
        let has = self.has(type_, b).0;
        if has < FEWEST { 0.0 } else { self.pair(type_, a, b).before as f64 / has as f64 }
    }

    /// The share of objects with `a` that have `b` at or after it, of those that had time; 0 where there are too few.
    pub fn followed(&self, type_: u32, a: u32, b: u32) -> f64 {
        let pair = self.pair(type_, a, b);
        if pair.early < FEWEST { 0.0 } else { pair.followed as f64 / pair.early as f64 }
    }

    /// How many types of objects there are.
    pub fn types(&self) -> usize {
        self.types
    }
}

/// The first time, the last time and the number of each type of event of one object.
#[derive(Debug)]
pub struct Timeline {
    /// By type of event: first and last time in milliseconds, and how often. Only what is present counts.
    pub by_kind: Vec<(i64, i64, u32)>,
    /// The types of events that are there, in the order of their first.
    pub present: Vec<usize>,
}

impl Timeline {
    /// Room for so many types of events.
    pub fn new(kinds: usize) -> Self {
        Self { by_kind: vec![(0, 0, 0); kinds], present: Vec::new() }
    }

    /// Takes the events of an object.
    pub fn read(&mut self, log: &Log, events: &[u32]) {
        for kind in self.present.drain(..) {
            self.by_kind[kind] = (0, 0, 0);
        }
        for event in events {
            let (kind, at) = (log.events.kind[*event as usize] as usize, log.events.at_ms[*event as usize]);
            let entry = &mut self.by_kind[kind];
            if entry.2 == 0 {
                entry.0 = at;
                self.present.push(kind);
            }
            entry.1 = at;
            entry.2 += 1;
        }
    }
}

/// The type of object over which two types of events are tied: one that both are about; else one that both touch, or
/// that one of them touches and the other reaches through a relation, the finest of them.
pub fn tie(index: &Index, about: &[Option<u32>], aside: &[bool], a: u32, b: u32) -> Option<u32> {
    let rank = |type_: u32| {
        let (one, other) = (index.reach(a, type_), index.reach(b, type_));
        let poorer = one.min(other);
        if aside[type_ as usize] || poorer == Reach::Not {
            return None;
        }
        let is = |kind: u32| about[kind as usize] == Some(type_);
        Some((
            is(a) && is(b),
            (one == Reach::Touches) as u8 + (other == Reach::Touches) as u8,
            index.objects[type_ as usize],
        ))
    };
    (0..aside.len() as u32).filter_map(|it| Some((rank(it)?, it))).max().map(|it| it.1)
}

/// For each type of event, what comes before it at this share at least, without what follows from the rest.
pub fn precedence(counted: &Counted, ties: &impl Fn(u32, u32) -> Option<u32>, share: f64) -> Vec<Vec<u32>> {
    let kinds = counted.kinds as u32;
    let comes_before = |a: u32, b: u32| {
        a != b
            && ties(a, b).is_some_and(|it| {
                let pair = counted.pair(it, a, b);
                // Two that come at the same instant precede each other: the smaller share of strictness decides.
                let back = counted.pair(it, b, a).before;
                counted.preceded(it, a, b) >= share && (pair.before > back || (pair.before == back && a < b))
            })
    };
    let matrix: Vec<Vec<bool>> =
        (0..kinds).map(|b| (0..kinds).map(|a| comes_before(a, b)).collect()).collect();
    reduce(&matrix)
}

/// For each type of event, what comes after it at this share at least, without what follows from the rest.
pub fn succession(counted: &Counted, ties: &impl Fn(u32, u32) -> Option<u32>, share: f64) -> Vec<Vec<u32>> {
    let kinds = counted.kinds as u32;
    let comes_after = |a: u32, b: u32| {
        a != b
            && ties(a, b).is_some_and(|it| {
                counted.followed(it, a, b) >= share
                    && counted.pair(it, a, b).before >= counted.pair(it, b, a).before
            })
    };
    let matrix: Vec<Vec<bool>> =
        (0..kinds).map(|a| (0..kinds).map(|b| comes_after(a, b)).collect()).collect();
    reduce(&matrix)
}

/// The rows of a relation as lists, without pairs that follow from two others.
fn reduce(matrix: &[Vec<bool>]) -> Vec<Vec<u32>> {
    let all = 0..matrix.len();
    let holds = |a: usize, b: usize| matrix[a][b];
    let follows = |a: usize, b: usize| {
        all.clone().any(|c| c != a && c != b && holds(a, c) && holds(c, b) && !(holds(c, a) && holds(b, c)))
    };
    let row =
        |a: usize| all.clone().filter(|b| holds(a, *b) && !follows(a, *b)).map(|it| it as u32).collect();
    all.clone().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_the_rest_is_left_out() {
        let matrix = vec![vec![false, true, true], vec![false, false, true], vec![false; 3]];
        assert_eq!(reduce(&matrix), vec![vec![1], vec![2], vec![]]);
    }
}
