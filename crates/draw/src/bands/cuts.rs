//! Where to cut: between two phases, where few lines run from one to the next.

use crate::layout::{Layout, Route};

/// What a band more costs, what each line costs that is cut, and what a band costs that is nearly empty: three lines
/// are rather cut than a step left to stand alone in a row of empty lanes.
const BAND: usize = 1_000;
const LINE: usize = 10;
const EMPTY: f64 = 60.0;

/// The columns, by where they begin, before which to cut, so that no band is wider than `width_max` px: as few bands
/// as can be, and then as few lines cut as can be and bands as even as can be. A column wider than that is a band of its own.
pub fn best(layout: &Layout, width_max: f64) -> Vec<f64> {
    let Some((end, starts)) = layout.columns.split_last() else { return Vec::new() };
    let lines = lines_over(layout, starts);
    // For each column, the cheapest way to have the columns before it in bands: what it costs, and where its last
    // band begins.
    let mut best: Vec<(usize, usize)> = vec![(0, 0)];
    for column in 1..=starts.len() {
        let right = starts.get(column).unwrap_or(end);
        let bands = (0..column).filter(|first| *first + 1 == column || right - starts[*first] <= width_max);
        let costs = bands.map(|first| {
            let cut = if first == 0 { 0 } else { BAND + LINE * lines[first] };
            (best[first].0 + cut + emptiness(right - starts[first], width_max), first)
        });
        best.push(costs.min_by_key(|it| it.0).unwrap_or((0, 0)));
    }
    let mut cuts = Vec::new();
    let mut column = starts.len();
    while column > 0 {
        column = best[column].1;
        if column > 0 {
            cuts.push(starts[column]);
        }
    }
    cuts.reverse();
    cuts
}

/// What the room costs that a band of a width leaves empty: more than in proportion, so that even bands are cheapest.
fn emptiness(width: f64, width_max: f64) -> usize {
    let empty = (1.0 - width / width_max).max(0.0);
    (EMPTY * empty * empty).round() as usize
}

/// How many lines run over the line before each column.
fn lines_over(layout: &Layout, starts: &[f64]) -> Vec<usize> {
    let mut begun = vec![0; starts.len() + 1];
    let mut ended = vec![0; starts.len() + 1];
    for (a, b) in layout.arrows.iter().flat_map(Route::pieces) {
        begun[starts.partition_point(|it| *it <= a.x.min(b.x))] += 1;
        ended[starts.partition_point(|it| *it <= a.x.max(b.x))] += 1;
    }
    let mut over = 0;
    let counts = begun.iter().zip(&ended).map(|(begun, ended)| {
        over = over + begun - ended;
        over
    });
    counts.take(starts.len()).collect()
}
