//! The journal's tables.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::convert::{integer, limit, micros, moment, seq, thread_id, unreadable};
use crate::{Decided, EntrySource, EntryState, JournalEntry, LandedAs, NewEntry, Seq, StoreError};

const UNDECIDED: i64 = 0;
const DECIDED: i64 = 1;
const HELD: i64 = 2;

const SOURCES: [EntrySource; 6] = [
    EntrySource::Webhook,
    EntrySource::Poll,
    EntrySource::Backstop,
    EntrySource::Fetch,
    EntrySource::Receipt,
    EntrySource::Command,
];

/// Journals entries; those that are known already are not kept, and counted where a system sent them: a poll reads what
/// it knows again and again.
pub(super) fn land(connection: &Connection, entries: &[NewEntry]) -> Result<Vec<LandedAs>, StoreError> {
    let mut next = last_seq(connection)? + 1;
    let mut duplicates = 0;
    let mut landed = Vec::with_capacity(entries.len());
    for entry in entries {
        if !mark(connection, entry, next)? {
            duplicates += i64::from(entry.source == EntrySource::Webhook);
            landed.push(LandedAs::Duplicate);
            continue;
        }
        insert(connection, entry, next)?;
        landed.push(LandedAs::New(seq(next)));
        next += 1;
    }
    if duplicates > 0 {
        super::add_to_counter(connection, "duplicates", duplicates)?;
    }
    Ok(landed)
}

pub(super) fn last_seq(connection: &Connection) -> Result<i64, StoreError> {
    let mut last = connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM journal")?;
    Ok(last.query_row([], |row| row.get(0))?)
}

/// Marks an entry as known; false if it was known by any of its marks, and then no mark is set.
fn mark(connection: &Connection, entry: &NewEntry, seq: i64) -> Result<bool, StoreError> {
    let mut set = connection.prepare_cached("INSERT OR IGNORE INTO marks (mark, seq) VALUES (?1, ?2)")?;
    let dedupe = entry.dedupe.as_deref().map(|text| mark_of("d", text));
    if let Some(dedupe) = &dedupe
        && set.execute(params![dedupe, seq])? == 0
    {
        return Ok(false);
    }
    let Some(guard) = entry.guard.as_deref().map(|text| mark_of("g", text)) else { return Ok(true) };
    if set.execute(params![guard, seq])? > 0 {
        return Ok(true);
    }
    if let Some(dedupe) = &dedupe {
        connection.prepare_cached("DELETE FROM marks WHERE mark = ?1")?.execute([dedupe])?;
    }
    Ok(false)
}

/// Marks are hashes, so that they are short whatever a system sends; two sorts of marks never meet.
fn mark_of(sort: &str, text: &str) -> [u8; 16] {
    let digest = Sha256::new().chain_update(sort).chain_update(":").chain_update(text).finalize();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

fn insert(connection: &Connection, entry: &NewEntry, seq: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO journal (seq, source, system, topic, dedupe, guard, triggered_at, received_at, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
        )?
        .execute(params![
            seq,
            entry.source.word(),
            entry.system.as_ref().map(|system| system.as_str()),
            entry.topic,
            entry.dedupe,
            entry.guard,
            entry.triggered_at.map(micros),
            micros(entry.received_at),
        ])?;
    connection
        .prepare_cached("INSERT INTO bodies (seq, body) VALUES (?1, ?2)")?
        .execute(params![seq, &entry.body[..]])?;
    Ok(())
}

/// Notes where an entry stands now.
pub(super) fn decide(connection: &Connection, decided: &Decided) -> Result<(), StoreError> {
    let (state, reason) = match &decided.state {
        EntryState::Undecided => (UNDECIDED, None),
        EntryState::Decided => (DECIDED, None),
        EntryState::Held(reason) => (HELD, Some(reason)),
    };
    let thread = decided.thread.map(|thread| integer(thread.0)).transpose()?;
    connection
        .prepare_cached("UPDATE journal SET state = ?2, reason = ?3, thread = ?4 WHERE seq = ?1")?
        .execute(params![integer(decided.seq.0)?, state, reason, thread])?;
    Ok(())
}

/// Puts held entries back; gives how many.
pub(super) fn release_held(connection: &Connection) -> Result<u64, StoreError> {
    let released = connection
        .prepare_cached("UPDATE journal SET state = 0, reason = NULL WHERE state = 2")?
        .execute([])?;
    Ok(released as u64)
}

pub(super) fn undecided(connection: &Connection, most: usize) -> Result<Vec<JournalEntry>, StoreError> {
    entries(connection, "WHERE state = 0 ORDER BY seq LIMIT ?1", limit(most))
}

pub(super) fn held(connection: &Connection, most: usize) -> Result<Vec<JournalEntry>, StoreError> {
    entries(connection, "WHERE state = 2 ORDER BY seq DESC LIMIT ?1", limit(most))
}

pub(super) fn of_thread(connection: &Connection, thread: i64) -> Result<Vec<JournalEntry>, StoreError> {
    entries(connection, "WHERE thread = ?1 ORDER BY seq", thread)
}

pub(super) fn entry(connection: &Connection, seq: Seq) -> Result<Option<JournalEntry>, StoreError> {
    // A number that SQLite cannot hold was never given out.
    let Ok(seq) = integer(seq.0) else { return Ok(None) };
    Ok(entries(connection, "WHERE seq = ?1", seq)?.pop())
}

fn entries(connection: &Connection, which: &str, value: i64) -> Result<Vec<JournalEntry>, StoreError> {
    let sql = format!(
        "SELECT seq, source, system, topic, dedupe, guard, triggered_at, received_at, state, reason, thread
         FROM journal {which}"
    );
    let mut rows = connection.prepare_cached(&sql)?;
    let mut rows = rows.query([value])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut entry = entry_of(row)?;
        entry.entry.body = body(connection, row.get(0)?)?;
        found.push(entry);
    }
    Ok(found)
}

fn body(connection: &Connection, seq: i64) -> Result<Bytes, StoreError> {
    let mut body = connection.prepare_cached("SELECT body FROM bodies WHERE seq = ?1")?;
    let body: Option<Vec<u8>> = body.query_row([seq], |row| row.get(0)).optional()?;
    body.map(Bytes::from).ok_or_else(|| unreadable(format!("journal entry {seq}"), "its body is missing"))
}

fn entry_of(row: &Row<'_>) -> Result<JournalEntry, StoreError> {
    let number: i64 = row.get(0)?;
    let word: String = row.get(1)?;
    let source = SOURCES.into_iter().find(|it| it.word() == word);
    let bad = |problem: String| unreadable(format!("journal entry {number}"), problem);
    let state = match row.get(8)? {
        UNDECIDED => EntryState::Undecided,
        DECIDED => EntryState::Decided,
        HELD => EntryState::Held(row.get::<_, Option<String>>(9)?.unwrap_or_default()),
        other => return Err(bad(format!("its state is {other}"))),
    };
    Ok(JournalEntry {
        seq: seq(number),
        entry: NewEntry {
            source: source.ok_or_else(|| bad(format!("its source is {word:?}")))?,
            system: row.get::<_, Option<String>>(2)?.map(Into::into),
            topic: row.get(3)?,
            dedupe: row.get(4)?,
            guard: row.get(5)?,
            triggered_at: row.get::<_, Option<i64>>(6)?.map(moment).transpose()?,
            received_at: moment(row.get(7)?)?,
            body: Bytes::new(),
        },
        state,
        thread: row.get::<_, Option<i64>>(10)?.map(thread_id),
    })
}
