//! What was not read of a file, told on stderr: a line for each reason, with how often and where first; the places in
//! a file, on demand.

use seamless_discover::mine::extract::Extracted;
use seamless_discover::mine::spread::count;
use seamless_discover::{Report, Skipped, SkippedList, Why};

use crate::args::ReadingArguments;
use crate::files::write_whole;
use crate::output::{self, Failed};

/// Tells what was not read of all tables, or of a log: each with its name and the system that it is of.
pub fn tell<'r>(
    reports: impl IntoIterator<Item = (&'r str, Option<&'r str>, &'r Report)>,
    arguments: &ReadingArguments,
) -> Result<(), Failed> {
    let mut listed = String::new();
    for (name, system, report) in reports {
        tell_one(name, system, report, arguments.skipped.is_some());
        list(name, &report.skipped, &mut listed);
    }
    arguments.skipped.as_ref().map_or(Ok(()), |path| write_whole(path, listed))
}

fn tell_one(name: &str, system: Option<&str>, report: &Report, is_listed: bool) {
    for note in &report.notes {
        output::say(&format!("note: {name}: {note}"));
    }
    let list = &report.skipped;
    for (why, number) in list.counts() {
        output::say(&format!("skipped: {}", line(name, system, list, *why, *number)));
    }
    if !is_listed && list.total() > list.counts().len() as u64 {
        output::say("help: `--skipped FILE` lists every place that was skipped");
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
            // Two columns of one row are two places.
            let place = |it: &Skipped| match it.column.as_ref().filter(|_| it.place == first.place) {
                Some(column) => format!("{}, {column}", it.place),
                None => it.place.to_string(),
            };
            let places: Vec<String> = firsts.iter().skip(1).map(place).collect();
            let are = if number == 2 { "is" } else { "are" };
            let more = number.saturating_sub(firsts.len() as u64);
            let more = if more > 0 { format!(" and {} more", count(more)) } else { String::new() };
            format!("{name}, {first}; so {are} {}{more}", places.join(", "))
        }
    }
}

fn times(number: u64) -> String {
    seamless_discover::mine::spread::counted(number, "time", "times")
}

/// The places that are kept, a line each, and how many there are besides.
fn list(name: &str, list: &SkippedList, out: &mut String) {
    for skipped in list.kept() {
        out.push_str(&format!("{name}, {skipped}\n"));
    }
    let left = list.total().saturating_sub(list.kept().len() as u64);
    if left > 0 {
        out.push_str(&format!("{name}: {left} more\n"));
    }
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
