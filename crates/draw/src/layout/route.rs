//! Ways for arrows: along the lines of the grid, past steps and others' labels, with a free cell for the own label.

mod queue;
mod search;

use std::collections::BTreeMap;

use super::cells::{Cell, Cells};
use crate::graph::Graph;
use search::Search;

/// Half a column, half a row.
const RIGHT: u32 = 10;
const LEFT: u32 = 150;
const UPRIGHT: u32 = 7;
/// A change of direction.
const BEND: u32 = 20;
/// To run straight over another arrow; to meet one that turns there.
const CROSS: u32 = 80;
const TOUCH: u32 = 8;
/// To turn where another arrow runs straight: it is crossed here or where this one turns again, or not at all.
const PASSED: u32 = 20;
/// To run beside another arrow along the same line.
const BESIDE: u32 = 5;
/// To pass a free cell, where another's label could be.
const PASS: u32 = 3;
/// To leave a step by its upper or lower side.
const UP_OR_DOWN: u32 = 4;
/// To be in a lane which is not between the source's and the target's, for each node there.
const OUTSIDE: u32 = 30;
/// A label that its line runs through; a label in a lane that is neither the source's nor the target's.
const SPLIT: u32 = 6;
const FOREIGN: u32 = 10;
/// What a label may cost an arrow before another row is tried.
const DETOUR_MAX: u64 = 80;
/// How often every arrow is taken out and laid again, knowing the others.
const ROUNDS: usize = 2;

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Right,
    Up,
    Down,
    Left,
}

impl Way {
    const ALL: [Self; 4] = [Self::Right, Self::Up, Self::Down, Self::Left];

    fn is_level(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    fn turns_back(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Right, Self::Left)
                | (Self::Left, Self::Right)
                | (Self::Up, Self::Down)
                | (Self::Down, Self::Up)
        )
    }

    fn of(from: (usize, usize), to: (usize, usize)) -> Self {
        if to.0 > from.0 {
            Self::Right
        } else if to.0 < from.0 {
            Self::Left
        } else if to.1 < from.1 {
            Self::Up
        } else {
            Self::Down
        }
    }
}

/// Where an arrow may turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turns {
    /// To the left only where its target is not to the right of its source.
    Forward,
    /// Anywhere.
    Any,
}

/// An arrow's way: nodes of the grid from step to step, and the cell of its label.
#[derive(Debug, Clone, Default)]
pub struct Path {
    /// Upright and level line of each node, the steps' own nodes included. Empty where the arrow was left out.
    pub nodes: Vec<(usize, usize)>,
    /// Column and row of the label.
    pub label: Option<(usize, usize)>,
    cost: u64,
    /// How many of its nodes are in lanes that are not between its two steps'.
    pub outside: u64,
    /// Whether it goes back to the left although its target stands to the right: it circles a step, or seems to.
    pub doubles_back: bool,
}

impl Path {
    /// The way's length in the router's units: to the left is longer than to the right.
    pub fn length(&self) -> u64 {
        let length = self.ways().map(|it| match it {
            Way::Right => u64::from(RIGHT),
            Way::Left => u64::from(LEFT),
            Way::Up | Way::Down => u64::from(UPRIGHT),
        });
        length.sum()
    }

    /// How often it changes direction.
    pub fn bends(&self) -> u64 {
        self.ways().zip(self.ways().skip(1)).filter(|it| it.0 != it.1).count() as u64
    }

    fn ways(&self) -> impl Iterator<Item = Way> {
        self.nodes.windows(2).map(|it| Way::of(it[0], it[1]))
    }

    /// What the way costs by itself, whatever others do.
    fn own_cost(&self) -> u64 {
        self.length() + self.bends() * u64::from(BEND)
    }
}

/// All arrows' ways.
pub struct Routed {
    /// In the graph's order.
    pub paths: Vec<Path>,
    /// How many labels found no room.
    pub unlabelled: usize,
    /// How many arrows go astray: they run through lanes that they have no business in, or double back.
    pub stray: usize,
    /// The lanes in which another row would help: all where a label found no room, else where the worst
    /// detour is; whether over the steps or under them; and for how many arrows.
    pub wants_rows: BTreeMap<(usize, bool), usize>,
    /// How many states the searches went through.
    pub states: usize,
}

/// Finds a way for each arrow: short ones first or long ones, then each again now that the others are known.
pub fn route(graph: &Graph, cells: &mut Cells, is_long_first: bool) -> Routed {
    let mut router = Router::new(graph, cells);
    let mut order: Vec<usize> = (0..graph.arrows.len()).filter(|it| !graph.arrows[*it].is_optional).collect();
    order.sort_by_key(|it| (router.span(*it), *it));
    if is_long_first {
        order.reverse();
    }
    let (near, far): (Vec<usize>, Vec<usize>) = (0..graph.arrows.len())
        .filter(|it| graph.arrows[*it].is_optional)
        .partition(|it| router.is_next(*it));
    near.iter().for_each(|it| router.lay_straight(*it));
    order.iter().for_each(|it| router.lay(*it));
    for _ in 0..ROUNDS {
        let unsettled: Vec<usize> = order.iter().copied().filter(|it| !router.is_settled(*it)).collect();
        for arrow in unsettled {
            router.take_out(arrow);
            router.lay(arrow);
        }
    }
    far.iter().for_each(|it| router.lay_straight(*it));
    router.finish(&order)
}

struct Router<'g> {
    graph: &'g Graph,
    cells: &'g mut Cells,
    paths: Vec<Path>,
    /// How many arrows run level, upright or turn at each node, and run along the piece to its right and under it.
    level: Vec<u16>,
    upright: Vec<u16>,
    turn: Vec<u16>,
    piece_right: Vec<u16>,
    piece_down: Vec<u16>,
    search: Search,
    /// A node's level line stands so many bits to the left in its number.
    shift: u32,
}

impl<'g> Router<'g> {
    fn new(graph: &'g Graph, cells: &'g mut Cells) -> Self {
        let shift = cells.uprights().next_power_of_two().trailing_zeros();
        let nodes = cells.levels() << shift;
        Self {
            graph,
            paths: vec![Path::default(); graph.arrows.len()],
            level: vec![0; nodes],
            upright: vec![0; nodes],
            turn: vec![0; nodes],
            piece_right: vec![0; nodes],
            piece_down: vec![0; nodes],
            search: Search::new(nodes),
            shift,
            cells,
        }
    }

    /// How far apart an arrow's steps are, in columns and rows.
    fn span(&self, arrow: usize) -> usize {
        let (from, to) = self.ends(arrow);
        from.0.abs_diff(to.0) + from.1.abs_diff(to.1)
    }

    fn ends(&self, arrow: usize) -> ((usize, usize), (usize, usize)) {
        let arrow = &self.graph.arrows[arrow];
        (self.cells.node_of(arrow.from), self.cells.node_of(arrow.to))
    }

    /// The level lines of the lanes from an arrow's source to its target.
    fn between(&self, arrow: usize) -> (usize, usize) {
        let arrow = &self.graph.arrows[arrow];
        let (one, other) = (self.graph.steps[arrow.from].lane, self.graph.steps[arrow.to].lane);
        let lanes = &self.cells.lane_of_row;
        let first = lanes.partition_point(|it| *it < one.min(other));
        let end = lanes.partition_point(|it| *it <= one.max(other));
        (2 * first, 2 * end)
    }

    fn is_next(&self, arrow: usize) -> bool {
        let (from, to) = self.ends(arrow);
        from.1 == to.1 && to.0 == from.0 + 2
    }

    fn node(&self, at: (usize, usize)) -> usize {
        at.1 << self.shift | at.0
    }

    /// The upright and the level line of a node.
    fn at(&self, node: usize) -> (usize, usize) {
        (node & ((1 << self.shift) - 1), node >> self.shift)
    }

    /// Whether an arrow could hardly run better: one bend at most, and it meets nobody.
    fn is_settled(&self, arrow: usize) -> bool {
        let path = &self.paths[arrow];
        let is_placed = path.label.is_some() || self.graph.arrows[arrow].label.is_empty();
        is_placed
            && path.own_cost() <= self.least_cost(arrow)
            && path.cost <= path.own_cost() + u64::from(3 * TOUCH)
    }

    /// What an arrow costs at least: a way with one bend, or none where its steps stand in one row.
    fn least_cost(&self, arrow: usize) -> u64 {
        let (from, to) = self.ends(arrow);
        let bend = if from.1 == to.1 { 0 } else { BEND };
        let way = from.0.abs_diff(to.0) as u32 * RIGHT + from.1.abs_diff(to.1) as u32 * UPRIGHT;
        u64::from(way + bend)
    }

    /// Lays an arrow where it may cost least. It never goes back to the left of where it has been unless its target
    /// stands there: what does so passes three sides of a box, and is read as leaving it. Only where its label has
    /// room nowhere else does it double back, and where it has none at all it goes without.
    fn lay(&mut self, arrow: usize) {
        let needs_label = !self.graph.arrows[arrow].label.is_empty();
        let mut path = None;
        if needs_label {
            path = self.find(arrow, true, Turns::Forward).or_else(|| self.find(arrow, true, Turns::Any));
        }
        let path = path.or_else(|| self.find(arrow, false, Turns::Forward));
        self.put(arrow, path.unwrap_or_default());
    }

    /// Lays an arrow if a straight level line is free but for arrows across it, and leaves it out otherwise.
    fn lay_straight(&mut self, arrow: usize) {
        let (from, to) = self.ends(arrow);
        let between: Vec<_> = (from.0 + 1..to.0).map(|it| (it, from.1)).collect();
        let is_free = |at: &(usize, usize)| {
            let node = self.node(*at);
            let is_cell_free = at.0.is_multiple_of(2) || self.cells.at(at.0 / 2, at.1 / 2) == Cell::Free;
            is_cell_free && self.level[node] + self.turn[node] == 0
        };
        if from.1 == to.1 && from.0 < to.0 && between.iter().all(is_free) {
            let nodes = std::iter::once(from).chain(between.iter().copied()).chain([to]).collect();
            self.put(arrow, Path { nodes, ..Path::default() });
        }
    }

    fn put(&mut self, arrow: usize, path: Path) {
        self.count(&path, 1);
        if let Some((column, row)) = path.label {
            self.cells.put(column, row, Cell::Label(arrow));
        }
        self.paths[arrow] = path;
    }

    fn take_out(&mut self, arrow: usize) {
        let path = std::mem::take(&mut self.paths[arrow]);
        self.count(&path, -1);
        if let Some((column, row)) = path.label {
            self.cells.put(column, row, Cell::Free);
        }
    }

    fn count(&mut self, path: &Path, by: i16) {
        for pair in path.nodes.windows(2) {
            let first = self.node((pair[0].0.min(pair[1].0), pair[0].1.min(pair[1].1)));
            let pieces = if Way::of(pair[0], pair[1]).is_level() {
                &mut self.piece_right
            } else {
                &mut self.piece_down
            };
            pieces[first] = pieces[first].saturating_add_signed(by);
        }
        for three in path.nodes.windows(3) {
            let node = self.node(three[1]);
            let counter =
                match (Way::of(three[0], three[1]).is_level(), Way::of(three[1], three[2]).is_level()) {
                    (true, true) => &mut self.level,
                    (false, false) => &mut self.upright,
                    _ => &mut self.turn,
                };
            counter[node] = counter[node].saturating_add_signed(by);
        }
    }

    fn finish(mut self, order: &[usize]) -> Routed {
        let labelled: Vec<usize> =
            order.iter().copied().filter(|it| !self.graph.arrows[*it].label.is_empty()).collect();
        let homeless: Vec<usize> =
            labelled.iter().copied().filter(|it| self.paths[*it].label.is_none()).collect();
        let is_stray = |it: &usize| self.paths[*it].outside > 0 || self.paths[*it].doubles_back;
        let stray: Vec<usize> = labelled.iter().copied().filter(is_stray).collect();
        let short_of_room = if !homeless.is_empty() {
            homeless.clone()
        } else if !stray.is_empty() {
            stray.clone()
        } else {
            let detours = labelled.iter().map(|it| (self.detour(*it), *it));
            let worst = detours.filter(|it| it.0 > DETOUR_MAX).max_by_key(|it| it.0);
            worst.into_iter().map(|it| it.1).collect()
        };
        let mut wants_rows = BTreeMap::new();
        for arrow in short_of_room {
            *wants_rows.entry(self.lower_lane(arrow)).or_default() += 1;
        }
        let states = self.search.states;
        Routed { unlabelled: homeless.len(), stray: stray.len(), wants_rows, states, paths: self.paths }
    }

    /// What an arrow's label costs it.
    fn detour(&mut self, arrow: usize) -> u64 {
        let cost = self.paths[arrow].cost;
        if cost <= self.least_cost(arrow) + DETOUR_MAX {
            return 0;
        }
        cost.saturating_sub(self.find(arrow, false, Turns::Forward).map_or(0, |it| it.cost))
    }

    /// Of the lanes of an arrow's two steps, the one with fewer rows; and whether the other is over it.
    fn lower_lane(&self, arrow: usize) -> (usize, bool) {
        let lanes = &self.cells.lane_of_row;
        let rows = |step: usize| {
            let lane = self.graph.steps[step].lane;
            (lanes.partition_point(|it| *it <= lane) - lanes.partition_point(|it| *it < lane), lane)
        };
        let arrow = &self.graph.arrows[arrow];
        let (one, other) = (rows(arrow.from), rows(arrow.to));
        (one.min(other).1, one.max(other).1 < one.min(other).1)
    }
}
