//! The search for one arrow's way: the cheapest, past what stands there and knowing who else runs where.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::cells::Cell;
use super::{
    BEND, BESIDE, CROSS, FOREIGN, LEFT, PASS, PASSED, Path, RIGHT, Router, SPLIT, TOUCH, UP_OR_DOWN, UPRIGHT,
    WAYS, Way,
};

/// Room for searching, kept from arrow to arrow: a round's number tells its entries from older ones.
#[derive(Default)]
pub struct Search {
    round: u32,
    seen: Vec<u32>,
    cost: Vec<u64>,
    came: Vec<u32>,
    open: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Search {
    /// Room for a grid with so many nodes: each is reached in four directions, with its label placed or not.
    pub fn new(nodes: usize) -> Self {
        let states = nodes * WAYS.len() * 2;
        Self { seen: vec![0; states], cost: vec![0; states], came: vec![0; states], ..Self::default() }
    }
}

impl Router<'_> {
    /// The cheapest way (A* over node, direction of arrival, and whether the label has its place).
    pub fn find(&mut self, arrow: usize, needs_label: bool) -> Option<Path> {
        let (from, to) = self.ends(arrow);
        let mut search = std::mem::take(&mut self.search);
        search.round += 1;
        search.open.clear();
        let labelled = !needs_label;
        for way in [Way::Right, Way::Up, Way::Down] {
            let side = if way == Way::Right { 0 } else { UP_OR_DOWN };
            self.step(&mut search, None, from, to, way, labelled, side);
        }
        let mut found = None;
        while let Some(Reverse((_, state))) = search.open.pop() {
            let (at, came, labelled) = self.unpack(state);
            if at == to {
                found = Some(state);
                break;
            }
            self.expand(&mut search, arrow, state, at, came, labelled, to);
        }
        let path = found.map(|it| self.trace(&search, from, it));
        self.search = search;
        path
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one search state")]
    fn expand(
        &self,
        search: &mut Search,
        arrow: usize,
        state: u32,
        at: (usize, usize),
        came: Way,
        labelled: bool,
        to: (usize, usize),
    ) {
        let so_far = search.cost[state as usize];
        for way in WAYS {
            if came.turns_back(way) {
                continue;
            }
            let cost = so_far + self.through(at, came, way);
            self.step(search, Some(state), at, to, way, labelled, cost);
            if !labelled && let Some(price) = self.label_price(arrow, at, came, way) {
                self.step(search, Some(state), at, to, way, true, cost + price);
            }
        }
    }

    /// Goes on by one node, if that is allowed and cheaper than before.
    #[allow(clippy::too_many_arguments, reason = "the parts of one search state")]
    fn step(
        &self,
        search: &mut Search,
        before: Option<u32>,
        at: (usize, usize),
        to: (usize, usize),
        way: Way,
        labelled: bool,
        cost: u64,
    ) {
        let Some(next) = self.neighbour(at, way) else { return };
        let is_cell = next.0 % 2 == 1 && next.1 % 2 == 1;
        let is_end = next == to && labelled && way != Way::Left;
        if is_cell && !is_end && self.cells.at(next.0 / 2, next.1 / 2) != Cell::Free {
            return;
        }
        let (length, piece) = match way {
            Way::Right => (RIGHT, self.piece_right[self.node(at)]),
            Way::Left => (LEFT, self.piece_right[self.node(next)]),
            Way::Down => (UPRIGHT, self.piece_down[self.node(at)]),
            Way::Up => (UPRIGHT, self.piece_down[self.node(next)]),
        };
        let cost = cost + length + u64::from(piece) * BESIDE + if is_cell && !is_end { PASS } else { 0 };
        let state = self.pack(next, way, labelled);
        let slot = state as usize;
        if search.seen[slot] == search.round && search.cost[slot] <= cost {
            return;
        }
        search.seen[slot] = search.round;
        search.cost[slot] = cost;
        // The first step out of the source has nothing before it; `u32::MAX` says so.
        search.came[slot] = before.unwrap_or(u32::MAX);
        let (across, down) = (next.0.abs_diff(to.0) as u64, next.1.abs_diff(to.1) as u64);
        let must_bend = if way.is_level() { down > 0 } else { across > 0 };
        let left = across * RIGHT + down * UPRIGHT + if must_bend { BEND } else { 0 };
        search.open.push(Reverse((cost + left, state)));
    }

    /// What it costs to go through a node, by what others do there.
    fn through(&self, at: (usize, usize), came: Way, way: Way) -> u64 {
        let node = self.node(at);
        let (level, upright, turn) =
            (u64::from(self.level[node]), u64::from(self.upright[node]), u64::from(self.turn[node]));
        if came.is_level() != way.is_level() {
            BEND + (level + upright) * PASSED + turn * TOUCH
        } else if came.is_level() {
            upright * CROSS + turn * TOUCH
        } else {
            level * CROSS + turn * TOUCH
        }
    }

    /// What it costs to have the label at a node; nothing where it cannot be.
    fn label_price(&self, arrow: usize, at: (usize, usize), came: Way, way: Way) -> Option<u64> {
        let node = self.node(at);
        let is_free = self.level[node] + self.upright[node] + self.turn[node] == 0;
        if at.0.is_multiple_of(2)
            || at.1.is_multiple_of(2)
            || !is_free
            || came == Way::Left
            || way == Way::Left
        {
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

    fn pack(&self, at: (usize, usize), way: Way, labelled: bool) -> u32 {
        let way = WAYS.iter().position(|it| *it == way).unwrap_or(0);
        ((self.node(at) * 4 + way) * 2 + usize::from(labelled)) as u32
    }

    fn unpack(&self, state: u32) -> ((usize, usize), Way, bool) {
        let state = state as usize;
        let node = state / 8;
        ((node % self.cells.uprights(), node / self.cells.uprights()), WAYS[state / 2 % 4], state % 2 == 1)
    }

    fn trace(&self, search: &Search, from: (usize, usize), end: u32) -> Path {
        let mut nodes = Vec::new();
        let mut label = None;
        let mut state = end;
        while state != u32::MAX {
            let (at, _, labelled) = self.unpack(state);
            nodes.push(at);
            let before = search.came[state as usize];
            // The label stands at the node after which the state first says so.
            if labelled && before != u32::MAX && !self.unpack(before).2 {
                let (at, _, _) = self.unpack(before);
                label = Some((at.0 / 2, at.1 / 2));
            }
            state = before;
        }
        nodes.push(from);
        nodes.reverse();
        Path { nodes, label, cost: search.cost[end as usize] }
    }
}
