//! The variants of the journey: in which order the steps of an order happen for the first time.

use hashbrown::HashMap;

use super::threads::Threads;
use crate::log::Log;

/// One way that orders went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The types of events, in the order in which each happened first.
    pub steps: Vec<u32>,
    /// How many orders went so.
    pub orders: u64,
    /// One of them, as an index of its object.
    pub example: u32,
}

/// All ways, the most frequent first. `is_order` says of each object whether it is an order, `counts` which types of
/// events are steps.
pub fn variants(log: &Log, threads: &Threads, is_order: &[bool], counts: &[bool]) -> Vec<Variant> {
    let mut ways = Ways { nodes: vec![(u32::MAX, u32::MAX)], next: HashMap::new() };
    let mut at = vec![0u32; log.objects.len()];
    let mut met: Vec<u32> = Vec::new();
    for event in 0..log.events.len() as u32 {
        let kind = log.events.kind[event as usize];
        if !counts[kind as usize] {
            continue;
        }
        met.clear();
        for object in log.events.touched(event) {
            met.extend(threads.of(*object));
        }
        met.sort_unstable();
        met.dedup();
        for order in &met {
            let node = &mut at[*order as usize];
            *node = ways.follow(*node, kind);
        }
    }
    let mut orders: HashMap<u32, (u64, u32)> = HashMap::new();
    for (object, node) in at.iter().enumerate() {
        if is_order[object] {
            orders.entry(*node).or_insert((0, object as u32)).0 += 1;
        }
    }
    let mut all: Vec<Variant> = orders
        .into_iter()
        .map(|(node, (orders, example))| Variant { steps: ways.steps(node), orders, example })
        .collect();
    all.sort_by(|a, b| b.orders.cmp(&a.orders).then_with(|| a.steps.cmp(&b.steps)));
    all
}

/// A tree of ways: each node is a step after another node.
struct Ways {
    nodes: Vec<(u32, u32)>,
    next: HashMap<(u32, u32), u32>,
}

impl Ways {
    fn follow(&mut self, node: u32, kind: u32) -> u32 {
        if let Some(found) = self.next.get(&(node, kind)) {
            return *found;
        }
        let known = self.steps(node).contains(&kind);
        let to = if known {
            node
        } else {
            self.nodes.push((node, kind));
            self.nodes.len() as u32 - 1
        };
        self.next.insert((node, kind), to);
        to
    }

    fn steps(&self, mut node: u32) -> Vec<u32> {
        let mut steps = Vec::new();
        while node != 0 {
            let (before, kind) = self.nodes[node as usize];
            steps.push(kind);
            node = before;
        }
        steps.reverse();
        steps
    }
}
