//! OCEL 2.0 in SQLite (ocel-standard.org, specification 2.0, relational format): tables `event`, `object`, their
//! relations, and for each type a table of times and attributes that the map tables name.

use std::borrow::Cow;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::ReadError;
use super::ocel::{Reading, form};
use crate::log::{Form, Log};
use crate::names::Names;
use crate::progress::Progress;
use crate::skipped::{Place, Report, Why};

/// After so many rows, progress is told.
const ROWS_A_STEP: u64 = 65_536;

/// Reads a log.
pub(crate) fn read(file: &Path, progress: &dyn Progress) -> Result<(Log, Report), ReadError> {
    let fault = |source| ReadError::Database { file: file.to_owned(), source };
    let database = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI,
    )
    .map_err(fault)?;
    let missing: Vec<&str> =
        TABLES.into_iter().filter(|it| !has_table(&database, it).unwrap_or(false)).collect();
    if !missing.is_empty() {
        let why = format!("the database has no table {}; an OCEL 2.0 log has it", missing.join(", "));
        return Err(ReadError::NotALog { file: file.to_owned(), why });
    }
    let size = std::fs::metadata(file).map(|it| it.len()).ok();
    let mut reader = Reader {
        database: &database,
        reading: Reading::new(),
        progress,
        size,
        rows: 0,
        rows_in_all: rows_in_all(&database),
        stopped: false,
    };
    let broke = reader.tables().err();
    let Reader { reading, stopped, .. } = reader;
    let (log, mut report) = reading.finish();
    if stopped {
        report.stopped = true;
        report.notes.push("stopped: what was not yet read of the database is missing".to_owned());
    }
    if let Some(broke) = broke {
        report.skipped.add(Place::File, None, &broke.to_string(), Why::Truncated);
        report.notes.push(format!("the database breaks off: {broke}; what stands before is read"));
    }
    Ok((log, report))
}

const TABLES: [&str; 5] = ["event", "object", "event_object", "event_map_type", "object_map_type"];

fn has_table(database: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "select exists(select 1 from sqlite_master where type = 'table' and name = ?1)";
    database.query_row(sql, [name], |row| row.get(0))
}

/// Told from the highest rowids, which cost nothing to find.
fn rows_in_all(database: &Connection) -> u64 {
    let count = |table: &str| -> u64 {
        let sql = format!("select max(rowid) from {table}");
        database.query_row(&sql, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten().unwrap_or(0) as u64
    };
    // Every event and object stands in a table of its type as well.
    2 * (count("event") + count("object")) + count("event_object") + count("object_object")
}

struct Reader<'a> {
    database: &'a Connection,
    reading: Reading,
    progress: &'a dyn Progress,
    size: Option<u64>,
    rows: u64,
    rows_in_all: u64,
    stopped: bool,
}

/// The events as the table `event` has them, before their times are known.
#[derive(Default)]
struct Untimed {
    ids: Names,
    kinds: Vec<u32>,
    places: Vec<Place>,
    at_ms: Vec<Option<i64>>,
}

/// A type with its table, and the attributes that are columns of it.
struct TypeTable {
    kind: u32,
    table: String,
    attributes: Vec<(String, Form)>,
    /// Whether it tells which field a row changes.
    changes: bool,
}

impl Reader<'_> {
    fn tables(&mut self) -> rusqlite::Result<()> {
        let event_tables = self.types("event")?;
        let object_tables = self.types("object")?;
        self.objects()?;
        for table in &object_tables {
            self.object_values(table)?;
        }
        self.events(&event_tables)?;
        for table in event_tables.iter().filter(|it| !it.attributes.is_empty()) {
            self.event_values(table)?;
        }
        self.touches()?;
        if has_table(self.database, "object_object")? {
            self.relations()?;
        }
        Ok(())
    }

    /// The types, each with its table.
    fn types(&mut self, what: &'static str) -> rusqlite::Result<Vec<TypeTable>> {
        let mut found = Vec::new();
        let map = format!("{what}_map_type");
        self.each(&map, &["ocel_type", "ocel_type_map"], |reader, place, row| {
            let (Some(name), Some(map)) = (text(row, 0)?, text(row, 1)?) else { return Ok(()) };
            let kind = match what {
                "event" => reader.reading.builder.event_type(&name),
                _ => reader.reading.builder.object_type(&name),
            };
            found.push((place, kind, format!("{what}_{map}")));
            Ok(())
        })?;
        match what {
            "event" => self.reading.event_types_declared = true,
            _ => self.reading.object_types_declared = true,
        }
        let mut tables = Vec::new();
        for (place, kind, table) in found {
            if has_table(self.database, &table)? {
                tables.push(self.table(what, kind, table)?);
            } else {
                self.reading.skip(place, &map, &format!("there is no table {table}"), Why::Malformed);
            }
        }
        Ok(tables)
    }

    fn table(&mut self, what: &str, kind: u32, table: String) -> rusqlite::Result<TypeTable> {
        let mut statement = self.database.prepare("select name, type from pragma_table_info(?1)")?;
        let columns =
            statement.query_map([&table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut found = TypeTable { kind, table: table.clone(), attributes: Vec::new(), changes: false };
        for column in columns {
            let (name, declared) = column?;
            match name.as_str() {
                "ocel_id" | "ocel_time" => {}
                "ocel_changed_field" => found.changes = true,
                _ => {
                    let form = form(&declared);
                    let forms = if what == "event" {
                        &mut self.reading.event_forms
                    } else {
                        &mut self.reading.object_forms
                    };
                    forms.declare(kind, &name, form);
                    found.attributes.push((name, form));
                }
            }
        }
        Ok(found)
    }

    fn objects(&mut self) -> rusqlite::Result<()> {
        self.each("object", &["ocel_id", "ocel_type"], |reader, place, row| {
            if let Some((id, kind)) = reader.named(place, "object", row, Reading::object_kind)? {
                reader.reading.object(place, kind, &id);
            }
            Ok(())
        })
    }

    fn object_values(&mut self, table: &TypeTable) -> rusqlite::Result<()> {
        if table.attributes.is_empty() {
            return Ok(());
        }
        let changed = if table.changes { "ocel_changed_field" } else { "ocel_id" };
        let columns: Vec<&str> = ["ocel_id", "ocel_time", changed]
            .into_iter()
            .chain(table.attributes.iter().map(|it| it.0.as_str()))
            .collect();
        self.each(&table.table, &columns, |reader, place, row| {
            let id = text(row, 0)?.unwrap_or_default();
            let Some((object, true)) = reader.reading.builder.find_object(&id) else {
                reader.skip(place, &table.table, &id, Why::UnknownObject);
                return Ok(());
            };
            let since = match text(row, 1)? {
                None => Some(0),
                Some(time) => reader.reading.moment(&time),
            };
            let Some(since) = since else {
                reader.skip(place, &table.table, &text(row, 1)?.unwrap_or_default(), Why::BadTime);
                return Ok(());
            };
            let only = if table.changes { text(row, 2)? } else { None };
            for (index, (name, form)) in table.attributes.iter().enumerate() {
                if only.as_deref().is_some_and(|it| it != name) {
                    continue;
                }
                if let Some(value) = value(row, index + 3, *form)? {
                    reader.reading.object_attribute(place, table.kind, object, name, since, value);
                }
            }
            Ok(())
        })
    }

    /// Events, in the order of the table `event`, with the times of their types' tables.
    fn events(&mut self, tables: &[TypeTable]) -> rusqlite::Result<()> {
        let mut untimed = Untimed::default();
        self.each("event", &["ocel_id", "ocel_type"], |reader, place, row| {
            let Some((id, kind)) = reader.named(place, "event", row, Reading::event_kind)? else {
                return Ok(());
            };
            match untimed.ids.try_intern(&id) {
                Some(index) if index as usize == untimed.kinds.len() => {
                    untimed.kinds.push(kind);
                    untimed.places.push(place);
                    untimed.at_ms.push(None);
                }
                Some(_) => reader.skip(place, "event", &id, Why::Duplicate),
                None => reader.skip(place, "event", &id, Why::TooMany),
            }
            Ok(())
        })?;
        let mut bad = vec![false; untimed.kinds.len()];
        for table in tables {
            self.each(&table.table, &["ocel_id", "ocel_time"], |reader, place, row| {
                let id = text(row, 0)?.unwrap_or_default();
                let event = untimed.ids.find(&id).map(|it| it as usize);
                let Some(event) = event.filter(|it| untimed.kinds[*it] == table.kind) else {
                    reader.skip(place, &table.table, &id, Why::UnknownEvent);
                    return Ok(());
                };
                let Some(time) = text(row, 1)? else { return Ok(()) };
                match reader.reading.moment(&time) {
                    Some(at) if untimed.at_ms[event].is_none() => untimed.at_ms[event] = Some(at),
                    Some(_) => reader.skip(place, &table.table, &id, Why::Duplicate),
                    None => {
                        bad[event] = true;
                        reader.skip(place, &table.table, &time, Why::BadTime);
                    }
                }
                Ok(())
            })?;
        }
        for (index, id) in untimed.ids.iter().enumerate() {
            match untimed.at_ms[index] {
                Some(at) => drop(self.reading.event(untimed.places[index], untimed.kinds[index], id, at)),
                None if bad[index] || self.stopped => {}
                None => self.skip(untimed.places[index], "event", id, Why::NoTime),
            }
        }
        Ok(())
    }

    fn event_values(&mut self, table: &TypeTable) -> rusqlite::Result<()> {
        let columns: Vec<&str> =
            std::iter::once("ocel_id").chain(table.attributes.iter().map(|it| it.0.as_str())).collect();
        self.each(&table.table, &columns, |reader, place, row| {
            let id = text(row, 0)?.unwrap_or_default();
            let Some(event) = reader.reading.builder.find_event(&id) else { return Ok(()) };
            for (index, (name, form)) in table.attributes.iter().enumerate() {
                if let Some(value) = value(row, index + 1, *form)? {
                    reader.reading.event_attribute(place, table.kind, event, name, value);
                }
            }
            Ok(())
        })
    }

    fn touches(&mut self) -> rusqlite::Result<()> {
        let columns = ["ocel_event_id", "ocel_object_id", "ocel_qualifier"];
        self.each("event_object", &columns, |reader, place, row| {
            let (event, object) = (text(row, 0)?.unwrap_or_default(), text(row, 1)?.unwrap_or_default());
            let Some(known) = reader.reading.builder.find_event(&event) else {
                reader.skip(place, "event_object", &event, Why::UnknownEvent);
                return Ok(());
            };
            let Some((found, true)) = reader.reading.builder.find_object(&object) else {
                reader.skip(place, "event_object", &object, Why::UnknownObject);
                return Ok(());
            };
            let qualifier = text(row, 2)?.unwrap_or_default();
            let Some(qualifier) = reader.reading.qualifier(place, &qualifier) else { return Ok(()) };
            if reader.reading.builder.touch_of(known, found, qualifier).is_err() {
                reader.skip(place, "event_object", &event, Why::TooMany);
            }
            Ok(())
        })
    }

    fn relations(&mut self) -> rusqlite::Result<()> {
        let columns = ["ocel_source_id", "ocel_target_id", "ocel_qualifier"];
        self.each("object_object", &columns, |reader, place, row| {
            let (from, to) = (text(row, 0)?.unwrap_or_default(), text(row, 1)?.unwrap_or_default());
            let builder = &reader.reading.builder;
            let (Some((source, true)), Some((target, true))) =
                (builder.find_object(&from), builder.find_object(&to))
            else {
                reader.skip(place, "object_object", &format!("{from} → {to}"), Why::UnknownObject);
                return Ok(());
            };
            let qualifier = text(row, 2)?.unwrap_or_default();
            if let Some(qualifier) = reader.reading.qualifier(place, &qualifier) {
                reader.reading.builder.relate(source, target, qualifier);
            }
            Ok(())
        })
    }

    /// The identifier and the type of a row.
    fn named(
        &mut self,
        place: Place,
        table: &str,
        row: &Row<'_>,
        kind_of: impl FnOnce(&mut Reading, &str) -> Option<u32>,
    ) -> rusqlite::Result<Option<(String, u32)>> {
        let Some(id) = text(row, 0)?.filter(|it| !it.is_empty()) else {
            self.skip(place, table, "", Why::NoIdentifier);
            return Ok(None);
        };
        let kind = text(row, 1)?.unwrap_or_default();
        let known = kind_of(&mut self.reading, &kind);
        if known.is_none() {
            self.skip(place, table, &format!("{id}: {kind}"), Why::UnknownType);
        }
        Ok(known.map(|known| (id.into_owned(), known)))
    }

    fn skip(&mut self, place: Place, table: &str, what: &str, why: Why) {
        self.reading.skip(place, table, what, why);
    }

    /// Calls back with each row of a table, in the order in which they were put there.
    fn each(
        &mut self,
        table: &str,
        columns: &[&str],
        mut call: impl FnMut(&mut Self, Place, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let columns: Vec<String> = columns.iter().map(|it| quoted(it)).collect();
        // An index that holds all the columns would give the rows in its own order.
        let sql = format!("select {} from {} not indexed", columns.join(", "), quoted(table));
        let mut statement = self.database.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut number = 0;
        while !self.stopped
            && let Some(row) = rows.next()?
        {
            number += 1;
            call(self, Place::Record(number), row)?;
            self.rows += 1;
            if self.rows.is_multiple_of(ROWS_A_STEP) {
                self.tell();
            }
        }
        Ok(())
    }

    fn tell(&mut self) {
        let size = self.size.unwrap_or(0);
        let share = self.rows.min(self.rows_in_all) as f64 / self.rows_in_all.max(1) as f64;
        self.progress.at((size as f64 * share) as u64, self.size);
        self.stopped = self.progress.stopped();
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text, or a whole number as one; nothing else identifies anything.
fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<Cow<'a, str>>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Cow::Borrowed),
        ValueRef::Integer(number) => Some(Cow::Owned(number.to_string())),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => None,
    })
}

/// The value of an attribute, as text.
fn value<'a>(row: &'a Row<'_>, column: usize, form: Form) -> rusqlite::Result<Option<Cow<'a, str>>> {
    Ok(match (row.get_ref(column)?, form) {
        (ValueRef::Integer(number @ (0 | 1)), Form::Boolean) => {
            Some(Cow::Borrowed(if number == 1 { "true" } else { "false" }))
        }
        (ValueRef::Real(number), _) => Some(Cow::Owned(number.to_string())),
        _ => text(row, column)?,
    })
}
