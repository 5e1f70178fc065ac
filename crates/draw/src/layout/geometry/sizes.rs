//! What words need, whatever way the graph is drawn: measured once for all attempts.

use super::{HEAD_WIDTH_MAX, STEP_PAD, STEP_WIDTH, TEAM_PAD, TEAM_ROOM_MAX, height};
use crate::graph::{Graph, Label, Lane, Step};
use crate::text::{self, Line, Span, line_width, wrap};

/// The sizes in px of a graph's words.
pub struct Sizes {
    /// The height of each step's words.
    pub steps: Vec<f64>,
    /// Each arrow's label.
    pub labels: Vec<LabelSize>,
    /// The height of what stands in each lane's head.
    pub heads: Vec<f64>,
    /// How high each team's lanes must be together.
    pub teams: Vec<f64>,
}

/// A label's words: the height of those over its line and of those under it, and the width of all.
pub struct LabelSize {
    pub what: f64,
    pub how: f64,
    pub width: f64,
}

impl Sizes {
    /// Measures a graph's words.
    pub fn new(graph: &Graph) -> Self {
        Self {
            steps: graph.steps.iter().map(|it| height(&step_lines(it))).collect(),
            labels: graph.arrows.iter().map(|it| label_size(&it.label)).collect(),
            heads: graph.lanes.iter().map(|it| height(&head_lines(it))).collect(),
            teams: graph.teams.iter().map(|it| team_room(&it.title)).collect(),
        }
    }
}

/// A step's words in the lines that fit into its box.
pub fn step_lines(step: &Step) -> Vec<Line> {
    let room = STEP_WIDTH - 2.0 * STEP_PAD;
    let mut lines = wrap(std::slice::from_ref(&step.title), room, 3);
    lines.extend(step.note.iter().flat_map(|it| wrap(std::slice::from_ref(it), room, 2)));
    lines
}

/// A lane's title, its note and what is found there, in the lines that fit into its head.
pub fn head_lines(lane: &Lane) -> Vec<Line> {
    let mut lines = wrap(std::slice::from_ref(&lane.title), HEAD_WIDTH_MAX, 3);
    lines.extend(wrap(std::slice::from_ref(&lane.note), HEAD_WIDTH_MAX, 2));
    lines.extend(Some(lane.found.clone()).filter(|it| !it.is_empty()));
    lines
}

fn label_size(label: &Label) -> LabelSize {
    let lines = label.what.iter().chain(&label.how);
    let width = lines.map(|it| line_width(it)).fold(label.width_min, f64::max);
    LabelSize { what: height(&label.what), how: height(&label.how), width }
}

/// How high a team's lanes must be for its title to stand beside them in two lines, up to a bound for endless titles.
fn team_room(title: &Span) -> f64 {
    let mut room = 60.0;
    while room < TEAM_ROOM_MAX && wrap(std::slice::from_ref(title), room, 3).len() > 2 {
        room += 10.0;
    }
    let words = title.text.split(' ').map(|it| text::width(it, title.style)).fold(0.0, f64::max);
    room.max(words.min(TEAM_ROOM_MAX)) + TEAM_PAD
}
