//! The example to copy is checked as a person would check it.

use seamless_breakpoints::{Verdict, check};
use seamless_flow::{load, render};
use seamless_report::findings::text;

/// Whoever copies the example must see what a finding looks like, and no risk that is not accepted.
#[test]
fn the_example_is_sound_and_asks_its_carrier() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/northwind"));
    let loaded = load("flow.yaml", &mut |path| std::fs::read(folder.join(path)).map_err(|it| it.to_string()));
    assert!(loaded.problems.is_empty(), "{}", render(&loaded.problems, &loaded.sources, false));
    let flow = loaded.value.expect("a flow");
    let found = check(&flow, None);
    let shown = text(&flow, &found, &loaded.sources, false);
    let risky = |it: &&seamless_breakpoints::Checked| matches!(it.finding.verdict, Verdict::AtRisk { .. });
    assert!(found.iter().filter(risky).all(|it| it.allowed.is_some()), "{shown}");
    assert!(shown.contains("To Acme Connect: "), "{shown}");
}
