//! What of a file was not read, where it stands and why.

use std::collections::BTreeMap;
use std::fmt;

/// So many skipped places are kept one by one; all are counted.
pub const KEPT_MAX: usize = 1_000;

/// So many of each reason are kept in any case, see [`SkippedList::firsts`].
const FIRSTS: usize = 3;

/// A value is shown up to so many characters.
const SHOWN_MAX: usize = 80;

/// Where in a file something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A row of a table, counted as a spreadsheet counts: the header is row 1. Of JSONL, the line, counted from 1.
    Row(u64),
    /// An offset in the text, counted from 0; of a compressed file, in what it holds.
    Byte(u64),
    /// A row of a database's table, counted from 1 as they were put there.
    Record(u64),
    /// The file as a whole.
    File,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Row(row) => write!(f, "row {row}"),
            Place::Byte(byte) => write!(f, "byte {byte}"),
            Place::Record(row) => write!(f, "record {row}"),
            Place::File => f.write_str("the file"),
        }
    }
}

/// Why something was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Why {
    /// The file ends in the middle of it.
    Truncated,
    /// It is not JSON, or not of the shape that the format asks for.
    Malformed,
    /// A row has fewer or more fields than the header.
    Ragged,
    /// Bytes that are no text in the encoding of the file.
    Encoding,
    /// Longer than what is read of one field, one row or one element.
    TooLong,
    /// An event or an object without an identifier.
    NoIdentifier,
    /// An event or an object of a type that the log does not declare.
    UnknownType,
    /// A relationship to an object that the log does not hold.
    UnknownObject,
    /// A relationship of an event that the log does not hold.
    UnknownEvent,
    /// The identifier came before; the first one is kept.
    Duplicate,
    /// An event, or a row that needs one, without a time.
    NoTime,
    /// No time in any form that is known.
    BadTime,
    /// A date whose day and month cannot be told apart, in a column that no row decides.
    AmbiguousTime,
    /// A time without an offset, and no time zone was named.
    NoZone,
    /// A local time that its zone skips, or has twice.
    NoSuchLocalTime,
    /// An identifier that a spreadsheet rounded: its last digits are lost.
    LostIdentifier,
    /// A line of an order whose own row is not there.
    NoOrder,
    /// An attribute that its type does not declare, or whose value is no plain value.
    BadAttribute,
    /// The file has more of it than is kept.
    TooMany,
    /// A reason of whoever reads the rows.
    Other(&'static str),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::Truncated => "the file ends in the middle of it",
            Why::Malformed => "not of the shape that the format asks for",
            Why::Ragged => "fewer or more fields than the header",
            Why::Encoding => "no text in the encoding of the file",
            Why::TooLong => "longer than what is read",
            Why::NoIdentifier => "no identifier",
            Why::UnknownType => "a type that the log does not declare",
            Why::UnknownObject => "an object that the log does not hold",
            Why::UnknownEvent => "an event that the log does not hold",
            Why::Duplicate => "the identifier came before; the first is kept",
            Why::NoTime => "no time",
            Why::BadTime => "no time in any form that is known",
            Why::AmbiguousTime => "day and month cannot be told apart",
            Why::NoZone => "a time without an offset, and no time zone is named",
            Why::NoSuchLocalTime => "a local time that its zone skips or has twice",
            Why::LostIdentifier => "a spreadsheet rounded the identifier: its last digits are lost",
            Why::NoOrder => "a line whose order's own row is not there",
            Why::BadAttribute => "an attribute that its type does not declare, or no plain value",
            Why::TooMany => "more than is kept",
            Why::Other(why) => why,
        })
    }
}

/// One place that was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands.
    pub place: Place,
    /// The column, or the field, if it is one.
    pub column: Option<String>,
    /// What stands there, up to 80 characters of it.
    pub what: String,
    /// Why it was skipped.
    pub why: Why,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        if !self.what.is_empty() {
            write!(f, ", `{}`", self.what)?;
        }
        write!(f, ": {}", self.why)
    }
}

/// All that was skipped: the first thousand one by one, and an exact count by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkippedList {
    kept: Vec<Skipped>,
    counts: BTreeMap<Why, u64>,
    /// The first places of each reason: the reason of the last row must not go unseen behind a thousand others.
    firsts: BTreeMap<Why, Vec<Skipped>>,
}

impl SkippedList {
    /// Notes one place. `what` is shortened to what a person reads.
    pub fn add(&mut self, place: Place, column: Option<&str>, what: &str, why: Why) {
        *self.counts.entry(why).or_default() += 1;
        let firsts = self.firsts.entry(why).or_default();
        let is_first = firsts.len() < FIRSTS;
        if !is_first && self.kept.len() >= KEPT_MAX {
            return;
        }
        let skipped = Skipped { place, column: column.map(str::to_owned), what: shortened(what), why };
        if is_first {
            firsts.push(skipped.clone());
        }
        if self.kept.len() < KEPT_MAX {
            self.kept.push(skipped);
        }
    }

    /// Takes over what another list holds.
    pub fn merge(&mut self, other: SkippedList) {
        for (why, count) in other.counts {
            *self.counts.entry(why).or_default() += count;
        }
        for (why, firsts) in other.firsts {
            let mine = self.firsts.entry(why).or_default();
            mine.extend(firsts.into_iter().take(FIRSTS.saturating_sub(mine.len())));
        }
        let room = KEPT_MAX.saturating_sub(self.kept.len());
        self.kept.extend(other.kept.into_iter().take(room));
    }

    /// The first thousand.
    pub fn kept(&self) -> &[Skipped] {
        &self.kept
    }

    /// The first few of a reason.
    pub fn firsts(&self, why: Why) -> &[Skipped] {
        self.firsts.get(&why).map_or(&[], Vec::as_slice)
    }

    /// How many there are of each reason.
    pub fn counts(&self) -> &BTreeMap<Why, u64> {
        &self.counts
    }

    /// How many there are of one reason.
    pub fn count(&self, why: Why) -> u64 {
        self.counts.get(&why).copied().unwrap_or_default()
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether nothing was skipped.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

/// What a reading came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// So many rows, or events and objects, were read.
    pub read: u64,
    /// What was not.
    pub skipped: SkippedList,
    /// What else a person must know: which encoding was taken, that the reading was stopped.
    pub notes: Vec<String>,
    /// Whether the reading was stopped before the end.
    pub stopped: bool,
}

fn shortened(what: &str) -> String {
    let mut shown: String =
        what.chars().take(SHOWN_MAX).map(|it| if it.is_control() { '·' } else { it }).collect();
    if shown.len() < what.len() && what.chars().nth(SHOWN_MAX).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_are_kept_and_all_are_counted() {
        let mut list = SkippedList::default();
        for row in 2..2_002 {
            list.add(Place::Row(row), Some("Created at"), "03/04/2026", Why::AmbiguousTime);
        }
        assert_eq!((list.kept().len(), list.total(), list.count(Why::AmbiguousTime)), (1_000, 2_000, 2_000));
        assert_eq!(
            list.kept()[0].to_string(),
            "row 2, Created at, `03/04/2026`: day and month cannot be told apart"
        );
        let mut other = SkippedList::default();
        other.add(Place::Byte(7), None, &"x".repeat(100), Why::Malformed);
        assert_eq!(other.kept()[0].what.chars().count(), 81);
        list.merge(other);
        assert_eq!((list.kept().len(), list.total()), (1_000, 2_001));
    }
}
