//! Steps that cannot be done are failures of the scenario: nothing is left out in silence.

use std::path::Path;
use std::sync::Arc;

use seamless_flow::{Flow, Loaded, load, load_scenario, render};
use seamless_rehearse::{Options, Rehearsed, rehearse};

fn sound<T>(loaded: Loaded<T>) -> T {
    assert!(loaded.problems.is_empty(), "{}", render(&loaded.problems, &loaded.sources, false));
    loaded.value.expect("it reads")
}

fn northwind() -> Arc<Flow> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
    let read = &mut |file: &str| std::fs::read(folder.join(file)).map_err(|error| error.to_string());
    Arc::new(sound(load("flow.yaml", read)))
}

fn played(when: &str) -> Rehearsed {
    let text = format!("scenario: steps\nwhen:\n{when}");
    let scenario = sound(load_scenario("steps.yaml", &mut |_| Ok(text.clone().into_bytes())));
    rehearse(&northwind(), &scenario, &Options { seed: 1, without: None }).expect("it can be played")
}

/// What was said of steps: the order, and the sentence.
fn failed(of: &Rehearsed) -> Vec<(Option<&str>, &str)> {
    let steps = of.failures.iter().filter(|it| it.what == "step");
    steps.map(|it| (it.order.as_deref(), it.sentence.as_str())).collect()
}

const PLACED: &str = "  - { at: 0s, customer: { places: o1, lines: [{ sku: A-1, quantity: 1 }] } }\n";
const CONVERGED: &str = "  - { at: 31m, team: { converges: o1, on: booking } }\n";

#[test]
fn an_order_is_converged_while_seamless_works() {
    assert_eq!(failed(&played(&format!("{PLACED}{CONVERGED}"))), []);
}

#[test]
fn nobody_converges_an_order_while_seamless_is_down() {
    let down = "  - { at: 30m, fault: { crash: 10m } }\n";
    assert_eq!(
        failed(&played(&format!("{PLACED}{down}{CONVERGED}"))),
        [(Some("o1"), "o1 cannot be converged: Seamless is down at this step")]
    );
}

#[test]
fn nobody_converges_an_order_that_is_not_there_yet() {
    let later = PLACED.replace("at: 0s", "at: 40m");
    assert_eq!(
        failed(&played(&format!("{CONVERGED}{later}"))),
        [(Some("o1"), "o1 is not known to Seamless at this step")]
    );
}
