//! Doing something again whenever files change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::output::Failed;

/// How long files must be quiet before they count as written: editors write in several steps.
const QUIET: Duration = Duration::from_millis(80);
/// How many such steps are waited for: what never rests is looked at all the same.
const STEPS_MAX: usize = 25;

/// Does something at once, and then again whenever one of some files changes, until ctrl-C.
///
/// The files are asked for again each time, since they may name others. It is their folders that are watched, so that
/// a file may also be replaced, removed, or come later.
pub fn watch(paths: impl Fn() -> Vec<PathBuf>, mut each: impl FnMut()) -> Result<(), Failed> {
    crate::run::runtime()?.block_on(async {
        let (tell, told) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Nobody listens any more only while the program ends.
            let _ = tell.send(event);
        });
        let mut changes =
            Changes { told, watcher: watcher.map_err(|error| said(&error))?, files: BTreeSet::new() };
        changes.look_at(paths())?;
        let stop = crate::run::told();
        tokio::pin!(stop);
        loop {
            let started = SystemTime::now();
            each();
            if changes.look_at(paths())?.iter().any(|it| is_newer(it, started)) {
                // A file that was not watched yet has changed since it was read.
                continue;
            }
            tokio::select! {
                () = &mut stop => return Ok(()),
                change = changes.next() => change?,
            }
            changes.rest().await?;
        }
    })
}

struct Changes {
    told: UnboundedReceiver<notify::Result<notify::Event>>,
    watcher: RecommendedWatcher,
    /// What is watched, as absolute paths.
    files: BTreeSet<PathBuf>,
}

impl Changes {
    /// Watches these files from now on. Gives those that were not watched before.
    fn look_at(&mut self, paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, Failed> {
        let mut files = BTreeSet::new();
        for path in paths {
            files.insert(std::path::absolute(&path)?);
            // Where it is a link, what it points at may change as well.
            files.extend(std::fs::canonicalize(&path));
        }
        let folders: BTreeSet<&Path> = files.iter().filter_map(|it| folder(it)).collect();
        for folder in folders {
            // To watch a folder twice changes nothing; one that was removed and came back is another one.
            self.watcher.watch(folder, RecursiveMode::NonRecursive).map_err(|error| said(&error))?;
        }
        let new = files.difference(&self.files).cloned().collect();
        self.files = files;
        Ok(new)
    }

    /// Waits until one of the files has changed.
    async fn next(&mut self) -> Result<(), Failed> {
        loop {
            match self.told.recv().await {
                Some(Ok(event)) if self.concerns(&event) => return Ok(()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(said(&error)),
                None => return Err(Failed::Said("files cannot be watched any more".to_owned())),
            }
        }
    }

    /// Waits until the files rest.
    async fn rest(&mut self) -> Result<(), Failed> {
        for _ in 0..STEPS_MAX {
            match tokio::time::timeout(QUIET, self.next()).await {
                Ok(change) => change?,
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    }

    /// Whether an event changes a file, or a folder on the way to it; to be read is no change.
    fn concerns(&self, event: &notify::Event) -> bool {
        let changes = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => false,
            _ => true,
        };
        let is_ours = |path: &PathBuf| self.files.iter().any(|it| it.starts_with(path));
        event.need_rescan() || changes && event.paths.iter().any(is_ours)
    }
}

/// The nearest folder over a file that is there.
fn folder(file: &Path) -> Option<&Path> {
    file.ancestors().skip(1).find(|it| it.is_dir())
}

fn is_newer(file: &Path, than: SystemTime) -> bool {
    file.metadata().and_then(|it| it.modified()).is_ok_and(|it| it >= than)
}

fn said(error: &notify::Error) -> Failed {
    Failed::Said(format!("files cannot be watched: {error}"))
}
