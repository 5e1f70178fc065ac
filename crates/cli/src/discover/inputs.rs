//! What is read: one log, or extracts that each name their system.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use seamless_discover::mine::Meaning;
use seamless_discover::mine::extract::{Extract, Extracted, extract};
use seamless_discover::read::TimeOptions;
use seamless_discover::{Log, Report, TableOptions, Why, read_log};
use seamless_model::DocumentKind;

use super::progress::Bar;
use crate::args::ReadingArguments;
use crate::output::{self, Failed};

/// So many skipped places are told one by one, and so many for one reason: the twentieth of a kind says nothing new.
const TOLD: usize = 20;
const TOLD_ALIKE: usize = 5;

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
                let known: Vec<_> = DocumentKind::ALL.iter().map(|it| it.word()).collect();
                let meant = seamless_flow::nearest(word, known.iter().copied());
                let help =
                    meant.map_or_else(|| unknown.known.join(", "), |it| format!("did you mean `{it}`?"));
                Failed::Said(format!("`{of}={path}`: `{word}` is no kind of document: {help}"))
            })
        })
        .transpose()?;
    Ok(Extract { system: system.to_owned(), document, path: file(path)? })
}

fn file(path: &str) -> Result<PathBuf, Failed> {
    let found = PathBuf::from(path);
    match std::fs::metadata(&found) {
        Err(_) => Err(Failed::Said(format!("there is no file {path}"))),
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

/// Whether a file that stands alone is an extract rather than a log, by its name and its first bytes.
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
            tell(&path.display().to_string(), &report, arguments)?;
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
            bar.reading("the extracts");
            let got =
                extract(all, &tables, &times(arguments)?, &bar).map_err(|it| Failed::Said(it.to_string()))?;
            bar.done();
            if got.stopped {
                return Err(Failed::Said(
                    "stopped: nothing is told and nothing is written, for what systems share shows only when all extracts are read"
                        .to_owned(),
                ));
            }
            for (name, report) in got.files.iter().zip(&got.reports) {
                tell(name, report, arguments)?;
            }
            for ((name, survey), report) in got.files.iter().zip(&got.surveys).zip(&got.reports) {
                survey.notes.iter().for_each(|it| output::say(&format!("note: {name}: {it}")));
                if survey.rows == 0 && report.notes.is_empty() {
                    output::say(&format!("note: {name} has no rows below its header"));
                }
            }
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

fn times(arguments: &ReadingArguments) -> Result<TimeOptions, Failed> {
    let zone = arguments.zone.as_deref().map(|name| {
        jiff::tz::TimeZone::get(name).map_err(|_| {
            Failed::Said(format!(
                "`{name}` is no time zone: write a name such as `America/New_York` or `UTC`"
            ))
        })
    });
    let day_first = match (arguments.day_first, arguments.month_first) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    Ok(TimeOptions { zone: zone.transpose()?, day_first })
}

/// Tells what was not read of a file: the first places one by one, the rest counted; all of them to a file, on demand.
fn tell(name: &str, report: &Report, arguments: &ReadingArguments) -> Result<(), Failed> {
    for note in &report.notes {
        output::say(&format!("note: {name}: {note}"));
    }
    let list = &report.skipped;
    let mut alike: BTreeMap<Why, usize> = BTreeMap::new();
    let mut told = 0;
    for skipped in list.kept() {
        let before = alike.entry(skipped.why).or_default();
        *before += 1;
        if *before <= TOLD_ALIKE && told < TOLD {
            output::say(&format!("skipped: {name}, {skipped}"));
            told += 1;
        }
    }
    if list.total() > told as u64 {
        let counts: Vec<String> = list.counts().iter().map(|it| format!("{} {}", it.1, it.0)).collect();
        let more = if arguments.skipped.is_some() { "" } else { "; --skipped FILE lists them" };
        output::say(&format!("skipped: {name}, {} in all: {}{more}", list.total(), counts.join("; ")));
    }
    if list.count(Why::NoZone) > 0 {
        output::say("help: `--zone America/New_York` reads times without an offset as of that zone");
    }
    if list.count(Why::AmbiguousTime) > 0 {
        output::say("help: `--day-first` or `--month-first` says how 03/04/2026 is to be read");
    }
    if let Some(path) = &arguments.skipped {
        use std::io::Write;
        let file = std::fs::File::options().create(true).append(true).open(path);
        let mut file =
            file.map_err(|error| Failed::Said(format!("{} cannot be written: {error}", path.display())))?;
        for skipped in list.kept() {
            writeln!(file, "{name}, {skipped}")?;
        }
        let left = list.total().saturating_sub(list.kept().len() as u64);
        if left > 0 {
            writeln!(file, "{name}: {left} more")?;
        }
    }
    Ok(())
}

/// The meaning that a person gives in a file.
pub fn meaning(path: &Path) -> Result<Meaning, Failed> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failed::Said(format!("{} cannot be read: {error}", path.display())))?;
    Meaning::read(&text).map_err(|error| Failed::Said(format!("{}: {error}", path.display())))
}
