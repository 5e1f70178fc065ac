//! OCEL 2.0 in JSON (ocel-standard.org, specification 2.0, JSON format), element by element: the file is never held as
//! a whole.

mod element;
mod mend;
mod types;

use std::path::Path;

use self::element::Element;
use self::mend::{Array, Next, mended};
use super::json::{Cursor, Stop};
use super::ocel::Reading;
use super::source::{Source, WINDOW_MAX};
use super::{Input, ReadError};
use crate::log::Log;
use crate::progress::{Progress, Unwatched};
use crate::skipped::{Place, Report, Why};

/// Reads a log.
pub(crate) fn read(file: &Path, progress: &dyn Progress) -> Result<(Log, Report), ReadError> {
    let mut reading = Reading::new();
    // Types may stand behind what uses them, so they are read first. Where they stand in front, as they mostly do,
    // this reads one block.
    types::read(&mut Source::open(Input::File(file), None, &Unwatched)?, &mut reading)?;
    let source = Source::open(Input::File(file), None, progress)?;
    let encoding = source.encoding();
    let mut reader = Reader { source, reading, element: Element::default(), batch: Vec::new(), lost: false };
    reader.document(file)?;
    let Reader { source, reading, .. } = reader;
    let (log, mut report) = reading.finish();
    if encoding != "UTF-8" {
        report
            .notes
            .push(format!("the file is in {encoding}, not in UTF-8 as JSON asks for; it was read so"));
    }
    if source.stopped() {
        report.stopped = true;
        report.notes.push(format!("stopped at byte {}: what stands behind it was not read", source.offset()));
    }
    if let Some(why) = source.broken() {
        report.notes.push(format!("{why}; what stands before is read"));
    }
    Ok((log, report))
}

/// So many elements are read before they are put into the log.
const BATCH: usize = 64;

struct Reader<'a> {
    source: Source<'a>,
    reading: Reading,
    element: Element,
    batch: Vec<(usize, Element)>,
    /// Whether a mistake was met behind which nothing can be told apart.
    lost: bool,
}

/// A step over the window: how far it went, and what it found.
type Step<T> = Result<(T, usize), Stop>;

impl Reader<'_> {
    fn document(&mut self, file: &Path) -> Result<(), ReadError> {
        let opened = self.step(|window| {
            let mut cursor = Cursor::new(window, 0);
            cursor.take(b'{')?;
            Ok(((), cursor.at))
        })?;
        if opened.is_none() {
            let empty = self.source.bytes().iter().all(u8::is_ascii_whitespace) && self.source.ended();
            let why = if empty {
                "it is empty"
            } else {
                "it is neither a database nor a JSON object with `events` and `objects`; an OCEL 2.0 log is"
            };
            return Err(ReadError::NotALog { file: file.to_owned(), why: why.to_owned() });
        }
        let mut known = false;
        while let Some(key) = self.key()? {
            match key.as_str() {
                "events" | "objects" => known = true,
                "eventTypes" | "objectTypes" => {}
                _ if key.starts_with("ocel:") => {
                    let why = "it is written in OCEL 1; write it anew as OCEL 2.0".to_owned();
                    return Err(ReadError::NotALog { file: file.to_owned(), why });
                }
                _ => {}
            }
            let went = match key.as_str() {
                "events" => self.array(Array::Events)?,
                "objects" => self.array(Array::Objects)?,
                _ => self.skip_value()?,
            };
            if !went || !self.goes_on(b'}')? {
                break;
            }
        }
        if !known && !self.source.stopped() {
            let why = "it has neither `events` nor `objects`; an OCEL 2.0 log has both".to_owned();
            return Err(ReadError::NotALog { file: file.to_owned(), why });
        }
        Ok(())
    }

    /// The next key of the document; `None` at its end, or where it breaks.
    fn key(&mut self) -> Result<Option<String>, ReadError> {
        let key = self.step(|window| {
            let mut cursor = Cursor::new(window, 0);
            if cursor.peek()? == b'}' {
                return Ok((None, cursor.at + 1));
            }
            let key = cursor.key()?;
            Ok((key.text(window).map(std::borrow::Cow::into_owned).or(Some(String::new())), cursor.at))
        })?;
        match key {
            Some(key) => Ok(key),
            None => {
                self.break_here("the document");
                Ok(None)
            }
        }
    }

    /// Whether a list goes on; where it breaks, it does not.
    fn goes_on(&mut self, close: u8) -> Result<bool, ReadError> {
        if self.lost {
            return Ok(false);
        }
        let goes_on = self.step(|window| {
            let mut cursor = Cursor::new(window, 0);
            Ok((cursor.goes_on(close)?, cursor.at))
        })?;
        if goes_on.is_none() {
            self.break_here("the document");
        }
        Ok(goes_on.unwrap_or(false))
    }

    /// Skips a value of the document that is no list of events or objects. False where it breaks.
    fn skip_value(&mut self) -> Result<bool, ReadError> {
        let skipped = self.step(|window| {
            let mut cursor = Cursor::new(window, 0);
            cursor.value()?;
            Ok(((), cursor.at))
        })?;
        if skipped.is_none() {
            self.break_here("the document");
        }
        Ok(skipped.is_some())
    }

    /// Reads a list of events or objects. False where it breaks.
    fn array(&mut self, mut array: Array) -> Result<bool, ReadError> {
        let opened = self.step(|window| {
            let mut cursor = Cursor::new(window, 0);
            if cursor.peek()? != b'[' {
                return Err(Stop::Mistake(cursor.at));
            }
            Ok((cursor.opens(b'[', b']')?, cursor.at))
        })?;
        match opened {
            None => {
                self.break_here(array.name());
                return Ok(false);
            }
            Some(false) => return Ok(true),
            Some(true) => {}
        }
        let mut next = Next::Element;
        while !self.lost {
            next = match next {
                Next::Element if self.batch(array) => Next::Element,
                Next::Element => self.element(&mut array)?,
                Next::Separator => self.separator(&mut array)?,
                Next::End => break,
            };
        }
        Ok(!self.lost)
    }

    /// Goes over what stands between two elements.
    fn separator(&mut self, array: &mut Array) -> Result<Next, ReadError> {
        loop {
            let mut cursor = Cursor::new(self.source.bytes(), 0);
            match cursor.goes_on(b']') {
                Ok(goes_on) => {
                    let at = cursor.at;
                    self.source.consume(at);
                    return Ok(if goes_on { Next::Element } else { Next::End });
                }
                Err(Stop::End) if self.source.more()? => {}
                Err(Stop::End) => return Ok(self.break_here(array.name())),
                Err(Stop::Mistake(at)) => return self.mend(at, at, array),
            }
        }
    }

    /// Reads the elements that stand whole in the window, with the comma behind each. False when there is none: then
    /// it is the last one, a broken one or one that the window cuts off.
    fn batch(&mut self, array: Array) -> bool {
        let window = self.source.bytes();
        let offset = self.source.offset();
        let mut cursor = Cursor::new(window, 0);
        let (mut read, mut end) = (0, 0);
        self.batch.resize_with(BATCH, Default::default);
        for (start, element) in &mut self.batch {
            match element.read(&mut cursor) {
                Ok(at) if cursor.peek() == Ok(b',') => *start = at,
                _ => break,
            }
            cursor.at += 1;
            end = cursor.at;
            read += 1;
        }
        let batch = &self.batch[..read];
        let ids = batch.iter().filter_map(|(_, it)| it.plain_id(window));
        let related = batch.iter().flat_map(|(_, it)| it.plain_related(window));
        match array {
            Array::Events => self.reading.builder.warm(ids, related),
            Array::Objects => self.reading.builder.warm(std::iter::empty(), ids.chain(related)),
        }
        for (start, element) in batch {
            let place = Place::Byte(offset + *start as u64);
            match array {
                Array::Events => element.event(window, place, &mut self.reading),
                Array::Objects => element.object(window, place, &mut self.reading),
            }
        }
        self.source.consume(end);
        read > 0
    }

    /// Reads one element; a broken one is told and passed.
    fn element(&mut self, array: &mut Array) -> Result<Next, ReadError> {
        loop {
            let mut cursor = Cursor::new(self.source.bytes(), 0);
            match self.element.read(&mut cursor) {
                Ok(start) => {
                    let end = cursor.at;
                    let place = Place::Byte(self.source.offset() + start as u64);
                    let window = self.source.bytes();
                    match array {
                        Array::Events => self.element.event(window, place, &mut self.reading),
                        Array::Objects => self.element.object(window, place, &mut self.reading),
                    }
                    self.source.consume(end);
                    return Ok(Next::Separator);
                }
                Err(Stop::End) if self.source.more()? => {}
                Err(Stop::End) => return Ok(self.break_here(array.name())),
                Err(Stop::Mistake(at)) => {
                    let mut start = Cursor::new(self.source.bytes(), 0);
                    let start = start.peek().map_or(at, |_| start.at);
                    return self.mend(start, at, array);
                }
            }
        }
    }

    /// Tells a mistake at `at`, in an element that begins at `start`, and goes to where one begins for sure.
    fn mend(&mut self, start: usize, at: usize, array: &mut Array) -> Result<Next, ReadError> {
        let place = Place::Byte(self.source.offset() + at as u64);
        let shown = excerpt(&self.source.bytes()[at..]);
        self.reading.skip(place, array.name(), &shown, Why::Malformed);
        loop {
            match mended(self.source.bytes(), start, at, *array) {
                Some(found) => {
                    *array = found.array;
                    self.source.consume(found.at);
                    return Ok(found.next);
                }
                None if self.source.more()? => {}
                None => {
                    self.lost = true;
                    return Ok(Next::End);
                }
            }
        }
    }

    /// Tells that the file ends too early, or breaks where nothing behind it can be told apart.
    fn break_here(&mut self, within: &str) -> Next {
        if std::mem::replace(&mut self.lost, true) || self.source.stopped() {
            return Next::End;
        }
        let bytes = self.source.bytes();
        let shown = excerpt(bytes);
        let why = if bytes.len() >= WINDOW_MAX {
            Why::TooLong
        } else if self.source.ended() && !is_mistake(bytes) {
            Why::Truncated
        } else {
            Why::Malformed
        };
        self.reading.skip(Place::Byte(self.source.offset()), within, &shown, why);
        Next::End
    }

    /// Tries a step on the window, with more and more text; `None` where it breaks.
    fn step<T>(&mut self, step: impl Fn(&[u8]) -> Step<T>) -> Result<Option<T>, ReadError> {
        loop {
            match step(self.source.bytes()) {
                Ok((found, at)) => {
                    self.source.consume(at);
                    return Ok(Some(found));
                }
                Err(Stop::End) if self.source.more()? => {}
                Err(_) => return Ok(None),
            }
        }
    }
}

/// Whether what stands at the beginning of the window is wrong, and not only cut off.
fn is_mistake(window: &[u8]) -> bool {
    let mut cursor = Cursor::new(window, 0);
    match cursor.peek() {
        Ok(b'"') => matches!(cursor.key(), Err(Stop::Mistake(_))),
        Ok(_) => matches!(cursor.value(), Err(Stop::Mistake(_))),
        Err(_) => false,
    }
}

/// The beginning of a piece of text, to the end of its line, as a person is shown it.
fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    text.trim_start().lines().next().unwrap_or_default().trim_end().to_owned()
}
