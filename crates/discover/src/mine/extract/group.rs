//! Files of one system that hold the same kind of document are one table: January's orders and February's.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use seamless_model::DocumentKind;

use super::Extract;
use crate::progress::Progress;
use crate::read::{Input, ReadError, read_table};
use crate::skipped::Report;
use crate::table::{Format, Record, Rows, TableOptions};

/// The files of one table.
#[derive(Debug)]
pub struct Group {
    /// The system.
    pub system: String,
    /// What the rows are, where the person says so.
    pub document: Option<DocumentKind>,
    /// The files.
    pub files: Vec<(PathBuf, Format)>,
    /// The zone of its times without an offset, where it is another than that of the rest.
    pub zone: Option<TimeZone>,
    columns: Vec<String>,
}

/// Puts files together: those of which the same system and kind is said, or that have the same columns.
pub fn group(
    all: &[Extract],
    options: &TableOptions,
    progress: &dyn Progress,
) -> Result<Vec<Group>, ReadError> {
    let mut groups: Vec<Group> = Vec::new();
    for it in all {
        let format = format_of(&it.path);
        let mut head = Head::default();
        read_table(Input::File(&it.path), format, options, &mut head, progress)?;
        let mut columns = head.0;
        columns.sort_unstable();
        let same = |group: &&mut Group| {
            let likewise = group.document.is_some() || group.columns == columns;
            group.system == it.system && group.zone == it.zone && group.document == it.document && likewise
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.files.push((it.path.clone(), format)),
            None => groups.push(Group {
                system: it.system.clone(),
                document: it.document,
                files: vec![(it.path.clone(), format)],
                zone: it.zone.clone(),
                columns,
            }),
        }
    }
    Ok(groups)
}

/// Reads the names of the columns alone.
#[derive(Default)]
struct Head(Vec<String>);

impl Rows for Head {
    fn columns(&mut self, columns: &[String]) {
        self.0 = columns.to_vec();
    }

    fn row(&mut self, _: u64, _: &Record) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

impl Group {
    /// The files, as a person names them.
    pub fn name(&self) -> String {
        let names: Vec<String> = self.files.iter().map(|it| it.0.display().to_string()).collect();
        names.join(" + ")
    }

    /// Reads all files, one behind the other, as one table.
    pub fn read(
        &self,
        options: &TableOptions,
        rows: &mut impl Rows,
        progress: &dyn Progress,
    ) -> Result<Report, ReadError> {
        let mut whole = Report::default();
        let mut joined = Joined {
            rows,
            names: Vec::new(),
            places: HashMap::new(),
            moved: None,
            record: Record::default(),
        };
        for (path, format) in &self.files {
            let report = read_table(Input::File(path), *format, options, &mut joined, progress)?;
            whole.read += report.read;
            whole.stopped |= report.stopped;
            whole.skipped.merge(report.skipped);
            whole.notes.extend(report.notes);
        }
        Ok(whole)
    }
}

/// Rows of several files, their columns brought to the places that the first file gave them.
struct Joined<'r, R> {
    rows: &'r mut R,
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// Where each column of the current file goes, where that is not its own place.
    moved: Option<Vec<usize>>,
    record: Record,
}

impl<R: Rows> Rows for Joined<'_, R> {
    fn columns(&mut self, columns: &[String]) {
        let mut to = Vec::with_capacity(columns.len());
        for name in columns {
            let next = self.names.len();
            let place = *self.places.entry(name.clone()).or_insert(next);
            if place == next {
                self.names.push(name.clone());
            }
            to.push(place);
        }
        let own = to.iter().enumerate().all(|it| it.0 == *it.1);
        self.moved = (!own).then_some(to);
        self.rows.columns(&self.names);
    }

    fn row(&mut self, number: u64, record: &Record) -> ControlFlow<()> {
        let Some(moved) = &self.moved else { return self.rows.row(number, record) };
        self.record.clear();
        self.record.set_part(record.part(), record.parent().unwrap_or(""));
        for (column, text) in record.iter() {
            self.record.set(moved[column], text);
        }
        self.rows.row(number, &self.record)
    }
}

/// How a file holds its rows, by its first bytes and its name.
pub fn format_of(path: &Path) -> Format {
    use std::io::Read;
    let mut head = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        let zipped = path.extension().is_some_and(|it| it == "gz");
        let reader: Box<dyn Read> =
            if zipped { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
        // What cannot be read is said by the reading itself.
        let _ = reader.take(1 << 16).read_to_end(&mut head);
    }
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n']);
    if text.starts_with('{') {
        let bulk = text.contains("\"__parentId\"")
            || text.lines().next().is_some_and(|it| it.contains("gid://shopify/"));
        return if bulk { Format::ShopifyBulk } else { Format::Jsonl };
    }
    let header = text.lines().next().unwrap_or("");
    let shopify = ["Name", "Financial Status", "Lineitem name"].iter().all(|it| header.contains(it));
    if shopify { Format::ShopifyCsv } else { Format::Csv }
}
