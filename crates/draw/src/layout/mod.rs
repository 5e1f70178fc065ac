//! Where everything stands: pure geometry, no picture yet.
//!
//! The plane is a grid. A lane is a band of one or more rows; a column is a moment. A step fills a cell, and so does
//! an arrow's label. Arrows run along lines of the grid: through free cells by row or by column, in the gaps between
//! columns, and in the channels over rows. Each line of the grid is then made as wide as the tracks and words on it
//! need. So nothing can stand on anything else, whatever the flow: that is held by construction, and tested.

mod cells;
mod geometry;
mod layers;
mod place;
mod route;
mod shapes;
mod tracks;

pub use shapes::{Crossing, LaneBox, Layout, LegendItem, Point, Rect, Route, StepBox, TeamBox, TextBox};

use crate::graph::Graph;
use cells::Cells;

/// How often rows are added for labels before the picture is taken as it is.
const ROUNDS_MAX: usize = 64;

/// Places a graph. Every index in the graph must be in range.
pub fn layout(graph: &Graph) -> Layout {
    let layers = layers::layers(graph);
    let mut extra = vec![0; graph.lanes.len()];
    let mut best: Option<(u64, Cells, Vec<route::Path>)> = None;
    for round in 0..ROUNDS_MAX {
        let mut cells = place::cells(graph, &layers, &extra);
        let routed = route::route(graph, &mut cells);
        let cost = routed.cost + cells.rows as u64 * ROW_COST;
        let is_whole = routed.unlabelled == 0;
        if is_whole && best.as_ref().is_none_or(|it| cost < it.0) {
            best = Some((cost, cells, routed.paths));
        } else if is_whole || round + 1 == ROUNDS_MAX {
            if best.is_none() {
                best = Some((cost, cells, routed.paths));
            }
            break;
        }
        match routed.wants_row {
            Some(lane) => extra[lane] += 1,
            None => break,
        }
    }
    match best {
        Some((_, cells, paths)) => geometry::layout(graph, &cells, tracks::assign(&cells, paths)),
        None => Layout::default(),
    }
}

/// What a row more costs, in the router's units: about three bends.
const ROW_COST: u64 = 60;
