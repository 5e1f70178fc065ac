//! Trying: rows for labels where they are short of room, and steps in other columns where that is cheaper.

use super::cells::Cells;
use super::geometry::{self, Sizes};
use super::layers::{self, Edges};
use super::place::{self, Extra};
use super::route;
use super::tracks::{self, Tracked};
use crate::graph::Graph;

/// What a picture costs: for each px of its width and height, and for a bend and a crossing beside an
/// arrow's length.
const WIDTH: f64 = 0.8;
const HEIGHT: f64 = 1.0;
const BEND: u64 = 40;
const CROSSING: u64 = 180;
/// What it costs to stand a column away from where time alone puts a step: a small edit must not move the rest.
const AWAY: u64 = 12;
/// What each node costs in a lane that an arrow has no business in: people read there of what they do not do.
const ASTRAY: u64 = 60;
/// What it costs to leave an optional arrow out.
const LEFT_OUT: u64 = 130;
/// How much is tried, in nodes of the grid times arrows, and in states that searches go through where labels find
/// little room: a small map is worth every try, a large one must not wait.
const BUDGET: usize = 3_000_000;
const STATES: usize = 2_000_000;
/// With more arrows than this nobody reads the picture arrow by arrow: the first way to draw it is good enough.
const ARROWS_MAX: usize = 200;
/// How often one row more is tried before many are made at once.
const ROWS_ONE_BY_ONE: usize = 4;
/// How often more rows are made although no more labels find room.
const ROWS_IN_VAIN: usize = 8;
/// With so many tries, each begins without rows for labels; with fewer, with those that were needed before.
const TRIES_FROM_SCRATCH: usize = 100;

/// A way to draw a graph.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The grid.
    pub cells: Cells,
    /// The arrows' ways on it, on their tracks.
    pub tracked: Tracked,
    /// Rows for labels in each lane.
    extra: Vec<Extra>,
    /// What each arrow costs.
    bad: Vec<u64>,
    cost: u64,
    /// What it took to find, in states that searches went through.
    pub states: usize,
    /// Arrows without room for their label, and arrows in lanes that they have no business in.
    unlabelled: usize,
    stray: usize,
}

impl Attempt {
    /// What is compared: the less the better.
    fn rank(&self) -> (usize, usize, u64) {
        (self.unlabelled, self.stray, self.cost)
    }
}

/// How an attempt is made.
#[derive(Clone, Copy)]
struct How {
    /// Whether long arrows are laid before short ones.
    is_long_first: bool,
    /// Whether rows are added also where every label has room.
    tries_rows: bool,
}

/// The cheapest picture found from these columns.
pub fn improve(graph: &Graph, edges: &Edges, layers: Vec<usize>) -> Option<Attempt> {
    let none = vec![Extra::default(); graph.lanes.len()];
    let sizes = Sizes::new(graph);
    let layers = layers::roomy(graph, layers);
    if graph.arrows.len() > ARROWS_MAX {
        return attempt(graph, &sizes, &layers, &none, How { is_long_first: false, tries_rows: false });
    }
    let short_first = attempt(graph, &sizes, &layers, &none, How { is_long_first: false, tries_rows: true })?;
    let long_first = attempt(graph, &sizes, &layers, &none, How { is_long_first: true, tries_rows: true })?;
    let is_long_first = long_first.rank() < short_first.rank();
    let mut best = if is_long_first { long_first } else { short_first };
    let natural = layers.clone();
    let mut layers = layers;
    let work = best.cells.uprights() * best.cells.levels() * graph.arrows.len().max(1);
    let (mut tries, mut states) = (BUDGET / work, STATES);
    let from_scratch = tries >= TRIES_FROM_SCRATCH;
    let how = How { is_long_first, tries_rows: from_scratch };
    loop {
        let mut has_improved = false;
        for moved in moves(graph, edges, &layers, &best.bad) {
            if tries == 0 || states == 0 {
                return Some(best);
            }
            tries -= 1;
            let extra = if from_scratch { &none } else { &best.extra };
            let Some(mut other) = attempt(graph, &sizes, &moved, extra, how) else { continue };
            states = states.saturating_sub(other.states);
            other.cost +=
                moved.iter().zip(&natural).map(|it| it.0.abs_diff(*it.1) as u64 * AWAY).sum::<u64>();
            if other.rank() < best.rank() {
                (best, layers, has_improved) = (other, moved, true);
                break;
            }
        }
        if !has_improved {
            return Some(best);
        }
    }
}

/// Columns a little different, the most promising first: the ends of the worst arrows elsewhere, two steps of a lane
/// changed over, room made for one column more.
fn moves(graph: &Graph, edges: &Edges, layers: &[usize], bad: &[u64]) -> Vec<Vec<usize>> {
    let last = layers.iter().copied().max().unwrap_or(0);
    let mut moves = Vec::new();
    for unit in units(graph, edges, bad) {
        let first = unit.iter().map(|it| layers[*it]).min().unwrap_or(0);
        let mut places: Vec<usize> = (0..=last + 1).filter(|it| *it != first).collect();
        places.sort_by_key(|it| it.abs_diff(first));
        for to in places {
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
    moves.retain(|it| is_sound(graph, edges, layers, it));
    let free: Vec<usize> = (1..last).filter(|it| !layers.contains(it)).collect();
    moves.iter_mut().for_each(|it| layers::close_up(it, &free));
    let narrower = (0..free.len()).map(|at| {
        let mut moved = layers.to_vec();
        layers::close_up(&mut moved, &[&free[..at], &free[at + 1..]].concat());
        moved
    });
    let wider =
        (1..=last).map(|from| layers.iter().map(|it| if *it >= from { it + 1 } else { *it }).collect());
    wider.chain(narrower).chain(moves).collect()
}

/// What moves together: an arrow's two ends or either, the worst arrow first; a part that nothing joins with the rest.
fn units(graph: &Graph, edges: &Edges, bad: &[u64]) -> Vec<Vec<usize>> {
    let mut arrows: Vec<usize> = (0..graph.arrows.len()).collect();
    arrows.sort_by_key(|it| std::cmp::Reverse(bad[*it]));
    let mut units: Vec<Vec<usize>> = Vec::new();
    for arrow in arrows.into_iter().map(|it| &graph.arrows[it]).filter(|it| it.from != it.to) {
        units.extend([vec![arrow.to], vec![arrow.from], vec![arrow.from, arrow.to]]);
    }
    let parts = layers::parts(graph.steps.len(), edges);
    if parts.len() > 1 {
        units.extend(parts.into_iter().filter(|it| it.len() > 2));
    }
    let mut seen = std::collections::BTreeSet::new();
    units.retain(|it| seen.insert(it.clone()));
    units
}

fn lane_mates(graph: &Graph) -> impl Iterator<Item = (usize, usize)> {
    let lane = |step: usize| graph.steps[step].lane;
    let pairs = (0..graph.steps.len()).flat_map(move |one| (0..one).map(move |other| (other, one)));
    pairs.filter(move |(one, other)| lane(*one) == lane(*other))
}

/// Whether all that comes before something stands left of it, and no two steps of a lane share a column anew.
fn is_sound(graph: &Graph, edges: &Edges, before: &[usize], layers: &[usize]) -> bool {
    edges.iter().all(|(from, to)| layers[*from] < layers[*to])
        && lane_mates(graph).all(|(one, other)| layers[one] != layers[other] || before[one] == before[other])
}

/// What each arrow costs: its way, half of each crossing, and what it means to leave an optional one out.
fn badness(graph: &Graph, tracked: &Tracked) -> Vec<u64> {
    let crossings = tracks::crossings_of(tracked);
    let arrows = tracked.paths.iter().zip(&graph.arrows).zip(crossings);
    let bad = arrows.map(|((path, arrow), crossings)| {
        let left_out = if path.nodes.is_empty() && arrow.is_optional { LEFT_OUT } else { 0 };
        path.length() + path.bends() * BEND + path.outside * ASTRAY + crossings * CROSSING / 2 + left_out
    });
    bad.collect()
}

/// Lays all arrows on a grid with these columns and rows, with more rows until every label has room, and then while
/// that is cheaper. Each row more is room for a label in its lane, so that the first loop ends.
fn attempt(graph: &Graph, sizes: &Sizes, layers: &[usize], extra: &[Extra], how: How) -> Option<Attempt> {
    let mut extra = extra.to_vec();
    let mut best: Option<Attempt> = None;
    let (mut states, mut last_better) = (0, 0);
    for round in 0..=graph.arrows.len() {
        let mut cells = place::cells(graph, layers, &extra);
        let routed = route::route(graph, &mut cells, how.is_long_first);
        states += routed.states;
        let tracked = tracks::assign(&cells, routed.paths);
        let bad: Vec<u64> = badness(graph, &tracked);
        let (width, height) = geometry::size(graph, sizes, &cells, &tracked);
        let cost = bad.iter().sum::<u64>() + (width * WIDTH + height * HEIGHT) as u64;
        let (unlabelled, stray, wants_rows) = (routed.unlabelled, routed.stray, routed.wants_rows);
        let is_better = best.as_ref().is_none_or(|it| (unlabelled, stray, cost) < it.rank());
        if !is_better && (unlabelled == 0 || round > last_better + ROWS_IN_VAIN) {
            break;
        }
        if is_better {
            last_better = round;
            best =
                Some(Attempt { cells, tracked, extra: extra.clone(), bad, cost, states, unlabelled, stray });
        }
        if wants_rows.is_empty() || unlabelled == 0 && !how.tries_rows {
            break;
        }
        for ((lane, is_over), count) in wants_rows {
            let rows = if is_over { &mut extra[lane].over } else { &mut extra[lane].under };
            // A row may serve several labels, so that one more is tried first; who needs dozens must not wait for each.
            *rows += if round < ROWS_ONE_BY_ONE { 1 } else { count.div_ceil(2) };
        }
    }
    best.map(|it| Attempt { states, ..it })
}
