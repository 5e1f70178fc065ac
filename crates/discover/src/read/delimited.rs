//! CSV and its kin, row by row.

use std::borrow::Cow;
use std::collections::HashSet;

use encoding_rs::WINDOWS_1252;

use super::ReadError;
use super::rows::Giving;
use super::shopify_csv::Orders;
use super::source::Source;
use super::split::{Row, Splitter, separator};
use crate::skipped::{Report, Why};
use crate::table::{Record, Rows, TableOptions};

/// Reads a table. With `orders`, its rows are those of Shopify's order export.
pub(super) fn read<R: Rows>(
    mut source: Source<'_>,
    options: &TableOptions,
    orders: bool,
    rows: &mut R,
) -> Result<Report, ReadError> {
    let mut giving = Giving::new(rows);
    while source.bytes().len() < 64 << 10 && source.more()? {}
    let separator = options.separator.unwrap_or_else(|| separator(source.bytes()));
    let mut table = Table {
        splitter: Splitter::new(separator),
        columns: Vec::new(),
        row: 0,
        sure: source.is_sure(),
        western: false,
        record: Record::default(),
        orders: None,
    };
    if table.header(&mut source, &mut giving)? {
        if orders {
            table.orders = Some(Orders::new(&table.columns).map_err(|why| source.no_log(why))?);
        }
        giving.rows.columns(&table.columns);
        table.rows(&mut source, &mut giving)?;
        if giving.report.read == 0 && giving.report.skipped.is_empty() && !source.stopped() {
            giving.note("the file has a header and no rows".to_owned());
        }
    } else if !source.stopped() {
        giving.note("the file is empty".to_owned());
    }
    if table.western {
        giving.note("the file is read as windows-1252: some of its text is no UTF-8".to_owned());
    }
    Ok(giving.finish(&source, table.row))
}

struct Table {
    splitter: Splitter,
    columns: Vec<String>,
    /// The row that was read last, as a spreadsheet counts.
    row: u64,
    /// Whether it is known what the text is in.
    sure: bool,
    /// Whether the text turned out to be Windows-1252.
    western: bool,
    record: Record,
    orders: Option<Orders>,
}

impl Table {
    /// Reads the names of the columns; false when there is nothing at all.
    fn header<R: Rows>(
        &mut self,
        source: &mut Source<'_>,
        giving: &mut Giving<'_, R>,
    ) -> Result<bool, ReadError> {
        loop {
            self.row += Splitter::pass_blank(source)?;
            match self.splitter.split(source)? {
                Row::End => return Ok(false),
                Row::TooLong | Row::Misquoted => {
                    self.row += 1;
                    giving.skip(self.row, None, "the header", Why::TooLong);
                    return Ok(false);
                }
                Row::Fields { bytes } | Row::Open { bytes } => {
                    self.row += 1;
                    // Spreadsheets write the separator into a first row of its own.
                    if let [b's', b'e', b'p', b'=', separator @ (b',' | b';' | b'\t' | b'|')] =
                        source.bytes()[..bytes].trim_ascii_end()
                    {
                        self.splitter = Splitter::new(*separator);
                        Splitter::pass(source, bytes)?;
                        continue;
                    }
                    Splitter::pass(source, bytes)?;
                    break;
                }
            }
        }
        let names = (0..self.splitter.ends().len()).map(|it| self.decoded(it).trim().to_owned()).collect();
        self.columns = distinct(names, giving);
        self.splitter.expect(self.columns.len());
        Ok(true)
    }

    /// A field of the header.
    fn decoded(&mut self, index: usize) -> Cow<'_, str> {
        let field = self.splitter.field(index);
        if std::str::from_utf8(field).is_err() && !self.sure {
            (self.sure, self.western) = (true, true);
        }
        if self.western {
            return WINDOWS_1252.decode_without_bom_handling(field).0;
        }
        String::from_utf8_lossy(field)
    }

    fn rows<R: Rows>(
        &mut self,
        source: &mut Source<'_>,
        giving: &mut Giving<'_, R>,
    ) -> Result<(), ReadError> {
        while !giving.enough {
            self.row += Splitter::pass_blank(source)?;
            let row = self.splitter.split(source)?;
            if source.stopped() {
                return Ok(());
            }
            if row == Row::End {
                return Ok(());
            }
            self.row += 1;
            match row {
                Row::Fields { bytes } if self.fits() && self.splitter.is_sound(&source.bytes()[..bytes]) => {
                    self.take(giving);
                    Splitter::pass(source, bytes)?;
                }
                Row::Fields { bytes } => self.ragged(source, bytes, giving)?,
                Row::Open { bytes } => {
                    let several = memchr::memchr(b'\n', source.bytes()[..bytes].trim_ascii_end()).is_some();
                    let why = if several { Why::Malformed } else { Why::Truncated };
                    giving.skip(self.row, None, &first_line(&source.bytes()[..bytes]), why);
                    Splitter::pass_line(source)?;
                }
                Row::TooLong | Row::Misquoted => {
                    let why = if row == Row::TooLong { Why::TooLong } else { Why::Malformed };
                    giving.skip(self.row, None, &first_line(source.bytes()), why);
                    Splitter::pass_line(source)?;
                }
                Row::End => {}
            }
        }
        Ok(())
    }

    /// Whether the row has the fields of the header; empty ones behind them are no more than separators.
    fn fits(&self) -> bool {
        let (ends, columns) = (self.splitter.ends(), self.columns.len());
        ends.len() == columns
            || ends.len() > columns && ends[columns - 1..].iter().all(|it| *it == ends[columns - 1])
    }

    /// A row with fewer or more fields. If it goes over several lines for a quote that is wrongly placed, then the line
    /// behind its first one is a row of its own, and only the first line is passed.
    fn ragged<R: Rows>(
        &mut self,
        source: &mut Source<'_>,
        bytes: usize,
        giving: &mut Giving<'_, R>,
    ) -> Result<(), ReadError> {
        let row = &source.bytes()[..bytes];
        let found = self.splitter.ends().len();
        let what = format!("{found} instead of {} fields: {}", self.columns.len(), first_line(row));
        let second = memchr::memchr(b'\n', row).map(|end| &row[end + 1..]).unwrap_or_default();
        let second = second.split(|it| *it == b'\n').next().unwrap_or_default();
        let misplaced = self.splitter.misplaced(row);
        if let Some(last) = misplaced {
            self.splitter.give_up(source, last);
        }
        if misplaced.is_some() || self.columns.len() > 1 && self.splitter.count(second) == self.columns.len()
        {
            giving.skip(self.row, None, &first_line(row), Why::Malformed);
            return Splitter::pass_line(source);
        }
        giving.skip(self.row, None, &what, Why::Ragged);
        Splitter::pass(source, bytes)
    }

    /// Gives the row that was split.
    fn take<R: Rows>(&mut self, giving: &mut Giving<'_, R>) {
        self.record.clear();
        let text = self.splitter.text();
        match std::str::from_utf8(text) {
            Ok(text) if memchr::memchr(0, text.as_bytes()).is_none() => {
                self.sure = self.sure || !text.is_ascii();
                self.record.fill(text, self.splitter.ends(), self.columns.len());
            }
            _ => self.take_fields(giving),
        }
        // Rows of separators only are what a spreadsheet leaves below its last row.
        if self.record.iter().next().is_none() {
            return;
        }
        giving.report.read += 1;
        match &mut self.orders {
            Some(orders) => orders.row(self.row, &self.record, giving),
            None => giving.give(self.row, &self.record),
        }
    }

    /// Takes a row in which not every field is text, field by field.
    fn take_fields<R: Rows>(&mut self, giving: &mut Giving<'_, R>) {
        if !self.sure && std::str::from_utf8(self.splitter.text()).is_err() {
            (self.sure, self.western) = (true, true);
        }
        for (index, column) in self.columns.iter().enumerate() {
            let field = self.splitter.field(index);
            let text = match std::str::from_utf8(field) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) if self.western => WINDOWS_1252.decode_without_bom_handling(field).0,
                Err(_) => {
                    giving.skip(self.row, Some(column), &String::from_utf8_lossy(field), Why::Encoding);
                    continue;
                }
            };
            if text.contains('\0') {
                giving.skip(self.row, Some(column), &text, Why::Encoding);
                continue;
            }
            self.record.set(index, &text);
        }
    }
}

/// Names that differ; what was changed is noted.
fn distinct<R: Rows>(names: Vec<String>, giving: &mut Giving<'_, R>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut columns = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let wished = if name.is_empty() { format!("column {}", index + 1) } else { name.clone() };
        let mut column = wished.clone();
        let mut number = 2;
        while column != *name && names.contains(&column) || !taken.insert(column.clone()) {
            column = format!("{wished} ({number})");
            number += 1;
        }
        if name.is_empty() {
            giving.note(format!("column {} has no name; it is called `{column}`", index + 1));
        } else if column != *name {
            giving.note(format!(
                "`{name}` is the name of several columns; column {} is called `{column}`",
                index + 1
            ));
        }
        columns.push(column);
    }
    columns
}

fn first_line(row: &[u8]) -> String {
    let line = row.split(|it| *it == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(&line[..line.len().min(400)]).trim_end().to_owned()
}
