//! Threads, and what is found by: keys, moments, what is on its way.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use seamless_engine::{Thread, ThreadKey};
use seamless_model::ThreadId;

use super::convert::{integer, json, limit, micros, moment, thread_from_json, thread_id, wake_micros};
use super::{add_to_counter, parts};
use crate::rows::order_row;
use crate::{StoreError, ThreadCommit};

/// What a row of `threads` holds besides its number.
#[derive(Debug, PartialEq)]
struct ThreadRow {
    number: String,
    opened_at: i64,
    changed_at: Option<i64>,
    wake_at: Option<i64>,
    in_flight: bool,
    state: String,
    open_incidents: i64,
    total: Option<i64>,
    currency: Option<String>,
    systems: String,
}

impl ThreadRow {
    fn of(thread: &Thread, changed_at: Option<i64>) -> Result<Self, StoreError> {
        let row = order_row(thread, thread.opened_at);
        Ok(Self {
            number: row.number,
            opened_at: micros(thread.opened_at),
            changed_at,
            wake_at: thread.wake_at.map(wake_micros),
            in_flight: thread.in_flight(),
            state: row.state,
            open_incidents: integer(row.open_incidents)?,
            total: row.total.map(|total| total.minor()),
            currency: row.total.map(|total| total.currency().code().to_owned()),
            systems: json(&row.systems)?,
        })
    }

    fn read(connection: &Connection, id: i64) -> Result<Option<Self>, StoreError> {
        let mut row = connection.prepare_cached(
            "SELECT number, opened_at, changed_at, wake_at, in_flight, state, open_incidents, total, currency, systems
             FROM threads WHERE id = ?1",
        )?;
        let row = row.query_row([id], |row| {
            Ok(Self {
                number: row.get(0)?,
                opened_at: row.get(1)?,
                changed_at: row.get(2)?,
                wake_at: row.get(3)?,
                in_flight: row.get(4)?,
                state: row.get(5)?,
                open_incidents: row.get(6)?,
                total: row.get(7)?,
                currency: row.get(8)?,
                systems: row.get(9)?,
            })
        });
        Ok(row.optional()?)
    }

    fn write(&self, connection: &Connection, id: i64) -> Result<(), StoreError> {
        connection
            .prepare_cached(
                "INSERT INTO threads (id, number, opened_at, changed_at, wake_at, in_flight, state, open_incidents,
                                      total, currency, systems)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (id) DO UPDATE SET
                     number = ?2, opened_at = ?3, changed_at = ?4, wake_at = ?5, in_flight = ?6, state = ?7,
                     open_incidents = ?8, total = ?9, currency = ?10, systems = ?11",
            )?
            .execute(params![
                id,
                self.number,
                self.opened_at,
                self.changed_at,
                self.wake_at,
                self.in_flight,
                self.state,
                self.open_incidents,
                self.total,
                self.currency,
                self.systems,
            ])?;
        Ok(())
    }
}

/// Writes a thread; only the rows that changed.
pub(super) fn put(connection: &Connection, commit: &ThreadCommit) -> Result<(), StoreError> {
    let thread = &commit.thread;
    let id = integer(thread.id.0)?;
    let before = ThreadRow::read(connection, id)?;
    let told_at = commit.timeline.last().map(|(_, entry)| micros(entry.at));
    let changed_at = told_at.or(before.as_ref().and_then(|before| before.changed_at));
    let row = ThreadRow::of(thread, changed_at)?;
    if before.as_ref() != Some(&row) {
        row.write(connection, id)?;
    }
    if before.is_none() {
        add_to_counter(connection, "orders", 1)?;
        connection
            .prepare_cached("UPDATE counters SET value = max(value, ?1) WHERE name = 'last_thread'")?
            .execute([id])?;
    }
    connection
        .prepare_cached(
            "INSERT INTO thread_bodies (id, body) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET body = ?2 WHERE body <> ?2",
        )?
        .execute(params![id, json(thread)?])?;
    put_keys(connection, thread, id)?;
    parts::put_deliveries(connection, thread, id)?;
    parts::put_incidents(connection, thread, id)?;
    parts::put_timeline(connection, &commit.timeline, id)?;
    parts::count_done(connection, &commit.done)
}

/// A key that was found on a thread once keeps leading to it, until another thread has it.
fn put_keys(connection: &Connection, thread: &Thread, id: i64) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached(
        "INSERT INTO thread_keys (value, field, kind, system, thread) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (value, field, kind, system) DO UPDATE SET thread = ?5 WHERE thread <> ?5",
    )?;
    for key in thread.keys() {
        put.execute(params![key.value, key.field, key.kind.word(), key.system.as_str(), id])?;
    }
    Ok(())
}

/// Makes one thread part of another: keys, timeline and journal entries go over, the rest is gone.
pub(super) fn merge(connection: &Connection, from: ThreadId, into: ThreadId) -> Result<(), StoreError> {
    if from == into {
        return Ok(());
    }
    let (from, into) = (integer(from.0)?, integer(into.0)?);
    for sql in [
        "UPDATE thread_keys SET thread = ?2 WHERE thread = ?1",
        "UPDATE journal SET thread = ?2 WHERE thread = ?1",
        "UPDATE timeline
         SET thread = ?2, line = line + (SELECT coalesce(max(line), 0) FROM timeline WHERE thread = ?2)
         WHERE thread = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([from, into])?;
    }
    for sql in [
        "DELETE FROM deliveries WHERE thread = ?1",
        "DELETE FROM incidents WHERE thread = ?1",
        "DELETE FROM thread_bodies WHERE id = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([from])?;
    }
    let gone = connection.prepare_cached("DELETE FROM threads WHERE id = ?1")?.execute([from])?;
    add_to_counter(connection, "orders", -(gone as i64))
}

/// The threads that have any of these keys, each once, ascending.
pub(super) fn of_keys(connection: &Connection, keys: &[ThreadKey]) -> Result<Vec<ThreadId>, StoreError> {
    let mut found = connection.prepare_cached(
        "SELECT thread FROM thread_keys WHERE value = ?1 AND field = ?2 AND kind = ?3 AND system = ?4",
    )?;
    let mut threads = Vec::new();
    for key in keys {
        let thread = found
            .query_row(params![key.value, key.field, key.kind.word(), key.system.as_str()], |row| row.get(0))
            .optional()?;
        threads.extend(thread.map(thread_id));
    }
    threads.sort();
    threads.dedup();
    Ok(threads)
}

pub(super) fn read(connection: &Connection, id: ThreadId) -> Result<Option<Thread>, StoreError> {
    // A number that SQLite cannot hold was never kept.
    let Ok(id) = integer(id.0) else { return Ok(None) };
    let mut body = connection.prepare_cached("SELECT body FROM thread_bodies WHERE id = ?1")?;
    let body: Option<String> = body.query_row([id], |row| row.get(0)).optional()?;
    body.map(|body| thread_from_json(&body, id)).transpose()
}

pub(super) fn awake(
    connection: &Connection,
    now: Timestamp,
    most: usize,
) -> Result<Vec<ThreadId>, StoreError> {
    ids(
        connection,
        "SELECT id FROM threads WHERE wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2",
        [micros(now), limit(most)],
    )
}

pub(super) fn next_wake(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut next = connection
        .prepare_cached("SELECT wake_at FROM threads WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1")?;
    next.query_row([], |row| row.get(0)).optional()?.map(moment).transpose()
}

pub(super) fn in_flight(connection: &Connection) -> Result<Vec<ThreadId>, StoreError> {
    ids(connection, "SELECT id FROM threads WHERE in_flight = 1 ORDER BY id", [])
}

fn ids(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<ThreadId>, StoreError> {
    let mut rows = connection.prepare_cached(sql)?;
    let rows = rows.query_map(values, |row| row.get(0).map(thread_id))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
