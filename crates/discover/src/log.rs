//! An object-centric log: events, and the objects that each of them touches. Columnar, so that a million events with
//! four million touches take some tens of megabytes.

use crate::names::{Arena, Names};

/// Events and the objects that they touch. The words are those of OCEL 2.0 (ocel-standard.org): an event has a type, a
/// time and relationships to objects, each with a qualifier; an object has a type and relationships to objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The names of the types of events.
    pub event_types: Names,
    /// The names of the types of objects.
    pub object_types: Names,
    /// The qualifiers of touches and relations; index 0 is the empty one.
    pub qualifiers: Names,
    /// The texts of attributes.
    pub values: Names,
    /// The events, by time; of the same time, as they stood in the file.
    pub events: Events,
    /// The objects, in the order of the file.
    pub objects: Objects,
    /// Which objects are related to which, in the order of the file.
    pub relations: Vec<Relation>,
    /// The attributes of events, a column for each name and form.
    pub event_attributes: Vec<Column>,
    /// The attributes of objects, a column for each name and form.
    pub object_attributes: Vec<Column>,
}

/// The events of a log: parallel columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// The type, an index into `event_types`.
    pub kind: Vec<u32>,
    /// When: milliseconds since 1970 in UTC, ascending.
    pub at_ms: Vec<i64>,
    /// The identifiers.
    pub ids: Arena,
    /// Where the touches of event `e` stand: `offsets[e]..offsets[e + 1]`; one longer than the events.
    pub offsets: Vec<u32>,
    /// The objects that are touched.
    pub objects: Vec<u32>,
    /// In which quality, an index into `qualifiers`; beside `objects`.
    pub qualifiers: Vec<u16>,
}

impl Events {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.kind.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kind.is_empty()
    }

    /// The objects that an event touches.
    pub fn touched(&self, event: u32) -> &[u32] {
        &self.objects[self.range(event)]
    }

    /// The objects that an event touches, each with the index of its qualifier.
    pub fn touches(&self, event: u32) -> impl Iterator<Item = (u32, u16)> {
        let range = self.range(event);
        self.objects[range.clone()].iter().copied().zip(self.qualifiers[range].iter().copied())
    }

    fn range(&self, event: u32) -> std::ops::Range<usize> {
        let event = event as usize;
        self.offsets[event] as usize..self.offsets[event + 1] as usize
    }
}

/// The objects of a log: parallel columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects {
    /// The type, an index into `object_types`.
    pub kind: Vec<u32>,
    /// The identifiers; the index of one is the index of its object.
    pub ids: Names,
}

impl Objects {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.kind.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kind.is_empty()
    }
}

/// One object related to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The object that says so.
    pub from: u32,
    /// The object that it speaks of.
    pub to: u32,
    /// How, an index into `qualifiers`.
    pub qualifier: u16,
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Text: OCEL's `string`.
    Text,
    /// A whole number: `integer`.
    Integer,
    /// A number: `float`.
    Float,
    /// True or false: `boolean`.
    Boolean,
    /// A moment: `time`.
    Time,
}

/// One attribute, kept only where it has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub form: Form,
    /// The events or objects that have it, by ascending index; an object whose value changed stands more than once.
    pub rows: Vec<u32>,
    /// Since when, in milliseconds since 1970, beside `rows`. Empty for the attributes of events.
    pub since_ms: Vec<i64>,
    /// The value's text, an index into the log's `values`; beside `rows`.
    pub values: Vec<u32>,
}

impl Column {
    /// The index of the value's text that an event has, or that an object had first.
    pub fn of(&self, row: u32) -> Option<u32> {
        let place = self.rows.partition_point(|it| *it < row);
        (self.rows.get(place) == Some(&row)).then(|| self.values[place])
    }
}

impl Log {
    /// An event's attribute by its name, whatever its form. The text as it stood in the file.
    pub fn event_attribute(&self, event: u32, name: &str) -> Option<&str> {
        attribute(&self.event_attributes, &self.values, event, name)
    }

    /// An object's attribute by its name, whatever its form; the first value if it changed.
    pub fn object_attribute(&self, object: u32, name: &str) -> Option<&str> {
        attribute(&self.object_attributes, &self.values, object, name)
    }
}

fn attribute<'a>(columns: &[Column], values: &'a Names, row: u32, name: &str) -> Option<&'a str> {
    columns.iter().filter(|it| it.name == name).find_map(|it| it.of(row)).map(|it| values.get(it))
}
