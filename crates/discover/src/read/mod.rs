//! Reading: files in, logs and rows out, with a list of what was not right.

mod delimited;
mod encoding;
mod error;
mod identifier;
mod input;
mod json;
mod jsonl;
pub(crate) mod moment;
mod not_text;
mod ocel;
mod ocel_json;
mod ocel_sqlite;
mod rows;
mod shopify_csv;
mod source;
mod split;
mod times;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use error::ReadError;
pub use identifier::{Identifier, identifier};
pub use input::Input;
pub(crate) use ocel::is_number;
pub use times::{TimeEvidence, TimeOptions, TimeReader};

use crate::log::Log;
use crate::progress::Progress;
use crate::skipped::Report;
use crate::table::{Format, Rows, TableOptions};

/// Reads an OCEL 2.0 log: JSON (`.json`, `.jsonocel`, also compressed with gzip) or SQLite. Which of them it is, the
/// file's first bytes tell, not its name.
///
/// # Errors
/// When the file cannot be read, or is no such log at all. What is wrong inside is listed in the report.
pub fn read_log(path: &Path, progress: &dyn Progress) -> Result<(Log, Report), ReadError> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|it| it.take(16).read_to_end(&mut head))
        .map_err(|source| ReadError::File { file: path.to_owned(), source })?;
    if head == b"SQLite format 3\0" {
        return ocel_sqlite::read(path, progress);
    }
    ocel_json::read(path, progress)
}

/// Reads the rows of an extract one by one; the memory that it takes does not grow with the file.
///
/// # Errors
/// When the file cannot be read. What is wrong inside is listed in the report.
pub fn read_table(
    input: Input<'_>,
    format: Format,
    options: &TableOptions,
    rows: &mut impl Rows,
    progress: &dyn Progress,
) -> Result<Report, ReadError> {
    let source = source::Source::open(input, options.encoding.as_deref(), progress)?;
    match format {
        Format::Csv => delimited::read(source, options, false, rows),
        Format::ShopifyCsv => delimited::read(source, options, true, rows),
        Format::Jsonl => jsonl::read(source, false, rows),
        Format::ShopifyBulk => jsonl::read(source, true, rows),
    }
}
