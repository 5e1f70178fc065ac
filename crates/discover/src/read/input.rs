//! Where the bytes come from.

use std::io::Read;
use std::path::{Path, PathBuf};

/// What is read: a file, or bytes from anywhere else.
pub enum Input<'a> {
    /// A file.
    File(&'a Path),
    /// A stream that was opened elsewhere, with the name to call it by.
    Stream(Box<dyn Read + 'a>, &'a str),
}

impl Input<'_> {
    /// What to call it in a message.
    pub fn name(&self) -> PathBuf {
        match self {
            Input::File(path) => path.to_path_buf(),
            Input::Stream(_, name) => PathBuf::from(name),
        }
    }
}
