//! The events of each object, in the order of time: what rules, handoffs and conformance are counted on.
//!
//! Beside the events that touch an object, an object has those of its neighbours, one relation away, where its own
//! type is never touched by such an event: an item of an order is paid with its order.

use crate::log::Log;

/// How a type of event reaches a type of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// It does not.
    Not,
    /// Through a relation of the object that it is about.
    Related,
    /// It touches such objects.
    Touches,
}

/// The events of each object.
#[derive(Debug)]
pub struct Index {
    offsets: Vec<u32>,
    events: Vec<u32>,
    kinds: usize,
    reach: Vec<Reach>,
    /// How many objects of each type there are.
    pub objects: Vec<u64>,
}

impl Index {
    /// Indexes a log. `about` is the type of object that each type of event is about, where there is one; `aside`
    /// are the types of objects that tie nothing together: they get no events through relations and give none.
    pub fn new(log: &Log, about: &[Option<u32>], aside: &[bool]) -> Self {
        let (kinds, types) = (log.event_types.len(), log.object_types.len());
        let mut reach = vec![Reach::Not; kinds * types];
        for event in 0..log.events.len() as u32 {
            let row = log.events.kind[event as usize] as usize * types;
            for object in log.events.touched(event) {
                reach[row + log.objects.kind[*object as usize] as usize] = Reach::Touches;
            }
        }
        let neighbours = Neighbours::new(log, aside);
        let mut index =
            Self { offsets: Vec::new(), events: Vec::new(), kinds, reach, objects: vec![0; types] };
        for kind in &log.objects.kind {
            index.objects[*kind as usize] += 1;
        }
        let mut counts = vec![0u32; log.objects.len() + 1];
        index.walk(log, about, &neighbours, |index, object, kind, related| {
            if related {
                let at = kind * types + log.objects.kind[object] as usize;
                index.reach[at] = index.reach[at].max(Reach::Related);
            }
            counts[object + 1] += 1;
        });
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        index.offsets = counts.clone();
        let mut events = vec![0u32; *counts.last().unwrap_or(&0) as usize];
        let mut current = 0;
        index.walk_events(log, about, &neighbours, &mut |event, object| {
            debug_assert!(event >= current, "events come in the order of time");
            current = event;
            events[counts[object] as usize] = event;
            counts[object] += 1;
        });
        index.events = events;
        index
    }

    fn walk(
        &mut self,
        log: &Log,
        about: &[Option<u32>],
        neighbours: &Neighbours,
        mut each: impl FnMut(&mut Self, usize, usize, bool),
    ) {
        let touches = self.reach.clone();
        let types = self.objects.len();
        let mut seen = vec![u32::MAX; log.objects.len()];
        for event in 0..log.events.len() as u32 {
            let kind = log.events.kind[event as usize] as usize;
            reached(
                log,
                event,
                about,
                neighbours,
                &touches[kind * types..][..types],
                &mut seen,
                |object, related| {
                    each(self, object, kind, related);
                },
            );
        }
    }

    fn walk_events(
        &self,
        log: &Log,
        about: &[Option<u32>],
        neighbours: &Neighbours,
        each: &mut impl FnMut(u32, usize),
    ) {
        let types = self.objects.len();
        let mut seen = vec![u32::MAX; log.objects.len()];
        for event in 0..log.events.len() as u32 {
            let kind = log.events.kind[event as usize] as usize;
            reached(
                log,
                event,
                about,
                neighbours,
                &self.reach[kind * types..][..types],
                &mut seen,
                |object, _| {
                    each(event, object);
                },
            );
        }
    }

    /// The events of an object, by time.
    pub fn events(&self, object: u32) -> &[u32] {
        let object = object as usize;
        &self.events[self.offsets[object] as usize..self.offsets[object + 1] as usize]
    }

    /// How a type of event reaches a type of object.
    pub fn reach(&self, kind: u32, object_type: u32) -> Reach {
        self.reach[kind as usize * self.objects.len() + object_type as usize]
    }

    /// How many types of events there are.
    pub fn kinds(&self) -> usize {
        self.kinds
    }
}

/// The objects that an event reaches, each once: those that it touches, then the neighbours of what it is about.
fn reached(
    log: &Log,
    event: u32,
    about: &[Option<u32>],
    neighbours: &Neighbours,
    reach: &[Reach],
    seen: &mut [u32],
    mut each: impl FnMut(usize, bool),
) {
    let kind = log.events.kind[event as usize] as usize;
    for object in log.events.touched(event) {
        let object = *object as usize;
        if seen[object] != event {
            seen[object] = event;
            each(object, false);
        }
    }
    let Some(about) = about[kind] else { return };
    for object in log.events.touched(event).iter().filter(|it| log.objects.kind[**it as usize] == about) {
        for other in neighbours.of(*object) {
            let other = *other as usize;
            if reach[log.objects.kind[other] as usize] != Reach::Touches && seen[other] != event {
                seen[other] = event;
                each(other, true);
            }
        }
    }
}

/// The related objects of each object, in both directions, without those that stand aside.
#[derive(Debug)]
pub struct Neighbours {
    offsets: Vec<u32>,
    others: Vec<u32>,
}

impl Neighbours {
    /// Of a log.
    pub fn new(log: &Log, aside: &[bool]) -> Self {
        let counts_aside = |object: u32| aside[log.objects.kind[object as usize] as usize];
        let kept = || {
            log.relations
                .iter()
                .filter(|it| !counts_aside(it.from) && !counts_aside(it.to) && it.from != it.to)
        };
        let mut offsets = vec![0u32; log.objects.len() + 1];
        for relation in kept() {
            offsets[relation.from as usize + 1] += 1;
            offsets[relation.to as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut others = vec![0u32; *offsets.last().unwrap_or(&0) as usize];
        for relation in kept() {
            for (one, other) in [(relation.from, relation.to), (relation.to, relation.from)] {
                others[next[one as usize] as usize] = other;
                next[one as usize] += 1;
            }
        }
        Self { offsets, others }
    }

    /// The neighbours of an object.
    pub fn of(&self, object: u32) -> &[u32] {
        let object = object as usize;
        &self.others[self.offsets[object] as usize..self.offsets[object + 1] as usize]
    }
}
