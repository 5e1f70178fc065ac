//! Ways: which handoffs are alternatives for the same documents.

use std::collections::HashMap;

use seamless_model::{DocumentKind, HandoffId, SystemId};

use super::{Origin, Question, Routing, route_from};
use crate::{Condition, Flow, Handoff, Mode, Role};

/// Handoffs that carry the same kind of document from the same system to systems that do the same work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What travels.
    pub kind: DocumentKind,
    /// Where it comes from.
    pub from: SystemId,
    /// The handoffs, in the map's order.
    pub handoffs: Vec<HandoffId>,
    /// What they are to each other.
    pub sort: WaySort,
}

/// What the handoffs of a way are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaySort {
    /// One handoff without a condition: every document takes it.
    Straight,
    /// One handoff with a condition and no alternative: a filter, which leaves documents out by intent.
    Filter,
    /// Alternatives: each document should take exactly one.
    Alternatives,
}

/// The ways of a map, in its order. Paused handoffs take part in none; documents that every target should have, such
/// as stock, are no alternatives and each have a way of their own.
pub fn group(flow: &Flow) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let mut of_work: HashMap<(&SystemId, DocumentKind, Work), usize> = HashMap::new();
    for handoff in flow.handoffs.values().filter(|it| it.mode != Mode::Paused) {
        let place = (&handoff.from, handoff.carry, Work::of(flow.system(&handoff.to).role));
        let beside = is_routed(handoff.carry).then(|| *of_work.entry(place).or_insert(ways.len()));
        match beside.and_then(|number| ways.get_mut(number)) {
            Some(way) => way.handoffs.push(handoff.id.clone()),
            None => ways.push(Way {
                kind: handoff.carry,
                from: handoff.from.clone(),
                handoffs: vec![handoff.id.clone()],
                sort: WaySort::Straight,
            }),
        }
    }
    let sorted = ways.into_iter().map(|way| Way { sort: sort(flow, &way), ..way });
    sorted.collect()
}

fn sort(flow: &Flow, way: &Way) -> WaySort {
    match &way.handoffs[..] {
        [one] if flow.handoffs[one].when.is_some() => WaySort::Filter,
        [_] => WaySort::Straight,
        _ => WaySort::Alternatives,
    }
}

/// Whether a document of this kind goes to one of several targets. Stock, payouts and entries go to all.
fn is_routed(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Inventory | DocumentKind::Payout | DocumentKind::Journal)
}

/// The work that a system does; systems that do the same are alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Work {
    Sells,
    Ships,
    Other(Role),
}

impl Work {
    fn of(role: Role) -> Self {
        match role {
            Role::Storefront | Role::Marketplace => Self::Sells,
            role if role.ships_goods() => Self::Ships,
            role => Self::Other(role),
        }
    }
}

impl Way {
    /// Its handoffs.
    pub fn handoffs<'f>(&self, flow: &'f Flow) -> Vec<&'f Handoff> {
        self.handoffs.iter().filter_map(|id| flow.handoffs.get(id)).collect()
    }

    /// What is true of its conditions; a number in the answer is the place of a handoff among [`Way::handoffs`].
    ///
    /// Alternatives are asked whether they take every document exactly once. A filter leaves documents out by
    /// intent: of it only what fails, or what cannot be decided, is told.
    pub fn route(&self, flow: &Flow) -> Vec<Routing> {
        let handoffs = self.handoffs(flow);
        let Ok(always) = Condition::parse("true") else { return Vec::new() };
        let conditions: Vec<&Condition> =
            handoffs.iter().map(|it| it.when.as_ref().unwrap_or(&always)).collect();
        // A map that routes by currency has several of them; any other has the one that it declares.
        let by_currency = conditions.iter().any(|it| it.text().contains("currency"));
        let origin =
            Origin { from: Some(self.from.to_string()), currency: (!by_currency).then_some(flow.currency) };
        let question = if self.sort == WaySort::Filter { Question::Disjoint } else { Question::Both };
        route_from(self.kind, &origin, &conditions, question)
    }
}
