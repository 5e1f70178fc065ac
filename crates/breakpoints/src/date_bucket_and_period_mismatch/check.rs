//! Finds the risk on a map: the same moment is another day in the books, in a closed month, or after the cut-off.

use seamless_flow::Flow;

use super::{cutoff, day, promise};
use crate::Finding;
use crate::judge::once;

/// The year of the examples.
pub(super) const YEAR: i16 = 2027;

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    once(day::check(flow).into_iter().chain(cutoff::check(flow)).chain(promise::check(flow)))
}
