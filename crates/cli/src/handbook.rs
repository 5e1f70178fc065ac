//! `seamless handbook`.

use std::process::ExitCode;

use seamless_model::TeamId;
use seamless_report::handbook;

use crate::args::{BookFormat, HandbookArguments};
use crate::check::findings_of;
use crate::files::{meant, read_map, write_whole};
use crate::output::{self, Failed};

pub fn run(arguments: &HandbookArguments) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    let team = match &arguments.team {
        Some(name) => Some(known(name, map.flow.teams.keys())?),
        None => None,
    };
    let parts = handbook::parts(&map.flow, &findings_of(&map), team.as_ref());
    let ending = arguments.output.as_ref().and_then(|it| it.extension()).and_then(|it| it.to_str());
    let by_ending = if matches!(ending, Some("html" | "htm")) { BookFormat::Html } else { BookFormat::Md };
    let text = match arguments.format.unwrap_or(by_ending) {
        BookFormat::Md => handbook::markdown(&map.flow, &parts),
        BookFormat::Html => handbook::html(&map.flow, &parts),
    };
    match &arguments.output {
        None => output::data(&text)?,
        Some(path) => {
            write_whole(path, &text)?;
            let names: Vec<&str> = parts.iter().map(|it| it.title.as_str()).collect();
            let noun = if names.len() == 1 { "the handbook" } else { "the handbooks" };
            output::say(&format!("Wrote {noun} of {} to {}.", names.join(", "), path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn known<'t>(name: &str, teams: impl Iterator<Item = &'t TeamId> + Clone) -> Result<TeamId, Failed> {
    if let Some(team) = teams.clone().find(|it| it.as_str() == name) {
        return Ok(team.clone());
    }
    let names: Vec<&str> = teams.map(TeamId::as_str).collect();
    let meant = meant(name, names.iter().copied(), || format!("it has {}", names.join(", ")));
    Err(Failed::Said(format!("the map has no team `{name}`: {meant}")))
}
