//! Where everything of a BPMN document stands: the picture's layout, with the shapes that BPMN gives to things.
//!
//! The layout gives each node a box of one size and each flow a way from box to box. Events and gateways are smaller
//! than their boxes and stand in the middle of them: a way is led on to the border of what stands there.

use seamless_flow::{Flow, format_span};

use super::collaboration::{Collaboration, Message, Node, NodeKind, Sequence, Taken};
use crate::graph::{Arrow, Graph, Label, Lane, Step, Stroke};
use crate::label;
use crate::layout::{self, Layout, Point, Rect, Route};
use crate::text::{Line, Span, Style, line_width, width, wrap};

/// An event's radius, and half a gateway's diagonal, as BPMN's tools draw them.
const EVENT: f64 = 18.0;
const GATEWAY: f64 = 25.0;
/// Between two pools.
const POOL_GAP: f64 = 30.0;
/// Where the layout has nothing to place: a pool's size.
const EMPTY_POOL: (f64, f64) = (600.0, 100.0);
/// Widest name under an event or a gateway, and the height of its lines.
const NAME_WIDTH: f64 = 120.0;
const NAME_LINE: f64 = 14.0;
/// What a condition keeps from the ends of its line, and how narrow it is made at most.
const CONDITION_CLEAR: f64 = 6.0;
const CONDITION_WIDTH_MIN: f64 = 90.0;

/// The places, in the collaboration's order.
#[derive(Debug, Default)]
pub struct Diagram {
    /// Pools.
    pub pools: Vec<Rect>,
    /// Nodes.
    pub nodes: Vec<Rect>,
    /// Where the names of nodes stand that do not stand in them.
    pub names: Vec<Option<Rect>>,
    /// Sequence flows.
    pub sequences: Vec<Way>,
    /// Message flows.
    pub messages: Vec<Way>,
}

/// A flow's way.
#[derive(Debug, Default)]
pub struct Way {
    /// Its corners, from border to border.
    pub points: Vec<Point>,
    /// Where its words stand.
    pub words: Option<Rect>,
}

/// Places a collaboration, whose pools are the graph's lanes.
pub fn diagram(flow: &Flow, graph: &Graph, it: &Collaboration) -> Diagram {
    if it.nodes.is_empty() {
        return stacked(it);
    }
    let layout = layout::layout(&boxes(flow, graph, it));
    let nodes: Vec<Rect> =
        it.nodes.iter().zip(&layout.steps).map(|(node, place)| shape(node, place.rect)).collect();
    let way = |route: &Route, from: usize, to: usize| {
        let mut points = route.points.clone();
        dock(&mut points, &it.nodes[from], nodes[from]);
        points.reverse();
        dock(&mut points, &it.nodes[to], nodes[to]);
        points.reverse();
        let words = route.texts.iter().map(|it| it.rect).reduce(around);
        Way { points, words }
    };
    let ways: Vec<Way> = it
        .sequences
        .iter()
        .map(|it| (it.from, it.to))
        .chain(it.messages.iter().map(|it| (it.from, it.to)))
        .zip(&layout.arrows)
        .map(|((from, to), route)| way(route, from, to))
        .collect();
    let mut sequences = ways;
    let messages = sequences.split_off(it.sequences.len());
    for (sequence, way) in it.sequences.iter().zip(&mut sequences) {
        way.words = condition(sequence, &way.points);
    }
    let names = (0..it.nodes.len()).map(|at| {
        let ends = |way: &Way| [way.points.first().copied(), way.points.last().copied()];
        let docks: Vec<Point> = sequences.iter().chain(&messages).flat_map(ends).flatten().collect();
        name_place(&it.nodes[at], nodes[at], &docks)
    });
    let names = names.collect();
    let pools = layout.lanes.iter().map(|it| it.rect).collect();
    apart(Diagram { pools, nodes, names, sequences, messages }, &layout)
}

/// Pools under each other, where nothing joins them.
fn stacked(it: &Collaboration) -> Diagram {
    let (w, h) = EMPTY_POOL;
    let pools = (0..it.pools.len()).map(|at| Rect { x: 0.0, y: at as f64 * (h + POOL_GAP), w, h });
    Diagram { pools: pools.collect(), ..Diagram::default() }
}

/// The collaboration as boxes and arrows.
fn boxes(flow: &Flow, graph: &Graph, it: &Collaboration) -> Graph {
    let empty = Span::new("", Style::LaneNote);
    let lanes = graph.lanes.iter().map(|lane| Lane {
        title: empty.clone(),
        note: empty.clone(),
        found: Vec::new(),
        ..lane.clone()
    });
    let steps = it.nodes.iter().map(|node| step(graph, node));
    let sequences = it.sequences.iter().map(|it| arrow(it.from, it.to, Label::default()));
    let messages = it.messages.iter().map(|it| arrow(it.from, it.to, words(flow, it)));
    Graph {
        lanes: lanes.collect(),
        steps: steps.collect(),
        arrows: sequences.chain(messages).collect(),
        ..Graph::default()
    }
}

fn step(graph: &Graph, node: &Node) -> Step {
    // Three words of which no two fit on a line: every row is as high as an event with its name under it.
    const ROOM: &str = "mmmmmmm mmmmmmm mmmmmmm";
    let title = if node.kind == NodeKind::Task { node.name.as_str() } else { ROOM };
    Step { lane: node.pool, title: Span::new(title, Style::Step), note: None, ..graph.steps[0].clone() }
}

fn arrow(from: usize, to: usize, label: Label) -> Arrow {
    Arrow { from, to, handoff: None, stroke: Stroke::Inside, is_reverse: false, label, is_optional: false }
}

/// Where the words of a sequence flow stand: over the longest level piece of its way.
fn condition(it: &Sequence, points: &[Point]) -> Option<Rect> {
    let text = match &it.taken {
        Taken::Always => return None,
        Taken::If(condition) => condition.as_str(),
        Taken::Otherwise => "otherwise",
    };
    let level = |pair: &&[Point]| pair[0].y == pair[1].y;
    let long = |pair: &[Point]| (pair[1].x - pair[0].x).abs();
    let piece = points.windows(2).filter(level).max_by(|a, b| long(a).total_cmp(&long(b)))?;
    let room = (long(piece) - 2.0 * CONDITION_CLEAR).max(CONDITION_WIDTH_MIN);
    let lines = wrap(&[Span::new(text, Style::Detail)], room, 5);
    let w = lines.iter().map(|it| line_width(it)).fold(0.0, f64::max).ceil();
    let h = lines.len() as f64 * NAME_LINE;
    let middle = (piece[0].x + piece[1].x) / 2.0;
    Some(Rect { x: (middle - w / 2.0).round(), y: piece[0].y - h - 3.0, w, h })
}

/// The words on a message flow.
fn words(flow: &Flow, it: &Message) -> Label {
    let what: Vec<Line> =
        message_words(flow, it).iter().map(|text| vec![Span::new(text, Style::Name)]).collect();
    Label { what, ..Label::default() }
}

/// What a message flow is called: its document and name, then its deadline and carrier.
pub fn message_words(flow: &Flow, it: &Message) -> Vec<String> {
    let Some(handoff) = flow.handoffs.get(&it.handoff) else { return Vec::new() };
    let head = format!("{} · {}", handoff.carry.word().replace('_', " "), handoff.id);
    let carrier = label::carrier(flow, handoff);
    vec![head, format!("within {}, by {carrier}", format_span(handoff.within))]
}

/// What a node looks like in the middle of its box.
fn shape(node: &Node, place: Rect) -> Rect {
    let Some(half) = half(&node.kind) else { return place };
    let (x, y) = (place.x + place.w / 2.0, place.y + place.h / 2.0);
    Rect { x: x - half, y: y - half, w: 2.0 * half, h: 2.0 * half }
}

/// Half the width of an event or a gateway; nothing for a task, which fills its box.
fn half(kind: &NodeKind) -> Option<f64> {
    match kind {
        NodeKind::Task => None,
        NodeKind::Exclusive | NodeKind::Parallel => Some(GATEWAY),
        _ => Some(EVENT),
    }
}

/// Leads the beginning of a way on to the border of a node's shape: straight where it meets it, else over the middle of
/// the side that it comes from.
fn dock(points: &mut Vec<Point>, node: &Node, shape: Rect) {
    let Some(half) = half(&node.kind) else { return };
    let [first, second, ..] = points[..] else { return };
    let (cx, cy) = (shape.x + half, shape.y + half);
    let is_gateway = matches!(node.kind, NodeKind::Exclusive | NodeKind::Parallel);
    // How far the border is from the middle, where one passes it so far off.
    let border = |off: f64| if is_gateway { half - off.abs() } else { (half * half - off * off).sqrt() };
    if first.y == second.y {
        let off = first.y - cy;
        if off.abs() < half {
            points[0].x = cx + (second.x - first.x).signum() * border(off);
        } else {
            points[0].x = cx;
            points.insert(0, Point { x: cx, y: cy + off.signum() * half });
        }
    } else {
        let side = (first.y - cy).signum();
        let off = first.x - cx;
        if off.abs() < half {
            points[0].y = cy + side * border(off);
        } else {
            points.insert(0, Point { x: cx, y: first.y });
            points.insert(0, Point { x: cx, y: cy + side * half });
        }
    }
}

/// Where the name of an event or a gateway stands: under it, or over it where a way leaves there.
fn name_place(node: &Node, shape: Rect, docks: &[Point]) -> Option<Rect> {
    half(&node.kind).filter(|_| !node.name.is_empty())?;
    let lines = wrap(&[Span::new(&node.name, Style::Detail)], NAME_WIDTH, 3);
    let w = lines.iter().map(|it| line_width(it)).fold(width("mm", Style::Detail), f64::max).ceil();
    let h = lines.len() as f64 * NAME_LINE;
    let middle = shape.x + shape.w / 2.0;
    let is_used = |y: f64| docks.iter().any(|it| (it.x - middle).abs() < 1.0 && (it.y - y).abs() < 1.0);
    let y =
        if is_used(shape.bottom()) && !is_used(shape.y) { shape.y - h - 2.0 } else { shape.bottom() + 2.0 };
    Some(Rect { x: (middle - w / 2.0).round(), y, w, h })
}

/// The smallest rectangle around two.
fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    Rect { x, y, w: a.right().max(b.right()) - x, h: a.bottom().max(b.bottom()) - y }
}

/// Moves the pools apart, and all that stands in them: the layout's lanes touch, BPMN's pools do not.
fn apart(mut diagram: Diagram, layout: &Layout) -> Diagram {
    let lanes: Vec<Rect> = layout.lanes.iter().map(|it| it.rect).collect();
    let down = |y: f64| lanes.iter().skip(1).filter(|it| it.y <= y).count() as f64 * POOL_GAP;
    diagram.pools.iter_mut().enumerate().for_each(|(at, it)| it.y += at as f64 * POOL_GAP);
    let ways = diagram.sequences.iter_mut().chain(&mut diagram.messages);
    for way in ways {
        way.points.iter_mut().for_each(|it| it.y += down(it.y));
        way.words.iter_mut().for_each(|it| it.y += down(it.y));
    }
    let rects = diagram.nodes.iter_mut().chain(diagram.names.iter_mut().flatten());
    rects.for_each(|it| it.y += down(it.y));
    diagram
}
