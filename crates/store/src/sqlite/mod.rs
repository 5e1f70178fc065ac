//! The store in one SQLite file: one thread that writes, a few that read.
//!
//! Whatever waits to be written is committed together and synced to disk (`journal_mode=WAL`, `synchronous=FULL`)
//! before any of it is acknowledged: one sync serves many callers. Readers have connections of their own and see what
//! is durable. Times are kept to the microsecond.

mod convert;
mod journal;
mod keeper;
mod lists;
mod open;
mod parts;
mod queue;
mod readers;
mod threads;
mod writer;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;
use seamless_engine::{Thread, ThreadKey};
use seamless_model::ThreadId;

use self::convert::{integer, natural};
use self::keeper::Keeper;
use self::readers::Readers;
use self::writer::Writer;
use crate::{
    AuditRow, Commit, Counts, IncidentFilter, IncidentRow, JournalEntry, LandedAs, NewEntry, OrderFilter,
    OrderPage, Seq, Store, StoreError, TimelineRow,
};

const READERS: usize = 2;

/// A store in one SQLite file. It may be opened by several processes at once, of which one should write. A call that
/// is dropped before it answers may or may not have been carried out. Dropping the store finishes what was begun.
#[derive(Debug)]
pub struct Sqlite {
    readers: Readers,
    writer: Writer,
}

impl Sqlite {
    /// Opens the store in a file, making it where there is none, and bringing it up to date where it is older.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`] where the file is something else or damaged, [`StoreError::TooNew`] where a newer
    /// Seamless wrote it, [`StoreError::Failed`] where it cannot be read or written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let connection = open::writer(path)?;
        let readers = (0..READERS).map(|_| open::reader(path)).collect::<Result<_, _>>()?;
        let keeper = Keeper::start(open::keeper(path)?)?;
        Ok(Self { readers: Readers::start(readers)?, writer: Writer::start(connection, keeper)? })
    }

    /// Reads the whole file for damage; what is wrong with it, in SQLite's words, and nothing where it is sound.
    ///
    /// # Errors
    /// [`StoreError::Failed`] where it cannot be read at all.
    pub async fn damage(&self) -> Result<Vec<String>, StoreError> {
        self.readers
            .read(|connection| {
                let mut rows = connection.prepare("PRAGMA integrity_check")?;
                let rows = rows.query_map([], |row| row.get(0))?;
                let said: Vec<String> = rows.collect::<Result<_, _>>()?;
                Ok(said.into_iter().filter(|line| line != "ok").collect())
            })
            .await
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // The writer's connection is the last to close, and writes the log back.
        self.readers.finish();
        self.writer.finish();
    }
}

impl Store for Sqlite {
    async fn land(&self, entries: Vec<NewEntry>) -> Result<Vec<LandedAs>, StoreError> {
        let bytes = entries.iter().map(|entry| entry.body.len() + 512).sum();
        self.writer.write(bytes, move |connection| journal::land(connection, &entries)).await
    }

    async fn undecided(&self, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        self.readers.read(move |connection| journal::undecided(connection, limit)).await
    }

    async fn entry(&self, seq: Seq) -> Result<Option<JournalEntry>, StoreError> {
        self.readers.read(move |connection| journal::entry(connection, seq)).await
    }

    async fn threads_of(&self, keys: &[ThreadKey]) -> Result<Vec<ThreadId>, StoreError> {
        let keys = keys.to_vec();
        self.readers.read(move |connection| threads::of_keys(connection, &keys)).await
    }

    async fn thread(&self, id: ThreadId) -> Result<Option<Thread>, StoreError> {
        self.readers.read(move |connection| threads::read(connection, id)).await
    }

    async fn last_thread(&self) -> Result<ThreadId, StoreError> {
        self.readers.read(|connection| Ok(ThreadId(counter(connection, "last_thread")?))).await
    }

    async fn awake(&self, now: Timestamp, limit: usize) -> Result<Vec<ThreadId>, StoreError> {
        self.readers.read(move |connection| threads::awake(connection, now, limit)).await
    }

    async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError> {
        self.readers.read(threads::next_wake).await
    }

    async fn in_flight(&self) -> Result<Vec<ThreadId>, StoreError> {
        self.readers.read(threads::in_flight).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        let bytes = commit.threads.len() * 16_384;
        self.writer.write(bytes, move |connection| make_durable(connection, &commit)).await
    }

    async fn value(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.readers.read(move |connection| lists::value(connection, &name)).await
    }

    async fn set_value(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.writer.write(value.len(), move |connection| lists::set_value(connection, &name, &value)).await
    }

    async fn release_held(&self) -> Result<u64, StoreError> {
        self.writer.write(0, journal::release_held).await
    }

    async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage, StoreError> {
        let filter = filter.clone();
        self.readers.read(move |connection| lists::orders(connection, &filter)).await
    }

    async fn timeline(&self, thread: ThreadId) -> Result<Vec<TimelineRow>, StoreError> {
        self.readers.read(move |connection| lists::timeline(connection, thread)).await
    }

    async fn messages(&self, thread: ThreadId) -> Result<Vec<JournalEntry>, StoreError> {
        let Ok(thread) = integer(thread.0) else { return Ok(Vec::new()) };
        self.readers.read(move |connection| journal::of_thread(connection, thread)).await
    }

    async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, StoreError> {
        let filter = filter.clone();
        self.readers.read(move |connection| lists::incidents(connection, &filter)).await
    }

    async fn held(&self, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        self.readers.read(move |connection| journal::held(connection, limit)).await
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        self.readers.read(lists::counts).await
    }

    async fn audit(&self, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        self.readers.read(move |connection| lists::audit(connection, limit)).await
    }
}

fn make_durable(connection: &Connection, commit: &Commit) -> Result<(), StoreError> {
    for (from, into) in &commit.merged {
        threads::merge(connection, *from, *into)?;
    }
    for thread in &commit.threads {
        threads::put(connection, thread)?;
    }
    for decided in &commit.decided {
        journal::decide(connection, decided)?;
    }
    for row in &commit.audit {
        lists::put_audit(connection, row)?;
    }
    Ok(())
}

fn counter(connection: &Connection, name: &str) -> Result<u64, StoreError> {
    let mut value = connection.prepare_cached("SELECT value FROM counters WHERE name = ?1")?;
    Ok(natural(value.query_row([name], |row| row.get(0))?))
}

fn add_to_counter(connection: &Connection, name: &str, more: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE counters SET value = value + ?2 WHERE name = ?1")?
        .execute(rusqlite::params![name, more])?;
    Ok(())
}
