//! Reads a table and says what came of it: `cargo run --release -p seamless-discover --example read_table -- FILE`.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use seamless_discover::{Format, Input, Record, Rows, TableOptions, Unwatched, read_table};

#[derive(Default)]
struct Counted {
    columns: usize,
    fields: u64,
}

impl Rows for Counted {
    fn columns(&mut self, columns: &[String]) {
        self.columns = columns.len();
    }

    fn row(&mut self, _number: u64, record: &Record) -> ControlFlow<()> {
        self.fields += record.iter().count() as u64;
        ControlFlow::Continue(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a table")?;
    let format = if file.contains(".jsonl") { Format::Jsonl } else { Format::Csv };
    let start = Instant::now();
    let mut counted = Counted::default();
    let input = Input::File(Path::new(&file));
    let report = read_table(input, format, &TableOptions::default(), &mut counted, &Unwatched)?;
    println!(
        "{} rows, {} columns, {} fields, {} skipped in {:.3} s",
        report.read,
        counted.columns,
        counted.fields,
        report.skipped.total(),
        start.elapsed().as_secs_f64()
    );
    for note in &report.notes {
        println!("note: {note}");
    }
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", peak.lines().find(|it| it.starts_with("VmHWM")).unwrap_or_default());
    Ok(())
}
