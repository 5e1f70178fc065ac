//! OCEL 2.0 in JSON.

use std::io::{self, Write};

use super::shape::{Value, Walk, declared, ocel_name};
use crate::log::{Column, Form, Log};
use crate::names::Names;
use crate::read::{is_number, moment};

/// Writes a log as OCEL 2.0 in JSON, an element a line. What is written is read again as the same log; only the order
/// in which names were met may differ.
///
/// # Errors
/// When writing fails.
pub fn write_ocel_json(log: &Log, out: impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 18, out);
    out.write_all(b"{\"objectTypes\":")?;
    types(&mut out, &log.object_types, &log.object_attributes, &log.objects.kind)?;
    out.write_all(b",\n\"eventTypes\":")?;
    types(&mut out, &log.event_types, &log.event_attributes, &log.events.kind)?;
    out.write_all(b",\n\"objects\":[")?;
    objects(&mut out, log)?;
    out.write_all(b"],\n\"events\":[")?;
    events(&mut out, log)?;
    out.write_all(b"]}\n")?;
    out.flush()
}

fn types(out: &mut impl Write, names: &Names, columns: &[Column], kinds: &[u32]) -> io::Result<()> {
    let declared = declared(columns, kinds, names.len());
    out.write_all(b"[")?;
    for (number, (name, attributes)) in names.iter().zip(&declared).enumerate() {
        out.write_all(if number > 0 { b",\n{\"name\":" } else { b"\n{\"name\":" })?;
        text(out, name)?;
        out.write_all(b",\"attributes\":[")?;
        for (number, (name, form)) in attributes.iter().enumerate() {
            out.write_all(if number > 0 { b",{\"name\":" } else { b"{\"name\":" })?;
            text(out, name)?;
            write!(out, ",\"type\":\"{}\"}}", ocel_name(*form))?;
        }
        out.write_all(b"]}")?;
    }
    out.write_all(b"]")
}

fn objects(out: &mut impl Write, log: &Log) -> io::Result<()> {
    let mut walk = Walk::new(&log.object_attributes);
    let mut values = Vec::new();
    let related = related(log);
    for (object, id) in log.objects.ids.iter().enumerate() {
        out.write_all(if object > 0 { b",\n{\"id\":" } else { b"\n{\"id\":" })?;
        text(out, id)?;
        out.write_all(b",\"type\":")?;
        text(out, log.object_types.get(log.objects.kind[object]))?;
        walk.of(object as u32, &mut values);
        attributes(out, log, &values, true)?;
        let relations = related.range(object).map(|place| log.relations[related.order[place] as usize]);
        relationships(out, log, relations.map(|it| (it.to, it.qualifier)))?;
        out.write_all(b"}")?;
    }
    Ok(())
}

fn events(out: &mut impl Write, log: &Log) -> io::Result<()> {
    let mut walk = Walk::new(&log.event_attributes);
    let mut values = Vec::new();
    for (event, id) in log.events.ids.iter().enumerate() {
        out.write_all(if event > 0 { b",\n{\"id\":" } else { b"\n{\"id\":" })?;
        text(out, id)?;
        out.write_all(b",\"type\":")?;
        text(out, log.event_types.get(log.events.kind[event]))?;
        write!(out, ",\"time\":\"{}\"", moment::rfc3339(log.events.at_ms[event]))?;
        walk.of(event as u32, &mut values);
        attributes(out, log, &values, false)?;
        relationships(out, log, log.events.touches(event as u32))?;
        out.write_all(b"}")?;
    }
    Ok(())
}

fn attributes(out: &mut impl Write, log: &Log, values: &[Value<'_>], since: bool) -> io::Result<()> {
    out.write_all(b",\"attributes\":[")?;
    for (number, value) in values.iter().enumerate() {
        out.write_all(if number > 0 { b",{\"name\":" } else { b"{\"name\":" })?;
        text(out, value.name)?;
        if since {
            write!(out, ",\"time\":\"{}\"", moment::rfc3339(value.since_ms))?;
        }
        out.write_all(b",\"value\":")?;
        let said = log.values.get(value.value);
        let plain = match value.form {
            Form::Integer | Form::Float => is_number(said),
            Form::Boolean => matches!(said, "true" | "false"),
            Form::Text | Form::Time => false,
        };
        if plain {
            out.write_all(said.as_bytes())?
        } else {
            text(out, said)?
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"]")
}

fn relationships(
    out: &mut impl Write,
    log: &Log,
    relationships: impl Iterator<Item = (u32, u16)>,
) -> io::Result<()> {
    out.write_all(b",\"relationships\":[")?;
    for (number, (object, qualifier)) in relationships.enumerate() {
        out.write_all(if number > 0 { b",{\"objectId\":" } else { b"{\"objectId\":" })?;
        text(out, log.objects.ids.get(object))?;
        out.write_all(b",\"qualifier\":")?;
        text(out, log.qualifiers.get(u32::from(qualifier)))?;
        out.write_all(b"}")?;
    }
    out.write_all(b"]")
}

/// The relations by the object that says them, in their order.
struct Related {
    offsets: Vec<u32>,
    order: Vec<u32>,
}

impl Related {
    fn range(&self, object: usize) -> std::ops::Range<usize> {
        self.offsets[object] as usize..self.offsets[object + 1] as usize
    }
}

fn related(log: &Log) -> Related {
    let mut order: Vec<u32> = (0..log.relations.len() as u32).collect();
    order.sort_by_key(|it| log.relations[*it as usize].from);
    let mut offsets = vec![0u32; log.objects.len() + 1];
    for relation in &log.relations {
        offsets[relation.from as usize + 1] += 1;
    }
    for object in 0..log.objects.len() {
        offsets[object + 1] += offsets[object];
    }
    Related { offsets, order }
}

/// A string of JSON.
fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    if text.bytes().all(|it| it >= b' ' && it != b'"' && it != b'\\') {
        out.write_all(b"\"")?;
        out.write_all(text.as_bytes())?;
        return out.write_all(b"\"");
    }
    serde_json::to_writer(out, text).map_err(io::Error::from)
}
