//! OCEL 2.0 in SQLite.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::{Connection, Transaction, params_from_iter, types::Value as Sql};

use super::WriteError;
use super::shape::{Declared, Value, Walk, declared};
use crate::log::{Form, Log};
use crate::names::Names;
use crate::read::moment::rfc3339;

/// Writes a log as OCEL 2.0 in SQLite, into a file that is not there yet.
///
/// Numbers are written as numbers: `9.50` is read again as `9.5`. An object's values of its earliest time stand in its
/// first row, later ones in rows that name the field that changed.
///
/// # Errors
/// When the file is there, or cannot be written.
pub fn write_ocel_sqlite(log: &Log, file: &Path) -> Result<(), WriteError> {
    // The file is made first, so that nobody's file is written over.
    if let Err(source) = OpenOptions::new().write(true).create_new(true).open(file) {
        return Err(match source.kind() {
            std::io::ErrorKind::AlreadyExists => WriteError::Exists { file: file.to_owned() },
            _ => WriteError::File { file: file.to_owned(), source },
        });
    }
    write(log, file).map_err(|source| WriteError::Database { file: file.to_owned(), source })
}

fn write(log: &Log, file: &Path) -> rusqlite::Result<()> {
    let mut database = Connection::open(file)?;
    // Nothing is to be saved of a half-written file: no journal, and one sync at the end.
    database.pragma_update(None, "journal_mode", "off")?;
    database.pragma_update(None, "synchronous", "off")?;
    // A log holds no relationship to what is not in it, so there is nothing to enforce.
    database.pragma_update(None, "foreign_keys", "off")?;
    let writing = database.transaction()?;
    writing.execute_batch(TABLES)?;
    let declared_events = declared(&log.event_attributes, &log.events.kind, log.event_types.len());
    let declared_objects = declared(&log.object_attributes, &log.objects.kind, log.object_types.len());
    let events = types(&writing, "event", &log.event_types, &declared_events)?;
    let objects = types(&writing, "object", &log.object_types, &declared_objects)?;
    write_objects(&writing, log, &objects)?;
    write_events(&writing, log, &events)?;
    writing.commit()?;
    database.pragma_update(None, "synchronous", "full")?;
    database.close().map_err(|it| it.1)
}

const TABLES: &str = "
create table event_map_type(ocel_type text primary key, ocel_type_map text);
create table object_map_type(ocel_type text primary key, ocel_type_map text);
create table event(ocel_id text primary key, ocel_type text references event_map_type(ocel_type));
create table object(ocel_id text primary key, ocel_type text references object_map_type(ocel_type));
create table event_object(ocel_event_id text references event(ocel_id), ocel_object_id text references object(ocel_id),
  ocel_qualifier text, primary key(ocel_event_id, ocel_object_id, ocel_qualifier));
create table object_object(ocel_source_id text references object(ocel_id), ocel_target_id text references object(ocel_id),
  ocel_qualifier text, primary key(ocel_source_id, ocel_target_id, ocel_qualifier));
";

/// The table of a type: the statement that puts a row into it, and the attributes that are its columns.
struct TypeTable<'a> {
    insert: String,
    attributes: &'a [(&'a str, Form)],
}

/// Makes the table of each type.
fn types<'a>(
    writing: &Transaction<'_>,
    what: &str,
    names: &Names,
    declared: &'a [Declared<'a>],
) -> rusqlite::Result<Vec<TypeTable<'a>>> {
    let mut taken = BTreeSet::from(["object".to_owned(), "maptype".to_owned(), "map_type".to_owned()]);
    let mut tables = Vec::new();
    for (name, attributes) in names.iter().zip(declared) {
        let map = unique(camel(name), &mut taken);
        writing.execute(&format!("insert into {what}_map_type values (?1, ?2)"), [name, &map])?;
        let key = if what == "event" { " primary key" } else { "" };
        let mut columns =
            vec![format!("ocel_id text{key} references {what}(ocel_id)"), "ocel_time timestamp".to_owned()];
        let mut used: BTreeSet<String> =
            ["ocel_id", "ocel_time", "ocel_changed_field"].map(str::to_owned).into();
        if what == "object" {
            columns.push("ocel_changed_field text".to_owned());
        }
        for (name, form) in attributes {
            columns.push(format!("{} {}", quoted(&unique((*name).to_owned(), &mut used)), affinity(*form)));
        }
        let table = quoted(&format!("{what}_{map}"));
        writing.execute_batch(&format!("create table {table}({})", columns.join(", ")))?;
        let marks = vec!["?"; columns.len()].join(", ");
        tables.push(TypeTable { insert: format!("insert into {table} values ({marks})"), attributes });
    }
    Ok(tables)
}

fn write_objects(writing: &Transaction<'_>, log: &Log, tables: &[TypeTable<'_>]) -> rusqlite::Result<()> {
    let mut object_row = writing.prepare("insert into object values (?1, ?2)")?;
    let mut rows =
        tables.iter().map(|it| writing.prepare(&it.insert)).collect::<rusqlite::Result<Vec<_>>>()?;
    let mut walk = Walk::new(&log.object_attributes);
    let mut values = Vec::new();
    for (object, id) in log.objects.ids.iter().enumerate() {
        let kind = log.objects.kind[object] as usize;
        object_row.execute([id, log.object_types.get(kind as u32)])?;
        walk.of(object as u32, &mut values);
        let first = values.iter().map(|it| it.since_ms).min().unwrap_or_default();
        let mut row = vec![text(id), text(&rfc3339(first)), Sql::Null];
        row.extend(tables[kind].attributes.iter().map(|(name, _)| {
            let initial = values.iter().find(|it| it.name == *name && it.since_ms == first);
            initial.map_or(Sql::Null, |it| sql(log, it))
        }));
        rows[kind].execute(params_from_iter(&row))?;
        for change in values.iter().filter(|it| it.since_ms != first) {
            let mut row = vec![text(id), text(&rfc3339(change.since_ms)), text(change.name)];
            let column = |name: &str| if name == change.name { sql(log, change) } else { Sql::Null };
            row.extend(tables[kind].attributes.iter().map(|(name, _)| column(name)));
            rows[kind].execute(params_from_iter(&row))?;
        }
    }
    let mut row = writing.prepare("insert or ignore into object_object values (?1, ?2, ?3)")?;
    for it in &log.relations {
        let qualifier = log.qualifiers.get(u32::from(it.qualifier));
        row.execute([log.objects.ids.get(it.from), log.objects.ids.get(it.to), qualifier])?;
    }
    Ok(())
}

fn write_events(writing: &Transaction<'_>, log: &Log, tables: &[TypeTable<'_>]) -> rusqlite::Result<()> {
    let mut event_row = writing.prepare("insert into event values (?1, ?2)")?;
    let mut touch_row = writing.prepare("insert into event_object values (?1, ?2, ?3)")?;
    let mut rows =
        tables.iter().map(|it| writing.prepare(&it.insert)).collect::<rusqlite::Result<Vec<_>>>()?;
    let mut walk = Walk::new(&log.event_attributes);
    let mut values = Vec::new();
    for (event, id) in log.events.ids.iter().enumerate() {
        let kind = log.events.kind[event] as usize;
        event_row.execute([id, log.event_types.get(kind as u32)])?;
        walk.of(event as u32, &mut values);
        let mut row = vec![text(id), text(&rfc3339(log.events.at_ms[event]))];
        row.extend(
            tables[kind].attributes.iter().map(|(name, _)| {
                values.iter().find(|it| it.name == *name).map_or(Sql::Null, |it| sql(log, it))
            }),
        );
        rows[kind].execute(params_from_iter(&row))?;
        for (object, qualifier) in log.events.touches(event as u32) {
            touch_row.execute([id, log.objects.ids.get(object), log.qualifiers.get(u32::from(qualifier))])?;
        }
    }
    Ok(())
}

fn sql(log: &Log, value: &Value<'_>) -> Sql {
    let said = log.values.get(value.value);
    let number = match value.form {
        Form::Integer => said.parse().ok().map(Sql::Integer),
        Form::Float => said.parse().ok().filter(|it: &f64| it.is_finite()).map(Sql::Real),
        Form::Boolean => said.parse().ok().map(|it: bool| Sql::Integer(it.into())),
        Form::Text | Form::Time => None,
    };
    number.unwrap_or_else(|| text(said))
}

fn text(text: &str) -> Sql {
    Sql::Text(text.to_owned())
}

fn affinity(form: Form) -> &'static str {
    match form {
        Form::Text => "text",
        Form::Integer => "integer",
        Form::Float => "real",
        Form::Boolean => "boolean",
        Form::Time => "timestamp",
    }
}

/// `place order` as `PlaceOrder`: letters and digits only, as other tools name these tables.
fn camel(name: &str) -> String {
    let words = name.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let camel: String =
        words.map(|word| format!("{}{}", word[..1].to_ascii_uppercase(), &word[1..])).collect();
    if camel.is_empty() { "Type".to_owned() } else { camel }
}

/// A name that differs from all before by more than its case, as SQLite asks for.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut number = 2;
    let mut unique = name.clone();
    while !taken.insert(unique.to_lowercase()) {
        unique = format!("{name}_{number}");
        number += 1;
    }
    unique
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
