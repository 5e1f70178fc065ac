//! Time: in which column each step stands.

use crate::graph::Graph;

/// What two steps of one lane in one column cost, against a column more and against room for labels.
const CLASH: u64 = 100;
const COLUMN: u64 = 30;
const CROWD: u64 = 10;

/// What comes before what: arrows and sequence as pairs of steps, without circles.
pub type Edges = Vec<(usize, usize)>;

/// A column for each step: after all that come before it, on the shortest picture that has room.
pub fn layers(graph: &Graph, edges: &Edges) -> Vec<usize> {
    let mut layers = longest_paths(graph.steps.len(), edges);
    pull_right(graph, edges, &mut layers);
    settle_parts(graph, edges, &mut layers);
    spread(graph, edges, &mut layers);
    close_up(&mut layers, &[]);
    layers
}

/// The columns that a step may stand in with all others staying, up to one after the last.
fn room(edges: &Edges, layers: &[usize], step: usize) -> std::ops::RangeInclusive<usize> {
    let last = layers.iter().copied().max().unwrap_or(0);
    let first = edges.iter().filter(|it| it.1 == step).map(|it| layers[it.0] + 1).max().unwrap_or(0);
    let limit = edges.iter().filter(|it| it.0 == step).map(|it| layers[it.1].saturating_sub(1)).min();
    first..=limit.unwrap_or(last + 1)
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

fn longest_paths(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut layers = vec![0; count];
    for node in topological(count, edges) {
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            layers[*to] = layers[*to].max(layers[node] + 1);
        }
    }
    layers
}

fn topological(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut waiting = vec![0; count];
    for (_, to) in edges {
        waiting[*to] += 1;
    }
    let mut order: Vec<usize> = (0..count).filter(|it| waiting[*it] == 0).collect();
    let mut at = 0;
    while at < order.len() {
        let node = order[at];
        at += 1;
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            waiting[*to] -= 1;
            if waiting[*to] == 0 {
                order.push(*to);
            }
        }
    }
    order
}

/// A step where something begins stands as late as it can: next to what it leads to.
fn pull_right(graph: &Graph, edges: &[(usize, usize)], layers: &mut [usize]) {
    for node in topological(layers.len(), edges).into_iter().rev() {
        let begins = !graph.arrows.iter().any(|it| it.to == node && !it.is_optional);
        let limit = edges.iter().filter(|it| it.0 == node).map(|it| layers[it.1]).min();
        if let Some(limit) = limit.filter(|it| begins && *it > 0) {
            layers[node] = limit - 1;
        }
    }
}

/// Parts that nothing joins are moved in time against each other until they stand in nobody's way.
fn settle_parts(graph: &Graph, edges: &[(usize, usize)], layers: &mut [usize]) {
    let parts = parts(layers.len(), edges);
    let Some((first, rest)) = parts.split_first() else { return };
    let mut settled: Vec<usize> = first.clone();
    for part in rest {
        let start = part.iter().map(|it| layers[*it]).min().unwrap_or(0);
        part.iter().for_each(|it| layers[*it] -= start);
        let end = settled.iter().map(|it| layers[*it]).max().unwrap_or(0);
        let cost = |shift: usize| {
            let mut moved = layers.to_vec();
            part.iter().for_each(|it| moved[*it] += shift);
            clashes(graph, &settled, part, &moved)
                + moved_end(part, &moved).saturating_sub(end) as u64 * COLUMN
        };
        let shift = (0..=end + 1).rev().min_by_key(|it| cost(*it)).unwrap_or(0);
        part.iter().for_each(|it| layers[*it] += shift);
        settled.extend(part);
    }
}

fn moved_end(part: &[usize], layers: &[usize]) -> usize {
    part.iter().map(|it| layers[*it]).max().unwrap_or(0)
}

/// What stands in each other's way between a part and what is settled: steps, and steps where a label would go.
fn clashes(graph: &Graph, settled: &[usize], part: &[usize], layers: &[usize]) -> u64 {
    let lane = |step: usize| graph.steps[step].lane;
    let stands = |steps: &[usize], at: (usize, usize)| steps.iter().any(|it| (lane(*it), layers[*it]) == at);
    let mut cost = 0;
    for step in part {
        if stands(settled, (lane(*step), layers[*step])) {
            cost += CLASH;
        }
    }
    for arrow in graph.arrows.iter().filter(|it| !it.label.is_empty()) {
        let steps = if part.contains(&arrow.from) { settled } else { part };
        if !part.contains(&arrow.from) && !settled.contains(&arrow.from) {
            continue;
        }
        for corner in [(lane(arrow.from), layers[arrow.to]), (lane(arrow.to), layers[arrow.from])] {
            cost += if stands(steps, corner) { CROWD } else { 0 };
        }
    }
    cost
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
fn spread(graph: &Graph, edges: &Edges, layers: &mut [usize]) {
    let last = layers.iter().copied().max().unwrap_or(0);
    for step in 0..layers.len() {
        if !is_taken(graph, layers, step, layers[step]) {
            continue;
        }
        let free = room(edges, layers, step).filter(|it| *it <= last && !is_taken(graph, layers, step, *it));
        if let Some(layer) = free.min_by_key(|it| it.abs_diff(layers[step])) {
            layers[step] = layer;
        }
    }
}

/// Whether another step of a step's lane stands in a column.
fn is_taken(graph: &Graph, layers: &[usize], step: usize, layer: usize) -> bool {
    let lane = graph.steps[step].lane;
    (0..layers.len()).any(|it| it != step && graph.steps[it].lane == lane && layers[it] == layer)
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
