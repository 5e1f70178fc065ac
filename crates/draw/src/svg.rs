//! Writing a layout as SVG.

use std::collections::BTreeSet;
use std::fmt::Write;

use seamless_flow::{Flow, Handoff, MapHash};
use seamless_model::HandoffId;

use crate::graph::{Graph, Stroke};
use crate::label::sentence;
use crate::layout::{self, Layout, Point, Route, TextBox};
use crate::options::{Options, State, Tone};
use crate::text::Style;
use crate::{steps, style};

/// Length of an arrow's head, and how far it stands out on either side.
const TIP: (f64, f64) = (9.0, 4.5);
/// Radius of a line's corners.
const CORNER: f64 = 7.0;

/// Draws a flow as swimlanes: a well-formed SVG document, or with `embed` an `<svg>` element for a page.
///
/// Each handoff is a group with `id="handoff-<id>"` and `data-handoff`, each system one with `id="system-<id>"`.
/// Text is text: it can be selected and searched. Whatever the map says is escaped.
pub fn svg(flow: &Flow, options: &Options) -> String {
    Picture::new(flow).svg(flow, options)
}

/// A flow's picture, planned once to be drawn many times with what is so now on it.
#[derive(Debug, Clone)]
pub struct Picture {
    hash: MapHash,
    plan: layout::Plan,
}

impl Picture {
    /// Plans a flow's picture.
    pub fn new(flow: &Flow) -> Self {
        Self { hash: flow.hash, plan: layout::plan(&steps::graph(flow, &Options::default())) }
    }

    /// Draws it, as [`svg`] does. A flow other than the planned one, by its hash, is planned anew.
    pub fn svg(&self, flow: &Flow, options: &Options) -> String {
        let graph = steps::graph(flow, options);
        let layout =
            if flow.hash == self.hash { layout::measure(&graph, &self.plan) } else { layout::layout(&graph) };
        let mut writer = Writer { out: String::new(), flow, options, graph: &graph, layout: &layout };
        writer.picture();
        writer.out
    }
}

struct Writer<'a> {
    out: String,
    flow: &'a Flow,
    options: &'a Options,
    graph: &'a Graph,
    layout: &'a Layout,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn picture(&mut self) {
        let prefix = escape(&self.options.id_prefix);
        let (w, h) = (self.layout.width.ceil(), self.layout.height.ceil());
        self.put(&format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="seamless-flow" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{prefix}flow-title {prefix}flow-desc">"#
        ));
        self.put(&format!("\n<title id=\"{prefix}flow-title\">{}</title>", escape(&self.flow.title)));
        self.put(&format!("\n<desc id=\"{prefix}flow-desc\">{}</desc>", escape(&self.description())));
        self.put(&format!("\n<style>{}</style>\n", style::sheet(self.options.embed)));
        if !self.options.embed {
            self.put(&format!("<rect class=\"ground\" width=\"{w}\" height=\"{h}\"/>\n"));
        }
        if let Some(heading) = &self.layout.heading {
            self.text(heading, 0.0, "start", None);
            self.put("\n");
        }
        self.teams();
        self.lanes();
        self.inside();
        self.steps();
        self.handoffs();
        self.legend();
        self.put("</svg>\n");
    }

    fn description(&self) -> String {
        let (systems, handoffs) = (self.flow.systems.len(), self.flow.handoffs.len());
        let mut text =
            format!("Swimlanes: {systems} systems, {handoffs} handoffs; time runs from left to right.");
        for handoff in self.flow.handoffs.values() {
            text.push(' ');
            text.push_str(&sentence(self.flow, handoff));
        }
        text
    }

    fn teams(&mut self) {
        for team in &self.layout.teams {
            self.put("<g class=\"team\">");
            self.rect(team.rect, 0.0);
            for text in &team.texts {
                let (x, y) = (text.rect.x + text.rect.w / 2.0, text.rect.y + text.rect.h / 2.0);
                let turn = format!(" transform=\"rotate(-90 {} {})\"", px(x), px(y));
                self.text_at(text, x, y, "middle", &turn, None);
            }
            self.put("</g>\n");
        }
    }

    fn lanes(&mut self) {
        let first: BTreeSet<usize> =
            self.graph.teams.iter().scan(0, |at, it| Some(std::mem::replace(at, *at + it.lanes))).collect();
        for (at, (lane, shape)) in self.graph.lanes.iter().zip(&self.layout.lanes).enumerate() {
            let id = escape(lane.system.as_str());
            let prefix = escape(&self.options.id_prefix);
            self.put(&format!("<g class=\"lane\" id=\"{prefix}system-{id}\" data-system=\"{id}\">"));
            self.rect(shape.rect, 0.0);
            if !first.contains(&at) {
                let (x, y, right) = (px(shape.rect.x), px(shape.rect.y), px(shape.rect.right()));
                self.put(&format!("<path class=\"rule\" d=\"M{x} {y}H{right}\"/>"));
            }
            let link = link(self.options.system_link.as_deref(), lane.system.as_str());
            self.open_link(link.as_deref());
            for text in &shape.texts {
                self.text(text, 0.0, "start", None);
            }
            self.close_link(link.as_deref());
            self.put("</g>\n");
        }
    }

    fn inside(&mut self) {
        for (arrow, route) in self.graph.arrows.iter().zip(&self.layout.arrows) {
            if arrow.handoff.is_none() && !route.points.is_empty() {
                let dimmed = if self.options.overlay.path.is_some() { " dimmed" } else { "" };
                self.put(&format!("<g class=\"inside{dimmed}\">"));
                self.line(route);
                self.put("</g>\n");
            }
        }
    }

    fn steps(&mut self) {
        let lit = self.lit_steps();
        for (at, (step, shape)) in self.graph.steps.iter().zip(&self.layout.steps).enumerate() {
            let origin = if step.is_origin { " origin" } else { "" };
            let dimmed = if lit.as_ref().is_some_and(|it| !it.contains(&at)) { " dimmed" } else { "" };
            self.put(&format!("<g class=\"step{origin}{dimmed}\">"));
            // What begins here is round, what arrives has corners: told apart without colour.
            self.rect(shape.rect, if step.is_origin { shape.rect.h / 2.0 } else { 5.0 });
            for text in &shape.texts {
                let x = text.rect.x + text.rect.w / 2.0;
                self.text_at(text, x, text.rect.y + text.rect.h / 2.0, "middle", "", None);
            }
            self.put("</g>\n");
        }
    }

    /// The steps that the lit path touches; none where nothing is lit.
    fn lit_steps(&self) -> Option<BTreeSet<usize>> {
        let path = self.options.overlay.path.as_ref()?;
        let lit =
            self.graph.arrows.iter().filter(|it| it.handoff.as_ref().is_some_and(|id| path.contains(id)));
        Some(lit.flat_map(|it| [it.from, it.to]).collect())
    }

    fn handoffs(&mut self) {
        for (arrow, route) in self.graph.arrows.iter().zip(&self.layout.arrows) {
            let Some(handoff) = arrow.handoff.as_ref().and_then(|it| self.flow.handoffs.get(it)) else {
                continue;
            };
            let state = self.options.overlay.live.get(&handoff.id).and_then(|it| it.state);
            let class = self.handoff_class(arrow.stroke, &handoff.id, state);
            let (id, prefix) = (escape(handoff.id.as_str()), escape(&self.options.id_prefix));
            self.put(&format!("<g class=\"{class}\" id=\"{prefix}handoff-{id}\" data-handoff=\"{id}\">"));
            self.handoff(handoff, route, state);
            self.put("</g>\n");
        }
    }

    fn handoff(&mut self, handoff: &Handoff, route: &Route, state: Option<State>) {
        let mut title = sentence(self.flow, handoff);
        if let Some(state) = state {
            let _ = write!(title, " Now: {}.", state.word());
        }
        self.put(&format!("<title>{}</title>", escape(&title)));
        let link = link(self.options.handoff_link.as_deref(), handoff.id.as_str());
        self.open_link(link.as_deref());
        self.line(route);
        for text in &route.texts {
            let is_live = text.line.first().is_some_and(|it| it.style == Style::Live);
            match state.filter(|_| is_live) {
                Some(state) => {
                    self.state(state, text.rect.x, text.rect.y + text.rect.h / 2.0);
                    self.text(text, 18.0, "start", Some(state.tone()));
                }
                None => self.text(text, 0.0, "start", None),
            }
        }
        self.close_link(link.as_deref());
    }

    fn handoff_class(&self, stroke: Stroke, id: &HandoffId, state: Option<State>) -> String {
        let mut class = format!("handoff {}", stroke_class(stroke));
        if let Some(state) = state {
            let _ = write!(class, " {}", state.tone().class());
        }
        if let Some(path) = &self.options.overlay.path {
            class.push_str(if path.contains(id) { " lit" } else { " dimmed" });
        }
        class
    }

    fn legend(&mut self) {
        for item in &self.layout.legend {
            self.put(&format!("<g class=\"legend {}\">", stroke_class(item.stroke)));
            self.line(&Route { points: vec![item.sample.0, item.sample.1], texts: Vec::new() });
            self.text(&item.text, 0.0, "start", None);
            self.put("</g>\n");
        }
    }

    fn rect(&mut self, rect: layout::Rect, radius: f64) {
        let (x, y, w, h) = (px(rect.x), px(rect.y), px(rect.w), px(rect.h));
        let round = if radius > 0.0 { format!(" rx=\"{}\"", px(radius)) } else { String::new() };
        self.put(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round}/>"));
    }

    /// A line with round corners, and the head at its end.
    fn line(&mut self, route: &Route) {
        let [.., before, end] = route.points[..] else { return };
        let (dx, dy) = direction(before, end);
        let base = Point { x: end.x - dx * (TIP.0 - 1.0), y: end.y - dy * (TIP.0 - 1.0) };
        let mut d = format!("M{} {}", px(route.points[0].x), px(route.points[0].y));
        for three in route.points.windows(3) {
            let radius =
                CORNER.min(distance(three[0], three[1]) / 2.0).min(distance(three[1], three[2]) / 2.0);
            let (into, out) = (direction(three[0], three[1]), direction(three[1], three[2]));
            let at = three[1];
            let _ = write!(d, "L{} {}", px(at.x - into.0 * radius), px(at.y - into.1 * radius));
            let (x, y) = (px(at.x + out.0 * radius), px(at.y + out.1 * radius));
            let _ = write!(d, "Q{} {} {x} {y}", px(at.x), px(at.y));
        }
        let _ = write!(d, "L{} {}", px(base.x), px(base.y));
        self.put(&format!("<path class=\"line\" d=\"{d}\"/>"));
        let back = Point { x: end.x - dx * TIP.0, y: end.y - dy * TIP.0 };
        let (x1, y1) = (px(back.x + dy * TIP.1), px(back.y - dx * TIP.1));
        let (x2, y2) = (px(back.x - dy * TIP.1), px(back.y + dx * TIP.1));
        let (x, y) = (px(end.x), px(end.y));
        self.put(&format!("<path class=\"tip\" d=\"M{x} {y}L{x1} {y1}L{x2} {y2}Z\"/>"));
    }

    fn text(&mut self, text: &TextBox, lead: f64, anchor: &str, tone: Option<Tone>) {
        self.text_at(text, text.rect.x + lead, text.rect.y + text.rect.h / 2.0, anchor, "", tone);
    }

    /// Text about a middle line: the baseline stands a little over a third of the size under it.
    fn text_at(&mut self, text: &TextBox, x: f64, mid: f64, anchor: &str, more: &str, tone: Option<Tone>) {
        let Some(first) = text.line.first().filter(|_| text.line.iter().any(|it| !it.text.is_empty())) else {
            return;
        };
        let y = px(mid + first.style.size() * 0.35);
        let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
        self.put(&format!("<text x=\"{}\" y=\"{y}\"{anchor}{more}>", px(x)));
        for span in &text.line {
            let is_live = span.style == Style::Live;
            let tone = tone.filter(|_| is_live).map_or(String::new(), |it| format!(" {}", it.class()));
            let words = if is_live { span.text.trim_start() } else { &span.text };
            self.put(&format!(
                "<tspan class=\"{}{tone}\">{}</tspan>",
                style_class(span.style),
                escape(words)
            ));
        }
        self.put("</text>");
    }

    /// A state's shape, 12 px wide, about a middle line.
    fn state(&mut self, state: State, x: f64, mid: f64) {
        let d = match state {
            State::OnTime => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0M-2.5 0L-.5 2L2.5 -2",
            State::Due => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0M0 -2.5V0H2",
            State::Late => "M0 -5L5.5 4.5H-5.5ZM0 -1.5V1.5M0 3V3",
            State::Missing => "M-4 -4L4 4M4 -4L-4 4",
            State::Duplicated => "M-5 -5H2V2H-5ZM-2 5H5V-2",
            State::Differing => "M-5 -2H5M-5 2H5M-2.5 5L2.5 -5",
            State::Held => "M-2.5 -4.5V4.5M2.5 -4.5V4.5",
            State::Mended => "M-5 0L-1.5 3.5L5 -4",
        };
        let class = state.tone().class();
        let (x, y) = (px(x + 6.5), px(mid));
        self.put(&format!("<path class=\"state {class}\" transform=\"translate({x} {y})\" d=\"{d}\"/>"));
    }

    fn open_link(&mut self, link: Option<&str>) {
        if let Some(link) = link {
            self.put(&format!("<a href=\"{}\">", escape(link)));
        }
    }

    fn close_link(&mut self, link: Option<&str>) {
        if link.is_some() {
            self.put("</a>");
        }
    }
}

fn stroke_class(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Ours => "ours",
        Stroke::Vendor => "vendor",
        Stroke::Person => "person",
        Stroke::Inside => "inside",
    }
}

fn style_class(style: Style) -> &'static str {
    match style {
        Style::Title => "t-title",
        Style::Team => "t-team",
        Style::Lane => "t-lane",
        Style::LaneNote => "t-lane-note",
        Style::Step => "t-step",
        Style::Document => "t-document",
        Style::Name => "t-name",
        Style::Detail => "t-detail",
        Style::Carrier => "t-carrier",
        Style::Live => "t-live",
        Style::Legend => "t-legend",
    }
}

/// An address with the name in it, percent-encoded.
fn link(template: Option<&str>, id: &str) -> Option<String> {
    let mut encoded = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Some(template?.replace("{id}", &encoded))
}

/// Text for XML: what has a meaning there is escaped, what may not stand there is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(' '),
            _ if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {}
            _ => out.push(letter),
        }
    }
    out
}

/// A length with at most one decimal.
fn px(length: f64) -> String {
    let tenths = (length * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The direction of a level or upright piece.
fn direction(from: Point, to: Point) -> (f64, f64) {
    let sign = |it: f64| {
        if it > 0.0 {
            1.0
        } else if it < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    (sign(to.x - from.x), sign(to.y - from.y))
}
