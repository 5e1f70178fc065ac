//! What is due, and what is overdue: the detectors, run over a world.

use jiff::Timestamp;
use seamless_flow::Flow;
use seamless_model::{BreakpointId, DocumentRef, HandoffId, Money, World};

use crate::catalogue;
use crate::pairs::{Pair, pairs};

/// An expectation, or, once its moment has passed, a broken one.
///
/// While `from` lies ahead the handoff is on time and `from` is its deadline; from then on it is an incident. It
/// vanishes by itself when the systems agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The breakpoint that it is an instance of.
    pub breakpoint: BreakpointId,
    /// The handoff that it concerns.
    pub handoff: HandoffId,
    /// The document in the source that it concerns.
    pub document: DocumentRef,
    /// From when on it counts.
    pub from: Timestamp,
    /// What is so, in a sentence a person would say, without the order's number and without times.
    pub sentence: String,
    /// What each side says, where they differ.
    pub difference: Option<String>,
    /// The money that hangs on it.
    pub money: Option<Money>,
    /// Goods or money have moved wrongly: agreement alone does not mend it, a person closes it.
    pub moved: bool,
}

/// Runs all detectors over the world of one order (see [`crate::group`] for a world of many). What comes back is
/// sorted by moment; the same world always gives the same list.
pub fn watch(flow: &Flow, world: &World) -> Vec<Due> {
    watch_pairs(flow, world, &pairs(flow, world))
}

/// The same over pairs that have been found already.
pub fn watch_pairs(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    let mut found: Vec<Due> =
        catalogue().iter().filter_map(|it| it.detect).flat_map(|detect| detect(flow, world, pairs)).collect();
    found.sort_by(|a, b| {
        (a.from, &a.breakpoint, &a.handoff, &a.document).cmp(&(
            b.from,
            &b.breakpoint,
            &b.handoff,
            &b.document,
        ))
    });
    found
}
