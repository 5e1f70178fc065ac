//! What must hold at the end, whatever went wrong on the way. Pure functions of a world.

use seamless_flow::Flow;
use seamless_model::World;

use crate::group;

/// An invariant: a name from the reference list and a judgement over the world of one order.
pub struct Invariant {
    /// `I1` to `I12`.
    pub id: &'static str,
    /// What must hold, in a sentence.
    pub title: &'static str,
    /// Judges the world of one order; a sentence for each violation.
    pub judge: fn(&Flow, &World) -> Vec<String>,
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
    &[]
}

/// Judges a world of many orders. Gives the violations, and how many judgements were made.
pub fn judge(flow: &Flow, world: &World) -> (Vec<Violation>, u64) {
    let mut violations = Vec::new();
    let mut judged = 0;
    for one in group(flow, world).orders {
        for invariant in all() {
            judged += 1;
            violations.extend((invariant.judge)(flow, &one).into_iter().map(|sentence| Violation {
                invariant: invariant.id,
                order: order_name(&one),
                sentence,
            }));
        }
    }
    (violations, judged)
}

/// The name of a world's order: its number, else any key.
pub fn order_name(world: &World) -> String {
    world
        .documents
        .iter()
        .find_map(|it| it.keys.get("name").filter(|_| it.kind() == seamless_model::DocumentKind::Order))
        .or_else(|| world.documents.first().map(|it| &it.id))
        .cloned()
        .unwrap_or_default()
}
