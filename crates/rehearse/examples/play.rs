//! Plays one scenario file on a map: `play FLOW.YAML SCENARIO.YAML [SEED] [WITHOUT]`. For looking into a rehearsal.

use std::path::Path;
use std::sync::Arc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (flow, scenario) = (Path::new(&arguments[1]), Path::new(&arguments[2]));
    let folder = flow.parent().expect("a folder");
    let loaded = seamless_flow::load("flow.yaml", &mut |file| {
        std::fs::read(folder.join(file)).map_err(|error| error.to_string())
    });
    print!("{}", seamless_flow::render(&loaded.problems, &loaded.sources, false));
    let flow = Arc::new(loaded.value.expect("a map"));
    let loaded = seamless_flow::load_scenario("s.yaml", &mut |_| {
        std::fs::read(scenario).map_err(|error| error.to_string())
    });
    print!("{}", seamless_flow::render(&loaded.problems, &loaded.sources, false));
    let options = seamless_rehearse::Options {
        seed: arguments.get(3).and_then(|it| it.parse().ok()).unwrap_or(1),
        without: arguments.get(4).map(|it| it.as_str().into()),
    };
    let started = std::time::Instant::now();
    let result = seamless_rehearse::rehearse(&flow, &loaded.value.expect("a scenario"), &options);
    match result {
        Err(error) => println!("CANNOT {error}"),
        Ok(result) => {
            println!(
                "{} {} in {:?}",
                if result.passed() { "PASS" } else { "FAIL" },
                result.name,
                started.elapsed()
            );
            println!(
                "  orders {} lost {} doubled {} faults {:?} judged {} messages {} incidents {:?} carried {:?}",
                result.orders,
                result.lost,
                result.doubled,
                result.faults,
                result.judged,
                result.messages,
                result.incidents,
                result.carried
            );
            for failure in result.failures.iter().take(6) {
                println!("  {} {:?}: {}", failure.what, failure.order, failure.sentence);
            }
            if !result.passed() {
                for line in result.story.iter().take(60) {
                    println!("    {line}");
                }
            }
        }
    }
}
