//! With every line of the grid as wide as it must be: where each thing stands.

use std::collections::BTreeSet;

use super::super::shapes::{
    LaneBox, Layout, LegendItem, Point, Rect, Route, StepBox, Strip, TeamBox, TextBox,
};
use super::sizes::{head_lines, step_lines};
use super::{CHANNEL_LEAD, CLEAR_LEVEL, Extent, HEAD_PAD, LANE_PAD, Plan, TEAM_GAP, TEAM_PAD, TRACK};
use super::{height, row_offset, stack, text_at};
use crate::text::{Line, line_height, line_width, wrap};

impl Plan<'_> {
    /// Places lanes and rows from `top` down; returns where they end.
    pub fn set_lanes(
        &mut self,
        layout: &mut Layout,
        margin: f64,
        team_width: f64,
        top: f64,
        heights: &[f64],
    ) -> f64 {
        let ends: BTreeSet<usize> = self
            .graph
            .teams
            .iter()
            .scan(0, |at, it| {
                Some({
                    *at += it.lanes;
                    *at
                })
            })
            .collect();
        let mut y = top;
        let x = margin + team_width;
        for (lane, height) in heights.iter().enumerate() {
            let rect = Rect { x, y, w: layout.width - margin - x, h: *height };
            let rows: f64 = self.rows_of(lane).map(|it| self.row_height(it)).sum();
            let spare = height - rows - LANE_PAD - self.last_channel(lane);
            let mut at = y + spare / 2.0;
            for row in self.rows_of(lane) {
                let channel = self.channel_height(2 * row) + LANE_PAD;
                self.y.push(Extent { start: at, end: at + channel, mid: at + CHANNEL_LEAD });
                layout.strips.push(Strip { lane, is_row: false, top: at, bottom: at + channel });
                at += channel;
                let size = self.rows[row];
                self.y.push(Extent { start: at, end: at + size.up + size.down, mid: at + size.up });
                let bottom = at + size.up + size.down;
                layout.strips.push(Strip { lane, is_row: true, top: at, bottom });
                at = bottom;
            }
            let top = y + (height - self.sizes.heads[lane]) / 2.0;
            let texts = stack(head_lines(&self.graph.lanes[lane]), x + HEAD_PAD, top);
            layout.lanes.push(LaneBox { lane, rect, texts });
            y += height;
            if lane + 1 == heights.len() {
                self.y.push(Extent { start: at, end: y, mid: at + CHANNEL_LEAD });
                layout.strips.push(Strip { lane, is_row: false, top: at, bottom: y });
            } else if ends.contains(&(lane + 1)) {
                y += TEAM_GAP;
            }
        }
        y
    }

    /// Each team's title in the lines that fit beside its lanes.
    pub fn team_lines(&self, heights: &[f64]) -> Vec<Option<Vec<Line>>> {
        let mut first = 0;
        let teams = self.graph.teams.iter().map(|team| {
            let room: f64 = heights.iter().skip(first).take(team.lanes).sum();
            first += team.lanes;
            Some(wrap(std::slice::from_ref(&team.title), room - TEAM_PAD, 2))
        });
        teams.collect()
    }

    pub fn set_teams(&self, layout: &mut Layout, margin: f64, width: f64, lines: &[Option<Vec<Line>>]) {
        let mut first = 0;
        for (team, lines) in self.graph.teams.iter().zip(lines) {
            let lanes = &layout.lanes[first..first + team.lanes];
            first += team.lanes;
            let (Some(top), Some(last)) = (lanes.first(), lanes.last()) else { continue };
            let (y, h) = (top.rect.y, last.rect.bottom() - top.rect.y);
            let rect = Rect { x: margin, y, w: width, h };
            let lines = lines.clone().unwrap_or_default();
            let mut x = margin + (width - height(&lines)) / 2.0;
            let mut texts = Vec::new();
            for line in lines {
                let (across, along) = (line_height(&line), line_width(&line));
                let room = Rect { x, y: y + (h - along) / 2.0, w: across, h: along };
                texts.push(TextBox { rect: room, line, is_turned: true });
                x += across;
            }
            layout.teams.push(TeamBox { rect, texts });
        }
    }

    pub fn step(&self, step: usize) -> StepBox {
        let (column, row) = self.cells.step_at[step];
        let (w, h) = (self.step_width, self.rows[row].step_height);
        let rect = Rect { x: self.x[2 * column + 1].start, y: self.y[2 * row + 1].mid - h / 2.0, w, h };
        let lines = step_lines(&self.graph.steps[step]);
        let top = rect.y + (h - height(&lines)) / 2.0;
        let mut texts = stack(lines, rect.x, top);
        for text in &mut texts {
            text.rect.x += (w - text.rect.w) / 2.0;
        }
        StepBox { rect, texts }
    }

    pub fn arrow(&self, layout: &Layout, arrow: usize) -> Route {
        let pieces: Vec<_> =
            self.tracked.of_arrow[arrow].iter().map(|it| &self.tracked.pieces[*it]).collect();
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return Route::default() };
        let along = |at: usize| {
            let piece = pieces[at];
            if piece.is_level {
                let mid = self.y[piece.line].mid;
                let is_row = piece.line % 2 == 1;
                mid + if is_row { row_offset(piece.track, piece.tracks) } else { piece.track as f64 * TRACK }
            } else {
                self.x[piece.line].mid + piece.track as f64 * TRACK
            }
        };
        let from = layout.steps[self.graph.arrows[arrow].from].rect;
        let to = layout.steps[self.graph.arrows[arrow].to].rect;
        let mut points = vec![border(from, first.is_level, first.to > first.from, along(0))];
        for (at, pair) in pieces.windows(2).enumerate() {
            let (one, other) = (along(at), along(at + 1));
            points.push(if pair[0].is_level {
                Point { x: other, y: one }
            } else {
                Point { x: one, y: other }
            });
        }
        points.push(border(to, last.is_level, last.to < last.from, along(pieces.len() - 1)));
        Route { points, breaks: Vec::new(), texts: self.label(arrow) }
    }

    pub fn label(&self, arrow: usize) -> Vec<TextBox> {
        let Some((column, row)) = self.tracked.paths[arrow].label else { return Vec::new() };
        let label = &self.graph.arrows[arrow].label;
        let x = self.x[2 * column + 1].start + self.label_lead(arrow);
        let mid = self.y[2 * row + 1].mid;
        match self.run_through(arrow) {
            Some(offset) => {
                let y = mid + offset;
                let mut texts = stack(label.what.clone(), x, y - CLEAR_LEVEL - height(&label.what));
                texts.extend(stack(label.how.clone(), x, y + CLEAR_LEVEL));
                texts
            }
            None => {
                let lines: Vec<Line> = label.what.iter().chain(&label.how).cloned().collect();
                let top = mid - height(&lines) / 2.0;
                stack(lines, x, top)
            }
        }
    }

    /// Places the legend under the lanes, in as many rows as it needs; returns where it ends.
    pub fn set_legend(&self, layout: &mut Layout, margin: f64, bottom: f64) -> f64 {
        const SAMPLE: f64 = 36.0;
        let (mut x, mut y) = (margin, bottom + 12.0);
        for entry in &self.graph.legend {
            let width = SAMPLE + 8.0 + entry.text.width();
            if x + width > layout.width - margin && x > margin {
                (x, y) = (margin, y + 20.0);
            }
            let text = text_at(vec![entry.text.clone()], x + SAMPLE + 8.0, y);
            let mid = text.rect.y + text.rect.h / 2.0;
            layout.width = layout.width.max(text.rect.right() + margin);
            let sample = (Point { x, y: mid }, Point { x: x + SAMPLE, y: mid });
            let (stroke, is_reverse) = (entry.stroke, entry.is_reverse);
            layout.legend.push(LegendItem { stroke, is_reverse, sample, text });
            x += width + 28.0;
        }
        if self.graph.legend.is_empty() { bottom } else { y + 16.0 }
    }
}

/// Where a line meets a box: its right or lower side, or (`!is_far`) its left or upper one.
fn border(rect: Rect, is_level: bool, is_far: bool, along: f64) -> Point {
    match (is_level, is_far) {
        (true, true) => Point { x: rect.right(), y: along },
        (true, false) => Point { x: rect.x, y: along },
        (false, true) => Point { x: along, y: rect.bottom() },
        (false, false) => Point { x: along, y: rect.y },
    }
}
