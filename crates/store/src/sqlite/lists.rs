//! What people and pages read.

use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};
use seamless_model::{Currency, HandoffId, Money, ThreadId};

use super::convert::{from_json, integer, limit, micros, moment, natural, seq, thread_id, unreadable};
use super::journal;
use crate::{
    AuditRow, Counts, HandoffCounts, IncidentFilter, IncidentRow, OrderFilter, OrderPage, OrderRow,
    StoreError, TimelineRow,
};

/// A page of orders, newest first.
pub(super) fn orders(connection: &Connection, filter: &OrderFilter) -> Result<OrderPage, StoreError> {
    let most = filter.page();
    let (sql, values) = orders_query(connection, filter, most)?;
    let mut rows = connection.prepare_cached(&sql)?;
    let mut rows = rows.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(order_of(row)?);
    }
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|row| row.thread);
    Ok(OrderPage { rows: found, next })
}

/// Where few keys match, the threads are looked up from the keys.
const IS_FOUND: &str = "id IN (SELECT thread FROM thread_keys WHERE value >= ? AND value < ?
     UNION SELECT thread FROM thread_keys WHERE value >= ? AND value < ?)";

/// Where many match, the newest threads are asked for theirs one after the other, which soon fills a page.
const HAS_KEY: &str = "EXISTS (SELECT 1 FROM thread_keys INDEXED BY thread_keys_thread
     WHERE thread = threads.id AND ((value >= ? AND value < ?) OR (value >= ? AND value < ?)))";

const MANY: i64 = 1_000;

/// The first text with each prefix, and one behind the last: nobody's key holds the last of all characters.
fn bounds([plain, marked]: [String; 2]) -> [String; 4] {
    let end = |prefix: &str| format!("{prefix}{}", char::MAX);
    let ends = (end(&plain), end(&marked));
    [plain, ends.0, marked, ends.1]
}

fn are_many(connection: &Connection, bounds: &[String; 4]) -> Result<bool, StoreError> {
    let mut counted = connection.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM thread_keys WHERE value >= ?1 AND value < ?2
                               UNION ALL SELECT 1 FROM thread_keys WHERE value >= ?3 AND value < ?4
                               LIMIT ?5)",
    )?;
    let [a, b, c, d] = bounds;
    let found: i64 = counted.query_row(params![a, b, c, d, MANY], |row| row.get(0))?;
    Ok(found >= MANY)
}

fn orders_query(
    connection: &Connection,
    filter: &OrderFilter,
    most: usize,
) -> Result<(String, Vec<Value>), StoreError> {
    let mut conditions = vec!["1"];
    let mut values = Vec::new();
    if let Some(prefixes) = filter.prefixes() {
        let ends = bounds(prefixes);
        conditions.push(if are_many(connection, &ends)? { HAS_KEY } else { IS_FOUND });
        values.extend(ends.map(Value::Text));
    }
    if let Some(state) = &filter.state {
        conditions.push("state = ?");
        values.push(Value::Text(state.clone()));
    }
    if filter.stuck {
        conditions.push("open_incidents > 0");
    }
    if let Some(before) = filter.before {
        conditions.push("id < ?");
        values.push(Value::Integer(i64::try_from(before.0).unwrap_or(i64::MAX)));
    }
    values.push(Value::Integer(limit(most.saturating_add(1))));
    let sql = format!(
        "SELECT id, number, opened_at, changed_at, state, total, currency, open_incidents, systems
         FROM threads WHERE {} ORDER BY id DESC LIMIT ?",
        conditions.join(" AND ")
    );
    Ok((sql, values))
}

fn order_of(row: &Row<'_>) -> Result<OrderRow, StoreError> {
    let id: i64 = row.get(0)?;
    let thread = thread_id(id);
    let opened_at: i64 = row.get(2)?;
    let systems: String = row.get(8)?;
    Ok(OrderRow {
        thread,
        number: row.get(1)?,
        opened_at: moment(opened_at)?,
        changed_at: moment(row.get::<_, Option<i64>>(3)?.unwrap_or(opened_at))?,
        state: row.get(4)?,
        total: money(row.get(5)?, row.get(6)?, thread)?,
        open_incidents: natural(row.get(7)?),
        systems: from_json(&systems, || format!("thread {thread}"))?,
    })
}

fn money(
    minor: Option<i64>,
    currency: Option<String>,
    thread: ThreadId,
) -> Result<Option<Money>, StoreError> {
    let (Some(minor), Some(code)) = (minor, currency) else { return Ok(None) };
    let currency =
        Currency::from_code(&code).map_err(|problem| unreadable(format!("thread {thread}"), problem))?;
    Ok(Some(Money::from_minor(minor, currency)))
}

/// A thread's timeline, oldest first.
pub(super) fn timeline(connection: &Connection, thread: ThreadId) -> Result<Vec<TimelineRow>, StoreError> {
    let Ok(id) = integer(thread.0) else { return Ok(Vec::new()) };
    let mut rows =
        connection.prepare_cached("SELECT seq, body FROM timeline WHERE thread = ?1 ORDER BY at, line")?;
    let mut rows = rows.query([id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        let entry = from_json(&body, || format!("a line of the timeline of thread {thread}"))?;
        found.push(TimelineRow { entry, seq: row.get::<_, Option<i64>>(0)?.map(seq) });
    }
    Ok(found)
}

/// Incidents: those that need somebody first, then newest first.
pub(super) fn incidents(
    connection: &Connection,
    filter: &IncidentFilter,
) -> Result<Vec<IncidentRow>, StoreError> {
    let mut rows = connection.prepare_cached(
        "SELECT incidents.thread, threads.number, incidents.body
         FROM incidents JOIN threads ON threads.id = incidents.thread
         WHERE (?1 IS NULL OR open = ?1) AND (?2 IS NULL OR team = ?2)
         ORDER BY open DESC, incidents.opened_at DESC, incidents.id, incidents.thread LIMIT ?3",
    )?;
    let team = filter.team.as_ref().map(|team| team.as_str());
    let mut rows = rows.query(params![filter.open, team, limit(filter.page())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let thread = thread_id(row.get(0)?);
        let body: String = row.get(2)?;
        let incident = from_json(&body, || format!("an incident of thread {thread}"))?;
        found.push(IncidentRow { thread, number: row.get(1)?, incident });
    }
    Ok(found)
}

/// How much there is of everything.
pub(super) fn counts(connection: &Connection) -> Result<Counts, StoreError> {
    let number = |sql: &str| -> Result<u64, StoreError> {
        Ok(natural(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?))
    };
    let mut counts = Counts {
        orders: super::counter(connection, "orders")?,
        // Entries are numbered without gaps and never thrown away.
        landed: natural(journal::last_seq(connection)?),
        duplicates: super::counter(connection, "duplicates")?,
        undecided: number("SELECT count(*) FROM journal WHERE state = 0")?,
        held: number("SELECT count(*) FROM journal WHERE state = 2")?,
        open_incidents: number("SELECT count(*) FROM incidents WHERE open = 1")?,
        incidents: number("SELECT count(*) FROM incidents")?,
        handoffs: Default::default(),
    };
    type Into = fn(&mut HandoffCounts, u64);
    let by_handoff: [(&str, Into); 4] = [
        ("SELECT handoff, times FROM done", |it, n| it.done = n),
        ("SELECT handoff, count(*) FROM deliveries GROUP BY handoff", |it, n| it.waiting = n),
        ("SELECT handoff, count(*) FROM deliveries WHERE held IS NOT NULL GROUP BY handoff", |it, n| {
            it.held = n
        }),
        ("SELECT handoff, count(*) FROM incidents WHERE open = 1 GROUP BY handoff", |it, n| it.late = n),
    ];
    for (sql, into) in by_handoff {
        let mut rows = connection.prepare_cached(sql)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let handoff = HandoffId::from(row.get::<_, String>(0)?);
            into(counts.handoffs.entry(handoff).or_default(), natural(row.get(1)?));
        }
    }
    Ok(counts)
}

/// Notes what a person did.
pub(super) fn put_audit(connection: &Connection, row: &AuditRow) -> Result<(), StoreError> {
    let thread = row.thread.map(|thread| integer(thread.0)).transpose()?;
    connection
        .prepare_cached("INSERT INTO audit (at, by, what, thread) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![micros(row.at), row.by, row.what, thread])?;
    Ok(())
}

/// What persons did, newest first.
pub(super) fn audit(connection: &Connection, most: usize) -> Result<Vec<AuditRow>, StoreError> {
    let mut rows =
        connection.prepare_cached("SELECT at, by, what, thread FROM audit ORDER BY id DESC LIMIT ?1")?;
    let mut rows = rows.query([limit(most)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(AuditRow {
            at: moment(row.get(0)?)?,
            by: row.get(1)?,
            what: row.get(2)?,
            thread: row.get::<_, Option<i64>>(3)?.map(thread_id),
        });
    }
    Ok(found)
}

pub(super) fn value(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let mut value = connection.prepare_cached("SELECT value FROM named_values WHERE name = ?1")?;
    Ok(value.query_row([name], |row| row.get(0)).optional()?)
}

pub(super) fn set_value(connection: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO named_values (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value <> ?2",
        )?
        .execute([name, value])?;
    Ok(())
}
