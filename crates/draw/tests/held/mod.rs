//! What must hold of every picture, checked on its geometry.

#![allow(dead_code, reason = "each user of this module takes what it needs")]

use seamless_draw::graph::Graph;
use seamless_draw::layout::{Layout, Point, Rect, TextBox};

/// Everything that must hold of any picture.
pub fn check(graph: &Graph, layout: &Layout) {
    lanes_are_full_width(layout);
    nothing_leaves_the_picture(layout);
    steps_are_apart_and_in_their_lanes(graph, layout);
    arrows_join_their_steps(graph, layout);
    no_arrow_runs_over_a_step(graph, layout);
    no_arrow_runs_along_another(layout);
    no_text_stands_on_text_or_steps(layout);
    no_text_stands_on_a_line(layout);
    every_handoff_has_its_words(graph, layout);
}

/// No arrow goes back to the left although its target stands to the right: so none passes three sides of a box.
pub fn no_arrow_doubles_back(graph: &Graph, layout: &Layout) {
    for (arrow, route) in graph.arrows.iter().zip(&layout.arrows) {
        if layout.steps[arrow.from].rect.right() < layout.steps[arrow.to].rect.x {
            let is_forward = route.points.windows(2).all(|it| it[0].x <= it[1].x);
            assert!(is_forward, "{:?} doubles back: {:?}", arrow.handoff, route.points);
        }
    }
}

/// No arrow is so many px longer than the shortest orthogonal way between its two boxes.
pub fn no_arrow_strays_by(graph: &Graph, layout: &Layout, detour_max: f64) {
    let apart = |one: (f64, f64), other: (f64, f64)| (other.0 - one.1).max(one.0 - other.1).max(0.0);
    for (arrow, route) in graph.arrows.iter().zip(&layout.arrows) {
        let (from, to) = (layout.steps[arrow.from].rect, layout.steps[arrow.to].rect);
        let least = apart((from.x, from.right()), (to.x, to.right()))
            + apart((from.y, from.bottom()), (to.y, to.bottom()));
        let length: f64 = route.pieces().map(|(a, b)| (a.x - b.x).abs() + (a.y - b.y).abs()).sum();
        assert!(length < least + detour_max, "{:?} is {length} px long, not {least}", arrow.handoff);
    }
}

fn lanes_are_full_width(layout: &Layout) {
    for lane in &layout.lanes {
        let first = &layout.lanes[0].rect;
        assert_eq!((lane.rect.x, lane.rect.w), (first.x, first.w));
    }
    for pair in layout.lanes.windows(2) {
        assert!(pair[0].rect.bottom() <= pair[1].rect.y + 1e-6, "lanes stand one under the other");
    }
}

fn nothing_leaves_the_picture(layout: &Layout) {
    let whole = Rect { x: 0.0, y: 0.0, w: layout.width, h: layout.height };
    let rects = texts(layout).into_iter().map(|it| it.rect).chain(layout.steps.iter().map(|it| it.rect));
    for rect in rects {
        let is_inside = rect.x >= 0.0 && rect.y >= 0.0 && rect.right() <= whole.w && rect.bottom() <= whole.h;
        assert!(is_inside, "{rect:?} in {whole:?}");
    }
    for point in layout.arrows.iter().flat_map(|it| &it.points) {
        assert!(point.x >= 0.0 && point.y >= 0.0 && point.x <= whole.w && point.y <= whole.h, "{point:?}");
    }
}

fn steps_are_apart_and_in_their_lanes(graph: &Graph, layout: &Layout) {
    for (at, step) in layout.steps.iter().enumerate() {
        let lane = layout.lanes[graph.steps[at].lane].rect;
        assert!(step.rect.y >= lane.y && step.rect.bottom() <= lane.bottom(), "step {at} is in its lane");
        for other in &layout.steps[..at] {
            assert!(!step.rect.overlaps(&other.rect), "{:?} on {:?}", step.rect, other.rect);
        }
        for text in &step.texts {
            let is_inside = text.rect.x >= step.rect.x && text.rect.right() <= step.rect.right();
            assert!(is_inside && text.rect.y >= step.rect.y && text.rect.bottom() <= step.rect.bottom());
        }
    }
}

fn arrows_join_their_steps(graph: &Graph, layout: &Layout) {
    for (at, (arrow, route)) in graph.arrows.iter().zip(&layout.arrows).enumerate() {
        let [first, .., last] = route.points[..] else {
            assert!(arrow.is_optional, "arrow {at} is drawn");
            continue;
        };
        assert!(is_on_border(first, layout.steps[arrow.from].rect), "arrow {at} begins at its step");
        assert!(is_on_border(last, layout.steps[arrow.to].rect), "arrow {at} ends at its step");
        for (a, b) in route.pieces() {
            assert!(a.x == b.x || a.y == b.y, "arrow {at} is orthogonal");
        }
    }
}

fn is_on_border(point: Point, rect: Rect) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    let is_across = point.x > rect.x && point.x < rect.right();
    let is_down = point.y > rect.y && point.y < rect.bottom();
    is_across && (near(point.y, rect.y) || near(point.y, rect.bottom()))
        || is_down && (near(point.x, rect.x) || near(point.x, rect.right()))
}

/// A piece of an arrow as a rectangle, half a line's width to each side.
fn body(a: Point, b: Point) -> Rect {
    Rect {
        x: a.x.min(b.x) - 1.0,
        y: a.y.min(b.y) - 1.0,
        w: (a.x - b.x).abs() + 2.0,
        h: (a.y - b.y).abs() + 2.0,
    }
}

fn bodies(layout: &Layout) -> impl Iterator<Item = (usize, Rect)> {
    let arrows = layout.arrows.iter().enumerate();
    arrows.flat_map(|(at, it)| it.pieces().map(move |(a, b)| (at, body(a, b))))
}

fn no_arrow_runs_over_a_step(graph: &Graph, layout: &Layout) {
    for (arrow, piece) in bodies(layout) {
        for (at, step) in layout.steps.iter().enumerate() {
            // An arrow touches the borders of its own two steps, and goes no further.
            let is_own = [graph.arrows[arrow].from, graph.arrows[arrow].to].contains(&at);
            let inset = if is_own { 1.5 } else { -3.0 };
            let rect = Rect {
                x: step.rect.x + inset,
                y: step.rect.y + inset,
                w: step.rect.w - 2.0 * inset,
                h: step.rect.h - 2.0 * inset,
            };
            assert!(!piece.overlaps(&rect), "arrow {arrow} over step {at}: {piece:?} {rect:?}");
        }
    }
}

fn no_arrow_runs_along_another(layout: &Layout) {
    let pieces: Vec<(usize, Rect)> = bodies(layout).collect();
    for (at, (arrow, piece)) in pieces.iter().enumerate() {
        for (other, beside) in &pieces[..at] {
            let is_parallel = (piece.w > piece.h) == (beside.w > beside.h);
            if arrow != other && is_parallel {
                assert!(!piece.overlaps(beside), "arrow {arrow} along arrow {other}: {piece:?} {beside:?}");
            }
        }
    }
}

fn texts(layout: &Layout) -> Vec<&TextBox> {
    let mut texts: Vec<&TextBox> = layout.heading.iter().collect();
    texts.extend(layout.teams.iter().flat_map(|it| &it.texts));
    texts.extend(layout.lanes.iter().flat_map(|it| &it.texts));
    texts.extend(layout.steps.iter().flat_map(|it| &it.texts));
    texts.extend(layout.arrows.iter().flat_map(|it| &it.texts));
    texts.extend(&layout.cuts);
    texts.extend(layout.legend.iter().map(|it| &it.text));
    texts
}

fn no_text_stands_on_text_or_steps(layout: &Layout) {
    let texts = texts(layout);
    for (at, text) in texts.iter().enumerate() {
        for other in &texts[..at] {
            assert!(!shrunk(text.rect).overlaps(&shrunk(other.rect)), "{text:?} on {other:?}");
        }
    }
    for text in layout.arrows.iter().flat_map(|it| &it.texts) {
        for step in &layout.steps {
            assert!(!text.rect.overlaps(&step.rect), "{text:?} on a step at {:?}", step.rect);
        }
    }
}

/// Lines of one label touch; adding up their heights is not exact.
fn shrunk(rect: Rect) -> Rect {
    Rect { x: rect.x + 1e-6, y: rect.y + 1e-6, w: rect.w - 2e-6, h: rect.h - 2e-6 }
}

fn no_text_stands_on_a_line(layout: &Layout) {
    let texts = texts(layout);
    for (arrow, piece) in bodies(layout) {
        for text in &texts {
            let is_in_step = layout.steps.iter().any(|it| it.texts.iter().any(|own| own.rect == text.rect));
            assert!(is_in_step || !text.rect.overlaps(&piece), "{text:?} on arrow {arrow} at {piece:?}");
        }
    }
}

fn every_handoff_has_its_words(graph: &Graph, layout: &Layout) {
    for (arrow, route) in graph.arrows.iter().zip(&layout.arrows) {
        assert_eq!(route.texts.len(), arrow.label.what.len() + arrow.label.how.len());
    }
}

/// What must hold of a picture in bands, where a step's lane stands once in each.
pub fn check_bands(graph: &Graph, layout: &Layout) {
    lanes_are_full_width(layout);
    nothing_leaves_the_picture(layout);
    arrows_join_their_steps(graph, layout);
    no_arrow_runs_over_a_step(graph, layout);
    no_arrow_runs_along_another(layout);
    no_text_stands_on_text_or_steps(layout);
    no_text_stands_on_a_line(layout);
    every_handoff_has_its_words(graph, layout);
    for (at, step) in layout.steps.iter().enumerate() {
        let mut lanes = layout.lanes.iter().filter(|it| it.lane == graph.steps[at].lane).map(|it| it.rect);
        assert!(
            lanes.any(|it| step.rect.y >= it.y && step.rect.bottom() <= it.bottom()),
            "step {at} is in its lane"
        );
        for other in &layout.steps[..at] {
            assert!(!step.rect.overlaps(&other.rect), "{:?} on {:?}", step.rect, other.rect);
        }
    }
}
