//! Trying: rows for labels where they are short of room, and steps in other columns where that is cheaper.

use super::cells::Cells;
use super::layers::{self, Edges};
use super::place;
use super::route::{self, Path};
use crate::graph::Graph;

/// What a row and a column more cost, in the router's units, in which a bend is 20.
const ROW: u64 = 150;
const COLUMN: u64 = 170;
/// What it costs to stand a column away from where time alone puts a step: a small edit must not move the rest.
const AWAY: u64 = 12;
/// How often rows are added before the picture is taken as it is.
const ROWS_MAX: usize = 64;
/// How much is tried, in nodes of the grid times arrows: a small map is worth every try, a large one must not wait.
const BUDGET: usize = 500_000;
/// With so many tries, each begins without rows for labels; with fewer, with those that were needed before.
const TRIES_FROM_SCRATCH: usize = 100;

/// A way to draw a graph.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The grid.
    pub cells: Cells,
    /// The arrows' ways on it.
    pub paths: Vec<Path>,
    /// Rows for labels in each lane.
    extra: Vec<usize>,
    cost: u64,
    unlabelled: usize,
}

/// The cheapest picture found from these columns.
pub fn improve(graph: &Graph, edges: &Edges, layers: Vec<usize>) -> Option<Attempt> {
    let none = vec![0; graph.lanes.len()];
    let mut best = attempt(graph, &layers, &none)?;
    let natural = layers.clone();
    let mut layers = layers;
    let work = best.cells.uprights() * best.cells.levels() * graph.arrows.len().max(1);
    let mut tries = BUDGET / work;
    let from_scratch = tries >= TRIES_FROM_SCRATCH;
    loop {
        let mut has_improved = false;
        for moved in moves(graph, edges, &layers) {
            if tries == 0 {
                return Some(best);
            }
            tries -= 1;
            let Some(mut other) = attempt(graph, &moved, if from_scratch { &none } else { &best.extra })
            else {
                continue;
            };
            other.cost +=
                moved.iter().zip(&natural).map(|it| it.0.abs_diff(*it.1) as u64 * AWAY).sum::<u64>();
            if (other.unlabelled, other.cost) < (best.unlabelled, best.cost) {
                (best, layers, has_improved) = (other, moved, true);
                break;
            }
        }
        if !has_improved {
            return Some(best);
        }
    }
}

/// Columns a little different: some steps elsewhere, two of a lane changed over, or room made for one column more.
fn moves(graph: &Graph, edges: &Edges, layers: &[usize]) -> Vec<Vec<usize>> {
    let last = layers.iter().copied().max().unwrap_or(0);
    let mut moves = Vec::new();
    for unit in units(graph, edges) {
        let first = unit.iter().map(|it| layers[*it]).min().unwrap_or(0);
        for to in (0..=last + 1).filter(|it| *it != first) {
            let mut moved = layers.to_vec();
            unit.iter().for_each(|it| moved[*it] = moved[*it] + to - first);
            moves.push(moved);
        }
    }
    for (one, other) in lane_mates(graph) {
        let mut moved = layers.to_vec();
        moved.swap(one, other);
        moves.push(moved);
    }
    moves.retain(|it| is_sound(graph, edges, it));
    moves.iter_mut().for_each(|it| layers::close_up(it));
    moves.extend(
        (1..=last).map(|from| layers.iter().map(|it| if *it >= from { it + 1 } else { *it }).collect()),
    );
    moves
}

/// What moves together: a step, an arrow's two ends, a part that nothing joins with the rest.
fn units(graph: &Graph, edges: &Edges) -> Vec<Vec<usize>> {
    let count = graph.steps.len();
    let mut units: Vec<Vec<usize>> = (0..count).map(|it| vec![it]).collect();
    let handoffs = graph.arrows.iter().filter(|it| it.handoff.is_some() && it.from != it.to);
    units.extend(handoffs.map(|it| vec![it.from, it.to]));
    let parts = layers::parts(count, edges);
    if parts.len() > 1 {
        units.extend(parts.into_iter().filter(|it| it.len() > 1));
    }
    units
}

fn lane_mates(graph: &Graph) -> impl Iterator<Item = (usize, usize)> {
    let lane = |step: usize| graph.steps[step].lane;
    let pairs = (0..graph.steps.len()).flat_map(move |one| (0..one).map(move |other| (other, one)));
    pairs.filter(move |(one, other)| lane(*one) == lane(*other))
}

/// Whether all that comes before something stands left of it, and no two steps of a lane share a column anew.
fn is_sound(graph: &Graph, edges: &Edges, layers: &[usize]) -> bool {
    edges.iter().all(|(from, to)| layers[*from] < layers[*to])
        && lane_mates(graph).all(|(one, other)| layers[one] != layers[other])
}

/// Lays all arrows on a grid with these columns and rows, and with more rows while that is cheaper.
fn attempt(graph: &Graph, layers: &[usize], extra: &[usize]) -> Option<Attempt> {
    let mut extra = extra.to_vec();
    let mut best: Option<Attempt> = None;
    for _ in 0..ROWS_MAX {
        let mut cells = place::cells(graph, layers, &extra);
        let routed = route::route(graph, &mut cells);
        let cost = routed.cost + cells.rows as u64 * ROW + cells.columns as u64 * COLUMN;
        let is_better = best.as_ref().is_none_or(|it| (routed.unlabelled, cost) < (it.unlabelled, it.cost));
        if !is_better && routed.unlabelled == 0 {
            break;
        }
        if is_better {
            let (paths, unlabelled) = (routed.paths, routed.unlabelled);
            best = Some(Attempt { cells, paths, extra: extra.clone(), cost, unlabelled });
        }
        match routed.wants_row {
            Some(lane) => extra[lane] += 1,
            None => break,
        }
    }
    best
}
