//! Space: in which row of its lane each step stands.

use std::collections::BTreeMap;

use super::cells::Cells;
use crate::graph::Graph;

/// A column and a row.
type Place = (usize, usize);

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
    let mut into = vec![Vec::new(); graph.steps.len()];
    for arrow in graph.arrows.iter().filter(|it| graph.steps[it.from].lane == graph.steps[it.to].lane) {
        into[arrow.to].push(arrow.from);
    }
    let mut lane_of_row = Vec::new();
    let mut at = vec![(0, 0); graph.steps.len()];
    for (lane, (extra, stacks)) in extra.iter().zip(stacks(graph, layers)).enumerate() {
        let first = lane_of_row.len() + extra.over;
        let height = stacks.values().map(Vec::len).max().unwrap_or(0).max(1);
        lane_of_row.extend(std::iter::repeat_n(lane, extra.over + height + extra.under));
        for (column, stack) in stacks {
            for (step, row) in stack.iter().zip(rows(&into, &at, first, &stack, height)) {
                at[*step] = (column, row);
            }
        }
    }
    Cells::new(columns, lane_of_row, at)
}

/// The steps of each lane by column, each stack ordered by where its arrows lead.
fn stacks(graph: &Graph, layers: &[usize]) -> Vec<BTreeMap<usize, Vec<usize>>> {
    let mut lanes = vec![BTreeMap::new(); graph.lanes.len()];
    for (step, it) in graph.steps.iter().enumerate() {
        let stack: &mut Vec<usize> = lanes[it.lane].entry(layers[step]).or_default();
        stack.push(step);
    }
    let centres = barycentres(graph);
    for stack in lanes.iter_mut().flat_map(BTreeMap::values_mut) {
        stack.sort_by(|a, b| centres[*a].total_cmp(&centres[*b]).then(a.cmp(b)));
    }
    lanes
}

/// For each step the mean lane of the steps that its arrows join it with.
fn barycentres(graph: &Graph) -> Vec<f64> {
    let lane = |step: usize| graph.steps[step].lane as f64;
    let mut sums = vec![(0.0, 0.0); graph.steps.len()];
    for arrow in graph.arrows.iter().filter(|it| it.from != it.to) {
        for (one, other) in [(arrow.from, arrow.to), (arrow.to, arrow.from)] {
            sums[one] = (sums[one].0 + lane(other), sums[one].1 + 1.0);
        }
    }
    let means = sums.iter().enumerate().map(
        |(step, (sum, count))| {
            if *count == 0.0 { lane(step) } else { sum / count }
        },
    );
    means.collect()
}

/// Rows for a stack: each step in the row of what precedes it in the lane if it can be, so that lines stay straight.
fn rows(into: &[Vec<usize>], at: &[Place], first: usize, stack: &[usize], height: usize) -> Vec<usize> {
    let mut rows = Vec::new();
    let mut lowest = first;
    for (place, step) in stack.iter().enumerate() {
        let highest = first + height - (stack.len() - place);
        let wish = into[*step].iter().map(|it| at[*it].1).find(|it| *it >= first).unwrap_or(first);
        let row = wish.clamp(lowest, highest);
        rows.push(row);
        lowest = row + 1;
    }
    rows
}
