//! What was not read of a file, told on stderr: a line for each reason, with how often and where first; every place in
//! a file, on demand.

use std::io::Write;

use seamless_discover::mine::extract::Extracted;
use seamless_discover::mine::spread::count;
use seamless_discover::{Report, SkippedList, Why};

use crate::args::ReadingArguments;
use crate::output::{self, Failed};

/// Tells what was not read of one table or log. `system` is the one that it is of.
pub fn tell(
    name: &str,
    system: Option<&str>,
    report: &Report,
    arguments: &ReadingArguments,
) -> Result<(), Failed> {
    for note in &report.notes {
        output::say(&format!("note: {name}: {note}"));
    }
    let list = &report.skipped;
    for (why, number) in list.counts() {
        output::say(&format!("skipped: {}", line(name, system, list, *why, *number)));
    }
    match &arguments.skipped {
        Some(path) => write(path, name, list),
        None => {
            if list.total() > list.counts().len() as u64 {
                output::say("help: `--skipped FILE` lists every place that was skipped");
            }
            Ok(())
        }
    }
}

/// One reason, in a line.
fn line(name: &str, system: Option<&str>, list: &SkippedList, why: Why, number: u64) -> String {
    let firsts = list.firsts(why);
    let Some(first) = firsts.first() else { return format!("{name}: {} times: {why}", count(number)) };
    let at = first.column.as_ref().map_or_else(String::new, |it| format!(", {it}"));
    let place = format!("first in {}{at}, `{}`", first.place, first.what);
    match (why, system) {
        (Why::NoZone, Some(system)) => format!(
            "{} in {name} {} no zone, {place}: give `--zone {system}=America/New_York`, or `--zone` without a system for all",
            times(number),
            if number == 1 { "has" } else { "have" }
        ),
        (Why::AmbiguousTime, _) => format!(
            "{} in {name} could have the day or the month first, {place}: give `--day-first` or `--month-first`",
            times(number)
        ),
        _ if number == 1 => format!("{name}, {first}"),
        _ => {
            let places: Vec<String> = firsts.iter().skip(1).map(|it| it.place.to_string()).collect();
            let more = number.saturating_sub(firsts.len() as u64);
            let more = if more > 0 { format!(" and {} more", count(more)) } else { String::new() };
            format!("{name}, {first}; so are {}{more}", places.join(", "))
        }
    }
}

fn times(number: u64) -> String {
    seamless_discover::mine::spread::counted(number, "time", "times")
}

/// Appends every place that is kept to a file.
fn write(path: &std::path::Path, name: &str, list: &SkippedList) -> Result<(), Failed> {
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
    Ok(())
}

/// A table of which every time was skipped for a reason that an option takes away: without it the map would be drawn
/// as if the system did not exist.
pub fn lost(got: &Extracted) -> Result<(), Failed> {
    for (at, name) in got.files.iter().enumerate().filter(|it| got.timed[it.0] == 0) {
        let list = &got.reports[at].skipped;
        if list.count(Why::NoZone) + list.count(Why::AmbiguousTime) > 0 {
            return Err(Failed::Said(format!(
                "no time of {name} can be read as it stands, so nothing is written: a map without `{}` would be wrong",
                got.surveys[at].system
            )));
        }
    }
    Ok(())
}
