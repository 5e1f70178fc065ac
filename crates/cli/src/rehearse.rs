//! `seamless rehearse`.

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use seamless_breakpoints::{breakpoint, catalogue};
use seamless_flow::Scenario;
use seamless_rehearse::{CannotPlay, Options, Rehearsed, rehearse};
use seamless_report::rehearsal::{self, RehearsalReport, ScenarioResult};

use crate::args::{Format, RehearseArguments};
use crate::files::{own_scenario, read_map, read_scenarios, runnable, write_whole};
use crate::output::{self, Failed};

pub fn run(arguments: &RehearseArguments) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.folder)?;
    runnable(&map.flow)?;
    if let Some(id) = &arguments.without
        && breakpoint(id).is_none()
    {
        return Err(crate::explain::unknown(id));
    }
    let scenarios = chosen(arguments, &map.folder)?;
    let options = Options { seed: arguments.seed, without: arguments.without.as_deref().map(Into::into) };
    let bar = bar(scenarios.len());
    let mut report = RehearsalReport {
        flow: map.flow.name.clone(),
        map: map.flow.hash.short(),
        seed: arguments.seed,
        scenarios: Vec::new(),
    };
    for scenario in &scenarios {
        bar.set_message(scenario.name.clone());
        let result = match rehearse(&map.flow, scenario, &options) {
            Ok(result) => result_of(result, arguments),
            Err(CannotPlay::Pipeline(why)) => return Err(Failed::Said(why)),
            Err(why @ CannotPlay::NoPlace(_)) => {
                return Err(Failed::Said(format!("scenario \"{}\": {why}", scenario.name)));
            }
            Err(why) => ScenarioResult {
                name: scenario.name.clone(),
                exercises: scenario.exercises.as_ref().map(ToString::to_string),
                seed: arguments.seed,
                not_played: Some(why.to_string()),
                ..ScenarioResult::default()
            },
        };
        report.scenarios.push(result);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(path) = &arguments.junit {
        write_whole(path, rehearsal::junit(&report))?;
    }
    output::data(&match arguments.format {
        Format::Text => rehearsal::text(&report),
        Format::Json => report.json(),
    })?;
    if report.passed() + report.failed() == 0 {
        return Err(Failed::Said("no scenario could be played on this map: see why above".to_owned()));
    }
    Ok(ExitCode::from(u8::from(report.failed() > 0)))
}

/// The folder's own scenarios, then the catalogue's.
fn chosen(arguments: &RehearseArguments, folder: &std::path::Path) -> Result<Vec<Scenario>, Failed> {
    let mut scenarios = read_scenarios(folder)?;
    for breakpoint in catalogue() {
        if let Some(scenario) = breakpoint.scenario {
            scenarios.push(own_scenario(breakpoint.id, scenario)?);
        }
    }
    if let Some(only) = &arguments.only {
        let fits = |it: &Scenario| {
            it.name.contains(only.as_str())
                || it.exercises.as_ref().is_some_and(|id| id.as_str().contains(only.as_str()))
        };
        scenarios.retain(fits);
        if scenarios.is_empty() {
            return Err(Failed::Said(format!("no scenario's name or breakpoint contains {only:?}")));
        }
    }
    Ok(scenarios)
}

fn bar(count: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    let bar = ProgressBar::new(count as u64);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn result_of(result: Rehearsed, arguments: &RehearseArguments) -> ScenarioResult {
    let without = arguments.without.as_ref().map(|it| format!(" --without {it}")).unwrap_or_default();
    let repeat = format!(
        "seamless rehearse {} --seed {} --only {}{without}",
        quoted(&arguments.folder.display().to_string()),
        result.seed,
        quoted(&result.name)
    );
    let failures = result.failures.iter().map(|it| match &it.order {
        Some(order) if !it.sentence.contains(order.as_str()) => {
            format!("{}: order {order}: {}", it.what, it.sentence)
        }
        _ => format!("{}: {}", it.what, it.sentence),
    });
    ScenarioResult {
        failures: failures.collect(),
        name: result.name,
        exercises: result.exercises.map(|it| it.to_string()),
        seed: result.seed,
        not_played: None,
        repeat,
        story: result.story,
        orders: result.orders,
        faults: result.faults,
        virtual_time: result.lasted,
        invariants_checked: result.judged,
        incidents: result.incidents.values().sum(),
        incidents_by: result.incidents.into_iter().map(|(id, count)| (id.to_string(), count)).collect(),
        lost: result.lost,
        doubled: result.doubled,
    }
}

/// A word as a shell takes it.
fn quoted(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
