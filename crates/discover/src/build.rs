//! A log being put together, by a reader or from rows.

mod finish;

use hashbrown::HashMap;

use self::finish::{by_time, declare, in_order, merge_late, once, shrink};
use crate::log::{Column, Events, Form, Log, Relation};
use crate::names::Names;

/// The type of an object that was spoken of and not yet declared.
const UNDECLARED: u32 = u32::MAX;

/// Why the builder does not take something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The identifier came before.
    Duplicate,
    /// More than a log holds: 2³² − 1 of a kind, 4 GiB of identifiers, 65,535 qualifiers.
    TooMany,
}

/// A relationship to an object that was never declared; it is left out of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loose<'a> {
    /// The event with this index, in the order of building, touches it.
    Touch {
        /// The event.
        event: u32,
        /// The object's identifier.
        object: &'a str,
    },
    /// An object is related to it, or it to another.
    Relation {
        /// The object that says so.
        from: &'a str,
        /// The object that it speaks of.
        to: &'a str,
    },
}

/// A log being put together. Events may come in any order, objects may be spoken of before they are declared.
#[derive(Debug)]
pub struct LogBuilder {
    log: Log,
    event_ids: Names,
    /// Objects in the order in which they were declared.
    declared: Vec<u32>,
    /// Touches that came after other events: event, object, qualifier.
    late: Vec<(u32, u32, u16)>,
    event_columns: Columns,
    object_columns: Columns,
}

impl Default for LogBuilder {
    fn default() -> LogBuilder {
        let mut log = Log { events: Events { offsets: vec![0], ..Events::default() }, ..Log::default() };
        log.qualifiers.intern("");
        LogBuilder {
            log,
            event_ids: Names::default(),
            declared: Vec::new(),
            late: Vec::new(),
            event_columns: Columns::default(),
            object_columns: Columns::default(),
        }
    }
}

impl LogBuilder {
    /// The index of a type of events; new ones are added.
    pub fn event_type(&mut self, name: &str) -> u32 {
        self.log.event_types.intern(name)
    }

    /// The index of a type of objects; new ones are added.
    pub fn object_type(&mut self, name: &str) -> u32 {
        self.log.object_types.intern(name)
    }

    /// The types of events so far.
    pub fn event_types(&self) -> &Names {
        &self.log.event_types
    }

    /// The types of objects so far.
    pub fn object_types(&self) -> &Names {
        &self.log.object_types
    }

    /// The index of a qualifier; new ones are added. Refused is the 65,536th.
    pub fn qualifier(&mut self, name: &str) -> Result<u16, Refused> {
        let qualifiers = &mut self.log.qualifiers;
        if let Some(found) = qualifiers.find(name) {
            return Ok(found as u16);
        }
        if qualifiers.len() > usize::from(u16::MAX) {
            return Err(Refused::TooMany);
        }
        Ok(qualifiers.intern(name) as u16)
    }

    /// Declares an object.
    ///
    /// # Errors
    /// [`Refused::Duplicate`] when it was declared before.
    pub fn object(&mut self, kind: u32, id: &str) -> Result<u32, Refused> {
        let object = self.mention(id)?;
        let known = &mut self.log.objects.kind[object as usize];
        if *known != UNDECLARED {
            return Err(Refused::Duplicate);
        }
        *known = kind;
        self.declared.push(object);
        Ok(object)
    }

    /// The index of an object that is spoken of. If nobody declares it, what speaks of it is left out in the end.
    ///
    /// # Errors
    /// [`Refused::TooMany`].
    pub fn mention(&mut self, id: &str) -> Result<u32, Refused> {
        let objects = &mut self.log.objects;
        let object = objects.ids.try_intern(id).ok_or(Refused::TooMany)?;
        if object as usize == objects.kind.len() {
            objects.kind.push(UNDECLARED);
        }
        Ok(object)
    }

    /// The object with this identifier and whether it is declared, if it was spoken of.
    pub fn find_object(&self, id: &str) -> Option<(u32, bool)> {
        let object = self.log.objects.ids.find(id)?;
        Some((object, self.log.objects.kind[object as usize] != UNDECLARED))
    }

    /// The event with this identifier.
    pub fn find_event(&self, id: &str) -> Option<u32> {
        self.event_ids.find(id)
    }

    /// Asks memory for what adding these events and speaking of these objects will need, see [`Names::warm`].
    pub(crate) fn warm<'a>(
        &self,
        events: impl Iterator<Item = &'a str>,
        objects: impl Iterator<Item = &'a str>,
    ) {
        self.event_ids.warm(events);
        self.log.objects.ids.warm(objects);
    }

    /// Adds an event, at so many milliseconds since 1970 in UTC.
    ///
    /// # Errors
    /// [`Refused::Duplicate`] when an event has this identifier.
    pub fn event(&mut self, kind: u32, id: &str, at_ms: i64) -> Result<u32, Refused> {
        let event = self.event_ids.try_intern(id).ok_or(Refused::TooMany)?;
        let events = &mut self.log.events;
        if (event as usize) < events.kind.len() {
            return Err(Refused::Duplicate);
        }
        events.kind.push(kind);
        events.at_ms.push(at_ms);
        events.offsets.push(events.objects.len() as u32);
        Ok(event)
    }

    /// The event that was added last touches an object.
    ///
    /// # Errors
    /// [`Refused::TooMany`] when the log holds 2³² − 1 touches.
    pub fn touch(&mut self, object: u32, qualifier: u16) -> Result<(), Refused> {
        let events = &mut self.log.events;
        let Some(end) = events.offsets.last_mut() else { return Ok(()) };
        *end = end.checked_add(1).ok_or(Refused::TooMany)?;
        events.objects.push(object);
        events.qualifiers.push(qualifier);
        Ok(())
    }

    /// Any event touches an object.
    ///
    /// # Errors
    /// [`Refused::TooMany`] when the log holds 2³² − 1 touches.
    pub fn touch_of(&mut self, event: u32, object: u32, qualifier: u16) -> Result<(), Refused> {
        if self.late.len() + self.log.events.objects.len() >= u32::MAX as usize {
            return Err(Refused::TooMany);
        }
        self.late.push((event, object, qualifier));
        Ok(())
    }

    /// An object is related to another.
    pub fn relate(&mut self, from: u32, to: u32, qualifier: u16) {
        self.log.relations.push(Relation { from, to, qualifier });
    }

    /// Sets an event's attribute; what was set first stands.
    ///
    /// # Errors
    /// [`Refused::TooMany`].
    pub fn event_attribute(
        &mut self,
        event: u32,
        name: &str,
        form: Form,
        value: &str,
    ) -> Result<(), Refused> {
        let value = self.log.values.try_intern(value).ok_or(Refused::TooMany)?;
        let column = self.event_columns.column(&mut self.log.event_attributes, name, form);
        column.rows.push(event);
        column.values.push(value);
        Ok(())
    }

    /// Sets an object's attribute, valid since so many milliseconds after 1970.
    ///
    /// # Errors
    /// [`Refused::TooMany`].
    pub fn object_attribute(
        &mut self,
        object: u32,
        name: &str,
        form: Form,
        since_ms: i64,
        value: &str,
    ) -> Result<(), Refused> {
        let value = self.log.values.try_intern(value).ok_or(Refused::TooMany)?;
        let column = self.object_columns.column(&mut self.log.object_attributes, name, form);
        column.rows.push(object);
        column.since_ms.push(since_ms);
        column.values.push(value);
        Ok(())
    }

    /// The log: events by time, objects as they were declared, and no relationship to an object that nobody declared;
    /// those are told one by one. OCEL's relationships are sets: what stands twice in one event is taken once.
    pub fn finish(self, loose: &mut dyn FnMut(Loose<'_>)) -> Log {
        let LogBuilder { mut log, event_ids, declared, late, .. } = self;
        log.events.ids = event_ids.into_arena();
        merge_late(&mut log.events, late);
        declare(&mut log, &declared, loose);
        once(&mut log.events, log.objects.len());
        by_time(&mut log);
        log.event_attributes.iter_mut().for_each(in_order);
        log.object_attributes.iter_mut().for_each(in_order);
        shrink(&mut log);
        log
    }
}

/// Finds the column of a name and a form.
#[derive(Debug, Default)]
struct Columns {
    names: Names,
    places: HashMap<(u32, Form), usize, foldhash::fast::FixedState>,
}

impl Columns {
    fn column<'a>(&mut self, columns: &'a mut Vec<Column>, name: &str, form: Form) -> &'a mut Column {
        let key = (self.names.intern(name), form);
        let place = *self.places.entry(key).or_insert_with(|| {
            columns.push(Column {
                name: name.to_owned(),
                form,
                rows: Vec::new(),
                since_ms: Vec::new(),
                values: Vec::new(),
            });
            columns.len() - 1
        });
        &mut columns[place]
    }
}

#[cfg(test)]
mod tests;
