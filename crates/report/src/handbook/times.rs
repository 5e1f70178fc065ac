//! The times of day that a team works against.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use seamless_flow::{Flow, Handoff, Via, format_span};
use seamless_model::TeamId;

/// The year over which clocks are compared. Any will do: rules of summer time hold for years.
const YEAR: i16 = 2027;
/// From so many days on another difference between two clocks is no short exception.
const SEASON_DAYS: usize = 60;

/// The cut-offs of the systems that a team meets, and the runs of what it owns that moves by the hour or slower.
pub(super) fn cutoffs(flow: &Flow, team: &TeamId, near: &[&Handoff]) -> Vec<String> {
    let mut all = Vec::new();
    let zone = flow.timezone.iana_name().unwrap_or("UTC");
    for it in flow.systems.values() {
        let meets = it.team == *team || near.iter().any(|near| near.from == it.id || near.to == it.id);
        let (Some(time), true) = (it.profile.word("cutoff.time"), meets) else { continue };
        let there = it.profile.word("cutoff.timezone").unwrap_or(zone);
        let days = it.profile.list("cutoff.days").map(|it| format!(", {}", days(it))).unwrap_or_default();
        all.push(format!("What {} has by {}{days}, leaves the same day.", it.title, both(time, there, zone)));
    }
    for it in near {
        if let Via::File(every) | Via::Poll(every) = it.via
            && it.owner == *team
            && every.as_hours() >= 1
        {
            let every = format_span(every);
            all.push(format!("{} moves only every {every}: what misses one run waits for the next.", it.id));
        }
    }
    all
}

/// A time of day where it holds, and here: `13:00 in Berlin (7:00 here)`.
fn both(time: &str, there: &str, here: &str) -> String {
    let zones = (TimeZone::get(there), TimeZone::get(here));
    let ((Ok(from), Ok(to)), Ok(at)) = (zones, time.parse::<Time>()) else {
        return format!("{time} ({there})");
    };
    let mut seen: BTreeMap<Time, usize> = BTreeMap::new();
    for day in Date::constant(YEAR, 1, 1).series(jiff::Span::new().days(1)).take(365) {
        if let Ok(moment) = day.to_datetime(at).to_zoned(from.clone()) {
            *seen.entry(moment.with_time_zone(to.clone()).time()).or_default() += 1;
        }
    }
    if seen.len() <= 1 && seen.contains_key(&at) {
        return time.to_owned();
    }
    let city = there.rsplit('/').next().unwrap_or(there).replace('_', " ");
    format!("{time} in {city} ({})", over_the_year(&seen))
}

fn over_the_year(seen: &BTreeMap<Time, usize>) -> String {
    let mut all: Vec<(Time, usize)> = seen.iter().map(|it| (*it.0, *it.1)).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.1));
    let clock = |it: Time| it.strftime("%-H:%M").to_string();
    match &all[..] {
        [] => "at another time here".to_owned(),
        [(only, _)] => format!("{} here", clock(*only)),
        [(most, _), (rest, days), ..] if *days < SEASON_DAYS => {
            let (most, rest) = (clock(*most), clock(*rest));
            format!("{most} here; {rest} in the weeks when only one of the two has summer time")
        }
        [(one, _), (other, _), ..] => {
            let (first, last) = (one.min(other), one.max(other));
            format!("{} or {} here, as summer time has it", clock(*first), clock(*last))
        }
    }
}

/// Days of the week as people say them: `Monday to Friday`.
fn days(words: &[String]) -> String {
    let mut all: Vec<Weekday> = words.iter().filter_map(|it| weekday(it)).collect();
    all.sort_by_key(|it| it.to_monday_zero_offset());
    all.dedup();
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return words.join(", ") };
    let run = last.to_monday_zero_offset() - first.to_monday_zero_offset() + 1;
    match all.len() {
        7 => "every day".to_owned(),
        many if many > 2 && many == usize::from(run.unsigned_abs()) => {
            format!("{} to {}", name(*first), name(*last))
        }
        _ => all.iter().map(|it| name(*it)).collect::<Vec<_>>().join(", "),
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    let all = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    all.into_iter().find(|it| name(*it).to_lowercase().starts_with(&word.to_lowercase()))
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_where_it_holds_and_here() {
        for (there, here, said) in [
            (
                "Europe/Berlin",
                "America/New_York",
                "13:00 in Berlin (7:00 here; 8:00 in the weeks when only one of the two has summer time)",
            ),
            ("America/Chicago", "America/New_York", "13:00 in Chicago (14:00 here)"),
            ("Europe/Berlin", "Europe/Paris", "13:00"),
            (
                "America/Phoenix",
                "America/New_York",
                "13:00 in Phoenix (15:00 or 16:00 here, as summer time has it)",
            ),
        ] {
            assert_eq!(both("13:00", there, here), said);
        }
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let said = |all: &[&str]| days(&all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&["mon", "tue", "wed", "thu", "fri"]), "Monday to Friday");
        assert_eq!(said(&["sat", "mon"]), "Monday, Saturday");
        assert_eq!(said(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), "every day");
    }
}
