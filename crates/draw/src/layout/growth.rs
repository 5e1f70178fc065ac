//! Growth: how many states the searches for arrows' ways go through, on pictures of one kind and several sizes. A count,
//! so that it holds on any machine under any load.

use super::{improve, layers};
use crate::graph::Graph;
use crate::sample::sample;

/// The sample so many times, one under the other, with nothing between them; with some more arrows between two of its
/// steps than have room for their labels, which are then looked for everywhere.
fn samples(count: usize) -> Graph {
    let mut all = Graph::default();
    for _ in 0..count {
        let (mut one, lanes, steps) = (sample(), all.lanes.len(), all.steps.len());
        let last = one.arrows[one.arrows.len() - 1].clone();
        one.arrows.extend(std::iter::repeat_n(last, 5));
        one.steps.iter_mut().for_each(|it| it.lane += lanes);
        one.arrows.iter_mut().for_each(|it| (it.from, it.to) = (it.from + steps, it.to + steps));
        all.teams.extend(one.teams);
        all.lanes.extend(one.lanes);
        all.steps.extend(one.steps);
        all.arrows.extend(one.arrows);
    }
    all
}

fn states(graph: &Graph) -> usize {
    let edges = layers::acyclic(graph);
    let layers = layers::layers(graph, &edges);
    improve::improve(graph, &edges, layers).expect("it is drawn").states
}

#[test]
fn twice_the_flow_takes_twice_the_search() {
    let (three, six, twelve) = (states(&samples(3)), states(&samples(6)), states(&samples(12)));
    assert!(samples(3).arrows.len() > 200, "more than are tried in several ways");
    assert!(six < three * 22 / 10, "{three} states, then {six}");
    assert!(twelve < six * 22 / 10, "{six} states, then {twelve}");
}
