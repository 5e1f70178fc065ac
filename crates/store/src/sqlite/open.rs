//! Opening a store's file: is it one, which version has it, and bringing it up to date.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::StoreError;

/// Marks a SQLite file as a store of Seamless: "seam" in ASCII.
const APPLICATION_ID: i32 = 0x7365_616d;

/// The steps from an empty file to the newest version, in order. A step that was released is never changed.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_start.sql")];

/// Another process may write to the same file, for a moment.
const BUSY: Duration = Duration::from_secs(10);
const STATEMENTS: usize = 128;

/// Opens the connection that writes, and makes or updates the store.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path).map_err(|problem| cannot_open(path, &problem))?;
    connection.busy_timeout(BUSY)?;
    let version = version_of(&connection, path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Every commit is synced to disk before it is acknowledged.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The log is written back beside the commits; this bound is for when that could not be.
    connection.pragma_update(None, "wal_autocheckpoint", 32_768)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    migrate(&connection, version)?;
    Ok(connection)
}

/// Opens the connection that writes the log back.
pub(super) fn keeper(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path).map_err(|problem| cannot_open(path, &problem))?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -64)?;
    Ok(connection)
}

/// Opens a connection that reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|problem| cannot_open(path, &problem))?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -4_000)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn cannot_open(path: &Path, problem: &rusqlite::Error) -> StoreError {
    StoreError::Failed(format!("{} cannot be opened: {problem}", path.display()))
}

/// The version of the store in the file: 0 where the file is new. Nothing is written before the file is known to be
/// a store, and not a newer one.
fn version_of(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let read = || -> rusqlite::Result<(i64, i64, i64)> {
        Ok((
            number("PRAGMA application_id")?,
            number("PRAGMA user_version")?,
            number("SELECT count(*) FROM sqlite_schema")?,
        ))
    };
    let not_a_store = |problem: String| StoreError::NotAStore { path: path.display().to_string(), problem };
    let (application, version, objects) = read().map_err(|problem| match problem.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => not_a_store(problem.to_string()),
        _ => cannot_open(path, &problem),
    })?;
    if application == 0 && version == 0 && objects == 0 {
        return Ok(0);
    }
    if application != i64::from(APPLICATION_ID) {
        return Err(not_a_store("it is a database of another program".to_owned()));
    }
    let found = u32::try_from(version).unwrap_or_default();
    let known = MIGRATIONS.len() as u32;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    if found == 0 {
        return Err(not_a_store("its version is missing".to_owned()));
    }
    Ok(found as usize)
}

/// Brings the store up to date; each step is done whole or not at all.
fn migrate(connection: &Connection, mut version: usize) -> Result<(), StoreError> {
    while version < MIGRATIONS.len() {
        let step = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        // Another process may have been first.
        let found: i64 = step.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        version = version.max(usize::try_from(found).unwrap_or_default());
        let Some(sql) = MIGRATIONS.get(version) else { break };
        step.execute_batch(sql)?;
        version += 1;
        step.pragma_update(None, "application_id", APPLICATION_ID)?;
        step.pragma_update(None, "user_version", version as i64)?;
        step.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writer_syncs_every_commit_and_readers_cannot_write() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        let writing = writer(&path).expect("open");
        let ask = |name: &str| writing.pragma_query_value(None, name, |row| row.get::<_, String>(0));
        assert_eq!(ask("journal_mode").as_deref(), Ok("wal"));
        let synced: i64 =
            writing.pragma_query_value(None, "synchronous", |row| row.get(0)).expect("a number");
        assert_eq!(synced, 2, "FULL");
        let reading = reader(&path).expect("open");
        assert!(reading.execute("DELETE FROM journal", []).is_err());
    }

    #[test]
    fn what_clocks_and_starts_ask_is_answered_from_an_index() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = writer(&folder.path().join("store.db")).expect("open");
        for (sql, index) in [
            ("SELECT * FROM journal WHERE state = 0 ORDER BY seq LIMIT 9", "journal_undecided"),
            ("SELECT * FROM journal WHERE state = 2 ORDER BY seq DESC LIMIT 9", "journal_held"),
            ("SELECT id FROM threads WHERE wake_at <= 9 ORDER BY wake_at, id LIMIT 9", "threads_wake_at"),
            ("SELECT id FROM threads WHERE in_flight = 1 ORDER BY id", "threads_in_flight"),
            ("SELECT thread FROM deadlines WHERE due_at < 9", "threads_wake_at"),
        ] {
            let plan = connection
                .query_row(&format!("EXPLAIN QUERY PLAN {sql}"), [], |row| row.get::<_, String>(3))
                .expect("a plan");
            assert!(plan.contains(index), "{sql}: {plan}");
        }
    }
}
