//! Finds the risk on a map.

use seamless_flow::Flow;

use crate::Finding;

pub(super) fn check(_flow: &Flow) -> Vec<Finding> {
    Vec::new()
}
