//! The flows that brands begin with, as they are drawn: each template of `init` and the example of this repository.

use seamless_draw::bands::wrap;
use seamless_draw::layout::layout as lay_out;
use seamless_draw::{Lanes, Options, Wrap, steps};
use seamless_flow::{Flow, load, render, templates};

use held::{check, check_bands, no_arrow_doubles_back, no_arrow_strays_by};

mod held;

/// What a way may be longer than the shortest, in px: past one row with its label and back, and along a box.
const DETOUR_MAX: f64 = 400.0;

fn drawn_well(name: &str, flow: &Flow) {
    for lanes in [Lanes::System, Lanes::Team] {
        let graph = steps::graph(flow, &Options { lanes, ..Options::default() });
        let layout = lay_out(&graph);
        check(&graph, &layout);
        no_arrow_doubles_back(&graph, &layout);
        no_arrow_strays_by(&graph, &layout, DETOUR_MAX);
        let crossings = layout.crossings().len();
        assert!(crossings <= 3, "{name} by {lanes:?} has {crossings} crossings");
        check_bands(&graph, &wrap(&graph, layout, Wrap::Long));
    }
}

#[test]
fn every_template_is_drawn_without_an_arrow_that_circles_a_box() {
    for template in templates() {
        let map = template.answers.map();
        let loaded = load("flow.yaml", &mut |_| Ok(map.as_bytes().to_vec()));
        let flow =
            loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)));
        drawn_well(template.name, &flow);
    }
}

#[test]
fn the_example_is_drawn_without_an_arrow_that_circles_a_box() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/northwind/");
    let mut read = |path: &str| std::fs::read(format!("{folder}{path}")).map_err(|it| it.to_string());
    let loaded = load("flow.yaml", &mut read);
    let flow = loaded.value.unwrap_or_else(|| panic!("{}", render(&loaded.problems, &loaded.sources, false)));
    drawn_well("northwind", &flow);
}
