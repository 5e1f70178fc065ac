//! The search for one arrow's way: the cheapest, past what stands there and knowing who else runs where.

use super::super::cells::Cell;
use super::queue::Queue;
use super::{
    BEND, BESIDE, CROSS, FOREIGN, LEFT, OUTSIDE, PASS, PASSED, Path, RIGHT, Router, SPLIT, TOUCH, Turns,
    UP_OR_DOWN, UPRIGHT, Way,
};

/// Room for searching, kept from arrow to arrow: a round's number tells its entries from older ones.
#[derive(Default)]
pub struct Search {
    /// How many states were gone through, over all rounds.
    pub states: usize,
    round: u32,
    /// How each state was reached: in which round, at what cost, from which state. Plain zeros to begin with, which
    /// take no memory until they are touched: a long flow's grid is mostly empty.
    seen: Vec<[u32; 3]>,
    open: Queue,
    /// The arrow, the node where it must end, and the level lines that it should stay between.
    arrow: usize,
    to: (usize, usize),
    between: (usize, usize),
    /// Whether it never goes left.
    is_forward: bool,
    /// The upright and the level lines, first and last, that it must stay between.
    window: ((usize, usize), (usize, usize)),
}

/// Where a search is: a node, the direction in which it was reached, and whether the label has its place.
#[derive(Clone, Copy)]
struct At {
    node: (usize, usize),
    way: Way,
    labelled: bool,
}

/// How many lines of the grid an arrow may leave the lanes between its steps, and the columns if it may double back:
/// twelve rows, or columns.
const AROUND: usize = 24;
/// What stands before the first step out of the source.
const NOTHING: u32 = u32::MAX;

impl Search {
    /// Room for a grid with so many nodes: each is reached in four directions, with its label placed or not.
    pub fn new(nodes: usize) -> Self {
        Self { seen: vec![[0; 3]; nodes * 8], ..Self::default() }
    }

    /// Whether a node is nowhere near the way: a large picture must not be searched from end to end for each label.
    fn is_far(&self, node: (usize, usize)) -> bool {
        let (uprights, levels) = self.window;
        node.0 < uprights.0 || node.0 > uprights.1 || node.1 < levels.0 || node.1 > levels.1
    }

    /// Whether a level line is in a lane that the arrow has no business in.
    fn is_outside(&self, level: usize) -> bool {
        level < self.between.0 || level > self.between.1
    }
}

impl Router<'_> {
    /// The cheapest way (A* over node, direction of arrival, and whether the label has its place).
    pub fn find(&mut self, arrow: usize, needs_label: bool, turns: Turns) -> Option<Path> {
        let (from, to) = self.ends(arrow);
        let mut search = std::mem::take(&mut self.search);
        search.round += 1;
        search.open.clear();
        (search.arrow, search.to, search.between) = (arrow, to, self.between(arrow));
        search.is_forward = turns == Turns::Forward && from.0 < to.0;
        let aside = if search.is_forward { 0 } else { AROUND };
        let uprights = (from.0.min(to.0).saturating_sub(aside), from.0.max(to.0) + aside);
        search.window = (uprights, (search.between.0.saturating_sub(AROUND), search.between.1 + AROUND));
        for way in [Way::Right, Way::Up, Way::Down] {
            let side = if way == Way::Right { 0 } else { UP_OR_DOWN };
            self.step(&mut search, NOTHING, At { node: from, way, labelled: !needs_label }, side);
        }
        let mut found = None;
        while let Some((guess, state)) = search.open.pop() {
            search.states += 1;
            let at = self.unpack(state);
            if at.node == to {
                found = Some(state);
                break;
            }
            let [_, so_far, _] = search.seen[state as usize];
            // What was reached more cheaply since is expanded already.
            if guess <= so_far + left(at.node, to, at.way) {
                self.expand(&mut search, state, at, so_far);
            }
        }
        let path = found.map(|it| self.trace(&search, from, it));
        self.search = search;
        path
    }

    fn expand(&self, search: &mut Search, state: u32, at: At, so_far: u32) {
        for way in Way::ALL {
            if at.way.turns_back(way) || way == Way::Left && search.is_forward {
                continue;
            }
            let cost = so_far + self.through(at.node, at.way, way);
            self.step(search, state, At { way, ..at }, cost);
            if !at.labelled
                && let Some(price) = self.label_price(search.arrow, at.node, at.way, way)
            {
                self.step(search, state, At { node: at.node, way, labelled: true }, cost + price);
            }
        }
    }

    /// Goes on by one node, if that is allowed and cheaper than before.
    fn step(&self, search: &mut Search, before: u32, at: At, cost: u32) {
        let Some(next) = self.neighbour(at.node, at.way) else { return };
        if search.is_far(next) {
            return;
        }
        let is_cell = next.0 % 2 == 1 && next.1 % 2 == 1;
        let is_end = next == search.to && at.labelled && at.way != Way::Left;
        if is_cell && !is_end && self.cells.at(next.0 / 2, next.1 / 2) != Cell::Free {
            return;
        }
        let (length, piece) = match at.way {
            Way::Right => (RIGHT, self.piece_right[self.node(at.node)]),
            Way::Left => (LEFT, self.piece_right[self.node(next)]),
            Way::Down => (UPRIGHT, self.piece_down[self.node(at.node)]),
            Way::Up => (UPRIGHT, self.piece_down[self.node(next)]),
        };
        let cost = cost
            + length
            + u32::from(piece) * BESIDE
            + if is_cell && !is_end { PASS } else { 0 }
            + if search.is_outside(next.1) { OUTSIDE } else { 0 };
        let state = self.pack(At { node: next, ..at });
        let seen = &mut search.seen[state as usize];
        if seen[0] == search.round && seen[1] <= cost {
            return;
        }
        *seen = [search.round, cost, before];
        search.open.push(cost + left(next, search.to, at.way), state);
    }

    /// What it costs to go through a node, by what others do there.
    fn through(&self, at: (usize, usize), came: Way, way: Way) -> u32 {
        let node = self.node(at);
        let (level, upright, turn) =
            (u32::from(self.level[node]), u32::from(self.upright[node]), u32::from(self.turn[node]));
        if came.is_level() != way.is_level() {
            BEND + (level + upright) * PASSED + turn * TOUCH
        } else if came.is_level() {
            upright * CROSS + turn * TOUCH
        } else {
            level * CROSS + turn * TOUCH
        }
    }

    /// What it costs to have the label at a node; nothing where it cannot be.
    fn label_price(&self, arrow: usize, at: (usize, usize), came: Way, way: Way) -> Option<u32> {
        if at.0.is_multiple_of(2) || at.1.is_multiple_of(2) || came == Way::Left || way == Way::Left {
            return None;
        }
        let node = self.node(at);
        if self.level[node] + self.upright[node] + self.turn[node] > 0 {
            return None;
        }
        let lane = self.cells.lane_of_row[at.1 / 2];
        let arrow = &self.graph.arrows[arrow];
        let is_own = [arrow.from, arrow.to].iter().any(|it| self.graph.steps[*it].lane == lane);
        Some(if way == Way::Right { SPLIT } else { 0 } + if is_own { 0 } else { FOREIGN })
    }

    fn neighbour(&self, at: (usize, usize), way: Way) -> Option<(usize, usize)> {
        match way {
            Way::Right => (at.0 + 1 < self.cells.uprights()).then_some((at.0 + 1, at.1)),
            Way::Left => at.0.checked_sub(1).map(|it| (it, at.1)),
            Way::Down => (at.1 + 1 < self.cells.levels()).then_some((at.0, at.1 + 1)),
            Way::Up => at.1.checked_sub(1).map(|it| (at.0, it)),
        }
    }

    fn pack(&self, at: At) -> u32 {
        ((self.node(at.node) * 4 + at.way as usize) * 2 + usize::from(at.labelled)) as u32
    }

    fn unpack(&self, state: u32) -> At {
        let state = state as usize;
        let node = self.at(state / 8);
        At { node, way: Way::ALL[state / 2 % 4], labelled: state % 2 == 1 }
    }

    fn trace(&self, search: &Search, from: (usize, usize), end: u32) -> Path {
        let mut nodes = Vec::new();
        let mut label = None;
        let mut state = end;
        while state != NOTHING {
            let at = self.unpack(state);
            nodes.push(at.node);
            let [.., before] = search.seen[state as usize];
            // The label stands at the node after which the state first says so.
            if at.labelled && before != NOTHING && !self.unpack(before).labelled {
                let before = self.unpack(before).node;
                label = Some((before.0 / 2, before.1 / 2));
            }
            state = before;
        }
        nodes.push(from);
        nodes.reverse();
        let outside = nodes.iter().filter(|it| search.is_outside(it.1)).count() as u64;
        let doubles_back = from.0 < search.to.0 && nodes.windows(2).any(|it| it[1].0 < it[0].0);
        Path { nodes, label, cost: u64::from(search.seen[end as usize][1]), outside, doubles_back }
    }
}

/// What is left at least: the way itself, and a bend where it cannot be straight.
fn left(at: (usize, usize), to: (usize, usize), way: Way) -> u32 {
    let (across, down) = (at.0.abs_diff(to.0) as u32, at.1.abs_diff(to.1) as u32);
    let must_bend = if way.is_level() { down > 0 } else { across > 0 };
    across * RIGHT + down * UPRIGHT + if must_bend { BEND } else { 0 }
}
