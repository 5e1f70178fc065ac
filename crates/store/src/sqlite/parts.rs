//! What hangs on a thread: deliveries, incidents, timeline. Only rows that changed are written.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use seamless_engine::{Delivery, DeliveryState, Entry, Lane, Thread};
use seamless_model::HandoffId;

use super::convert::{integer, json, micros};
use crate::{Seq, StoreError};

/// A row of `deliveries`, besides what names it.
#[derive(Debug, PartialEq)]
struct DeliveryRow {
    action: String,
    state: String,
    due_at: i64,
    attempts: u32,
    held: Option<String>,
}

impl DeliveryRow {
    fn of(lane: &Lane, delivery: &Delivery) -> Self {
        let (state, due_at) = match delivery.state {
            DeliveryState::Waiting(at) => ("waiting", at),
            DeliveryState::InFlight(at) => ("in_flight", at),
        };
        Self {
            action: delivery.action.word().to_owned(),
            state: state.to_owned(),
            due_at: micros(due_at),
            attempts: delivery.attempts,
            held: lane.held.as_ref().map(|held| held.reason.clone()),
        }
    }
}

type DeliveryName = (String, String);

pub(super) fn put_deliveries(connection: &Connection, thread: &Thread, id: i64) -> Result<(), StoreError> {
    let mut before = deliveries(connection, id)?;
    for lane in &thread.lanes {
        let Some(delivery) = &lane.current else { continue };
        let name = (lane.handoff.as_str().to_owned(), lane.document.to_string());
        let row = DeliveryRow::of(lane, delivery);
        if before.remove(&name).as_ref() != Some(&row) {
            put_delivery(connection, id, &name, &row)?;
        }
    }
    let mut over = connection
        .prepare_cached("DELETE FROM deliveries WHERE thread = ?1 AND handoff = ?2 AND document = ?3")?;
    for (handoff, document) in before.keys() {
        over.execute(params![id, handoff, document])?;
    }
    Ok(())
}

fn deliveries(connection: &Connection, id: i64) -> Result<BTreeMap<DeliveryName, DeliveryRow>, StoreError> {
    let mut rows = connection.prepare_cached(
        "SELECT handoff, document, action, state, due_at, attempts, held FROM deliveries WHERE thread = ?1",
    )?;
    let rows = rows.query_map([id], |row| {
        let delivery = DeliveryRow {
            action: row.get(2)?,
            state: row.get(3)?,
            due_at: row.get(4)?,
            attempts: row.get(5)?,
            held: row.get(6)?,
        };
        Ok(((row.get(0)?, row.get(1)?), delivery))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn put_delivery(
    connection: &Connection,
    id: i64,
    (handoff, document): &DeliveryName,
    row: &DeliveryRow,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO deliveries
                 (thread, handoff, document, action, state, due_at, attempts, held)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![id, handoff, document, row.action, row.state, row.due_at, row.attempts, row.held])?;
    Ok(())
}

pub(super) fn put_incidents(connection: &Connection, thread: &Thread, id: i64) -> Result<(), StoreError> {
    let mut before = incidents(connection, id)?;
    let mut put = connection.prepare_cached(
        "INSERT OR REPLACE INTO incidents (thread, id, breakpoint, handoff, team, opened_at, open, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for incident in &thread.incidents {
        let body = json(incident)?;
        if before.remove(&incident.id.0).as_ref() == Some(&body) {
            continue;
        }
        put.execute(params![
            id,
            incident.id.0,
            incident.breakpoint.as_str(),
            incident.handoff.as_str(),
            incident.team.as_str(),
            micros(incident.opened_at),
            incident.is_open(),
            body,
        ])?;
    }
    let mut gone = connection.prepare_cached("DELETE FROM incidents WHERE thread = ?1 AND id = ?2")?;
    for incident in before.keys() {
        gone.execute(params![id, incident])?;
    }
    Ok(())
}

fn incidents(connection: &Connection, id: i64) -> Result<BTreeMap<String, String>, StoreError> {
    let mut rows = connection.prepare_cached("SELECT id, body FROM incidents WHERE thread = ?1")?;
    let rows = rows.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn put_timeline(
    connection: &Connection,
    lines: &[(Option<Seq>, Entry)],
    id: i64,
) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut last =
        connection.prepare_cached("SELECT coalesce(max(line), 0) FROM timeline WHERE thread = ?1")?;
    let last: i64 = last.query_row([id], |row| row.get(0))?;
    let mut put = connection
        .prepare_cached("INSERT INTO timeline (thread, line, at, seq, body) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for ((seq, entry), line) in lines.iter().zip(last + 1..) {
        let seq = seq.map(|seq| integer(seq.0)).transpose()?;
        put.execute(params![id, line, micros(entry.at), seq, json(entry)?])?;
    }
    Ok(())
}

pub(super) fn count_done(connection: &Connection, done: &[HandoffId]) -> Result<(), StoreError> {
    let mut count = connection.prepare_cached(
        "INSERT INTO done (handoff, times) VALUES (?1, 1) ON CONFLICT (handoff) DO UPDATE SET times = times + 1",
    )?;
    for handoff in done {
        count.execute([handoff.as_str()])?;
    }
    Ok(())
}
