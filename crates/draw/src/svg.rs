//! Writing a layout as SVG.

mod pen;
pub(crate) mod xml;

use std::collections::BTreeSet;
use std::fmt::Write;

use seamless_flow::{Flow, Handoff, MapHash};
use seamless_model::{HandoffId, TeamId};

use crate::graph::{Arrow, Graph, LaneOf, Stroke};
use crate::label::sentence;
use crate::layout::{self, LaneBox, Layout, Route};
use crate::options::{Lanes, Options, State};
use crate::steps::lanes::sum;
use crate::text::Style;
use crate::{bands, steps, style};
use pen::Pen;
use xml::{escape, link, px};

/// How many carriers have a pattern of their own; the next one has the first's again, and its name.
const PATTERNS: usize = 6;

/// Draws a flow as swimlanes: a well-formed SVG document, or with `embed` an `<svg>` element for a page.
///
/// Each handoff is a group with `id="handoff-<id>"`, `data-handoff`, `data-document`, `data-event` (the words of the
/// events that it covers), `data-from`, `data-to` and `data-carrier`; each lane one with `id="system-<id>"` and
/// `data-system`, or `id="team-<id>"` and `data-team`; each box one with `data-system` and `data-document`. Text is
/// text: it can be selected and searched. Whatever the map says is escaped.
pub fn svg(flow: &Flow, options: &Options) -> String {
    Picture::with(flow, options).svg(flow, options)
}

/// A flow's picture, planned once to be drawn many times with what is so now on it.
#[derive(Debug, Clone)]
pub struct Picture {
    hash: MapHash,
    lanes: Lanes,
    team: Option<TeamId>,
    plan: layout::Plan,
}

impl Picture {
    /// Plans a flow's picture: the whole of it, a lane for each system.
    pub fn new(flow: &Flow) -> Self {
        Self::with(flow, &Options::default())
    }

    /// Plans a flow's picture with the lanes and of the part that the options name.
    pub fn with(flow: &Flow, options: &Options) -> Self {
        let (lanes, team) = (options.lanes, options.team.clone());
        // What is so now has no part in the plan: it would move with every number.
        let still = Options { lanes, team: team.clone(), ..Options::default() };
        Self { hash: flow.hash, lanes, team, plan: layout::plan(&steps::graph(flow, &still)) }
    }

    /// Draws it, as [`svg`] does. A flow other than the planned one by its hash, other lanes or another part are
    /// planned anew.
    pub fn svg(&self, flow: &Flow, options: &Options) -> String {
        let graph = steps::graph(flow, options);
        let is_planned = flow.hash == self.hash && options.lanes == self.lanes && options.team == self.team;
        let layout = if is_planned {
            layout::measure(&graph, &self.plan)
        } else {
            layout::measure(&graph, &Self::with(flow, options).plan)
        };
        let layout = bands::wrap(&graph, layout, options.wrap);
        let mut writer = Writer { pen: Pen::default(), flow, options, graph: &graph, layout: &layout };
        writer.picture();
        writer.pen.out
    }
}

struct Writer<'a> {
    pen: Pen,
    flow: &'a Flow,
    options: &'a Options,
    graph: &'a Graph,
    layout: &'a Layout,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.pen.put(text);
    }

    fn picture(&mut self) {
        let prefix = escape(&self.options.id_prefix);
        let (w, h) = (self.layout.width.ceil(), self.layout.height.ceil());
        self.put(&format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="seamless-flow" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{prefix}flow-title {prefix}flow-desc">"#
        ));
        self.put(&format!("\n<title id=\"{prefix}flow-title\">{}</title>", escape(&self.flow.title)));
        self.put(&format!("\n<desc id=\"{prefix}flow-desc\">{}</desc>", escape(&self.description())));
        self.put(&format!("\n<style>{}</style>\n", style::sheet(self.options.embed, self.options.colours)));
        if !self.options.embed {
            self.put(&format!("<rect class=\"ground\" width=\"{w}\" height=\"{h}\"/>\n"));
        }
        if let Some(heading) = &self.layout.heading {
            self.pen.text(heading, None);
            self.put("\n");
        }
        self.teams();
        self.lanes();
        self.inside();
        self.steps();
        self.handoffs();
        self.cuts();
        self.legend();
        self.put("</svg>\n");
    }

    fn description(&self) -> String {
        let shown: BTreeSet<&HandoffId> =
            self.graph.arrows.iter().filter_map(|it| it.handoff.as_ref()).collect();
        let by = match self.options.lanes {
            Lanes::System => "systems",
            Lanes::Team => "teams",
        };
        let mut text = format!(
            "Swimlanes: {} {by}, {} handoffs; time runs from left to right.",
            self.graph.lanes.len(),
            shown.len()
        );
        for handoff in self.flow.handoffs.values().filter(|it| shown.contains(&it.id)) {
            text.push(' ');
            text.push_str(&sentence(self.flow, handoff));
        }
        text
    }

    fn teams(&mut self) {
        for team in &self.layout.teams {
            self.put("<g class=\"team\">");
            self.pen.rect(team.rect, 0.0);
            for text in &team.texts {
                let (x, y) = (text.rect.x + text.rect.w / 2.0, text.rect.y + text.rect.h / 2.0);
                self.pen.centred(text, &format!(" transform=\"rotate(-90 {} {})\"", px(x), px(y)));
            }
            self.put("</g>\n");
        }
    }

    fn lanes(&mut self) {
        let first: BTreeSet<usize> =
            self.graph.teams.iter().scan(0, |at, it| Some(std::mem::replace(at, *at + it.lanes))).collect();
        for (at, shape) in self.layout.lanes.iter().enumerate() {
            self.lane(shape, first.contains(&shape.lane), at < self.graph.lanes.len());
        }
    }

    /// A lane in one band; only its first has its name as an `id`.
    fn lane(&mut self, shape: &LaneBox, is_first_of_team: bool, is_first_band: bool) {
        let lane = &self.graph.lanes[shape.lane];
        let (word, id) = match &lane.of {
            LaneOf::System(id) => ("system", id.as_str()),
            LaneOf::Team(id) => ("team", id.as_str()),
        };
        let (escaped, prefix) = (escape(id), escape(&self.options.id_prefix));
        let name = if is_first_band { format!(" id=\"{prefix}{word}-{escaped}\"") } else { String::new() };
        let dimmed = if lane.is_dimmed { " other" } else { "" };
        self.put(&format!("<g class=\"lane{dimmed}\"{name} data-{word}=\"{escaped}\">"));
        self.pen.rect(shape.rect, 0.0);
        if !is_first_of_team {
            let (x, y, right) = (px(shape.rect.x), px(shape.rect.y), px(shape.rect.right()));
            self.put(&format!("<path class=\"rule\" d=\"M{x} {y}H{right}\"/>"));
        }
        let found = shape.texts.iter().filter(|it| is_found(it));
        let is_system = matches!(lane.of, LaneOf::System(_));
        let link = link(self.options.system_link.as_deref(), id).filter(|_| is_system);
        self.open_link(link.as_deref());
        for text in shape.texts.iter().filter(|it| !is_found(it)) {
            self.pen.text(text, None);
        }
        self.close_link(link.as_deref());
        for text in found {
            let systems = self.graph.steps.iter().filter(|it| it.lane == shape.lane).map(|it| &it.system);
            let systems: BTreeSet<_> = match &lane.of {
                LaneOf::System(id) => [id].into(),
                LaneOf::Team(_) => systems.collect(),
            };
            let said = sum(&self.options.overlay.findings, systems).map(|it| it.sentence());
            self.found(text, id, &said.unwrap_or_default());
        }
        self.put("</g>\n");
    }

    /// What a check has found: shapes, counts, a sentence on hover, and the way to the findings.
    fn found(&mut self, text: &layout::TextBox, id: &str, said: &str) {
        if text.line.iter().all(|it| it.text.is_empty()) {
            return;
        }
        let link = link(self.options.finding_link.as_deref(), id);
        self.put(&format!(
            "<g class=\"found\" data-found=\"{}\"><title>{}</title>",
            escape(id),
            escape(said)
        ));
        self.open_link(link.as_deref());
        self.pen.text(text, None);
        self.close_link(link.as_deref());
        self.put("</g>");
    }

    fn inside(&mut self) {
        for (arrow, route) in self.graph.arrows.iter().zip(&self.layout.arrows) {
            if arrow.handoff.is_none() && !route.points.is_empty() {
                let dimmed = if self.options.overlay.path.is_some() { " dimmed" } else { "" };
                let (from, to) = (&self.graph.steps[arrow.from], &self.graph.steps[arrow.to]);
                self.put(&format!(
                    "<g class=\"inside{dimmed}\" data-system=\"{}\" data-document=\"{}\">",
                    escape(from.system.as_str()),
                    to.document.word()
                ));
                self.pen.line(route);
                self.put("</g>\n");
            }
        }
    }

    fn steps(&mut self) {
        let lit = self.lit_steps();
        for (at, (step, shape)) in self.graph.steps.iter().zip(&self.layout.steps).enumerate() {
            let origin = if step.is_origin { " origin" } else { "" };
            let dimmed = if lit.as_ref().is_some_and(|it| !it.contains(&at)) { " dimmed" } else { "" };
            let other = if step.is_dimmed { " other" } else { "" };
            let (system, document) = (escape(step.system.as_str()), step.document.word());
            self.put(&format!(
                "<g class=\"step{origin}{dimmed}{other}\" data-system=\"{system}\" data-document=\"{document}\">"
            ));
            // What begins here is round, what arrives has corners: told apart without colour.
            self.pen.rect(shape.rect, if step.is_origin { shape.rect.h / 2.0 } else { 5.0 });
            for text in &shape.texts {
                self.pen.centred(text, "");
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
            let class = self.handoff_class(arrow, &handoff.id, state);
            let (id, prefix) = (escape(handoff.id.as_str()), escape(&self.options.id_prefix));
            let events: Vec<&str> = handoff.covers.iter().map(|it| it.word()).collect();
            self.put(&format!(
                "<g class=\"{class}\" id=\"{prefix}handoff-{id}\" data-handoff=\"{id}\" data-document=\"{}\" data-event=\"{}\" data-from=\"{}\" data-to=\"{}\" data-carrier=\"{}\">",
                handoff.carry.word(),
                events.join(" "),
                escape(handoff.from.as_str()),
                escape(handoff.to.as_str()),
                escape(handoff.by.as_str()),
            ));
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
        self.pen.line(route);
        for text in route.texts.iter().filter(|it| !is_found(it)) {
            self.pen.text(text, state);
        }
        self.close_link(link.as_deref());
        let said = self.options.overlay.findings.get(handoff.id.as_str()).map(|it| it.sentence());
        for text in route.texts.iter().filter(|it| is_found(it)) {
            self.found(text, handoff.id.as_str(), said.as_deref().unwrap_or_default());
        }
    }

    fn handoff_class(&self, arrow: &Arrow, id: &HandoffId, state: Option<State>) -> String {
        let mut class = format!("handoff {}", stroke_class(arrow.stroke));
        if arrow.is_reverse {
            class.push_str(" reverse");
        }
        if let Some(state) = state {
            let _ = write!(class, " {}", state.tone().class());
        }
        if let Some(path) = &self.options.overlay.path {
            class.push_str(if path.contains(id) { " lit" } else { " dimmed" });
        }
        class
    }

    /// The numbers by which lines are found again in the next band.
    fn cuts(&mut self) {
        for text in &self.layout.cuts {
            self.pen.centred(text, "");
        }
        if !self.layout.cuts.is_empty() {
            self.put("\n");
        }
    }

    fn legend(&mut self) {
        for item in &self.layout.legend {
            let reverse = if item.is_reverse { " reverse" } else { "" };
            self.put(&format!("<g class=\"legend {}{reverse}\">", stroke_class(item.stroke)));
            self.pen.line(&Route { points: vec![item.sample.0, item.sample.1], ..Route::default() });
            self.pen.text(&item.text, None);
            self.put("</g>\n");
        }
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

fn is_found(text: &layout::TextBox) -> bool {
    text.line.first().is_some_and(|it| matches!(it.style, Style::AtRisk | Style::Unknown))
}

fn stroke_class(stroke: Stroke) -> String {
    match stroke {
        Stroke::Ours => "ours".to_owned(),
        Stroke::Vendor(place) => format!("vendor v{}", place % PATTERNS),
        Stroke::Watched => "watched".to_owned(),
        Stroke::Person => "person".to_owned(),
        Stroke::NotKnown => "not-known".to_owned(),
        Stroke::Inside => "inside".to_owned(),
    }
}
