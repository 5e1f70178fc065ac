//! Sorting a world of many orders into worlds of one: by the keys that handoffs declare equal, and by parents.

use std::collections::{BTreeMap, HashMap};

use seamless_flow::Flow;
use seamless_model::{Believed, DocumentKind, SystemId, World};

/// A world sorted by order.
#[derive(Debug, Clone)]
pub struct Grouped {
    /// One world for each order, in the order of their first documents.
    pub orders: Vec<World>,
}

/// Sorts a world by order. Notes go with the document that they name.
pub fn group(flow: &Flow, world: &World) -> Grouped {
    let ties = flow.ties();
    let mut sets = Sets::new(world.documents.len());
    let mut by_key: HashMap<(&SystemId, DocumentKind, &str, &str), usize> = HashMap::new();
    for (index, document) in world.documents.iter().enumerate() {
        for (field, value) in &document.keys {
            let place = (&document.system, document.kind(), field.as_str(), value.as_str());
            match by_key.get(&place) {
                Some(&other) => sets.join(index, other),
                None => {
                    by_key.insert(place, index);
                }
            }
        }
    }
    for (index, document) in world.documents.iter().enumerate() {
        for (system, field, value) in ties.counterparts(&document.system, document.kind(), &document.keys) {
            if let Some(&other) = by_key.get(&(system, document.kind(), field, value)) {
                sets.join(index, other);
            }
        }
        for parent in &document.parents {
            if let Some(&other) = by_key.get(&(&document.system, parent.kind, &parent.field, &parent.value)) {
                sets.join(index, other);
            }
        }
    }
    let mut orders: BTreeMap<usize, Vec<Believed>> = BTreeMap::new();
    for (index, document) in world.documents.iter().enumerate() {
        orders.entry(sets.root(index)).or_default().push(document.clone());
    }
    let orders = orders
        .into_values()
        .map(|documents| {
            let notes = world
                .notes
                .iter()
                .filter(|note| {
                    flow.handoffs.get(&note.handoff).is_some_and(|handoff| {
                        documents.iter().any(|it| {
                            it.id == note.document && it.system == handoff.from && it.kind() == handoff.carry
                        })
                    })
                })
                .cloned()
                .collect();
            World { at: world.at, documents, notes }
        })
        .collect();
    Grouped { orders }
}

/// Disjoint sets; the root of a set is its first member.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
