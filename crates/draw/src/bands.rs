//! Long flows in bands one under the other, as music is written.
//!
//! A band is a run of columns. Lines that leave it at its right go on at the left of the next, at the same height in
//! the same lane, and have the same number at both ends. Rows in which nothing happens within a band are left out there.

mod cuts;

use crate::graph::Graph;
use crate::layout::{LaneBox, Layout, Point, Rect, Route, TeamBox, TextBox};
use crate::options::Wrap;
use crate::text::{Span, Style, line_height, line_width};

/// Width in px past which a picture is cut into bands unless another is asked for.
const WIDTH_MAX: f64 = 2_400.0;
/// Room before a band's first column and behind its last: for a line's end and its number.
const ENTRY: f64 = 38.0;
const EXIT: f64 = 26.0;
/// A line's way from the last column to its end.
const STUB: f64 = 6.0;
/// Between a line's end and its number.
const CLEAR: f64 = 2.0;
const NUMBER: f64 = 16.0;
/// Between two bands.
const GAP: f64 = 28.0;
/// Over and under a low lane's words, together; and what a team's title needs beside itself.
const LOW_PAD: f64 = 24.0;
const TEAM_PAD: f64 = 16.0;
/// Under a lane's last row.
const FOOT: f64 = 14.0;

/// A layout no wider than is asked for, as far as its columns allow.
pub fn wrap(graph: &Graph, layout: Layout, wrap: Wrap) -> Layout {
    let width_max = match wrap {
        Wrap::Never => return layout,
        Wrap::Long => WIDTH_MAX,
        Wrap::At(width) => width,
    };
    if layout.width <= width_max {
        return layout;
    }
    let left = layout.head_end + ENTRY + EXIT + layout.margin;
    let cuts = cuts::best(&layout, width_max - left);
    if cuts.is_empty() { layout } else { Score::new(graph, layout, &cuts).write() }
}

/// A band: which part of the wide layout it shows, and where.
struct Band {
    start: f64,
    end: f64,
    /// What is added to x.
    shift: f64,
    /// Top and height of each lane.
    lanes: Vec<(f64, f64)>,
    /// Top of each strip.
    strips: Vec<f64>,
}

/// The wide layout, and the bands that it is written in.
struct Score<'g> {
    graph: &'g Graph,
    wide: Layout,
    bands: Vec<Band>,
}

impl<'g> Score<'g> {
    fn new(graph: &'g Graph, wide: Layout, cuts: &[f64]) -> Self {
        let first = wide.head_end;
        let last = wide.columns.last().copied().unwrap_or(first);
        let starts = std::iter::once(first).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([last + 1.0]);
        let bands = starts.zip(ends).map(|(start, end)| {
            let shift = if start == first { 0.0 } else { first + ENTRY - start };
            Band { start, end, shift, lanes: Vec::new(), strips: Vec::new() }
        });
        let mut score = Self { graph, bands: bands.collect(), wide };
        let mut top = score.wide.lanes.first().map_or(0.0, |it| it.rect.y);
        for (band, busy) in score.busy().iter().enumerate() {
            let heights = score.strip_heights(busy);
            let lanes = score.lanes_of(&heights, top);
            score.bands[band].strips = score.strips_of(&heights, &lanes);
            top = lanes.last().map_or(top, |it| it.0 + it.1) + GAP;
            score.bands[band].lanes = lanes;
        }
        score
    }

    /// How high each strip is in a band: a row and a channel where nothing is take no room.
    fn strip_heights(&self, busy: &[bool]) -> Vec<f64> {
        let strips = &self.wide.strips;
        let heights = strips.iter().enumerate().map(|(at, it)| {
            // A channel is also the distance of the row under it from what is over it.
            let is_over_row = !it.is_row && strips.get(at + 1).is_some_and(|it| it.is_row) && busy[at + 1];
            if busy[at] || is_over_row { it.bottom - it.top } else { 0.0 }
        });
        heights.collect()
    }

    /// For each band and strip, whether anything stands or turns or runs level there.
    fn busy(&self) -> Vec<Vec<bool>> {
        let strips = &self.wide.strips;
        let mut busy = vec![vec![false; strips.len()]; self.bands.len()];
        let steps = self.wide.steps.iter().map(|it| it.rect);
        let texts = self.wide.arrows.iter().flat_map(|it| &it.texts).map(|it| it.rect);
        let level = self.wide.arrows.iter().flat_map(Route::pieces).filter(|it| it.0.y == it.1.y);
        let level = level.map(|(a, b)| Rect { x: a.x.min(b.x), y: a.y - 0.5, w: (a.x - b.x).abs(), h: 1.0 });
        for it in steps.chain(texts).chain(level) {
            let first = strips.partition_point(|strip| strip.bottom <= it.y);
            let end = strips.partition_point(|strip| strip.top < it.bottom());
            let bands = self.bands.iter().zip(&mut busy);
            for (_, busy) in bands.filter(|(band, _)| it.x < band.end && band.start < it.right()) {
                busy[first.min(end)..end].fill(true);
            }
        }
        busy
    }

    /// Where a band's lanes stand from a top on: as high as their strips, their heads and their teams need.
    fn lanes_of(&self, strips: &[f64], top: f64) -> Vec<(f64, f64)> {
        let mut heights: Vec<f64> = Vec::new();
        for (lane, it) in self.wide.lanes.iter().enumerate() {
            let words: f64 = it.texts.iter().map(|it| it.rect.h).sum();
            let kept = self.kept(strips, lane);
            let room = if kept > 0.0 { kept + FOOT } else { 0.0 };
            heights.push(it.rect.h.min(room.max(words + LOW_PAD)));
        }
        let mut first = 0;
        for (team, shape) in self.graph.teams.iter().zip(&self.wide.teams) {
            let needed = shape.texts.iter().map(|it| it.rect.h + TEAM_PAD).fold(0.0, f64::max);
            let lanes = &mut heights[first..first + team.lanes];
            let missing = needed - lanes.iter().sum::<f64>();
            lanes.iter_mut().for_each(|it| *it += missing.max(0.0) / team.lanes as f64);
            first += team.lanes;
        }
        let (mut y, mut before) = (top, None::<f64>);
        let lanes = self.wide.lanes.iter().zip(heights).map(|(it, height)| {
            y += before.map_or(0.0, |end| it.rect.y - end);
            before = Some(it.rect.bottom());
            y += height;
            (y - height, height)
        });
        lanes.collect()
    }

    /// How much of a lane's strips is kept.
    fn kept(&self, strips: &[f64], lane: usize) -> f64 {
        let all = &self.wide.strips;
        let first = all.partition_point(|it| it.lane < lane);
        let end = all.partition_point(|it| it.lane <= lane);
        strips[first..end].iter().sum()
    }

    /// Where a band's strips stand, about the middle of their lanes.
    fn strips_of(&self, heights: &[f64], lanes: &[(f64, f64)]) -> Vec<f64> {
        let mut tops = Vec::new();
        let (mut y, mut lane_before) = (0.0, None);
        for (strip, height) in self.wide.strips.iter().zip(heights) {
            if lane_before != Some(strip.lane) {
                let (top, room) = lanes[strip.lane];
                y = top + (room - self.kept(heights, strip.lane) - FOOT).max(0.0) / 2.0;
                lane_before = Some(strip.lane);
            }
            tops.push(y);
            y += height;
        }
        tops
    }

    /// The band that shows what stands at an x of the wide layout.
    fn band_at(&self, x: f64) -> usize {
        self.bands.partition_point(|it| it.start <= x).saturating_sub(1)
    }

    /// Where a point of the wide layout stands in a band.
    fn moved(&self, band: usize, at: Point) -> Point {
        let strip = self.wide.strips.partition_point(|it| it.top <= at.y).saturating_sub(1);
        let band = &self.bands[band];
        Point { x: at.x + band.shift, y: at.y - self.wide.strips[strip].top + band.strips[strip] }
    }

    fn moved_text(&self, band: usize, text: &TextBox) -> TextBox {
        let at = self.moved(band, Point { x: text.rect.x, y: text.rect.y });
        TextBox { rect: Rect { x: at.x, y: at.y, ..text.rect }, ..text.clone() }
    }

    fn write(self) -> Layout {
        let width = self.bands.iter().map(|it| it.end + it.shift).fold(0.0, f64::max) + EXIT;
        let mut layout = Layout {
            heading: self.heading(width),
            margin: self.wide.margin,
            head_end: self.wide.head_end,
            columns: self.wide.columns.clone(),
            ..Layout::default()
        };
        layout.width = width + self.wide.margin;
        layout.width =
            layout.width.max(layout.heading.as_ref().map_or(0.0, |it| it.rect.right() + self.wide.margin));
        for band in 0..self.bands.len() {
            self.lanes(&mut layout, band);
            self.teams(&mut layout, band);
        }
        for step in &self.wide.steps {
            let band = self.band_at(step.rect.x);
            let at = self.moved(band, Point { x: step.rect.x, y: step.rect.y });
            let mut step = step.clone();
            step.texts = step.texts.iter().map(|it| self.moved_text(band, it)).collect();
            (step.rect.x, step.rect.y) = (at.x, at.y);
            layout.steps.push(step);
        }
        let numbers = self.numbers();
        for (route, number) in self.wide.arrows.iter().zip(numbers) {
            let route = self.route(route, number, &mut layout.cuts);
            layout.arrows.push(route);
        }
        self.legend(&mut layout);
        layout
    }

    /// The heading, and how bands are read where there is room to say it.
    fn heading(&self, room: f64) -> Option<TextBox> {
        let mut heading = self.wide.heading.clone()?;
        let note = format!(" It goes on in {} bands: a cut line goes on at its number.", self.bands.len());
        heading.line.push(Span::new(&note, Style::Legend));
        if heading.rect.x + line_width(&heading.line) > room {
            heading.line.pop();
        }
        heading.rect.w = line_width(&heading.line);
        Some(heading)
    }

    fn lanes(&self, layout: &mut Layout, band: usize) {
        for (lane, was) in self.wide.lanes.iter().enumerate() {
            let (y, h) = self.bands[band].lanes[lane];
            let rect = Rect { x: was.rect.x, y, w: layout.width - layout.margin - was.rect.x, h };
            let down = y + h / 2.0 - (was.rect.y + was.rect.h / 2.0);
            let texts = was.texts.iter().map(|it| lowered(it, down)).collect();
            layout.lanes.push(LaneBox { lane, rect, texts });
        }
    }

    fn teams(&self, layout: &mut Layout, band: usize) {
        let mut first = 0;
        for (team, was) in self.graph.teams.iter().zip(&self.wide.teams) {
            let lanes = &self.bands[band].lanes[first..first + team.lanes];
            first += team.lanes;
            let (Some(top), Some(last)) = (lanes.first(), lanes.last()) else { continue };
            let rect = Rect { y: top.0, h: last.0 + last.1 - top.0, ..was.rect };
            let down = rect.y + rect.h / 2.0 - (was.rect.y + was.rect.h / 2.0);
            let texts = was.texts.iter().map(|it| lowered(it, down)).collect();
            layout.teams.push(TeamBox { rect, texts });
        }
    }

    /// A number for each line that runs through more than one band, in the order in which they leave the first.
    fn numbers(&self) -> Vec<Option<usize>> {
        let routes = self.wide.arrows.iter().enumerate();
        let mut leaving: Vec<(usize, f64, usize)> = routes
            .filter_map(|(at, route)| {
                let bands: Vec<usize> = route.points.iter().map(|it| self.band_at(it.x)).collect();
                let leaves = bands.windows(2).position(|it| it[0] != it[1])?;
                Some((bands[leaves], route.points[leaves].y, at))
            })
            .collect();
        leaving.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut numbers = vec![None; self.wide.arrows.len()];
        for (number, (_, _, arrow)) in leaving.into_iter().enumerate() {
            numbers[arrow] = Some(number + 1);
        }
        numbers
    }

    /// A route in its bands, with its number where it leaves one and where it enters the next.
    fn route(&self, wide: &Route, number: Option<usize>, marks: &mut Vec<TextBox>) -> Route {
        let mut route = Route::default();
        for text in &wide.texts {
            route.texts.push(self.moved_text(self.band_at(text.rect.x), text));
        }
        let mut before: Option<(usize, Point)> = None;
        for point in &wide.points {
            let band = self.band_at(point.x);
            if let Some((mut from, _)) = before {
                while from != band {
                    let (next, is_right) = if from < band { (from + 1, true) } else { (from - 1, false) };
                    let out = self.edge(from, point.y, is_right, number, marks);
                    let into = self.edge(next, point.y, !is_right, number, marks);
                    route.points.push(out);
                    route.breaks.push(route.points.len());
                    route.points.push(into);
                    from = next;
                }
            }
            route.points.push(self.moved(band, *point));
            before = Some((band, *point));
        }
        route
    }

    /// Where a line at a height ends at a band's right or left edge; its number is put beside it.
    fn edge(
        &self,
        band: usize,
        y: f64,
        is_right: bool,
        number: Option<usize>,
        marks: &mut Vec<TextBox>,
    ) -> Point {
        let (start, end) = (self.bands[band].start, self.bands[band].end);
        let at = if is_right {
            self.moved(band, Point { x: end + STUB, y })
        } else {
            self.moved(band, Point { x: start - ENTRY + NUMBER + CLEAR, y })
        };
        let line = vec![Span::new(&number.unwrap_or_default().to_string(), Style::Cut)];
        let h = line_height(&line);
        let x = if is_right { at.x + CLEAR } else { at.x - CLEAR - NUMBER };
        marks.push(TextBox { rect: Rect { x, y: at.y - h / 2.0, w: NUMBER, h }, line, is_turned: false });
        at
    }

    /// The legend under the last band, broken into as many rows as it needs.
    fn legend(&self, layout: &mut Layout) {
        let bottom = layout.lanes.last().map_or(0.0, |it| it.rect.bottom());
        let (mut x, mut y) = (layout.margin, bottom + 12.0);
        for item in &self.wide.legend {
            let (from, to) = item.sample;
            let width = item.text.rect.right() - from.x;
            if x + width > layout.width - layout.margin && x > layout.margin {
                (x, y) = (layout.margin, y + 20.0);
            }
            let (right, down) = (x - from.x, y - item.text.rect.y);
            let mut item = item.clone();
            item.sample =
                (Point { x: from.x + right, y: from.y + down }, Point { x: to.x + right, y: to.y + down });
            (item.text.rect.x, item.text.rect.y) = (item.text.rect.x + right, y);
            layout.legend.push(item);
            x += width + 28.0;
        }
        let end = if self.wide.legend.is_empty() { bottom } else { y + 16.0 };
        layout.height = end + layout.margin;
    }
}

fn lowered(text: &TextBox, down: f64) -> TextBox {
    let mut text = text.clone();
    text.rect.y += down;
    text
}
