//! The types that a log declares, read before the rest.

use serde_json::Value;

use super::super::ReadError;
use super::super::json::{Cursor, Span, Stop};
use super::super::ocel::{Reading, form};
use super::super::source::Source;

/// Reads both lists of types, wherever they stand in the document. A document that breaks is told by the reading that
/// follows.
pub(super) fn read(source: &mut Source<'_>, reading: &mut Reading) -> Result<(), ReadError> {
    if !open(source)? {
        return Ok(());
    }
    while !(reading.event_types_declared && reading.object_types_declared) {
        let Some(key) = key(source)? else { return Ok(()) };
        let went = match key.as_str() {
            "eventTypes" => declared(source, reading, true)?,
            "objectTypes" => declared(source, reading, false)?,
            _ => skip(source)?,
        };
        let goes_on = went
            && step(source, |window| {
                let mut cursor = Cursor::new(window, 0);
                Ok((cursor.goes_on(b'}')?, cursor.at))
            })? == Some(true);
        if !goes_on {
            return Ok(());
        }
    }
    Ok(())
}

fn open(source: &mut Source<'_>) -> Result<bool, ReadError> {
    let opened = step(source, |window| {
        let mut cursor = Cursor::new(window, 0);
        Ok((cursor.opens(b'{', b'}')?, cursor.at))
    })?;
    Ok(opened == Some(true))
}

fn key(source: &mut Source<'_>) -> Result<Option<String>, ReadError> {
    step(source, |window| {
        let mut cursor = Cursor::new(window, 0);
        let key = cursor.key()?;
        Ok((key.text(window).unwrap_or_default().into_owned(), cursor.at))
    })
}

/// Skips a value of any length without holding it: only brackets and strings are told apart.
fn skip(source: &mut Source<'_>) -> Result<bool, ReadError> {
    let first = step(source, |window| {
        let mut cursor = Cursor::new(window, 0);
        let byte = cursor.peek()?;
        Ok((byte, cursor.at))
    })?;
    if !matches!(first, Some(b'[' | b'{')) {
        return Ok(step(source, |window| {
            let mut cursor = Cursor::new(window, 0);
            cursor.value()?;
            Ok(((), cursor.at))
        })?
        .is_some());
    }
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    loop {
        let window = source.bytes();
        let length = window.len();
        for (at, byte) in window.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'[' | b'{' => depth += 1,
                b']' | b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        source.consume(at + 1);
                        return Ok(true);
                    }
                }
                _ => {}
            }
        }
        source.consume(length);
        if !source.more()? {
            return Ok(false);
        }
    }
}

/// Takes a list of types with their attributes.
fn declared(source: &mut Source<'_>, reading: &mut Reading, events: bool) -> Result<bool, ReadError> {
    let text = step(source, |window| {
        let mut cursor = Cursor::new(window, 0);
        let Span { start, end, .. } = cursor.value()?;
        Ok((window[start as usize..end as usize].to_vec(), cursor.at))
    })?;
    let Some(text) = text else { return Ok(false) };
    let Ok(Value::Array(types)) = serde_json::from_slice(&text) else { return Ok(true) };
    for declared in &types {
        let Some(name) = declared["name"].as_str() else { continue };
        let kind = if events { reading.builder.event_type(name) } else { reading.builder.object_type(name) };
        let forms = if events { &mut reading.event_forms } else { &mut reading.object_forms };
        for attribute in declared["attributes"].as_array().into_iter().flatten() {
            if let Some(name) = attribute["name"].as_str() {
                forms.declare(kind, name, form(attribute["type"].as_str().unwrap_or_default()));
            }
        }
    }
    if events {
        reading.event_types_declared = true
    } else {
        reading.object_types_declared = true
    }
    Ok(true)
}

fn step<T>(
    source: &mut Source<'_>,
    step: impl Fn(&[u8]) -> Result<(T, usize), Stop>,
) -> Result<Option<T>, ReadError> {
    loop {
        match step(source.bytes()) {
            Ok((found, at)) => {
                source.consume(at);
                return Ok(Some(found));
            }
            Err(Stop::End) if source.more()? => {}
            Err(_) => return Ok(None),
        }
    }
}
