//! What makes a picture readable, checked on its geometry.

use proptest::prelude::*;
use seamless_draw::bands::wrap;
use seamless_draw::graph::Graph;
use seamless_draw::layout::{Layout, Point, crossings_of, layout as lay_out};
use seamless_draw::sample::sample;
use seamless_draw::{Lanes, Options, Wrap, steps};
use seamless_flow::{Flow, Role};

use held::{check, check_bands, no_arrow_doubles_back};

mod fixtures;
mod held;

fn drawn(flow: &Flow) -> (Graph, Layout) {
    let graph = steps::graph(flow, &Options::default());
    let layout = lay_out(&graph);
    (graph, layout)
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
fn no_arrow_goes_back_to_where_it_came_from() {
    for flow in [fixtures::two(), fixtures::marketplace(), fixtures::twelve(), fixtures::crowded()] {
        for lanes in [Lanes::System, Lanes::Team] {
            let graph = steps::graph(&flow, &Options { lanes, ..Options::default() });
            no_arrow_doubles_back(&graph, &lay_out(&graph));
        }
    }
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
