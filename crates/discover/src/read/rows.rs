//! What the readers of tables share: the row that is read, what is listed, and what is noted.

use std::ops::ControlFlow;

use super::source::Source;
use crate::skipped::{Place, Report, SkippedList, Why};
use crate::table::{Record, Rows};

/// Rows being given to whoever takes them.
pub(super) struct Giving<'a, R> {
    pub rows: &'a mut R,
    pub report: Report,
    /// Whether the taker has enough.
    pub enough: bool,
}

impl<'a, R: Rows> Giving<'a, R> {
    pub fn new(rows: &'a mut R) -> Giving<'a, R> {
        Giving { rows, report: Report::default(), enough: false }
    }

    pub fn give(&mut self, number: u64, record: &Record) {
        if !self.enough {
            self.enough = matches!(self.rows.row(number, record), ControlFlow::Break(()));
        }
    }

    pub fn skip(&mut self, row: u64, column: Option<&str>, what: &str, why: Why) {
        self.skipped().add(Place::Row(row), column, what, why);
    }

    pub fn skipped(&mut self) -> &mut SkippedList {
        &mut self.report.skipped
    }

    pub fn note(&mut self, note: String) {
        self.report.notes.push(note);
    }

    /// The report, with what the source has to say.
    pub fn finish(mut self, source: &Source<'_>, row: u64) -> Report {
        if source.encoding() != "UTF-8" {
            self.note(format!("the file is read as {}", source.encoding()));
        }
        if source.stopped() {
            self.report.stopped = true;
            self.note(format!("stopped behind row {row}: what stands behind it was not read"));
        }
        if let Some(why) = source.broken() {
            self.skip(row, None, why, Why::Truncated);
            self.note(format!("{why}; what stands before is read"));
        }
        self.report
    }
}
