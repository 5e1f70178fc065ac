//! Space: in which row of its lane each step stands.

use super::cells::Cells;
use crate::graph::Graph;

/// Rows of a lane that are for labels alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extra {
    /// Over the steps.
    pub over: usize,
    /// Under them.
    pub under: usize,
}

/// The grid with all steps in it. A lane has as many rows as it needs for steps, and some more for labels.
pub fn cells(graph: &Graph, layers: &[usize], extra: &[Extra]) -> Cells {
    let columns = layers.iter().max().map_or(1, |it| it + 1);
    let mut lane_of_row = Vec::new();
    let mut at = vec![(0, 0); graph.steps.len()];
    for (lane, extra) in extra.iter().enumerate() {
        let first = lane_of_row.len() + extra.over;
        let stacks = stacks(graph, layers, lane, columns);
        let height = stacks.iter().map(Vec::len).max().unwrap_or(0).max(1);
        lane_of_row.extend(std::iter::repeat_n(lane, extra.over + height + extra.under));
        for (column, stack) in stacks.iter().enumerate() {
            for (step, row) in stack.iter().zip(rows(graph, &at, first, stack, height)) {
                at[*step] = (column, row);
            }
        }
    }
    Cells::new(columns, lane_of_row, at)
}

/// The steps of a lane by column, each stack ordered by where its arrows lead.
fn stacks(graph: &Graph, layers: &[usize], lane: usize, columns: usize) -> Vec<Vec<usize>> {
    let mut stacks = vec![Vec::new(); columns];
    for (step, it) in graph.steps.iter().enumerate() {
        if it.lane == lane {
            stacks[layers[step]].push(step);
        }
    }
    for stack in &mut stacks {
        stack.sort_by(|a, b| barycentre(graph, *a).total_cmp(&barycentre(graph, *b)).then(a.cmp(b)));
    }
    stacks
}

/// The mean lane of the steps that a step's arrows join it with.
fn barycentre(graph: &Graph, step: usize) -> f64 {
    let other = graph.arrows.iter().filter_map(|it| match (it.from == step, it.to == step) {
        (true, false) => Some(it.to),
        (false, true) => Some(it.from),
        _ => None,
    });
    let lanes: Vec<f64> = other.map(|it| graph.steps[it].lane as f64).collect();
    if lanes.is_empty() {
        graph.steps[step].lane as f64
    } else {
        lanes.iter().sum::<f64>() / lanes.len() as f64
    }
}

/// Rows for a stack: each step in the row of what precedes it in the lane if it can be, so that lines stay straight.
fn rows(graph: &Graph, at: &[(usize, usize)], first: usize, stack: &[usize], height: usize) -> Vec<usize> {
    let mut rows = Vec::new();
    let mut lowest = first;
    for (place, step) in stack.iter().enumerate() {
        let highest = first + height - (stack.len() - place);
        let lane = graph.steps[*step].lane;
        let before = graph.arrows.iter().filter(|it| it.to == *step && graph.steps[it.from].lane == lane);
        let wish = before.map(|it| at[it.from].1).find(|it| *it >= first).unwrap_or(first);
        let row = wish.clamp(lowest, highest);
        rows.push(row);
        lowest = row + 1;
    }
    rows
}
