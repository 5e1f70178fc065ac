//! What this machine's disk and SQLite can do at best: the numbers beside which ours are printed.

use std::fs::{File, OpenOptions, remove_file};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::try_join_all;
use jiff::Timestamp;

use crate::{EntrySource, NewEntry, Sqlite, Store, StoreError};

const BYTES: usize = 512;

/// How often a second this disk takes 512 bytes at the end of a file and syncs them, one after the other. The file
/// stands in `dir` for so long.
///
/// # Errors
/// [`StoreError::Failed`] where the file cannot be written.
pub fn fdatasync_rate(dir: &Path, during: Duration) -> Result<f64, StoreError> {
    let path = scratch(dir, "sync");
    let rate = OpenOptions::new()
        .create_new(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| appends_a_second(&mut file, during));
    let removed = remove_file(&path);
    let failed = |problem: std::io::Error| StoreError::Failed(format!("{}: {problem}", path.display()));
    let rate = rate.map_err(failed)?;
    removed.map_err(failed)?;
    Ok(rate)
}

fn appends_a_second(file: &mut File, during: Duration) -> std::io::Result<f64> {
    let begun = Instant::now();
    let mut appends = 0_u64;
    while begun.elapsed() < during {
        file.write_all(&[b'x'; BYTES])?;
        file.sync_data()?;
        appends += 1;
    }
    Ok(appends as f64 / begun.elapsed().as_secs_f64())
}

/// How many journal entries of 512 bytes a second are landed, synced and acknowledged by a [`Sqlite`] store while
/// so many producers each land one after the other. The store stands in `dir` for so long.
///
/// # Errors
/// [`StoreError::Failed`] where the store cannot be written.
pub fn sqlite_group_commit_rate(dir: &Path, producers: usize, during: Duration) -> Result<f64, StoreError> {
    let path = scratch(dir, "rows");
    let rate = Sqlite::open(&path).and_then(|store| rows_a_second(&store, producers, during));
    for end in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(end);
        // The log files are gone already where the store was closed in order.
        let _ = remove_file(file);
    }
    rate
}

fn rows_a_second(store: &Sqlite, producers: usize, during: Duration) -> Result<f64, StoreError> {
    let begun = Instant::now();
    let produce = async || -> Result<u64, StoreError> {
        let mut rows = 0;
        while begun.elapsed() < during {
            store.land(vec![row()]).await?;
            rows += 1;
        }
        Ok(rows)
    };
    let rows: Vec<u64> = block_on(try_join_all((0..producers).map(|_| produce())))?;
    Ok(rows.iter().sum::<u64>() as f64 / begun.elapsed().as_secs_f64())
}

fn row() -> NewEntry {
    NewEntry {
        source: EntrySource::Webhook,
        system: None,
        topic: "bench".to_owned(),
        dedupe: None,
        guard: None,
        triggered_at: None,
        received_at: Timestamp::UNIX_EPOCH,
        body: vec![b'x'; BYTES].into(),
    }
}

fn scratch(dir: &Path, what: &str) -> PathBuf {
    dir.join(format!("seamless-bench-{what}-{}", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_rates_are_measured_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let short = Duration::from_millis(20);
        assert!(fdatasync_rate(folder.path(), short).expect("a rate") > 0.0);
        assert!(sqlite_group_commit_rate(folder.path(), 4, short).expect("a rate") > 0.0);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
