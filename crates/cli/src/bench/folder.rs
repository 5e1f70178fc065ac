//! A folder for measuring, on the disk on which the work is done.

use std::path::{Path, PathBuf};

use crate::output::Failed;

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    /// Makes an empty one below `.seamless/` here: a temporary folder may be in memory, where syncing costs nothing.
    pub fn new(what: &str) -> Result<Self, Failed> {
        let path = Path::new(".seamless").join(format!("bench-{what}-{}", std::process::id()));
        std::fs::create_dir_all(&path)
            .map_err(|error| Failed::Said(format!("{} cannot be made: {error}", path.display())))?;
        Ok(Self { path: std::path::absolute(path)?, keep: false })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves it where it is, to be looked into.
    pub fn keep(&mut self) {
        self.keep = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed is left.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
