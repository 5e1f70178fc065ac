//! The times of a column: looked at first, decided once for the whole column, then read.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::moment::{self, DAY_MS, Moment, Scan};
use crate::skipped::Why;

/// Numbers are taken for moments between the years 2000 and 2100 only.
const FROM_S: i64 = 946_684_800;
const TO_S: i64 = 4_102_444_800;

/// What the caller knows of the times in a file.
#[derive(Clone, Debug, Default)]
pub struct TimeOptions {
    /// The zone of times that are written without an offset. Without it, they are skipped: an hour too many is a
    /// handoff that seems to arrive before it left.
    pub zone: Option<TimeZone>,
    /// Whether 03/04/2026 is the third of April, where no row of the column decides it.
    pub day_first: Option<bool>,
}

/// How a value of a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Date and time in one reading only.
    Clear(Moment),
    /// Two numbers below 13 stand for day and month: as day first, and as month first.
    Either { day_first: Moment, month_first: Moment },
    /// The first number is above 12, so the day stands first.
    DayFirst(Moment),
    /// The second number is above 12, so the month stands first.
    MonthFirst(Moment),
    /// A number of seconds or milliseconds since 1970, or of days as spreadsheets count.
    Number(Moment),
}

/// What the values of one column look like, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeEvidence {
    /// Values that were looked at; empty ones are not.
    pub values: u64,
    /// Those written as dates or times, of whatever order.
    pub dates: u64,
    /// Those of `dates` with an offset from UTC.
    pub with_offset: u64,
    /// Those of `dates` without a time of day.
    pub date_only: u64,
    /// Those of `dates` where the day stands first for sure.
    pub day_first: u64,
    /// Those of `dates` where the month stands first for sure.
    pub month_first: u64,
    /// Those of `dates` that alone could be either.
    pub either: u64,
    /// Numbers that could be moments between the years 2000 and 2100: seconds or milliseconds since 1970, or the days
    /// of a spreadsheet. An identifier can look like this, too.
    pub numbers: u64,
}

impl TimeEvidence {
    /// Looks at one value.
    pub fn look(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.values += 1;
        let Some(shape) = shape(text) else { return };
        let moment = match shape {
            Shape::Number(_) => {
                self.numbers += 1;
                return;
            }
            Shape::Clear(moment) => moment,
            Shape::DayFirst(moment) => {
                self.day_first += 1;
                moment
            }
            Shape::MonthFirst(moment) => {
                self.month_first += 1;
                moment
            }
            Shape::Either { day_first, .. } => {
                self.either += 1;
                day_first
            }
        };
        self.dates += 1;
        self.with_offset += u64::from(moment.offset_s.is_some());
        self.date_only += u64::from(moment.date_only);
    }

    /// How the column is to be read. All its rows decide whether the day or the month stands first; if they do not,
    /// or contradict each other, the options do.
    pub fn decide(&self, options: &TimeOptions) -> TimeReader {
        let order = match (self.day_first > 0, self.month_first > 0) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => options.day_first,
        };
        TimeReader { day_first: order, zone: options.zone.clone() }
    }

    /// What a person must know of how the column was read. What was not read is listed with its reason, and not told
    /// here once more.
    pub fn notes(&self, column: &str, options: &TimeOptions) -> Vec<String> {
        let mut notes = Vec::new();
        let taken = match options.day_first {
            Some(true) => Some("they are read with the day first, as you say"),
            Some(false) => Some("they are read with the month first, as you say"),
            None => None,
        };
        if self.either > 0 && self.day_first > 0 && self.month_first > 0 {
            notes.push(format!(
                "{column}: {} dates have the day first and {} the month; {} could be either, and {}",
                self.day_first,
                self.month_first,
                self.either,
                taken.unwrap_or("they are skipped")
            ));
        } else if let Some(taken) =
            taken.filter(|_| self.either > 0 && self.day_first + self.month_first == 0)
        {
            notes.push(format!(
                "{column}: no row tells the day from the month in {} dates such as 03/04/2026; {taken}",
                self.either
            ));
        }
        let local = self.dates - self.with_offset;
        if local > 0 && options.zone.is_some() && self.with_offset > 0 {
            notes.push(format!(
                "{column}: {} times have an offset and {local} have none; those are read in the named time zone",
                self.with_offset
            ));
        }
        notes
    }
}

/// Reads the times of one column.
#[derive(Clone, Debug)]
pub struct TimeReader {
    day_first: Option<bool>,
    zone: Option<TimeZone>,
}

impl TimeReader {
    /// Milliseconds since 1970 in UTC.
    ///
    /// # Errors
    /// [`Why::NoTime`], [`Why::BadTime`], [`Why::AmbiguousTime`], [`Why::NoZone`] or [`Why::NoSuchLocalTime`].
    pub fn read(&self, text: &str) -> Result<i64, Why> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Why::NoTime);
        }
        let moment = match shape(text).ok_or(Why::BadTime)? {
            Shape::Clear(it) | Shape::DayFirst(it) | Shape::MonthFirst(it) | Shape::Number(it) => it,
            Shape::Either { day_first, month_first } if day_first == month_first => day_first,
            Shape::Either { day_first, month_first } => match self.day_first {
                Some(true) => day_first,
                Some(false) => month_first,
                None => return Err(Why::AmbiguousTime),
            },
        };
        match moment.utc_ms() {
            Some(at) => Ok(at),
            None => local(moment.local_ms, self.zone.as_ref().ok_or(Why::NoZone)?),
        }
    }
}

/// A local time in its zone. One that the zone skips in spring, or has twice in autumn, is not guessed.
fn local(local_ms: i64, zone: &TimeZone) -> Result<i64, Why> {
    let civil = jiff::Timestamp::from_millisecond(local_ms)
        .map_err(|_| Why::BadTime)
        .map(|it| it.to_zoned(TimeZone::UTC).datetime())?;
    let ambiguous: DateTime = civil;
    match zone.to_ambiguous_timestamp(ambiguous).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(local_ms - i64::from(offset.seconds()) * 1_000),
        AmbiguousOffset::Gap { .. } | AmbiguousOffset::Fold { .. } => Err(Why::NoSuchLocalTime),
    }
}

fn shape(text: &str) -> Option<Shape> {
    // A time is short; what is longer is prose.
    if text.len() > 48 {
        return None;
    }
    if let Some(moment) = moment::iso(text) {
        return Some(Shape::Clear(moment));
    }
    match text.as_bytes()[0] {
        b'0'..=b'9' => number(text).or_else(|| year_last(text)).or_else(|| named_month(text)),
        _ => named_month(text),
    }
}

/// Seconds or milliseconds since 1970, or days since 1899-12-30 as spreadsheets count (local, with a fraction).
fn number(text: &str) -> Option<Shape> {
    if !text.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() > 13 || fraction.contains('.') || fraction.len() > 12 {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let part: f64 = if fraction.is_empty() { 0.0 } else { format!("0.{fraction}").parse().ok()? };
    let moment = |local_ms, offset_s| Moment { local_ms, offset_s, date_only: false };
    let milli = |unit: f64| (part * unit).round() as i64;
    if (FROM_S..TO_S).contains(&number) {
        return Some(Shape::Number(moment(number * 1_000 + milli(1_000.0), Some(0))));
    }
    if (FROM_S * 1_000..TO_S * 1_000).contains(&number) {
        return Some(Shape::Number(moment(number, Some(0))));
    }
    let days = number - 25_569;
    (FROM_S / 86_400..TO_S / 86_400)
        .contains(&days)
        .then(|| Shape::Number(moment(days * DAY_MS + milli(DAY_MS as f64), None)))
}

/// `5/1/2026`, `05.01.2026 10:00`, `1-5-2026 3:07 PM`: two numbers and a year of four digits.
fn year_last(text: &str) -> Option<Shape> {
    let mut at = Scan { bytes: text.as_bytes(), at: 0 };
    let first = at.digits(1, 2)?;
    let separator = at.one_of(b"/.-")?;
    let second = at.digits(1, 2)?;
    at.eat(separator).then_some(())?;
    let year = at.digits(4, 4)?;
    let rest = at.at;
    let mut with = |month, day| {
        at.at = rest;
        moment::time_and_offset(&mut at, moment::days(year, month, day)?)
    };
    match (with(second, first), with(first, second)) {
        (Some(day_first), Some(month_first)) => Some(Shape::Either { day_first, month_first }),
        (Some(moment), None) => Some(Shape::DayFirst(moment)),
        (None, Some(moment)) => Some(Shape::MonthFirst(moment)),
        (None, None) => None,
    }
}

/// `5 Jan 2026`, `Jan 5, 2026 10:00 AM`, `Mon, 05 Jan 2026 10:00:00 +0000`, `5-Jan-2026`: a month by its English name.
fn named_month(text: &str) -> Option<Shape> {
    let mut at = Scan { bytes: text.as_bytes(), at: 0 };
    let mut month = None;
    let mut word = at.letters().to_owned();
    if !word.is_empty() && month_of(&word).is_none() {
        is_weekday(&word).then_some(())?;
        at.eat(b',');
        at.one_of(b" ")?;
        word = at.letters().to_owned();
    }
    if !word.is_empty() {
        month = Some(month_of(&word)?);
        at.eat(b'.');
        at.one_of(b" ")?;
    }
    let day = at.digits(1, 2)?;
    at.eat(b',');
    at.one_of(b" -/")?;
    if month.is_none() {
        month = Some(month_of(at.letters())?);
        at.eat(b'.');
        at.eat(b',');
        at.one_of(b" -/")?;
    }
    let year = at.digits(4, 4)?;
    let days = moment::days(year, month?, day)?;
    moment::time_and_offset(&mut at, days).map(Shape::Clear)
}

fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let found =
        MONTHS.iter().position(|it| *it == word || it[..3] == word || word == "sept" && it[..4] == word)?;
    Some(found as u32 + 1)
}

fn is_weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|it| *it == word || it[..3] == word)
}

#[cfg(test)]
#[path = "times/tests.rs"]
mod tests;
