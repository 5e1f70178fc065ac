//! From grid to px: each line of the grid is made as wide as what runs and stands on it.

mod placing;

use super::cells::{Cell, Cells};
use super::shapes::{Layout, Rect, TextBox};
use super::tracks::Tracked;
use crate::graph::{Graph, Label};
use crate::label::LIVE_WIDTH;
use crate::text::{self, Line, Span, line_height, line_width, wrap};

const MARGIN: f64 = 20.0;
/// Between two tracks on one line.
const TRACK: f64 = 14.0;
/// From a column's left edge to its first track: arrows meet a step's upper and lower side near its left end.
const COLUMN_LEAD: f64 = 22.0;
/// A step's box: its width, its least height, and the room inside its border.
const STEP_WIDTH: f64 = 128.0;
const STEP_HEIGHT: f64 = 40.0;
const STEP_PAD: f64 = 10.0;
/// From a line to the words beside, over or under it.
const CLEAR: f64 = 9.0;
const CLEAR_LEVEL: f64 = 5.0;
/// Behind a label's words.
const LABEL_TRAIL: f64 = 4.0;
/// Before and behind the tracks in a gap or channel; the latter leaves room for an arrow's head.
const GAP_LEAD: f64 = 12.0;
const GAP_TRAIL: f64 = 20.0;
const CHANNEL_LEAD: f64 = 18.0;
const CHANNEL_TRAIL: f64 = 20.0;
const LANE_PAD: f64 = 14.0;
const TEAM_GAP: f64 = 8.0;
const TEAM_PAD: f64 = 16.0;
const TEAM_ROOM_MAX: f64 = 160.0;
const HEAD_WIDTH_MAX: f64 = 140.0;
const HEAD_PAD: f64 = 14.0;

/// Everything in px.
pub fn layout(graph: &Graph, cells: &Cells, tracked: &Tracked) -> Layout {
    let mut plan = Plan { graph, cells, tracked, x: Vec::new(), y: Vec::new(), rows: Vec::new() };
    let mut layout = Layout::default();
    let margin = if graph.heading.is_some() { MARGIN } else { 1.0 };
    let mut top = margin;
    if let Some(heading) = &graph.heading {
        layout.heading = Some(text_at(heading.clone(), margin, top));
        top += 40.0;
    }
    plan.rows = (0..cells.rows).map(|it| plan.row_size(it)).collect();
    let heights = plan.lane_heights();
    let teams = plan.team_lines(&heights);
    let team_width = teams.iter().flatten().map(|it| it.iter().map(|line| line_height(line)).sum::<f64>());
    let team_width = if graph.teams.is_empty() { 0.0 } else { team_width.fold(0.0, f64::max) + 14.0 };
    let head_width = plan.head_width();
    (layout.margin, layout.head_end) = (margin, margin + team_width + head_width);
    plan.set_columns(layout.head_end);
    layout.columns = plan.x.iter().skip(1).step_by(2).map(|it| it.start).collect();
    layout.columns.extend(plan.x.last().map(|it| it.start));
    let right = plan.x.last().map_or(margin, |it| it.end) + HEAD_PAD;
    layout.width = (right + margin).max(layout.heading.as_ref().map_or(0.0, |it| it.rect.right() + margin));
    let bottom = plan.set_lanes(&mut layout, margin, team_width, top, &heights);
    plan.set_teams(&mut layout, margin, team_width, &teams);
    layout.steps = (0..graph.steps.len()).map(|it| plan.step(it)).collect();
    layout.arrows = (0..graph.arrows.len()).map(|it| plan.arrow(&layout, it)).collect();
    layout.height = plan.set_legend(&mut layout, margin, bottom) + margin;
    layout
}

/// Width and height of the lanes alone, without the heads at their left: enough to compare two grids.
pub fn size(graph: &Graph, cells: &Cells, tracked: &Tracked) -> (f64, f64) {
    let mut plan = Plan { graph, cells, tracked, x: Vec::new(), y: Vec::new(), rows: Vec::new() };
    plan.rows = (0..cells.rows).map(|it| plan.row_size(it)).collect();
    plan.set_columns(0.0);
    (plan.x.last().map_or(0.0, |it| it.end), plan.lane_heights().iter().sum())
}

/// Where a line of the grid begins, where its first track is, and where it ends.
#[derive(Clone, Copy, Default)]
struct Extent {
    start: f64,
    end: f64,
    /// Of a column or a gap: the first track. Of a row: the middle. Of a channel: the first track.
    mid: f64,
}

/// What a row needs over and under its middle.
#[derive(Clone, Copy, Default)]
struct RowSize {
    up: f64,
    down: f64,
    step_height: f64,
}

struct Plan<'a> {
    graph: &'a Graph,
    cells: &'a Cells,
    tracked: &'a Tracked,
    /// Upright lines, then level lines.
    x: Vec<Extent>,
    y: Vec<Extent>,
    rows: Vec<RowSize>,
}

impl Plan<'_> {
    /// The most tracks that run side by side on a line.
    fn tracks(&self, is_level: bool, line: usize) -> usize {
        let on = self.tracked.pieces.iter().filter(|it| it.is_level == is_level && it.line == line);
        on.map(|it| it.tracks).max().unwrap_or(0)
    }

    fn labels(&self) -> impl Iterator<Item = (usize, (usize, usize))> {
        self.tracked.paths.iter().enumerate().filter_map(|(arrow, path)| Some((arrow, path.label?)))
    }

    fn row_size(&self, row: usize) -> RowSize {
        let tracks = self.tracks(true, 2 * row + 1);
        let lines = (0..self.cells.columns).map(|it| match self.cells.at(it, row) {
            Cell::Step(step) => self.step_lines(step).iter().map(|it| line_height(it)).sum(),
            _ => 0.0,
        });
        let text: f64 = lines.fold(0.0, f64::max);
        let ports = (tracks.max(1) - 1) as f64 * TRACK + 24.0;
        let step_height = STEP_HEIGHT.max(text + 14.0).max(ports);
        let mut size = RowSize { up: step_height / 2.0, down: step_height / 2.0, step_height };
        for (arrow, (_, at)) in self.labels() {
            if at == row {
                let label = &self.graph.arrows[arrow].label;
                let (up, down) = self.label_extent(arrow, label);
                size.up = size.up.max(up);
                size.down = size.down.max(down);
            }
        }
        size
    }

    /// What a label needs over and under its row's middle.
    fn label_extent(&self, arrow: usize, label: &Label) -> (f64, f64) {
        let (what, how) = (height(&label.what), height(&label.how));
        match self.run_through(arrow) {
            Some(offset) => (what + CLEAR_LEVEL - offset, how + CLEAR_LEVEL + offset),
            None => ((what + how) / 2.0, (what + how) / 2.0),
        }
    }

    /// Where a line that leaves its label's cell to the right runs, from the row's middle; none if it does not.
    fn run_through(&self, arrow: usize) -> Option<f64> {
        let (column, row) = self.tracked.paths[arrow].label?;
        let piece = self.tracked.of_arrow[arrow].iter().map(|it| &self.tracked.pieces[*it]).find(|it| {
            it.is_level
                && it.line == 2 * row + 1
                && it.from.min(it.to) <= 2 * column + 1
                && it.to > 2 * column + 1
        })?;
        Some(row_offset(piece.track, piece.tracks))
    }

    /// The track on which an arrow runs upright through its label's cell.
    fn run_beside(&self, arrow: usize) -> Option<usize> {
        let (column, row) = self.tracked.paths[arrow].label?;
        let mut pieces = self.tracked.of_arrow[arrow].iter().map(|it| &self.tracked.pieces[*it]);
        let found = pieces.find(|it| {
            let (low, high) = (it.from.min(it.to), it.from.max(it.to));
            !it.is_level && it.line == 2 * column + 1 && low <= 2 * row + 1 && 2 * row < high
        });
        found.map(|it| it.track)
    }

    /// Where a label's words begin, from its column's left edge.
    fn label_lead(&self, arrow: usize) -> f64 {
        self.run_beside(arrow).map_or(6.0, |track| COLUMN_LEAD + track as f64 * TRACK + CLEAR)
    }

    fn step_lines(&self, step: usize) -> Vec<Line> {
        let (step, room) = (&self.graph.steps[step], STEP_WIDTH - 2.0 * STEP_PAD);
        let mut lines = wrap(std::slice::from_ref(&step.title), room, 3);
        lines.extend(step.note.iter().flat_map(|it| wrap(std::slice::from_ref(it), room, 2)));
        lines
    }

    /// All steps are equally wide: as wide as the busiest column's tracks need.
    fn step_width(&self) -> f64 {
        let tracks = (0..self.cells.columns).map(|it| self.tracks(false, 2 * it + 1)).max().unwrap_or(0);
        STEP_WIDTH.max(COLUMN_LEAD * 2.0 + tracks.max(1) as f64 * TRACK)
    }

    fn set_columns(&mut self, left: f64) {
        let step_width = self.step_width();
        let mut x = left;
        for line in 0..self.cells.uprights() {
            let tracks = self.tracks(false, line);
            let is_gap = line % 2 == 0;
            let spread = (tracks.max(1) - 1) as f64 * TRACK;
            let (lead, width) = if is_gap {
                let is_outer = line == 0 || line + 1 == self.cells.uprights();
                let trail = if is_outer && tracks == 0 { 2.0 } else { GAP_TRAIL };
                (GAP_LEAD, GAP_LEAD + spread + trail)
            } else {
                (COLUMN_LEAD, self.column_width(line / 2, step_width))
            };
            self.x.push(Extent { start: x, end: x + width, mid: x + lead });
            x += width;
        }
    }

    fn column_width(&self, column: usize, step_width: f64) -> f64 {
        let mut width = COLUMN_LEAD + self.tracks(false, 2 * column + 1) as f64 * TRACK;
        if (0..self.cells.rows).any(|it| matches!(self.cells.at(column, it), Cell::Step(_))) {
            width = width.max(step_width);
        }
        for (arrow, (at, _)) in self.labels() {
            if at == column {
                width = width
                    .max(self.label_lead(arrow) + label_width(&self.graph.arrows[arrow].label) + LABEL_TRAIL);
            }
        }
        width
    }

    fn channel_height(&self, line: usize) -> f64 {
        match self.tracks(true, line) {
            0 => 0.0,
            tracks => CHANNEL_LEAD + (tracks - 1) as f64 * TRACK + CHANNEL_TRAIL - LANE_PAD,
        }
    }

    fn rows_of(&self, lane: usize) -> impl Iterator<Item = usize> {
        (0..self.cells.rows).filter(move |it| self.cells.lane_of_row[*it] == lane)
    }

    /// Each lane's height, as its rows and its head need it.
    fn lane_heights(&self) -> Vec<f64> {
        let lanes = self.graph.lanes.iter().enumerate().map(|(lane, _)| {
            let rows: f64 = self.rows_of(lane).map(|it| self.row_height(it)).sum();
            let texts = height(&self.head_lines(lane)) + 24.0;
            (rows + LANE_PAD + self.last_channel(lane)).max(texts)
        });
        let mut heights: Vec<f64> = lanes.collect();
        let mut first = 0;
        for team in &self.graph.teams {
            let lanes = &mut heights[first..first + team.lanes];
            let missing = team_room(&team.title) - lanes.iter().sum::<f64>();
            lanes.iter_mut().for_each(|it| *it += missing.max(0.0) / team.lanes as f64);
            first += team.lanes;
        }
        heights
    }

    /// A row's height with the channel over it.
    fn row_height(&self, row: usize) -> f64 {
        self.channel_height(2 * row) + LANE_PAD + self.rows[row].up + self.rows[row].down
    }

    /// The channel under the last row belongs to the last lane.
    fn last_channel(&self, lane: usize) -> f64 {
        if lane + 1 == self.graph.lanes.len() { self.channel_height(2 * self.cells.rows) } else { 0.0 }
    }

    fn head_lines(&self, lane: usize) -> Vec<Line> {
        let lane = &self.graph.lanes[lane];
        let mut lines = wrap(std::slice::from_ref(&lane.title), HEAD_WIDTH_MAX, 3);
        lines.extend(wrap(std::slice::from_ref(&lane.note), HEAD_WIDTH_MAX, 2));
        lines.extend(Some(lane.found.clone()).filter(|it| !it.is_empty()));
        lines
    }

    fn head_width(&self) -> f64 {
        let lines = (0..self.graph.lanes.len()).flat_map(|it| self.head_lines(it));
        // Room is kept for what is found, whatever it is, so that counts move nothing.
        let least = if self.graph.lanes.iter().any(|it| !it.found.is_empty()) { LIVE_WIDTH } else { 60.0 };
        lines.map(|it| line_width(&it)).fold(least, f64::max) + 2.0 * HEAD_PAD
    }
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

/// Tracks of a row lie about its middle, so that a single one is straight from box to box.
fn row_offset(track: usize, tracks: usize) -> f64 {
    (track as f64 - (tracks.max(1) - 1) as f64 / 2.0) * TRACK
}

fn height(lines: &[Line]) -> f64 {
    lines.iter().map(|it| line_height(it)).sum()
}

fn label_width(label: &Label) -> f64 {
    label.what.iter().chain(&label.how).map(|it| line_width(it)).fold(label.width_min, f64::max)
}

fn stack(lines: Vec<Line>, x: f64, top: f64) -> Vec<TextBox> {
    let mut y = top;
    let mut texts = Vec::new();
    for line in lines {
        let text = text_at(line, x, y);
        y += text.rect.h;
        texts.push(text);
    }
    texts
}

fn text_at(line: Vec<Span>, x: f64, y: f64) -> TextBox {
    let rect = Rect { x, y, w: line_width(&line), h: line_height(&line) };
    TextBox { rect, line, is_turned: false }
}
