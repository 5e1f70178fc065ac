//! What is read: one log, or extracts that each name their system.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use seamless_discover::mine::Meaning;
use seamless_discover::mine::extract::{Extract, Extracted, extract};
use seamless_discover::{Log, Report, TableOptions, read_log};
use seamless_model::DocumentKind;

use super::progress::Bar;
use super::skipped::{lost, tell};
use super::zones::timed;
use crate::args::ReadingArguments;
use crate::files::{meant, read_text, why};
use crate::output::{self, Failed};

/// What was given.
#[derive(Debug)]
pub enum Inputs {
    /// One object-centric log.
    Log(PathBuf),
    /// Extracts of systems.
    Extracts(Vec<Extract>),
}

/// What was read.
pub enum Got {
    /// A log, and what was not read of it.
    Log(Box<Log>, Report),
    /// Extracts, put together.
    Extracts(Box<Extracted>),
}

impl Inputs {
    /// Refuses to write over what is to be read.
    pub fn refuse<'p>(&self, outputs: impl IntoIterator<Item = &'p Path>) -> Result<(), Failed> {
        let same = |one: &Path, other: &Path| {
            std::fs::canonicalize(one)
                .is_ok_and(|it| std::fs::canonicalize(other).is_ok_and(|other| other == it))
        };
        let files: Vec<&Path> = match self {
            Self::Log(path) => vec![path],
            Self::Extracts(all) => all.iter().map(|it| it.path.as_path()).collect(),
        };
        match outputs.into_iter().find(|output| files.iter().any(|it| same(output, it) && it.is_file())) {
            Some(output) => Err(Failed::Said(format!(
                "{} is an input: it would be written over. Name another file to write to.",
                output.display()
            ))),
            None => Ok(()),
        }
    }
}

/// Takes the inputs apart.
pub fn inputs(all: &[String]) -> Result<Inputs, Failed> {
    let mut logs = Vec::new();
    let mut extracts = Vec::new();
    for text in all {
        match text.split_once('=').filter(|_| !Path::new(text).exists()) {
            None => logs.push(file(text)?),
            Some((of, path)) => extracts.push(one(of, path)?),
        }
    }
    match (logs.as_slice(), extracts.is_empty()) {
        ([log], true) if !is_table(log) => Ok(Inputs::Log(log.clone())),
        ([], false) => Ok(Inputs::Extracts(extracts)),
        ([table, ..], _) if is_table(table) => Err(Failed::Said(format!(
            "{0} is an extract: say of which system it is, as in `shop={0}`",
            table.display()
        ))),
        ([_, ..], false) => Err(Failed::Said(
            "a log and extracts cannot be mixed: a log has its own objects, extracts are tied by their values".to_owned(),
        )),
        _ => Err(Failed::Said("one log at a time: give several extracts, or a single OCEL log".to_owned())),
    }
}

fn one(of: &str, path: &str) -> Result<Extract, Failed> {
    let (system, document) = of.split_once(':').map_or((of, None), |it| (it.0, Some(it.1)));
    let good = system.starts_with(|it: char| it.is_ascii_lowercase())
        && system.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_".contains(it));
    if !good {
        return Err(Failed::Said(format!(
            "`{system}` cannot be a system's name: small letters, digits, `-` and `_`, a letter first, as in `shop={path}`"
        )));
    }
    let document = document
        .map(|word| {
            DocumentKind::from_str(word).map_err(|unknown| {
                let known = DocumentKind::ALL.iter().map(|it| it.word());
                let help = meant(word, known, || unknown.known.join(", "));
                Failed::Said(format!("`{of}={path}`: `{word}` is no kind of document: {help}"))
            })
        })
        .transpose()?;
    Ok(Extract { system: system.to_owned(), document, path: file(path)?, zone: None })
}

fn file(path: &str) -> Result<PathBuf, Failed> {
    let found = PathBuf::from(path);
    match std::fs::metadata(&found) {
        Err(error) => Err(Failed::Said(why(&found, &error))),
        Ok(it) if it.is_dir() => Err(Failed::Said(format!(
            "{path} is a folder: name its files, each with its system, as in `shop={}`",
            found.join("orders.csv").display()
        ))),
        Ok(it) if it.len() == 0 => {
            Err(Failed::Said(format!("{path} is empty: there is nothing to read in it")))
        }
        Ok(_) => Ok(found),
    }
}

/// Whether a file that stands alone is an extract rather than a log, by its name.
fn is_table(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".jsonl") || name.ends_with(".ndjson")
}

/// Reads what was given. What was not read is told on stderr.
pub fn read(inputs: &Inputs, arguments: &ReadingArguments) -> Result<Got, Failed> {
    let bar = Bar::new();
    let got = match inputs {
        Inputs::Log(path) => {
            bar.reading(&path.display().to_string());
            let (log, report) = read_log(path, &bar).map_err(|it| Failed::Said(it.to_string()))?;
            bar.done();
            tell([(&*path.display().to_string(), None, &report)], arguments)?;
            if log.events.is_empty() && report.stopped {
                return Err(Failed::Said(format!(
                    "stopped before any event of {} was read: nothing is told and nothing is written",
                    path.display()
                )));
            }
            if log.events.is_empty() {
                return Err(Failed::Said(format!("{} holds no event", path.display())));
            }
            Got::Log(Box::new(log), report)
        }
        Inputs::Extracts(all) => {
            let tables = TableOptions { encoding: arguments.encoding.clone(), ..TableOptions::default() };
            let (all, times) = timed(all, arguments)?;
            bar.reading("the extracts");
            let got = extract(&all, &tables, &times, &bar).map_err(|it| Failed::Said(it.to_string()))?;
            bar.done();
            if got.stopped {
                return Err(Failed::Said(
                    "stopped: nothing is told and nothing is written, for what systems share shows only when all extracts are read"
                        .to_owned(),
                ));
            }
            let told = got.files.iter().zip(&got.surveys).zip(&got.reports);
            let told = told.map(|((name, survey), report)| (&**name, Some(&*survey.system), report));
            tell(told, arguments)?;
            for ((name, survey), report) in got.files.iter().zip(&got.surveys).zip(&got.reports) {
                survey.notes.iter().for_each(|it| output::say(&format!("note: {name}: {it}")));
                if survey.rows == 0 && report.notes.is_empty() {
                    output::say(&format!("note: {name} has no rows below its header"));
                }
            }
            lost(&got)?;
            if got.log.events.is_empty() {
                return Err(Failed::Said(
                    "no row of any extract has a time that could be read: nothing can be told about a flow without times"
                        .to_owned(),
                ));
            }
            Got::Extracts(Box::new(got))
        }
    };
    Ok(got)
}

/// Of a log that was stopped, what was read is told, and in the end that it is not all.
pub fn whole(stopped: bool) -> Result<(), Failed> {
    match stopped {
        true => {
            Err(Failed::Said("stopped before the end: all of this is of the part that was read".to_owned()))
        }
        false => Ok(()),
    }
}

/// The meaning that a person gives in a file.
pub fn meaning(path: &Path) -> Result<Meaning, Failed> {
    Meaning::read(&read_text(path)?).map_err(|error| Failed::Said(format!("{}: {error}", path.display())))
}
