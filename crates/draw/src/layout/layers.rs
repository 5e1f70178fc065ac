//! Time: in which column each step stands.

use std::collections::{HashMap, HashSet};

use crate::graph::Graph;

/// What two steps of one lane in one column cost, against a column more and against room for labels.
const CLASH: u64 = 100;
const COLUMN: u64 = 30;
const CROWD: u64 = 10;
/// How many labels have room beside one step without a column of their own: over it, under it, and at the arrows'
/// other ends.
const LABELS_AT_STEP: usize = 6;

/// What comes before what: arrows and sequence as pairs of steps, without circles.
pub type Edges = Vec<(usize, usize)>;

/// A column for each step: after all that come before it, on the shortest picture that has room.
pub fn layers(graph: &Graph, edges: &Edges) -> Vec<usize> {
    let joins = Joins::new(graph.steps.len(), edges);
    let mut layers = longest_paths(&joins);
    pull_right(graph, &joins, &mut layers);
    settle_parts(graph, edges, &mut layers);
    spread(graph, &joins, &mut layers);
    close_up(&mut layers, &[]);
    layers
}

/// What comes right before and right after each step.
struct Joins {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

impl Joins {
    fn new(count: usize, edges: &[(usize, usize)]) -> Self {
        let mut joins = Self { before: vec![Vec::new(); count], after: vec![Vec::new(); count] };
        for (from, to) in edges {
            joins.after[*from].push(*to);
            joins.before[*to].push(*from);
        }
        joins
    }

    /// The columns that a step may stand in with all others staying, up to one after the last.
    fn room(&self, layers: &[usize], step: usize, last: usize) -> std::ops::RangeInclusive<usize> {
        let first = self.before[step].iter().map(|it| layers[*it] + 1).max().unwrap_or(0);
        let limit = self.after[step].iter().map(|it| layers[*it].saturating_sub(1)).min();
        first..=limit.unwrap_or(last + 1)
    }
}

/// Arrows and sequence as edges, those that close a circle turned round.
pub fn acyclic(graph: &Graph) -> Edges {
    let count = graph.steps.len();
    let mut next = vec![Vec::new(); count];
    let pairs = graph.arrows.iter().map(|it| (it.from, it.to)).chain(graph.sequence.iter().copied());
    for (from, to) in pairs.filter(|(from, to)| from != to) {
        next[from].push(to);
    }
    let mut edges = Vec::new();
    let mut state = vec![Visit::New; count];
    for root in 0..count {
        if state[root] == Visit::New {
            visit(root, &next, &mut state, &mut edges);
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Depth first, with a stack of its own: a long flow must not exhaust the thread's.
fn visit(root: usize, next: &[Vec<usize>], state: &mut [Visit], edges: &mut Vec<(usize, usize)>) {
    let mut stack = vec![(root, 0)];
    state[root] = Visit::Open;
    while let Some((node, at)) = stack.pop() {
        let Some(to) = next[node].get(at).copied() else {
            state[node] = Visit::Done;
            continue;
        };
        stack.push((node, at + 1));
        match state[to] {
            Visit::Open => edges.push((to, node)),
            Visit::Done => edges.push((node, to)),
            Visit::New => {
                edges.push((node, to));
                state[to] = Visit::Open;
                stack.push((to, 0));
            }
        }
    }
}

fn longest_paths(joins: &Joins) -> Vec<usize> {
    let mut layers = vec![0; joins.after.len()];
    for node in topological(joins) {
        for to in &joins.after[node] {
            layers[*to] = layers[*to].max(layers[node] + 1);
        }
    }
    layers
}

fn topological(joins: &Joins) -> Vec<usize> {
    let mut waiting: Vec<usize> = joins.before.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..waiting.len()).filter(|it| waiting[*it] == 0).collect();
    let mut at = 0;
    while at < order.len() {
        let node = order[at];
        at += 1;
        for to in &joins.after[node] {
            waiting[*to] -= 1;
            if waiting[*to] == 0 {
                order.push(*to);
            }
        }
    }
    order
}

/// A step where something begins stands as late as it can: next to what it leads to.
fn pull_right(graph: &Graph, joins: &Joins, layers: &mut [usize]) {
    let mut begins = vec![true; layers.len()];
    graph.arrows.iter().filter(|it| !it.is_optional).for_each(|it| begins[it.to] = false);
    for node in topological(joins).into_iter().rev() {
        let limit = joins.after[node].iter().map(|it| layers[*it]).min();
        if let Some(limit) = limit.filter(|it| begins[node] && *it > 0) {
            layers[node] = limit - 1;
        }
    }
}

/// Parts that nothing joins are moved in time against each other until they stand in nobody's way.
fn settle_parts(graph: &Graph, edges: &[(usize, usize)], layers: &mut [usize]) {
    let parts = parts(layers.len(), edges);
    let Some((first, rest)) = parts.split_first() else { return };
    let mut leaving = vec![Vec::new(); layers.len()];
    for arrow in graph.arrows.iter().filter(|it| !it.label.is_empty()) {
        leaving[arrow.from].push(arrow.to);
    }
    let mut settled = Settled::default();
    settled.add(&Part::new(graph, first, &leaving, layers), 0);
    for part in rest {
        let start = part.iter().map(|it| layers[*it]).min().unwrap_or(0);
        part.iter().for_each(|it| layers[*it] -= start);
        let it = Part::new(graph, part, &leaving, layers);
        let shift = settled.shift_of(&it);
        settled.add(&it, shift);
        part.iter().for_each(|it| layers[*it] += shift);
    }
}

/// A lane and a column.
type Place = (usize, usize);

/// What a part of the picture fills.
struct Part {
    /// Where its steps stand.
    steps: Vec<Place>,
    /// Where its labels would go: the corners of its arrows.
    corners: Vec<Place>,
    end: usize,
}

impl Part {
    fn new(graph: &Graph, steps: &[usize], leaving: &[Vec<usize>], layers: &[usize]) -> Self {
        let lane = |step: usize| graph.steps[step].lane;
        let arrows = steps.iter().flat_map(|from| leaving[*from].iter().map(move |to| (*from, *to)));
        let corners = arrows.flat_map(|(from, to)| [(lane(from), layers[to]), (lane(to), layers[from])]);
        Self {
            corners: corners.collect(),
            steps: steps.iter().map(|it| (lane(*it), layers[*it])).collect(),
            end: steps.iter().map(|it| layers[*it]).max().unwrap_or(0),
        }
    }
}

/// What the parts fill that stand already.
#[derive(Default)]
struct Settled {
    steps: HashSet<Place>,
    corners: HashMap<Place, u64>,
    end: usize,
}

impl Settled {
    /// How far to the right a part stands best: where it is in nobody's way and makes the picture no wider.
    fn shift_of(&self, part: &Part) -> usize {
        let cost = |shift: usize| {
            self.clashes(part, shift) + (part.end + shift).saturating_sub(self.end) as u64 * COLUMN
        };
        (0..=self.end + 1).rev().min_by_key(|it| cost(*it)).unwrap_or(0)
    }

    /// What stands in each other's way: steps, and steps where a label would go.
    fn clashes(&self, part: &Part, shift: usize) -> u64 {
        let moved = |it: &Place| (it.0, it.1 + shift);
        let on_steps = part.steps.iter().filter(|it| self.steps.contains(&moved(it))).count() as u64;
        let labels = part.corners.iter().filter(|it| self.steps.contains(&moved(it))).count() as u64;
        let places: HashSet<Place> = part.steps.iter().map(moved).collect();
        let on_labels: u64 = places.iter().filter_map(|it| self.corners.get(it)).sum();
        on_steps * CLASH + (labels + on_labels) * CROWD
    }

    fn add(&mut self, part: &Part, shift: usize) {
        self.steps.extend(part.steps.iter().map(|it| (it.0, it.1 + shift)));
        for corner in &part.corners {
            *self.corners.entry((corner.0, corner.1 + shift)).or_default() += 1;
        }
        self.end = self.end.max(part.end + shift);
    }
}

/// Sets of steps that edges join, the largest first.
pub fn parts(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut of: Vec<usize> = (0..count).collect();
    fn root(of: &mut [usize], mut node: usize) -> usize {
        while of[node] != node {
            of[node] = of[of[node]];
            node = of[node];
        }
        node
    }
    for (from, to) in edges {
        let (one, other) = (root(&mut of, *from), root(&mut of, *to));
        of[one.max(other)] = one.min(other);
    }
    let mut parts = vec![Vec::new(); count];
    for node in 0..count {
        parts[root(&mut of, node)].push(node);
    }
    parts.retain(|it| !it.is_empty());
    parts.sort_by_key(|it| (std::cmp::Reverse(it.len()), it[0]));
    parts
}

/// A step that shares its cell with another moves to a free column between what it follows and what follows it.
fn spread(graph: &Graph, joins: &Joins, layers: &mut [usize]) {
    let last = layers.iter().copied().max().unwrap_or(0);
    let lane = |step: usize| graph.steps[step].lane;
    let mut standing: HashMap<Place, usize> = HashMap::new();
    for (step, layer) in layers.iter().enumerate() {
        *standing.entry((lane(step), *layer)).or_default() += 1;
    }
    for step in 0..layers.len() {
        let at = (lane(step), layers[step]);
        if standing.get(&at).is_none_or(|it| *it < 2) {
            continue;
        }
        let is_free = |it: &usize| standing.get(&(at.0, *it)).is_none_or(|it| *it == 0);
        let free = joins.room(layers, step, last).filter(|it| *it <= last && is_free(it));
        if let Some(layer) = free.min_by_key(|it| it.abs_diff(at.1)) {
            layers[step] = layer;
            standing.entry(at).and_modify(|it| *it -= 1);
            *standing.entry((at.0, layer)).or_default() += 1;
        }
    }
}

/// The same columns with a free one between any two where more labels meet at one step than have room beside it. Few
/// labels find theirs by trying.
pub fn roomy(graph: &Graph, layers: Vec<usize>) -> Vec<usize> {
    let mut meeting: HashMap<(usize, bool), usize> = HashMap::new();
    let mut crowded = vec![0; layers.iter().max().map_or(0, |it| it + 1)];
    for arrow in graph.arrows.iter().filter(|it| !it.label.is_empty()) {
        if layers[arrow.to] != layers[arrow.from] + 1 {
            continue;
        }
        for end in [(arrow.from, false), (arrow.to, true)] {
            let count = meeting.entry(end).or_default();
            *count += 1;
            if *count > LABELS_AT_STEP {
                crowded[layers[arrow.to]] = 1;
            }
        }
    }
    let more: Vec<usize> = crowded
        .iter()
        .scan(0, |sum, it| {
            *sum += it;
            Some(*sum)
        })
        .collect();
    layers.into_iter().map(|it| it + more[it]).collect()
}

/// Columns that nothing stands in are taken out, but for those that are to be kept free.
pub fn close_up(layers: &mut [usize], free: &[usize]) {
    let mut used: Vec<usize> = layers.iter().chain(free).copied().collect();
    used.sort_unstable();
    used.dedup();
    for layer in layers {
        *layer = used.binary_search(layer).unwrap_or(0);
    }
}
