//! Which threads are orders, and what lies beside them. Rows of extracts that find no order stand alone in the log: a
//! warehouse's rows without a shared identifier, rows without any. They are no orders, and are counted apart.

use seamless_flow::Role;
use seamless_model::{DocumentKind, Event};

use super::extract::is_unnamed;
use super::handoffs::FoundHandoff;
use super::meaning::{Meaning, Step};
use super::whole::Ground;
use crate::log::Log;

/// Documents that belong to no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Apart {
    /// How many there are of each system that have an identifier and a time, the most first.
    pub by_system: Vec<(String, u64)>,
    /// Those without an identifier.
    pub unnamed: u64,
    /// Those with an identifier and without any time that could be read.
    pub untimed: u64,
}

impl Apart {
    /// How many there are.
    pub fn total(&self) -> u64 {
        self.by_system.iter().map(|it| it.1).sum::<u64>() + self.unnamed + self.untimed
    }

    /// In a sentence; `None` where there are none.
    pub fn words(&self) -> Option<String> {
        use super::spread::{count, counted};
        let mut parts: Vec<String> =
            self.by_system.iter().map(|it| format!("{} of {}", count(it.1), it.0)).collect();
        let mut some = |number: u64, why: &str| {
            if number > 0 {
                parts.push(format!("{} {why}", count(number)));
            }
        };
        some(self.unnamed, "without an identifier");
        some(self.untimed, "without a time that can be read");
        let belong = if self.total() == 1 { "belongs" } else { "belong" };
        (!parts.is_empty()).then(|| {
            format!(
                "{} {belong} to no order: {}",
                counted(self.total(), "document", "documents"),
                parts.join(", ")
            )
        })
    }
}

/// The types of events by which an order comes into being, each with its step.
pub fn creates<'m>(log: &Log, meaning: &'m Meaning) -> Vec<(u32, &'m Step)> {
    let step = |kind: u32| meaning.step(log.event_types.get(kind));
    let all = (0..log.event_types.len() as u32).filter_map(|kind| Some((kind, step(kind)?)));
    all.filter(|it| it.1.document == DocumentKind::Order && it.1.event == Event::Create).collect()
}

/// Whether customers order in a system of this role.
pub fn sells(role: Role) -> bool {
    matches!(role, Role::Storefront | Role::Marketplace)
}

/// Where the orders of extracts originate: where customers order, and where orders leave and none arrive. Where nothing
/// of that is seen, every system that has orders.
pub fn origins(log: &Log, meaning: &Meaning, handoffs: &[FoundHandoff]) -> Vec<u32> {
    let all = creates(log, meaning);
    let is_origin = |kind: u32, step: &Step| {
        let brought = handoffs.iter().any(|it| it.between.1 == kind);
        let leaves = handoffs.iter().any(|it| it.between.0 == kind);
        meaning.systems.get(&step.system).is_some_and(|it| sells(it.role)) || (leaves && !brought)
    };
    let found: Vec<u32> = all.iter().filter(|it| is_origin(it.0, it.1)).map(|it| it.0).collect();
    if found.is_empty() { all.iter().map(|it| it.0).collect() } else { found }
}

impl Ground {
    /// Takes for orders only the threads that have an order document where orders originate, and counts apart what
    /// belongs to none. `origins` are the types of events by which orders come into being there; where there are none,
    /// nothing changes.
    pub fn originate(&mut self, log: &Log, meaning: &Meaning, origins: &[u32]) {
        if origins.is_empty() {
            return;
        }
        let systems = origins.iter().filter_map(|it| meaning.step(log.event_types.get(*it)));
        let documents: Vec<u32> = systems
            .filter_map(|it| log.object_types.find(&format!("{} {}", it.system, DocumentKind::Order)))
            .collect();
        let is_thread = |object: u32| log.objects.kind[object as usize] == self.thread;
        let mut orders = vec![false; log.objects.len()];
        for object in (0..log.objects.len() as u32).filter(|it| is_thread(*it)) {
            let mut kinds = self.index.events(object).iter().map(|it| log.events.kind[*it as usize]);
            orders[object as usize] = kinds.any(|it| origins.contains(&it));
        }
        // An order whose own time cannot be read is one where others tell of it.
        for relation in &log.relations {
            let is_own = documents.contains(&log.objects.kind[relation.from as usize]);
            if is_own && is_thread(relation.to) && !self.index.events(relation.to).is_empty() {
                orders[relation.to as usize] = true;
            }
        }
        self.apart = apart(log, &self.index, self.thread, &orders);
        self.orders = orders;
    }
}

/// The documents of the threads that are no orders.
fn apart(log: &Log, index: &super::index::Index, thread: u32, orders: &[bool]) -> Apart {
    let mut apart = Apart::default();
    let strays = log.relations.iter().filter(|it| {
        log.objects.kind[it.to as usize] == thread && !orders[it.to as usize] && it.from != it.to
    });
    for relation in strays {
        let type_ = log.object_types.get(log.objects.kind[relation.from as usize]);
        let system = type_.split_once(' ').map_or(type_, |it| it.0);
        if is_unnamed(log.objects.ids.get(relation.from)) {
            apart.unnamed += 1;
        } else if index.events(relation.from).is_empty() {
            apart.untimed += 1;
        } else if let Some(found) = apart.by_system.iter_mut().find(|it| it.0 == system) {
            found.1 += 1;
        } else {
            apart.by_system.push((system.to_owned(), 1));
        }
    }
    apart.by_system.sort_by_key(|it| std::cmp::Reverse(it.1));
    apart
}
