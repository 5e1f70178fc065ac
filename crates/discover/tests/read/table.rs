//! What every table's test uses: the rows as a person would write them down.

use std::ops::ControlFlow;

use seamless_discover::{Format, Input, Record, Report, Rows, TableOptions, Unwatched, read_table};

/// Rows written down: number, part, parent and each column with its text.
#[derive(Default)]
pub struct Written {
    pub columns: Vec<String>,
    pub rows: Vec<String>,
    pub at_most: Option<usize>,
}

impl Rows for Written {
    fn columns(&mut self, columns: &[String]) {
        assert!(columns.starts_with(&self.columns), "a column keeps its index");
        self.columns = columns.to_vec();
    }

    fn row(&mut self, number: u64, record: &Record) -> ControlFlow<()> {
        let fields: Vec<String> =
            record.iter().map(|(column, text)| format!("{}={text}", self.columns[column])).collect();
        let part = match (record.part(), record.parent()) {
            ("", None) => String::new(),
            (part, parent) => format!(" {part} of {}", parent.unwrap_or("it")),
        };
        self.rows.push(format!("{number}{part}: {}", fields.join(" ")));
        if self.at_most == Some(self.rows.len()) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

pub fn read_with(bytes: &[u8], format: Format, options: &TableOptions) -> (Written, Report) {
    let mut written = Written::default();
    let input = Input::Stream(Box::new(bytes), "orders.csv");
    let report = read_table(input, format, options, &mut written, &Unwatched).expect("a table");
    (written, report)
}

/// The rows, and behind them what was skipped and noted.
pub fn read(bytes: &[u8], format: Format) -> (Vec<String>, Vec<String>) {
    let (written, report) = read_with(bytes, format, &TableOptions::default());
    let said = report.skipped.kept().iter().map(ToString::to_string).chain(report.notes).collect();
    (written.rows, said)
}
