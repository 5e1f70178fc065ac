//! What must hold at the end, whatever went wrong on the way. Pure functions of the world of one order.
//!
//! What is still within its deadline is not judged; what is held in sight is an incident, not a violation.

mod i1_one_order;
mod i2_units;
mod i3_money;
mod i4_nothing_wrong_ships;
mod i5_parcels;
mod i7_refunds;
mod look;
#[cfg(test)]
mod tests;

use seamless_flow::Flow;
use seamless_model::{DocumentKind, World};

use crate::group;
use crate::pairs::{Pair, pairs};

/// An invariant: a name from the reference list and a judgement over the world of one order.
#[derive(Debug)]
pub struct Invariant {
    /// `I1` to `I12`.
    pub id: &'static str,
    /// What must hold, in a sentence.
    pub title: &'static str,
    /// Judges the world of one order with its pairs.
    pub judge: fn(&Flow, &World, &[Pair<'_>]) -> Judged,
}

/// What an invariant says of the world of one order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// How many things were looked at; 0 where the world has nothing to judge.
    pub count: u64,
    /// A sentence for each violation.
    pub wrong: Vec<String>,
}

impl Judged {
    /// Counts one judgement, and its violation where there is one.
    pub(crate) fn add(&mut self, wrong: Option<String>) {
        self.count += 1;
        self.wrong.extend(wrong);
    }
}

/// A violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which invariant.
    pub invariant: &'static str,
    /// The order, by the number that people use where there is one.
    pub order: String,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

/// All invariants that the house judges.
pub fn all() -> &'static [Invariant] {
    &[
        i1_one_order::INVARIANT,
        i2_units::INVARIANT,
        i3_money::INVARIANT,
        i4_nothing_wrong_ships::INVARIANT,
        i5_parcels::INVARIANT,
        i7_refunds::INVARIANT,
    ]
}

/// Judges a world of many orders. Gives the violations, and how many judgements were made.
pub fn judge(flow: &Flow, world: &World) -> (Vec<Violation>, u64) {
    let mut violations = Vec::new();
    let mut judged = 0;
    for one in group(flow, world).orders {
        let (wrong, count) = judge_one(flow, &one, &pairs(flow, &one));
        violations.extend(wrong);
        judged += count;
    }
    (violations, judged)
}

/// Judges the world of one order whose pairs have been found already.
pub fn judge_one(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> (Vec<Violation>, u64) {
    let mut violations = Vec::new();
    let mut judged = 0;
    for invariant in all() {
        let Judged { count, wrong } = (invariant.judge)(flow, world, pairs);
        judged += count;
        violations.extend(wrong.into_iter().map(|sentence| Violation {
            invariant: invariant.id,
            order: order_name(world),
            sentence,
        }));
    }
    (violations, judged)
}

/// The name of a world's order: its number, else any key.
pub fn order_name(world: &World) -> String {
    world
        .documents
        .iter()
        .find_map(|it| it.keys.get("name").filter(|_| it.kind() == DocumentKind::Order))
        .or_else(|| world.documents.first().map(|it| &it.id))
        .cloned()
        .unwrap_or_default()
}
