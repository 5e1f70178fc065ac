//! The scenarios that the house brings are sound: they read, and their conditions ask for what `docs/scenarios.md`
//! promises.

use std::path::{Path, PathBuf};

use seamless_breakpoints::catalogue;
use seamless_flow::{Scenario, Scope, load_scenario, render};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str, text: &str) -> Scenario {
    let loaded = load_scenario(name, &mut |_| Ok(text.as_bytes().to_vec()));
    assert!(loaded.problems.is_empty(), "{}", render(&loaded.problems, &loaded.sources, false));
    loaded.value.expect("a scenario")
}

fn standard() -> Vec<Scenario> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("examples/northwind/scenarios"))
        .expect("the standard scenarios")
        .map(|it| it.expect("an entry").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| read(&file.display().to_string(), &std::fs::read_to_string(file).expect("a file")))
        .collect()
}

/// One of each, with the fields that the page promises and no others.
fn scope() -> Scope {
    let lines = json!([{ "sku": "A-1", "units": 1 }]);
    let order = json!({ "name": "o1", "exists": true, "count": 1, "cancelled": false, "held": false, "units": 1,
        "total": "10.00", "lines": lines });
    let request = json!({ "cancelled": false, "status": "open", "units": 1, "lines": lines });
    let shipment = json!({ "shipped": true, "live": true, "units": 1, "lines": lines, "tracking": ["T1"] });
    let refund = json!({ "amount": "10.00", "live": true });
    let incident = json!({ "breakpoint": "webhook-missed-order", "open": false });
    let of = |value: Value| move |_: &[Value]| Ok(value.clone());
    Scope::default()
        .with_function("order", of(order.clone()))
        .with_function("orders", of(json!([order])))
        .with_function("requests", of(json!([request])))
        .with_function("shipments", of(json!([shipment])))
        .with_function("refunds", of(json!([refund])))
        .with_function("incidents", of(json!([incident])))
}

#[test]
fn every_condition_asks_for_what_there_is() {
    let mut all = standard();
    all.extend(catalogue().iter().filter_map(|it| Some(read(it.id, it.scenario?))));
    for scenario in &all {
        for then in &scenario.then {
            let held = then.condition.holds(&scope());
            assert!(held.is_ok(), "{}: {held:?}", scenario.name);
        }
    }
    assert!(all.len() >= 15);
}

#[test]
fn the_standard_scenarios_exercise_no_breakpoint_and_have_names_of_their_own() {
    let all = standard();
    let mut names: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
    assert!(all.iter().all(|it| it.exercises.is_none()));
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    for wanted in [
        "one order",
        "several lines with a split shipment",
        "cancelled before the pick",
        "cancelled after the pick",
        "a full refund",
        "a partial refund",
        "an order edited",
        "a busy day",
    ] {
        assert!(names.contains(&wanted), "{wanted}");
    }
}

#[test]
fn the_page_of_the_grammar_shows_what_reads() {
    let page = std::fs::read_to_string(root().join("docs/scenarios.md")).expect("the page");
    let (_, rest) = page.split_once("```yaml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    assert_eq!(read("docs/scenarios.md", example).then.len(), 2);
    // Every step and fault of the tables, in one scenario.
    let cells = page.lines().filter(|it| it.starts_with("| `")).filter_map(|it| it.split(" | ").nth(1));
    let steps: Vec<&str> = cells
        .map(|it| it.trim_matches('`'))
        .filter(|it| it.starts_with(|c: char| c.is_lowercase()) && it.contains(": "))
        .collect();
    assert!(steps.len() >= 10, "{steps:?}");
    let orders = "  - { at: 0s, customer: { places: o1, lines: [{ sku: A-1 }] } }\n";
    for step in steps {
        let orders = if step.contains("places") { "" } else { orders };
        read("a step", &format!("scenario: one step\nwhen:\n{orders}  - {{ at: 1s, {step} }}\n"));
    }
    let faults = page
        .lines()
        .filter_map(|it| it.strip_prefix("| `")?.split_once("` | "))
        .filter(|(it, _)| it.contains(": ") && !it.contains('{'));
    assert_eq!(faults.clone().count(), 10);
    for (fault, _) in faults {
        read(
            "a fault",
            &format!("scenario: one fault\nwhen:\n  - {{ at: 1s, fault: {{ {fault}, on: oms }} }}\n"),
        );
    }
}
