//! From grid to px: each line of the grid is made as wide as what runs and stands on it.

mod placing;
mod sizes;

pub use sizes::Sizes;

use super::cells::Cells;
use super::shapes::{Layout, Rect, TextBox};
use super::tracks::Tracked;
use crate::graph::Graph;
use crate::label::LIVE_WIDTH;
use crate::text::{Line, Span, line_height, line_width};

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
    let sizes = Sizes::new(graph);
    let mut plan = Plan::new(graph, &sizes, cells, tracked);
    let mut layout = Layout::default();
    let margin = if graph.heading.is_some() { MARGIN } else { 1.0 };
    let mut top = margin;
    if let Some(heading) = &graph.heading {
        layout.heading = Some(text_at(heading.clone(), margin, top));
        top += 40.0;
    }
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
pub fn size(graph: &Graph, sizes: &Sizes, cells: &Cells, tracked: &Tracked) -> (f64, f64) {
    let mut plan = Plan::new(graph, sizes, cells, tracked);
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
    sizes: &'a Sizes,
    cells: &'a Cells,
    tracked: &'a Tracked,
    /// Upright lines, then level lines.
    x: Vec<Extent>,
    y: Vec<Extent>,
    rows: Vec<RowSize>,
    /// The most tracks that run side by side on each upright and on each level line.
    uprights: Vec<usize>,
    levels: Vec<usize>,
    /// The arrows whose labels stand in each column.
    labels_in: Vec<Vec<usize>>,
    /// All steps are equally wide: as wide as the busiest column's tracks need.
    step_width: f64,
}

impl<'a> Plan<'a> {
    fn new(graph: &'a Graph, sizes: &'a Sizes, cells: &'a Cells, tracked: &'a Tracked) -> Self {
        let (mut uprights, mut levels) = (vec![0; cells.uprights()], vec![0; cells.levels()]);
        for piece in &tracked.pieces {
            let lines = if piece.is_level { &mut levels } else { &mut uprights };
            lines[piece.line] = piece.tracks.max(lines[piece.line]);
        }
        let most = uprights.iter().skip(1).step_by(2).copied().max().unwrap_or(0);
        let step_width = STEP_WIDTH.max(COLUMN_LEAD * 2.0 + most.max(1) as f64 * TRACK);
        let mut labels_in = vec![Vec::new(); cells.columns];
        for (arrow, path) in tracked.paths.iter().enumerate() {
            if let Some((column, _)) = path.label {
                labels_in[column].push(arrow);
            }
        }
        let (x, y) = (Vec::new(), Vec::new());
        let mut plan = Self {
            graph,
            sizes,
            cells,
            tracked,
            x,
            y,
            rows: Vec::new(),
            uprights,
            levels,
            labels_in,
            step_width,
        };
        plan.rows = plan.row_sizes();
        plan
    }

    fn row_sizes(&self) -> Vec<RowSize> {
        let mut texts = vec![0.0_f64; self.cells.rows];
        for (step, (_, row)) in self.cells.step_at.iter().enumerate() {
            texts[*row] = texts[*row].max(self.sizes.steps[step]);
        }
        let sizes = texts.into_iter().enumerate().map(|(row, text)| {
            let ports = (self.levels[2 * row + 1].max(1) - 1) as f64 * TRACK + 24.0;
            let step_height = STEP_HEIGHT.max(text + 14.0).max(ports);
            RowSize { up: step_height / 2.0, down: step_height / 2.0, step_height }
        });
        let mut sizes: Vec<RowSize> = sizes.collect();
        for arrow in self.labels_in.iter().flatten() {
            let Some((_, row)) = self.tracked.paths[*arrow].label else { continue };
            let (up, down) = self.label_extent(*arrow);
            sizes[row].up = sizes[row].up.max(up);
            sizes[row].down = sizes[row].down.max(down);
        }
        sizes
    }

    /// What a label needs over and under its row's middle.
    fn label_extent(&self, arrow: usize) -> (f64, f64) {
        let (what, how) = (self.sizes.labels[arrow].what, self.sizes.labels[arrow].how);
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

    fn set_columns(&mut self, left: f64) {
        let mut has_step = vec![false; self.cells.columns];
        self.cells.step_at.iter().for_each(|(column, _)| has_step[*column] = true);
        let mut x = left;
        for line in 0..self.cells.uprights() {
            let tracks = self.uprights[line];
            let is_gap = line % 2 == 0;
            let spread = (tracks.max(1) - 1) as f64 * TRACK;
            let (lead, width) = if is_gap {
                let is_outer = line == 0 || line + 1 == self.cells.uprights();
                let trail = if is_outer && tracks == 0 { 2.0 } else { GAP_TRAIL };
                (GAP_LEAD, GAP_LEAD + spread + trail)
            } else {
                (COLUMN_LEAD, self.column_width(line / 2, has_step[line / 2]))
            };
            self.x.push(Extent { start: x, end: x + width, mid: x + lead });
            x += width;
        }
    }

    fn column_width(&self, column: usize, has_step: bool) -> f64 {
        let mut width = COLUMN_LEAD + self.uprights[2 * column + 1] as f64 * TRACK;
        if has_step {
            width = width.max(self.step_width);
        }
        for arrow in &self.labels_in[column] {
            width = width.max(self.label_lead(*arrow) + self.sizes.labels[*arrow].width + LABEL_TRAIL);
        }
        width
    }

    fn channel_height(&self, line: usize) -> f64 {
        match self.levels[line] {
            0 => 0.0,
            tracks => CHANNEL_LEAD + (tracks - 1) as f64 * TRACK + CHANNEL_TRAIL - LANE_PAD,
        }
    }

    fn rows_of(&self, lane: usize) -> std::ops::Range<usize> {
        let lanes = &self.cells.lane_of_row;
        lanes.partition_point(|it| *it < lane)..lanes.partition_point(|it| *it <= lane)
    }

    /// Each lane's height, as its rows and its head need it.
    fn lane_heights(&self) -> Vec<f64> {
        let lanes = self.graph.lanes.iter().enumerate().map(|(lane, _)| {
            let rows: f64 = self.rows_of(lane).map(|it| self.row_height(it)).sum();
            let texts = self.sizes.heads[lane] + 24.0;
            (rows + LANE_PAD + self.last_channel(lane)).max(texts)
        });
        let mut heights: Vec<f64> = lanes.collect();
        let mut first = 0;
        for (team, room) in self.graph.teams.iter().zip(&self.sizes.teams) {
            let lanes = &mut heights[first..first + team.lanes];
            let missing = room - lanes.iter().sum::<f64>();
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

    fn head_width(&self) -> f64 {
        let lines = self.graph.lanes.iter().flat_map(sizes::head_lines);
        // Room is kept for what is found, whatever it is, so that counts move nothing.
        let least = if self.graph.lanes.iter().any(|it| !it.found.is_empty()) { LIVE_WIDTH } else { 60.0 };
        lines.map(|it| line_width(&it)).fold(least, f64::max) + 2.0 * HEAD_PAD
    }
}

/// Tracks of a row lie about its middle, so that a single one is straight from box to box.
fn row_offset(track: usize, tracks: usize) -> f64 {
    (track as f64 - (tracks.max(1) - 1) as f64 / 2.0) * TRACK
}

fn height(lines: &[Line]) -> f64 {
    lines.iter().map(|it| line_height(it)).sum()
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
