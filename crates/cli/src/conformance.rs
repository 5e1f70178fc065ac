//! `seamless map --conformance`: a declared map held against what happened.

use std::path::PathBuf;
use std::process::ExitCode;

use seamless_discover::conformance::{csv, declared, hold, json, origins, text};
use seamless_discover::mine::ground;
use seamless_discover::mine::guess::guess;
use seamless_flow::Flow;

use crate::args::MapArguments;
use crate::discover::inputs::{Got, Inputs, inputs, meaning, read, whole};
use crate::files::{meant, read_map, write_whole};
use crate::output::{self, Failed};

pub fn run(arguments: &MapArguments) -> Result<ExitCode, Failed> {
    let held = &arguments.held;
    let map = read_map(&arguments.flow)?;
    let given = inputs(&held.conformance)?;
    let outputs = [&held.orders, &held.reading.skipped].into_iter().flatten();
    given.refuse(outputs.map(PathBuf::as_path))?;
    known(&map.flow, &given)?;
    let said = held.meaning.as_deref().map(meaning).transpose()?;
    let is_log = matches!(given, Inputs::Log(_));
    let guessed = said.is_none() && is_log;
    let (log, meaning, stopped, sampled) = match read(&given, &held.reading)? {
        Got::Log(log, report) => {
            let meaning = said.unwrap_or_else(|| guess(&log));
            (*log, meaning, report.stopped, None)
        }
        Got::Extracts(got) => (got.log, said.unwrap_or(got.meaning), got.stopped, got.sampled),
    };
    if guessed {
        output::say(
            "note: what the log's words mean is guessed: `seamless discover LOG --as FILE` writes the guess to correct, \
             `--as FILE` here takes it",
        );
    }
    let mut ground = ground(&log, &meaning);
    if !is_log {
        ground.originate(&log, &meaning, &origins(&map.flow, &log, &meaning));
    }
    let found = hold(&log, &ground, declared(&map.flow, &log, &meaning, &ground));
    if let Some(path) = &held.orders {
        write_whole(path, csv(&map.flow, &log, &found))?;
        output::say(&format!("Wrote {} deviations to {}.", found.deviations.len(), path.display()));
    }
    if held.json {
        let told = serde_json::to_string_pretty(&json(&map.flow, &log, &found, sampled.as_ref(), stopped));
        output::data(&told.map_err(|error| Failed::Said(error.to_string()))?)?;
    } else {
        let of = held.conformance.join(", ");
        output::data(&text(&map.flow, &log, &found, &of, sampled.as_ref(), stopped))?;
    }
    ended(found.is_clean(), stopped)
}

/// What was stopped is never clean: what was not read may hold anything.
fn ended(is_clean: bool, stopped: bool) -> Result<ExitCode, Failed> {
    whole(stopped)?;
    Ok(ExitCode::from(u8::from(!is_clean)))
}

/// Extracts name the map's own systems: one that it does not have is a slip, said before anything is read.
fn known(flow: &Flow, given: &Inputs) -> Result<(), Failed> {
    let Inputs::Extracts(all) = given else { return Ok(()) };
    for it in all {
        if flow.systems.keys().any(|system| *system == it.system.as_str()) {
            continue;
        }
        let names: Vec<&str> = flow.systems.keys().map(|it| it.as_str()).collect();
        let others = || format!("its systems are `{}`", names.join("`, `"));
        let help = meant(&it.system, names.iter().copied(), others);
        return Err(Failed::Said(format!("{} has no system `{}`: {help}", flow.title, it.system)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stopped_is_neither_clean_nor_a_finding() {
        for is_clean in [true, false] {
            let Err(Failed::Said(why)) = ended(is_clean, true) else { panic!("it was taken for the whole") };
            assert!(why.starts_with("stopped before the end"), "{why}");
        }
        assert_eq!(ended(true, false).expect("an end"), ExitCode::SUCCESS);
        assert_eq!(ended(false, false).expect("an end"), ExitCode::from(1));
    }
}
