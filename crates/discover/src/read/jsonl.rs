//! A JSON object a line: nested objects become columns with dotted names, lists of objects records of their own.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::ReadError;
use super::json::{Cursor, Kind, Span, Stop};
use super::rows::Giving;
use super::source::Source;
use super::split::Splitter;
use crate::names::Names;
use crate::skipped::{Report, Why};
use crate::table::{Record, Rows};

/// A line may be so long.
const LINE_MAX: usize = 16 << 20;

/// Objects may stand in each other so deep.
const DEPTH_MAX: usize = 32;

/// A table may have so many columns.
const COLUMNS_MAX: usize = 4_096;

/// Reads the lines. With `bulk`, they are those of a bulk operation of Shopify's Admin API.
pub(super) fn read<R: Rows>(mut source: Source<'_>, bulk: bool, rows: &mut R) -> Result<Report, ReadError> {
    let mut giving = Giving::new(rows);
    let mut lines = Lines { row: 0, columns: Names::default(), given: 0, bulk, record: Record::default() };
    let mut seen = false;
    while !giving.enough {
        let Some(line) = line(&mut source)? else { break };
        lines.row += 1;
        match line {
            Line::Whole(length) => {
                let line = &source.bytes()[..length];
                let (text, is_cut) = (line.trim_ascii(), !line.ends_with(b"\n"));
                if !text.is_empty() {
                    if !std::mem::replace(&mut seen, true) && text[0] == b'[' {
                        giving.note(
                            "the file is a list; an object a line is read, without brackets and commas"
                                .to_owned(),
                        );
                    }
                    lines.line(text, is_cut, &mut giving);
                }
                source.consume(length);
            }
            Line::TooLong => {
                seen = true;
                let shown = String::from_utf8_lossy(&source.bytes()[..80]).into_owned();
                giving.skip(lines.row, None, &shown, Why::TooLong);
                Splitter::pass_line(&mut source)?;
            }
        }
    }
    if !seen && !source.stopped() {
        giving.note("the file is empty".to_owned());
    }
    Ok(giving.finish(&source, lines.row))
}

enum Line {
    /// It takes so many bytes, its end included.
    Whole(usize),
    TooLong,
}

/// The next line; `None` at the end.
fn line(source: &mut Source<'_>) -> Result<Option<Line>, ReadError> {
    let mut searched = 0;
    loop {
        if let Some(end) = memchr::memchr(b'\n', &source.bytes()[searched..]) {
            let length = searched + end + 1;
            return Ok(Some(if length > LINE_MAX { Line::TooLong } else { Line::Whole(length) }));
        }
        searched = source.bytes().len();
        if searched > LINE_MAX {
            return Ok(Some(Line::TooLong));
        }
        if !source.more()? {
            let rest = source.bytes().len();
            let line = if rest > LINE_MAX { Line::TooLong } else { Line::Whole(rest) };
            return Ok((rest > 0 && !source.stopped()).then_some(line));
        }
    }
}

struct Lines {
    row: u64,
    columns: Names,
    /// So many columns are known to the taker.
    given: usize,
    bulk: bool,
    record: Record,
}

/// A list of objects that waits for its turn: where it stands, and the name of its column.
struct Waiting {
    list: Span,
    name: String,
}

/// Where values go while an object is taken apart.
struct Flat<'a> {
    text: &'a [u8],
    waiting: VecDeque<Waiting>,
    faults: Vec<(String, String, Why)>,
}

impl Lines {
    fn line<R: Rows>(&mut self, text: &[u8], is_cut: bool, giving: &mut Giving<'_, R>) {
        let shown = || String::from_utf8_lossy(&text[..text.len().min(400)]).into_owned();
        let whole = || -> Result<Span, Stop> {
            let mut cursor = Cursor::new(text, 0);
            let value = cursor.value()?;
            if cursor.peek().is_ok() { Err(Stop::Mistake(cursor.at)) } else { Ok(value) }
        };
        let object = match whole() {
            Ok(value) if value.kind == Kind::Object => value,
            Err(Stop::End) if is_cut => return giving.skip(self.row, None, &shown(), Why::Truncated),
            _ => return giving.skip(self.row, None, &shown(), Why::Malformed),
        };
        let (part, parent, own) = self.kinship(text, object);
        let mut flat = Flat { text, waiting: VecDeque::new(), faults: Vec::new() };
        if !self.object(&mut flat, object, &part) {
            return giving.skip(self.row, None, &shown(), Why::Malformed);
        }
        self.record.set_part(&part, &parent);
        giving.report.read += 1;
        self.give(giving);
        while let Some(Waiting { list, name }) = flat.waiting.pop_front() {
            self.list(&mut flat, list, &name, &own, giving);
        }
        for (column, what, why) in flat.faults {
            giving.skip(self.row, Some(&column), &what, why);
        }
    }

    /// For a line of a bulk operation: what it is, whose it is, and its own identifier.
    fn kinship(&self, text: &[u8], object: Span) -> (String, String, String) {
        let mut found = <[Option<String>; 3]>::default();
        if self.bulk {
            let mut cursor = Cursor::new(text, object.start as usize);
            let _ = each_member(&mut cursor, |key, value| {
                let place = match key.text(text).as_deref() {
                    Some("id") => 0,
                    Some("__parentId") => 1,
                    Some("__typename") => 2,
                    _ => return,
                };
                found[place] = value.text(text).map(Cow::into_owned);
            });
        }
        let [id, parent, kind] = found;
        let Some(parent) = parent else {
            return (String::new(), String::new(), id.unwrap_or_default());
        };
        let of_id = id.as_deref().and_then(|it| it.strip_prefix("gid://shopify/")?.split('/').next());
        let part = kind.as_deref().or(of_id).unwrap_or("child").to_owned();
        (part, parent, id.unwrap_or_default())
    }

    /// Takes an object apart into the record; false where it is no JSON.
    fn object(&mut self, flat: &mut Flat<'_>, object: Span, name: &str) -> bool {
        self.record.clear();
        let mut path = name.to_owned();
        self.members(flat, object, &mut path, 0).is_ok()
    }

    fn members(
        &mut self,
        flat: &mut Flat<'_>,
        object: Span,
        path: &mut String,
        depth: usize,
    ) -> Result<(), Stop> {
        let text = flat.text;
        let mut cursor = Cursor::new(text, object.start as usize);
        let mut inner = Vec::new();
        let base = path.len();
        each_member(&mut cursor, |key, value| {
            path.truncate(base);
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(
                &key.text(text)
                    .unwrap_or_else(|| String::from_utf8_lossy(&text[key.start as usize..key.end as usize])),
            );
            match value.kind {
                Kind::Null | Kind::Absent => {}
                Kind::Object => inner.push((path.clone(), value)),
                Kind::Array if holds_objects(text, value) => {
                    flat.waiting.push_back(Waiting { list: value, name: path.clone() });
                }
                _ => self.set(flat, path, value),
            }
        })?;
        path.truncate(base);
        for (mut path, value) in inner {
            if depth + 1 >= DEPTH_MAX {
                flat.faults.push((path, value.shown(text), Why::TooLong));
                continue;
            }
            self.members(flat, value, &mut path, depth + 1)?;
        }
        Ok(())
    }

    /// Sets the column of a plain value, or of a list of plain values.
    fn set(&mut self, flat: &mut Flat<'_>, name: &str, value: Span) {
        let said = match value.kind {
            Kind::Array => plain_list(flat.text, value).map(Cow::Owned),
            _ => value.text(flat.text),
        };
        let Some(said) = said.filter(|it| !it.contains('\0')) else {
            flat.faults.push((name.to_owned(), value.shown(flat.text), Why::Encoding));
            return;
        };
        let column = match self.columns.find(name) {
            Some(column) => column,
            None if self.columns.len() < COLUMNS_MAX => self.columns.intern(name),
            None => {
                flat.faults.push((name.to_owned(), said.into_owned(), Why::TooMany));
                return;
            }
        };
        self.record.set(column as usize, &said);
    }

    /// Gives each object of a list as a record of its own.
    fn list<R: Rows>(
        &mut self,
        flat: &mut Flat<'_>,
        list: Span,
        name: &str,
        own: &str,
        giving: &mut Giving<'_, R>,
    ) {
        let mut members = Vec::new();
        let mut cursor = Cursor::new(flat.text, list.start as usize);
        let _ = each_value(&mut cursor, |value| members.push(value));
        for value in members {
            if value.kind != Kind::Object {
                if value.kind != Kind::Null {
                    flat.faults.push((name.to_owned(), value.shown(flat.text), Why::Malformed));
                }
                continue;
            }
            // Lists in lists have longer names, so a limit of their depth is one of the name's dots.
            if name.matches('.').count() >= DEPTH_MAX || !self.object(flat, value, name) {
                flat.faults.push((name.to_owned(), value.shown(flat.text), Why::Malformed));
                continue;
            }
            self.record.set_part(name, own);
            self.give(giving);
        }
    }

    fn give<R: Rows>(&mut self, giving: &mut Giving<'_, R>) {
        if self.columns.len() > self.given {
            self.given = self.columns.len();
            let columns: Vec<String> = self.columns.iter().map(str::to_owned).collect();
            giving.rows.columns(&columns);
        }
        giving.give(self.row, &self.record);
    }
}

/// Calls back with the members of an object.
fn each_member(cursor: &mut Cursor<'_>, mut call: impl FnMut(Span, Span)) -> Result<(), Stop> {
    if !cursor.opens(b'{', b'}')? {
        return Ok(());
    }
    loop {
        let key = cursor.key()?;
        call(key, cursor.value()?);
        if !cursor.goes_on(b'}')? {
            return Ok(());
        }
    }
}

/// Calls back with the values of a list.
fn each_value(cursor: &mut Cursor<'_>, mut call: impl FnMut(Span)) -> Result<(), Stop> {
    if !cursor.opens(b'[', b']')? {
        return Ok(());
    }
    loop {
        call(cursor.value()?);
        if !cursor.goes_on(b']')? {
            return Ok(());
        }
    }
}

fn holds_objects(text: &[u8], list: Span) -> bool {
    let mut found = false;
    let _ = each_value(&mut Cursor::new(text, list.start as usize), |it| found |= it.kind == Kind::Object);
    found
}

/// `a, b` for `["a", "b"]`; lists in lists are shown as they stand.
fn plain_list(text: &[u8], list: Span) -> Option<String> {
    let mut values = Vec::new();
    let mut right = true;
    each_value(&mut Cursor::new(text, list.start as usize), |value| match value.kind {
        Kind::Null => {}
        Kind::Array => values.push(value.shown(text)),
        _ => match value.text(text) {
            Some(said) => values.push(said.into_owned()),
            None => right = false,
        },
    })
    .ok()?;
    right.then(|| values.join(", "))
}
