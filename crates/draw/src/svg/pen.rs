//! Shapes and text, as SVG elements.

use std::fmt::Write;

use super::xml::{escape, px};
use crate::layout::{Point, Rect, Route, TextBox};
use crate::options::{State, Tone};
use crate::text::{Span, Style, width};

/// Length of an arrow's head, and how far it stands out on either side.
const TIP: (f64, f64) = (9.0, 4.5);
/// Radius of a line's corners.
const CORNER: f64 = 7.0;

/// Writes elements one after the other.
#[derive(Default)]
pub struct Pen {
    /// What is written.
    pub out: String,
}

impl Pen {
    pub fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub fn rect(&mut self, rect: Rect, radius: f64) {
        let (x, y, w, h) = (px(rect.x), px(rect.y), px(rect.w), px(rect.h));
        let round = if radius > 0.0 { format!(" rx=\"{}\"", px(radius)) } else { String::new() };
        self.put(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round}/>"));
    }

    /// A route's line with round corners, part by part, and the head at its end.
    pub fn line(&mut self, route: &Route) {
        let parts: Vec<&[Point]> = route.parts().collect();
        for (at, part) in parts.iter().enumerate() {
            let is_last = at + 1 == parts.len();
            let [.., before, end] = part[..] else { continue };
            let (dx, dy) = direction(before, end);
            let short = if is_last { TIP.0 - 1.0 } else { 0.0 };
            self.bent(part, Point { x: end.x - dx * short, y: end.y - dy * short });
            if is_last {
                self.tip(end, (dx, dy));
            }
        }
    }

    fn bent(&mut self, points: &[Point], end: Point) {
        let mut d = format!("M{} {}", px(points[0].x), px(points[0].y));
        for three in points.windows(3) {
            let radius =
                CORNER.min(distance(three[0], three[1]) / 2.0).min(distance(three[1], three[2]) / 2.0);
            let (into, out) = (direction(three[0], three[1]), direction(three[1], three[2]));
            let at = three[1];
            // Writing to a string cannot fail.
            let _ = write!(d, "L{} {}", px(at.x - into.0 * radius), px(at.y - into.1 * radius));
            let (x, y) = (px(at.x + out.0 * radius), px(at.y + out.1 * radius));
            let _ = write!(d, "Q{} {} {x} {y}", px(at.x), px(at.y));
        }
        let _ = write!(d, "L{} {}", px(end.x), px(end.y));
        self.put(&format!("<path class=\"line\" d=\"{d}\"/>"));
    }

    fn tip(&mut self, end: Point, (dx, dy): (f64, f64)) {
        let back = Point { x: end.x - dx * TIP.0, y: end.y - dy * TIP.0 };
        let (x1, y1) = (px(back.x + dy * TIP.1), px(back.y - dx * TIP.1));
        let (x2, y2) = (px(back.x - dy * TIP.1), px(back.y + dx * TIP.1));
        let (x, y) = (px(end.x), px(end.y));
        self.put(&format!("<path class=\"tip\" d=\"M{x} {y}L{x1} {y1}L{x2} {y2}Z\"/>"));
    }

    /// A line of text from its room's left edge, each mark before its words.
    pub fn text(&mut self, text: &TextBox, state: Option<State>) {
        if is_blank(&text.line) {
            return;
        }
        let mid = text.rect.y + text.rect.h / 2.0;
        let (mut x, mut spans) = (text.rect.x, String::new());
        for span in &text.line {
            let tone = state.map(State::tone).filter(|_| span.style == Style::Live);
            let mut at = String::new();
            if let Some((d, class)) = mark(span.style, state) {
                self.mark(d, class, x, mid);
            }
            // Not every reader keeps spaces at the beginning.
            let lead = span.style.mark_width() + leading(span);
            if lead > 0.0 {
                at = format!(" x=\"{}\"", px(x + lead));
            }
            spans.push_str(&tspan(span, tone, &at));
            x += span.width();
        }
        let y = baseline(&text.line, mid);
        self.put(&format!("<text x=\"{}\" y=\"{y}\">{spans}</text>", px(text.rect.x)));
    }

    /// A line of text about a middle; `more` are further attributes.
    pub fn centred(&mut self, text: &TextBox, more: &str) {
        if is_blank(&text.line) {
            return;
        }
        let (x, mid) = (text.rect.x + text.rect.w / 2.0, text.rect.y + text.rect.h / 2.0);
        let spans: String = text.line.iter().map(|it| tspan(it, None, "")).collect();
        let y = baseline(&text.line, mid);
        self.put(&format!("<text x=\"{}\" y=\"{y}\" text-anchor=\"middle\"{more}>{spans}</text>", px(x)));
    }

    /// A small shape, 12 px wide, about a middle line.
    fn mark(&mut self, d: &str, class: &str, x: f64, mid: f64) {
        let (x, y) = (px(x + 6.5), px(mid));
        self.put(&format!("<path class=\"state {class}\" transform=\"translate({x} {y})\" d=\"{d}\"/>"));
    }
}

/// The baseline stands a little over a third of the size under the middle.
fn baseline(line: &[Span], mid: f64) -> String {
    px(mid + line.first().map_or(0.0, |it| it.style.size()) * 0.35)
}

fn is_blank(line: &[Span]) -> bool {
    line.iter().all(|it| it.text.is_empty())
}

/// Width of two or more spaces at a span's beginning.
fn leading(span: &Span) -> f64 {
    let spaces = &span.text[..span.text.len() - span.text.trim_start().len()];
    if spaces.len() < 2 { 0.0 } else { width(spaces, span.style) }
}

fn tspan(span: &Span, tone: Option<Tone>, at: &str) -> String {
    let tone = tone.map_or(String::new(), |it| format!(" {}", it.class()));
    let text = if at.is_empty() { &span.text } else { span.text.trim_start() };
    format!("<tspan class=\"{}{tone}\"{at}>{}</tspan>", style_class(span.style), escape(text))
}

/// A mark's shape and class.
fn mark(style: Style, state: Option<State>) -> Option<(&'static str, &'static str)> {
    match style {
        Style::Live => state.map(|it| (shape(it), it.tone().class())),
        Style::Key => Some(("M-5.5 0A2.5 2.5 0 1 0 -.5 0A2.5 2.5 0 1 0 -5.5 0M-.5 0H5.5V2.5M3 0V2", "key")),
        Style::Lost => {
            Some(("M-5.5 0A2.5 2.5 0 1 0 -.5 0A2.5 2.5 0 1 0 -5.5 0M2 -2.5L6 2.5M6 -2.5L2 2.5", "soon"))
        }
        Style::AtRisk => Some(("M0 -5L5.5 4.5H-5.5ZM0 -1.5V1.5M0 3V3", "bad")),
        Style::Unknown => Some(("M0 -5.5L5.5 0L0 5.5L-5.5 0ZM0 -2V.5M0 2.2V2.2", "soon")),
        _ => None,
    }
}

fn shape(state: State) -> &'static str {
    match state {
        State::OnTime => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0M-2.5 0L-.5 2L2.5 -2",
        State::Due => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0M0 -2.5V0H2",
        State::Late => "M0 -5L5.5 4.5H-5.5ZM0 -1.5V1.5M0 3V3",
        State::Missing => "M-4 -4L4 4M4 -4L-4 4",
        State::Duplicated => "M-5 -5H2V2H-5ZM-2 5H5V-2",
        State::Differing => "M-5 -2H5M-5 2H5M-2.5 5L2.5 -5",
        State::Held => "M-2.5 -4.5V4.5M2.5 -4.5V4.5",
        State::Mended => "M-5 0L-1.5 3.5L5 -4",
    }
}

fn style_class(style: Style) -> &'static str {
    match style {
        Style::Title => "t-title",
        Style::Team => "t-team",
        Style::Lane => "t-lane",
        Style::LaneNote => "t-lane-note",
        Style::Step => "t-step",
        Style::StepNote => "t-step-note",
        Style::Document => "t-document",
        Style::Name => "t-name",
        Style::Detail => "t-detail",
        Style::Carrier => "t-carrier",
        Style::Key | Style::KeyRest => "t-key",
        Style::Lost => "t-lost",
        Style::Reverse => "t-reverse",
        Style::Live => "t-live",
        Style::AtRisk => "t-at-risk",
        Style::Unknown => "t-unknown",
        Style::Cut => "t-cut",
        Style::Legend => "t-legend",
    }
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The direction of a level or upright piece.
fn direction(from: Point, to: Point) -> (f64, f64) {
    let sign = |it: f64| f64::from(i8::from(it > 0.0) - i8::from(it < 0.0));
    (sign(to.x - from.x), sign(to.y - from.y))
}
