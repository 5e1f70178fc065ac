//! Where everything stands: pure geometry, no picture yet.
//!
//! The plane is a grid. A lane is a band of one or more rows; a column is a moment. A step fills a cell, and so does
//! an arrow's label. Arrows run along lines of the grid: through free cells by row or by column, in the gaps between
//! columns, and in the channels over rows. Each line of the grid is then made as wide as the tracks and words on it
//! need. So nothing can stand on anything else, whatever the flow: that is held by construction, and tested.

mod cells;
mod cross;
mod geometry;
#[cfg(test)]
mod growth;
mod improve;
mod layers;
mod place;
mod route;
mod shapes;
mod tracks;

pub use cross::crossings_of;
pub use shapes::{
    Crossing, LaneBox, Layout, LegendItem, Point, Rect, Route, StepBox, Strip, TeamBox, TextBox,
};

use crate::graph::Graph;

/// Where steps and arrows stand on the grid, without a length in px: what takes time to find, and what stays as it is
/// while only numbers change.
#[derive(Debug, Clone)]
pub struct Plan(Option<improve::Attempt>);

/// Finds a place for everything. Every index in the graph must be in range.
pub fn plan(graph: &Graph) -> Plan {
    let edges = layers::acyclic(graph);
    let layers = layers::layers(graph, &edges);
    Plan(improve::improve(graph, &edges, layers))
}

/// Gives a planned graph its lengths. The graph may say other words than the one that was planned, but must have the
/// same lanes, steps and arrows, with labels on the same ones.
pub fn measure(graph: &Graph, plan: &Plan) -> Layout {
    match &plan.0 {
        Some(best) => geometry::layout(graph, &best.cells, &best.tracked),
        None => Layout::default(),
    }
}

/// Plans and measures a graph.
pub fn layout(graph: &Graph) -> Layout {
    measure(graph, &plan(graph))
}
