//! What makes a picture readable, checked on its geometry.

use proptest::prelude::*;
use seamless_draw::bands::wrap;
use seamless_draw::graph::Graph;
use seamless_draw::layout::{Layout, Point, Rect, TextBox, crossings_of, layout as lay_out};
use seamless_draw::sample::sample;
use seamless_draw::{Lanes, Options, Wrap, steps};
use seamless_flow::{Flow, Role};

mod fixtures;

/// Everything that must hold of any picture.
fn check(graph: &Graph, layout: &Layout) {
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

fn drawn(flow: &Flow) -> (Graph, Layout) {
    let graph = steps::graph(flow, &Options::default());
    let layout = lay_out(&graph);
    (graph, layout)
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

#[test]
fn northwind_fits_a_slide() {
    let (graph, layout) = drawn(&fixtures::northwind());
    check(&graph, &layout);
    assert_eq!(layout.crossings(), []);
    assert!((1_000.0..1_920.0).contains(&layout.width), "{} px wide", layout.width);
    assert!(layout.height < 800.0, "{} px high", layout.height);
    let bends: usize = layout.arrows.iter().map(|it| it.points.len().saturating_sub(2)).sum();
    assert!(bends <= 6, "{bends} bends on six handoffs");
}

#[test]
fn three_lanes_and_twelve_are_readable() {
    let (graph, layout) = drawn(&fixtures::three());
    check(&graph, &layout);
    assert_eq!(layout.crossings(), []);
    let (graph, layout) = drawn(&fixtures::twelve());
    check(&graph, &layout);
    assert!(layout.crossings().len() <= 9, "{:?}", layout.crossings());
}

#[test]
fn ten_lanes_sixty_steps_eighty_arrows_cross_at_most_nine_times() {
    for graph in [sample(), fixtures::big()] {
        assert_eq!((graph.lanes.len(), graph.steps.len(), graph.arrows.len()), (10, 60, 80));
        let layout = lay_out(&graph);
        // Boxes on boxes and lines over boxes are none: that is checked here.
        check(&graph, &layout);
        let lines: Vec<Vec<Point>> = layout.arrows.iter().map(|it| it.points.clone()).collect();
        assert_eq!(crossings_of(&lines), layout.crossings().len(), "both counters agree");
        assert!(layout.crossings().len() <= 9, "{} crossings", layout.crossings().len());
    }
}

#[test]
fn a_crowded_map_is_drawn_with_nothing_on_anything() {
    let (graph, layout) = drawn(&fixtures::crowded());
    check(&graph, &layout);
    let graph = steps::graph(&fixtures::crowded(), &Options { lanes: Lanes::Team, ..Options::default() });
    check(&graph, &lay_out(&graph));
}

/// The lanes that an arrow runs through, from the highest to the lowest, are those of its steps and between them.
fn no_arrow_leaves_the_lanes_between_its_steps(graph: &Graph, layout: &Layout) {
    for (arrow, route) in graph.arrows.iter().zip(&layout.arrows) {
        let lane = |step: usize| layout.lanes[graph.steps[step].lane].rect;
        let (from, to) = (lane(arrow.from), lane(arrow.to));
        let (top, bottom) = (from.y.min(to.y), from.bottom().max(to.bottom()));
        for point in &route.points {
            assert!((top..=bottom).contains(&point.y), "{:?} at {point:?}", arrow.handoff);
        }
    }
}

#[test]
fn with_two_warehouses_no_arrow_climbs_into_the_shops_lane() {
    let (graph, layout) = drawn(&fixtures::two());
    check(&graph, &layout);
    no_arrow_leaves_the_lanes_between_its_steps(&graph, &layout);
}

/// What must hold of a picture in bands, where a step's lane stands once in each.
fn check_bands(graph: &Graph, layout: &Layout) {
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

#[test]
fn a_wide_picture_goes_on_in_bands() {
    for flow in [fixtures::two(), fixtures::marketplace(), fixtures::twelve()] {
        for width in [300.0, 1_000.0, 1_400.0, 1_800.0] {
            let (graph, wide) = drawn(&flow);
            let bands = wrap(&graph, wide.clone(), Wrap::At(width));
            check_bands(&graph, &bands);
            assert!(bands.lanes.len() > graph.lanes.len(), "{} at {width}", flow.title);
            assert!(width < 1_000.0 || bands.width <= width, "{} px at {width}", bands.width);
            assert_eq!(wrap(&graph, wide.clone(), Wrap::Never).width, wide.width);
        }
    }
}

#[test]
fn a_line_that_is_cut_has_one_number_on_both_sides() {
    let (graph, wide) = drawn(&fixtures::marketplace());
    let bands = wrap(&graph, wide, Wrap::At(1_300.0));
    let cut = bands.arrows.iter().map(|it| it.breaks.len()).sum::<usize>();
    assert!(cut > 0 && bands.cuts.len() == 2 * cut);
    for pair in bands.cuts.chunks(2) {
        assert_eq!(pair[0].line, pair[1].line);
    }
}

#[test]
fn time_runs_to_the_right() {
    for flow in [fixtures::northwind(), fixtures::three(), fixtures::twelve()] {
        let (graph, layout) = drawn(&flow);
        for arrow in &graph.arrows {
            let (from, to) = (layout.steps[arrow.from].rect, layout.steps[arrow.to].rect);
            assert!(from.right() < to.x, "{:?} goes from {from:?} to {to:?}", arrow.handoff);
        }
    }
}

#[test]
fn a_small_edit_moves_no_lane_and_no_step_of_the_rest() {
    let before = drawn(&fixtures::northwind());
    let mut flow = fixtures::northwind();
    flow.handoffs.get_mut("picks").expect("it is there").within = jiff::SignedDuration::from_mins(7);
    let after = drawn(&flow);
    for (one, other) in before.1.steps.iter().zip(&after.1.steps) {
        assert_eq!(one.rect, other.rect);
    }
}

/// Flows at random: up to nine systems of four teams, up to fourteen handoffs of any kind between any two.
fn flows() -> impl Strategy<Value = Flow> {
    let handoff = (0..fixtures::kinds().len(), 0..9usize, 0..9usize, 0..4usize, "[a-z]{1,24}");
    (1..=9usize, prop::collection::vec(0..4usize, 9), prop::collection::vec(handoff, 0..=14)).prop_map(
        |(systems, teams, handoffs)| {
            let mut build = fixtures::Build::new("A flow at random");
            for team in 0..4 {
                build = build.team(&format!("team-{team}"), &format!("Team number {team}"));
            }
            for (at, team) in teams.iter().enumerate().take(systems) {
                let role = Role::ALL[at % Role::ALL.len()];
                build = build.system(
                    &format!("s{at}"),
                    &format!("System {at}"),
                    "http",
                    role,
                    &format!("team-{team}"),
                );
            }
            for (at, (kind, from, to, more, key)) in handoffs.iter().enumerate() {
                let (from, to) = (from % systems, to % systems);
                let more = match more {
                    0 => String::new(),
                    1 => format!("key:{key}:{key}{key}"),
                    2 => format!("by:{key} backstop:15 edit cancel hold release"),
                    _ => "manual partial tracking void".to_owned(),
                };
                let kind = fixtures::kinds()[*kind];
                build = build.handoff(&format!("{key}-{at}"), &format!("{kind} s{from} s{to} {more}"));
            }
            build.0
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_flow_is_drawn_with_nothing_on_anything(flow in flows()) {
        let (graph, layout) = drawn(&flow);
        check(&graph, &layout);
        check_bands(&graph, &wrap(&graph, layout, Wrap::At(1_000.0)));
        let by_team = Options { lanes: Lanes::Team, ..Options::default() };
        let graph = steps::graph(&flow, &by_team);
        check(&graph, &lay_out(&graph));
        let part = Options { team: Some("team-1".into()), ..Options::default() };
        let graph = steps::graph(&flow, &part);
        check(&graph, &lay_out(&graph));
    }
}
