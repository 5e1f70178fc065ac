//! A log being put together, by a reader or from rows.

use hashbrown::HashMap;

use crate::log::{Column, Events, Form, Log, Objects, Relation};
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

/// Puts touches that came late beside those of their events, behind them.
fn merge_late(events: &mut Events, late: Vec<(u32, u32, u16)>) {
    if late.is_empty() {
        return;
    }
    let mut counts = vec![0u32; events.len() + 1];
    for (event, ..) in &late {
        counts[*event as usize + 1] += 1;
    }
    for event in 0..events.len() {
        counts[event + 1] += counts[event];
    }
    let total = events.objects.len() + late.len();
    let (mut objects, mut qualifiers) = (vec![0; total], vec![0; total]);
    // Behind the touches that an event has already come the late ones; `next` is where its next one goes.
    let mut next: Vec<u32> = Vec::with_capacity(events.len());
    for (bounds, before) in events.offsets.windows(2).zip(&counts) {
        let (start, end) = (bounds[0] as usize, bounds[1] as usize);
        let shifted = start + *before as usize;
        objects[shifted..shifted + end - start].copy_from_slice(&events.objects[start..end]);
        qualifiers[shifted..shifted + end - start].copy_from_slice(&events.qualifiers[start..end]);
        next.push((shifted + end - start) as u32);
    }
    for (event, object, qualifier) in late {
        let place = &mut next[event as usize];
        objects[*place as usize] = object;
        qualifiers[*place as usize] = qualifier;
        *place += 1;
    }
    for (offset, count) in events.offsets.iter_mut().zip(&counts) {
        *offset += count;
    }
    (events.objects, events.qualifiers) = (objects, qualifiers);
}

/// Renumbers objects in the order of their declaration, and leaves out what speaks of others.
fn declare(log: &mut Log, declared: &[u32], loose: &mut dyn FnMut(Loose<'_>)) {
    let as_it_is = declared.len() == log.objects.len()
        && declared.iter().enumerate().all(|(index, it)| index == *it as usize);
    if as_it_is {
        return;
    }
    let mut new = vec![UNDECLARED; log.objects.len()];
    for (index, object) in declared.iter().enumerate() {
        new[*object as usize] = index as u32;
    }
    let mut kept = 0;
    let events = &mut log.events;
    let mut start = 0;
    for event in 0..events.kind.len() {
        let end = events.offsets[event + 1] as usize;
        for touch in start..end {
            let object = events.objects[touch];
            if new[object as usize] == UNDECLARED {
                loose(Loose::Touch { event: event as u32, object: log.objects.ids.get(object) });
                continue;
            }
            events.objects[kept] = new[object as usize];
            events.qualifiers[kept] = events.qualifiers[touch];
            kept += 1;
        }
        start = end;
        events.offsets[event + 1] = kept as u32;
    }
    events.objects.truncate(kept);
    events.qualifiers.truncate(kept);
    let ids = &log.objects.ids;
    log.relations.retain_mut(|it| {
        let (from, to) = (new[it.from as usize], new[it.to as usize]);
        if from == UNDECLARED || to == UNDECLARED {
            loose(Loose::Relation { from: ids.get(it.from), to: ids.get(it.to) });
            return false;
        }
        (it.from, it.to) = (from, to);
        true
    });
    for column in &mut log.object_attributes {
        column.rows.iter_mut().for_each(|it| *it = new[*it as usize]);
    }
    let objects = std::mem::take(&mut log.objects);
    log.objects = Objects {
        kind: declared.iter().map(|it| objects.kind[*it as usize]).collect(),
        ids: Names::from(objects.ids.into_arena().reordered(declared)),
    };
}

/// Takes what stands twice in one event once.
fn once(events: &mut Events, objects: usize) {
    let mut last = vec![u32::MAX; objects];
    let mut twice = vec![false; 0];
    for event in 0..events.len() as u32 {
        for object in events.touched(event) {
            if std::mem::replace(&mut last[*object as usize], event) == event {
                twice.resize(events.len(), false);
                twice[event as usize] = true;
            }
        }
    }
    if twice.is_empty() {
        return;
    }
    let (mut kept_objects, mut kept_qualifiers) = (Vec::new(), Vec::new());
    let mut offsets = vec![0];
    for event in 0..events.len() as u32 {
        let mut touches: Vec<(u32, u16, usize)> = events
            .touches(event)
            .enumerate()
            .map(|(place, (it, qualifier))| (it, qualifier, place))
            .collect();
        if twice[event as usize] {
            touches.sort_unstable();
            touches.dedup_by_key(|it| (it.0, it.1));
            touches.sort_unstable_by_key(|it| it.2);
        }
        kept_objects.extend(touches.iter().map(|it| it.0));
        kept_qualifiers.extend(touches.iter().map(|it| it.1));
        offsets.push(kept_objects.len() as u32);
    }
    (events.objects, events.qualifiers, events.offsets) = (kept_objects, kept_qualifiers, offsets);
}

/// Sorts events by time; those of the same time stay in their order.
fn by_time(log: &mut Log) {
    let events = &mut log.events;
    if events.at_ms.is_sorted() {
        return;
    }
    let mut order: Vec<u32> = (0..events.len() as u32).collect();
    order.sort_by_key(|it| events.at_ms[*it as usize]);
    let mut sorted = Events {
        kind: order.iter().map(|it| events.kind[*it as usize]).collect(),
        at_ms: order.iter().map(|it| events.at_ms[*it as usize]).collect(),
        ids: events.ids.reordered(&order),
        offsets: Vec::with_capacity(events.offsets.len()),
        objects: Vec::with_capacity(events.objects.len()),
        qualifiers: Vec::with_capacity(events.qualifiers.len()),
    };
    sorted.offsets.push(0);
    for event in &order {
        let range = events.offsets[*event as usize] as usize..events.offsets[*event as usize + 1] as usize;
        sorted.objects.extend_from_slice(&events.objects[range.clone()]);
        sorted.qualifiers.extend_from_slice(&events.qualifiers[range]);
        sorted.offsets.push(sorted.objects.len() as u32);
    }
    *events = sorted;
    if log.event_attributes.is_empty() {
        return;
    }
    let mut new = vec![0; order.len()];
    for (index, event) in order.iter().enumerate() {
        new[*event as usize] = index as u32;
    }
    for column in &mut log.event_attributes {
        column.rows.iter_mut().for_each(|it| *it = new[*it as usize]);
    }
}

/// Puts a column into the order of its rows and times; of an event's equal attributes, the first stands.
fn in_order(column: &mut Column) {
    let timed = !column.since_ms.is_empty();
    let key = |place: usize| (column.rows[place], if timed { column.since_ms[place] } else { 0 });
    if (1..column.rows.len()).all(|it| key(it - 1) < key(it)) {
        return;
    }
    let mut order: Vec<usize> = (0..column.rows.len()).collect();
    order.sort_by_key(|it| key(*it));
    order.dedup_by_key(|it| key(*it));
    *column = Column {
        name: std::mem::take(&mut column.name),
        form: column.form,
        rows: order.iter().map(|it| column.rows[*it]).collect(),
        since_ms: if timed { order.iter().map(|it| column.since_ms[*it]).collect() } else { Vec::new() },
        values: order.iter().map(|it| column.values[*it]).collect(),
    };
}

fn shrink(log: &mut Log) {
    let events = &mut log.events;
    events.kind.shrink_to_fit();
    events.at_ms.shrink_to_fit();
    events.offsets.shrink_to_fit();
    events.objects.shrink_to_fit();
    events.qualifiers.shrink_to_fit();
    log.relations.shrink_to_fit();
}

#[cfg(test)]
mod tests;
