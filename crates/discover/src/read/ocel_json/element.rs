//! One event or one object: first its spans in the window, then what they say.

use std::borrow::Cow;

use super::super::json::{Cursor, Kind, Span, Stop};
use super::super::ocel::Reading;
use crate::skipped::{Place, Why};

/// The spans of one element; used over and over, so that no element allocates.
#[derive(Default)]
pub(super) struct Element {
    id: Span,
    kind: Span,
    time: Span,
    attributes: Vec<Attribute>,
    relationships: Vec<Relationship>,
    /// Members of the lists that are no objects.
    odd: Vec<Span>,
}

#[derive(Clone, Copy, Default)]
struct Attribute {
    name: Span,
    time: Span,
    value: Span,
}

#[derive(Clone, Copy, Default)]
struct Relationship {
    object: Span,
    qualifier: Span,
}

impl Element {
    /// Reads the spans of the element that comes next, and says where it begins.
    pub fn read(&mut self, cursor: &mut Cursor<'_>) -> Result<usize, Stop> {
        (self.id, self.kind, self.time) = Default::default();
        self.attributes.clear();
        self.relationships.clear();
        self.odd.clear();
        cursor.peek()?;
        let start = cursor.at;
        if !cursor.opens(b'{', b'}')? {
            return Ok(start);
        }
        loop {
            let key = cursor.key()?;
            match &cursor.window[key.start as usize..key.end as usize] {
                b"id" => self.id = cursor.value()?,
                b"type" => self.kind = cursor.value()?,
                b"time" => self.time = cursor.value()?,
                b"relationships" => self.relationships(cursor)?,
                b"attributes" => self.attributes(cursor)?,
                _ => {
                    cursor.value()?;
                }
            }
            if !cursor.goes_on(b'}')? {
                return Ok(start);
            }
        }
    }

    fn relationships(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Stop> {
        let Element { relationships, odd, .. } = self;
        list(cursor, odd, |cursor| {
            let mut relationship = Relationship::default();
            members(cursor, |key, cursor| {
                match key {
                    b"objectId" => relationship.object = cursor.value()?,
                    b"qualifier" => relationship.qualifier = cursor.value()?,
                    _ => drop(cursor.value()?),
                }
                Ok(())
            })?;
            relationships.push(relationship);
            Ok(())
        })
    }

    fn attributes(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Stop> {
        let Element { attributes, odd, .. } = self;
        list(cursor, odd, |cursor| {
            let mut attribute = Attribute::default();
            members(cursor, |key, cursor| {
                match key {
                    b"name" => attribute.name = cursor.value()?,
                    b"time" => attribute.time = cursor.value()?,
                    b"value" => attribute.value = cursor.value()?,
                    _ => drop(cursor.value()?),
                }
                Ok(())
            })?;
            attributes.push(attribute);
            Ok(())
        })
    }

    /// The identifier, if it is written without escapes.
    pub fn plain_id<'a>(&self, window: &'a [u8]) -> Option<&'a str> {
        self.id.plain(window)
    }

    /// The identifiers of the objects that it speaks of, as far as they are written without escapes.
    pub fn plain_related<'a>(&self, window: &'a [u8]) -> impl Iterator<Item = &'a str> {
        self.relationships.iter().filter_map(|it| it.object.plain(window))
    }

    /// Takes the element for an event.
    pub fn event(&self, window: &[u8], place: Place, reading: &mut Reading) {
        let Some((id, kind)) = self.named(window, place, reading, Reading::event_kind) else { return };
        if matches!(self.time.kind, Kind::Absent | Kind::Null) {
            return reading.skip(place, "time", &id, Why::NoTime);
        }
        let at = match (self.time.kind, self.time.text(window)) {
            (Kind::Text | Kind::Escaped, Some(text)) => reading.moment(&text),
            _ => None,
        };
        let Some(at) = at else {
            return reading.skip(place, "time", &self.time.shown(window), Why::BadTime);
        };
        let Some(event) = reading.event(place, kind, &id, at) else { return };
        for relationship in &self.relationships {
            if let Some((object, qualifier)) = relationship.of(window, place, reading)
                && reading.builder.touch(object, qualifier).is_err()
            {
                reading.skip(place, "relationships", &id, Why::TooMany);
            }
        }
        for attribute in &self.attributes {
            if let Some((name, value)) = attribute.of(window, place, reading) {
                reading.event_attribute(place, kind, event, &name, value);
            }
        }
        self.tell_odd(window, place, reading);
    }

    /// Takes the element for an object.
    pub fn object(&self, window: &[u8], place: Place, reading: &mut Reading) {
        let Some((id, kind)) = self.named(window, place, reading, Reading::object_kind) else { return };
        let Some(object) = reading.object(place, kind, &id) else { return };
        for relationship in &self.relationships {
            if let Some((to, qualifier)) = relationship.of(window, place, reading) {
                reading.builder.relate(object, to, qualifier);
            }
        }
        for attribute in &self.attributes {
            let Some((name, value)) = attribute.of(window, place, reading) else { continue };
            let since = match attribute.time.kind {
                Kind::Absent | Kind::Null => Some(0),
                _ => attribute.time.text(window).and_then(|it| reading.moment(&it)),
            };
            match since {
                Some(since) => reading.object_attribute(place, kind, object, &name, since, value),
                None => reading.skip(place, &name, &attribute.time.shown(window), Why::BadTime),
            }
        }
        self.tell_odd(window, place, reading);
    }

    /// The identifier and the type.
    fn named<'a>(
        &self,
        window: &'a [u8],
        place: Place,
        reading: &mut Reading,
        kind_of: impl FnOnce(&mut Reading, &str) -> Option<u32>,
    ) -> Option<(Cow<'a, str>, u32)> {
        let id = match self.id.text(window) {
            Some(id) if !id.is_empty() => id,
            None if matches!(self.id.kind, Kind::Text | Kind::Escaped) => {
                reading.skip(place, "id", &self.id.shown(window), Why::Encoding);
                return None;
            }
            _ => {
                reading.skip(place, "id", "", Why::NoIdentifier);
                return None;
            }
        };
        let Some(kind) = self.kind.text(window).and_then(|it| kind_of(reading, &it)) else {
            reading.skip(place, "type", &format!("{id}: {}", self.kind.shown(window)), Why::UnknownType);
            return None;
        };
        Some((id, kind))
    }

    fn tell_odd(&self, window: &[u8], place: Place, reading: &mut Reading) {
        for odd in &self.odd {
            reading.skip(place, "relationships or attributes", &odd.shown(window), Why::Malformed);
        }
    }
}

impl Relationship {
    fn of(self, window: &[u8], place: Place, reading: &mut Reading) -> Option<(u32, u16)> {
        let Some(object) = self.object.text(window).filter(|it| !it.is_empty()) else {
            reading.skip(place, "relationships", &self.object.shown(window), Why::NoIdentifier);
            return None;
        };
        let qualifier = match self.qualifier.kind {
            Kind::Absent | Kind::Null => Cow::Borrowed(""),
            _ => match self.qualifier.text(window) {
                Some(qualifier) => qualifier,
                None => {
                    reading.skip(place, "qualifier", &self.qualifier.shown(window), Why::Malformed);
                    return None;
                }
            },
        };
        Some((reading.mention(place, &object)?, reading.qualifier(place, &qualifier)?))
    }
}

impl Attribute {
    /// The name and the value; `None` of a value that is null, and told of one that is no plain value.
    fn of<'a>(
        self,
        window: &'a [u8],
        place: Place,
        reading: &mut Reading,
    ) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        if matches!(self.value.kind, Kind::Absent | Kind::Null) {
            return None;
        }
        let found = self.name.text(window).zip(self.value.text(window));
        if found.is_none() {
            reading.skip(place, "attributes", &self.value.shown(window), Why::BadAttribute);
        }
        found
    }
}

/// A list of objects; `null` is an empty one, and what is no object is put aside.
fn list(
    cursor: &mut Cursor<'_>,
    odd: &mut Vec<Span>,
    mut each: impl FnMut(&mut Cursor<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if cursor.peek()? != b'[' {
        let value = cursor.value()?;
        if value.kind != Kind::Null {
            odd.push(value);
        }
        return Ok(());
    }
    if !cursor.opens(b'[', b']')? {
        return Ok(());
    }
    loop {
        if cursor.peek()? == b'{' {
            each(cursor)?;
        } else {
            odd.push(cursor.value()?);
        }
        if !cursor.goes_on(b']')? {
            return Ok(());
        }
    }
}

/// The members of an object.
fn members(
    cursor: &mut Cursor<'_>,
    mut each: impl FnMut(&[u8], &mut Cursor<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if !cursor.opens(b'{', b'}')? {
        return Ok(());
    }
    loop {
        let key = cursor.key()?;
        let window = cursor.window;
        each(&window[key.start as usize..key.end as usize], cursor)?;
        if !cursor.goes_on(b'}')? {
            return Ok(());
        }
    }
}
