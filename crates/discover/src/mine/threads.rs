//! Which orders an object belongs to: itself, or those that it is tied to by events and relations.

use hashbrown::HashMap;

use super::index::Neighbours;
use crate::log::Log;

const NONE: u32 = u32::MAX;
/// An object that meets more orders than these is listed with the first of them.
const MOST: usize = 256;

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
        for event in 0..log.events.len() as u32 {
            let touched = log.events.touched(event);
            for to in touched.iter().filter(|it| only.is_empty() || only[**it as usize]) {
                for from in touched.iter().filter(|it| between(kind(**it), kind(*to))) {
                    self.give(*from, *to);
                }
            }
        }
        for to in (0..log.objects.len() as u32).filter(|it| only.is_empty() || only[*it as usize]) {
            for from in neighbours.of(to).iter().filter(|it| between(kind(**it), kind(to))) {
                self.give(*from, to);
            }
        }
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
    depth[thread as usize] = 0;
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
