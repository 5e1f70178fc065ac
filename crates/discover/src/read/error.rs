//! What ends a reading before it begins to bring something.

use std::path::PathBuf;

use thiserror::Error;

/// A file that cannot be read at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It cannot be opened, or reading it fails.
    #[error("cannot read {}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// It is no log in a format that is read.
    #[error("{} is no log that can be read: {why}", file.display())]
    NotALog {
        /// The file.
        file: PathBuf,
        /// What is missing, and what to do.
        why: String,
    },
    /// It is no text, whatever it was meant to be.
    #[error("{} is {what}", file.display())]
    NotText {
        /// The file.
        file: PathBuf,
        /// What it is, and what to do.
        what: &'static str,
    },
    /// An option names something that there is not.
    #[error("{0}")]
    Option(String),
    /// The database refuses.
    #[error("cannot read {} as a database: {source}", file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}
