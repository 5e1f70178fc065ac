//! Which orders an object belongs to: itself, or those that it is tied to by events and relations.

use std::collections::BTreeMap;
use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::index::Neighbours;
use crate::log::Log;

const NONE: u32 = u32::MAX;
/// So many orders are kept of an object that meets many, beside the first one.
const MOST: usize = 256;
/// An event that touches more than these of one type and more than these of another is a batch, such as a payout: it
/// does not say which of the one belongs to which of the other, so it ties only what nothing else ties, and to no
/// more than these.
const BATCH: usize = 16;
/// What touches no more objects is taken pair by pair.
const FEW: usize = 32;

/// The orders of each object.
#[derive(Debug)]
pub struct Threads {
    first: Vec<u32>,
    more: HashMap<u32, Vec<u32>>,
}

impl Threads {
    /// Ties every object to its orders, nearest types first. `thread` is the type of object that is an order.
    pub fn new(log: &Log, thread: u32, aside: &[bool]) -> Self {
        let mut threads = Self { first: vec![NONE; log.objects.len()], more: HashMap::new() };
        for (object, kind) in log.objects.kind.iter().enumerate() {
            if *kind == thread {
                threads.first[object] = object as u32;
            }
        }
        let depth = depths(log, thread, aside);
        let deepest = depth.iter().filter(|it| **it != NONE).max().copied().unwrap_or(0);
        let neighbours = Neighbours::new(log, aside);
        for level in 1..=deepest {
            threads.spread(log, &neighbours, |from, to| depth[to] == level && depth[from] == level - 1);
        }
        // What its nearer types do not know is asked of all others: a parcel that was never delivered.
        for _ in 0..2 {
            let orphans: Vec<bool> = threads.first.iter().map(|it| *it == NONE).collect();
            if !orphans
                .iter()
                .zip(&log.objects.kind)
                .any(|(orphan, kind)| *orphan && depth[*kind as usize] != NONE)
            {
                break;
            }
            threads
                .spread_to(log, &neighbours, &orphans, |from, to| depth[from] != NONE && depth[to] != NONE);
        }
        threads
    }

    fn spread(&mut self, log: &Log, neighbours: &Neighbours, between: impl Fn(usize, usize) -> bool) {
        self.spread_to(log, neighbours, &[], between);
    }

    /// Gives objects the orders of what they meet. `only`, where it is not empty, says which objects may get some.
    fn spread_to(
        &mut self,
        log: &Log,
        neighbours: &Neighbours,
        only: &[bool],
        between: impl Fn(usize, usize) -> bool,
    ) {
        let kind = |object: u32| log.objects.kind[object as usize] as usize;
        let may = |object: u32| only.is_empty() || only[object as usize];
        let mut batches = Vec::new();
        for event in 0..log.events.len() as u32 {
            let touched = log.events.touched(event);
            if touched.len() > FEW {
                self.spread_wide(log, event, &may, &between, &mut batches);
                continue;
            }
            for to in touched.iter().filter(|it| may(**it)) {
                for from in touched.iter().filter(|it| between(kind(**it), kind(*to))) {
                    self.give(*from, *to);
                }
            }
        }
        for to in (0..log.objects.len() as u32).filter(|it| may(*it)) {
            for from in neighbours.of(to).iter().filter(|it| between(kind(**it), kind(to))) {
                self.give(*from, to);
            }
        }
        let untied: Vec<bool> = batches.iter().map(|it| self.first[it.0 as usize] == NONE).collect();
        for ((to, orders), _) in batches.into_iter().zip(untied).filter(|it| it.1) {
            orders.iter().for_each(|it| self.add(to, *it));
        }
    }

    /// Gives what one wide event ties, type by type: every object of a type gets the same orders, so that they are
    /// gathered once. What a batch ties is put aside for the end.
    fn spread_wide(
        &mut self,
        log: &Log,
        event: u32,
        may: &impl Fn(u32) -> bool,
        between: &impl Fn(usize, usize) -> bool,
        batches: &mut Vec<(u32, Rc<[u32]>)>,
    ) {
        let mut by_type: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for object in log.events.touched(event) {
            by_type.entry(log.objects.kind[*object as usize] as usize).or_default().push(*object);
        }
        for (type_, all) in &by_type {
            let targets: Vec<u32> = all.iter().copied().filter(|it| may(*it)).collect();
            let sources = by_type.iter().filter(|it| between(*it.0, *type_));
            let sources: Vec<u32> = sources.flat_map(|it| it.1.iter().copied()).collect();
            if targets.is_empty() || sources.is_empty() {
                continue;
            }
            if targets.len() > BATCH && sources.len() > BATCH {
                let orders: Rc<[u32]> = self.union(&sources, BATCH).into();
                batches.extend(targets.into_iter().map(|it| (it, Rc::clone(&orders))));
                continue;
            }
            let orders = self.union(&sources, MOST + 1);
            for to in targets {
                orders.iter().for_each(|it| self.add(to, *it));
            }
        }
    }

    /// The first orders of some objects, each once.
    fn union(&self, objects: &[u32], most: usize) -> Vec<u32> {
        let mut seen = HashSet::new();
        let all = objects.iter().flat_map(|it| self.of(*it));
        all.filter(|it| seen.insert(*it)).take(most).collect()
    }

    fn give(&mut self, from: u32, to: u32) {
        if from == to || self.first[from as usize] == NONE {
            return;
        }
        if self.more.contains_key(&from) {
            for order in self.of(from).collect::<Vec<_>>() {
                self.add(to, order);
            }
        } else {
            self.add(to, self.first[from as usize]);
        }
    }

    fn add(&mut self, object: u32, order: u32) {
        let first = &mut self.first[object as usize];
        if *first == NONE {
            *first = order;
        } else if *first != order {
            let more = self.more.entry(object).or_default();
            if more.len() < MOST && !more.contains(&order) {
                more.push(order);
            }
        }
    }

    /// The orders that an object belongs to.
    pub fn of(&self, object: u32) -> impl Iterator<Item = u32> + '_ {
        let first = Some(self.first[object as usize]).filter(|it| *it != NONE);
        first.into_iter().chain(self.more.get(&object).into_iter().flatten().copied())
    }

    /// The first of them.
    pub fn one(&self, object: u32) -> Option<u32> {
        self.of(object).next()
    }
}

/// How many steps a type of object is from the orders, over shared events and relations.
fn depths(log: &Log, thread: u32, aside: &[bool]) -> Vec<u32> {
    let types = log.object_types.len();
    let mut linked = vec![false; types * types];
    for event in 0..log.events.len() as u32 {
        let touched = log.events.touched(event);
        // All pairs of a few types: the first of each type stands for the others.
        let mut seen: [usize; 16] = [usize::MAX; 16];
        let mut count = 0;
        for object in touched {
            let kind = log.objects.kind[*object as usize] as usize;
            if count < seen.len() && !seen[..count].contains(&kind) {
                seen[count] = kind;
                count += 1;
            }
        }
        for one in &seen[..count] {
            for other in &seen[..count] {
                linked[one * types + other] = true;
            }
        }
    }
    for relation in &log.relations {
        let (one, other) = (
            log.objects.kind[relation.from as usize] as usize,
            log.objects.kind[relation.to as usize] as usize,
        );
        linked[one * types + other] = true;
        linked[other * types + one] = true;
    }
    let mut depth = vec![NONE; types];
    // A log without any object has no type that could be an order.
    let Some(start) = depth.get_mut(thread as usize) else { return depth };
    *start = 0;
    let mut next = vec![thread as usize];
    while !next.is_empty() {
        let mut found = Vec::new();
        for from in next {
            for to in 0..types {
                if linked[from * types + to] && depth[to] == NONE && !aside[to] {
                    depth[to] = depth[from] + 1;
                    found.push(to);
                }
            }
        }
        next = found;
    }
    depth
}
