//! What is wrong with what a person wrote: where, and how to mend it.

use std::fmt;
use std::sync::Arc;

/// A place in a file that a person wrote: byte offsets into the file's text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The file, as the person named it.
    pub file: Arc<str>,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The map cannot be used.
    Error,
    /// The map can be used, and something is odd.
    Warning,
}

/// Something wrong with a file, as a compiler says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub level: Level,
    /// What is wrong, in a sentence without its place.
    pub message: String,
    /// The place that is underlined.
    pub place: Place,
    /// What is said under the underlined span.
    pub label: String,
    /// Further places with what is said of them ("first defined here").
    pub others: Vec<(Place, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Problem {
    /// An error with a label under its span.
    pub fn error(place: Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            message: message.into(),
            place,
            label: label.into(),
            others: Vec::new(),
            help: None,
        }
    }

    /// Something odd, with a label under its span.
    pub fn warning(place: Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(place, message, label) }
    }

    /// The same, with a way to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file, self.start, self.end)
    }
}
