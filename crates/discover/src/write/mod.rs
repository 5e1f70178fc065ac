//! Writing: a log as OCEL 2.0, for every tool that reads it.

mod json;
mod shape;
mod sqlite;

use std::path::PathBuf;

use thiserror::Error;

pub use json::write_ocel_json;
pub use sqlite::write_ocel_sqlite;

/// A log that cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file cannot be written.
    #[error("cannot write {}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// There is a file already; a log is never written over one.
    #[error("{} is there already; name another file, or remove it", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The database refuses.
    #[error("cannot write {} as a database: {source}", file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}
