//! `seamless discover`.

pub mod inputs;
mod progress;
mod skipped;
mod zones;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use seamless_discover::draft::{self, Material, Source};
use seamless_discover::mine::extract::{Extracted, Link, Sampled};
use seamless_discover::mine::guess::guess;
use seamless_discover::mine::spread::counted;
use seamless_discover::mine::{Meaning, Mined, mine};
use seamless_discover::{Log, write_ocel_json, write_ocel_sqlite};

use crate::args::{DiscoverArguments, Format};
use crate::files::{make_whole, write_whole};
use crate::output::{self, Failed};
use inputs::{Got, Inputs};

/// What was mined, with all that a report tells.
pub struct Found {
    /// The log.
    pub log: Log,
    /// What it shows.
    pub mined: Mined,
    /// The files.
    pub sources: Vec<Source>,
    /// The identifiers that were compared.
    pub links: Vec<Link>,
    /// The currency, with its evidence.
    pub currency: Option<(String, String)>,
    /// The time zone that `--zone` names for all.
    pub zone: Option<String>,
    /// What was kept, where that is not all.
    pub sampled: Option<Sampled>,
    /// Whether the reading was stopped.
    pub stopped: bool,
}

impl Found {
    fn material(&self) -> Material<'_> {
        Material {
            log: &self.log,
            mined: &self.mined,
            sources: &self.sources,
            links: &self.links,
            currency: self.currency.clone(),
            zone: self.zone.clone(),
            sampled: self.sampled,
            stopped: self.stopped,
        }
    }
}

pub fn run(arguments: &DiscoverArguments) -> Result<ExitCode, Failed> {
    let given = inputs::inputs(&arguments.inputs)?;
    let outputs = [&arguments.output, &arguments.ocel, &arguments.report, &arguments.meaning];
    given.refuse(outputs.into_iter().chain([&arguments.reading.skipped]).flatten().map(PathBuf::as_path))?;
    let said = arguments.meaning.as_deref().filter(|it| it.exists()).map(inputs::meaning).transpose()?;
    let was_said = said.is_some();
    let mut found = find(&given, inputs::read(&given, &arguments.reading)?, said);
    found.zone = zones::for_all(&arguments.reading);
    let material = found.material();
    let map = draft::map(&material);
    if let Some(path) = arguments.meaning.as_deref().filter(|_| !was_said) {
        let names: Vec<&str> = found.sources.iter().map(|it| it.file.as_str()).collect();
        write_whole(path, draft::meaning(&found.log, &names.join(", "), &found.mined.meaning))?;
        output::say(&format!(
            "Wrote what the log's words mean to {}: correct it, and discover again.",
            path.display()
        ));
    }
    if let Some(path) = &arguments.ocel {
        ocel(&found.log, path)?;
    }
    if let Some(path) = &arguments.report {
        write_whole(path, draft::report(&material))?;
        output::say(&format!("Wrote the report to {}.", path.display()));
    }
    let told = match arguments.format {
        Some(Format::Json) => Some(json(&material, &map)?),
        Some(Format::Text) => Some(draft::text(&material)),
        None => arguments.output.is_some().then(|| draft::text(&material)),
    };
    if let Some(path) = &arguments.output {
        write_whole(path, &map)?;
    }
    output::data(told.as_deref().unwrap_or(&map))?;
    if let Some(path) = &arguments.output {
        let handoffs = counted(found.mined.handoffs.len() as u64, "handoff", "handoffs");
        let systems = counted(found.mined.meaning.systems.len() as u64, "system", "systems");
        output::say(&format!(
            "Wrote a map with {systems} and {handoffs} to {}; `#?` in it asks what no log can tell.",
            path.display()
        ));
    }
    inputs::whole(found.stopped)?;
    Ok(ExitCode::SUCCESS)
}

/// Mines what was read.
pub fn find(given: &Inputs, got: Got, said: Option<Meaning>) -> Found {
    match got {
        Got::Log(log, report) => {
            let file = match given {
                Inputs::Log(path) => path.display().to_string(),
                Inputs::Extracts(_) => String::new(),
            };
            let mined = mine(&log, said.unwrap_or_else(|| guess(&log)), None);
            let holds = format!(
                "{} of {}, {} of {}",
                counted(log.events.len() as u64, "event", "events"),
                counted(log.event_types.len() as u64, "type", "types"),
                counted(log.objects.len() as u64, "object", "objects"),
                counted(log.object_types.len() as u64, "type", "types")
            );
            let sources = vec![Source { file, holds }];
            Found {
                log: *log,
                mined,
                sources,
                links: Vec::new(),
                currency: None,
                zone: None,
                sampled: None,
                stopped: report.stopped,
            }
        }
        Got::Extracts(got) => extracts(*got, said),
    }
}

fn extracts(got: Extracted, said: Option<Meaning>) -> Found {
    let mut mined = mine(&got.log, said.unwrap_or_else(|| got.meaning.clone()), Some(&got.pairs));
    got.name_keys(&mut mined.handoffs);
    if let Some(sampled) = &got.sampled {
        mined.volume = sampled.volume;
    }
    let sources = got
        .files
        .iter()
        .zip(&got.surveys)
        .map(|(file, survey)| Source {
            file: file.clone(),
            holds: format!(
                "{} of {}: {} ({})",
                counted(survey.rows, "row", "rows"),
                survey.system,
                survey.document.words(),
                survey.document_evidence
            ),
        })
        .collect();
    let currency = got.surveys.iter().find_map(|it| it.currency.clone());
    Found {
        log: got.log,
        mined,
        sources,
        links: got.links,
        currency,
        zone: None,
        sampled: got.sampled,
        stopped: got.stopped,
    }
}

fn json(material: &Material<'_>, map: &str) -> Result<String, Failed> {
    serde_json::to_string_pretty(&draft::json(material, map)).map_err(|error| Failed::Said(error.to_string()))
}

fn ocel(log: &Log, path: &Path) -> Result<(), Failed> {
    let ending = path.extension().map(|it| it.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json" | "jsonocel") => make_whole(path, |at| ocel_json(log, at))?,
        Some("sqlite" | "db") if path.exists() => {
            return Err(Failed::Said(format!("{} cannot be written: it is there already", path.display())));
        }
        Some("sqlite" | "db") => make_whole(path, |at| {
            // The database is made by who writes it.
            let _ = std::fs::remove_file(at);
            write_ocel_sqlite(log, at)
        })?,
        _ => {
            return Err(Failed::Said(format!(
                "{} ends in neither .json nor .sqlite: the ending says which form of OCEL 2.0 is written",
                path.display()
            )));
        }
    }
    output::say(&format!("Wrote the log as OCEL 2.0 to {}.", path.display()));
    Ok(())
}

fn ocel_json(log: &Log, path: &Path) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    write_ocel_json(log, &mut out)?;
    std::io::Write::flush(&mut out)
}
