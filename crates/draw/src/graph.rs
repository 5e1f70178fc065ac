//! What is to be drawn, before anyone knows where: lanes, steps, arrows and their words.

use seamless_model::{DocumentKind, HandoffId, SystemId, TeamId};

use crate::text::{Line, Span};

/// Lanes, steps and arrows: what the layout places.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// What stands over the picture; nothing where it is embedded in a page.
    pub heading: Option<Line>,
    /// Teams, each over a run of lanes, in the lanes' order.
    pub teams: Vec<Team>,
    /// Lanes, from the top.
    pub lanes: Vec<Lane>,
    /// Steps. Each is a box in one lane.
    pub steps: Vec<Step>,
    /// Arrows between steps.
    pub arrows: Vec<Arrow>,
    /// Pairs of steps of which the first comes before the second in time, besides what the arrows say.
    pub sequence: Vec<(usize, usize)>,
    /// What is explained under the picture.
    pub legend: Vec<Entry>,
}

/// A team over a run of lanes.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its title.
    pub title: Span,
    /// How many lanes it has, at least one.
    pub lanes: usize,
}

/// A lane.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Whose lane it is.
    pub of: LaneOf,
    /// Its title.
    pub title: Span,
    /// A system's kind and role; nothing for a team.
    pub note: Span,
    /// What a check has found here; no span where nothing is to be said.
    pub found: Line,
    /// Whether it stands here only as a neighbour.
    pub is_dimmed: bool,
}

/// Whose lane a lane is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaneOf {
    /// A system's.
    System(SystemId),
    /// A team's.
    Team(TeamId),
}

/// A line style and what it means.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The style.
    pub stroke: Stroke,
    /// Whether it is shown as reverse arrows are.
    pub is_reverse: bool,
    /// What it means.
    pub text: Span,
}

/// A step: something that happens in a system.
#[derive(Debug, Clone)]
pub struct Step {
    /// The lane, an index into [`Graph::lanes`].
    pub lane: usize,
    /// The system that it happens in.
    pub system: SystemId,
    /// The document that it happens to.
    pub document: DocumentKind,
    /// What happens.
    pub title: Span,
    /// The system's title, where its lane does not say it.
    pub note: Option<Span>,
    /// Whether it stands here only as a neighbour's.
    pub is_dimmed: bool,
    /// Whether a document begins here, and does not arrive.
    pub is_origin: bool,
}

/// An arrow from step to step.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// The step where it begins, an index into [`Graph::steps`].
    pub from: usize,
    /// The step where it ends.
    pub to: usize,
    /// The handoff that it stands for; none for what goes on inside a system.
    pub handoff: Option<HandoffId>,
    /// How its line is drawn.
    pub stroke: Stroke,
    /// Whether it undoes: a cancellation, a return, a refund.
    pub is_reverse: bool,
    /// Its words. No lines: no label.
    pub label: Label,
    /// Whether it may be left out where there is no straight way for it.
    pub is_optional: bool,
}

/// The words on an arrow, already broken into lines.
#[derive(Debug, Clone, Default)]
pub struct Label {
    /// What it is: these lines stand over a line that passes through the label.
    pub what: Vec<Line>,
    /// How it travels: these lines stand under it.
    pub how: Vec<Line>,
    /// Width in px that is kept free even if the lines are narrower, so that changing numbers move nothing.
    pub width_min: f64,
}

impl Label {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.what.is_empty() && self.how.is_empty()
    }
}

/// How a line is drawn: who moves the document along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stroke {
    /// Seamless carries it.
    Ours,
    /// A named carrier, by its place among those that the map declares: each has a pattern of its own.
    Vendor(usize),
    /// Seamless watches it, and nobody says who carries it.
    Watched,
    /// A person carries it.
    Person,
    /// Somebody carries it, and nobody knows who.
    NotKnown,
    /// It goes on inside one system.
    Inside,
}
