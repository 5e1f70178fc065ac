//! A thing with fields, read by its table.

use rust_decimal::Decimal;

use super::fields::{Field, MOST, Table, Want, said, within};
use super::notes::{Mistake, Notes, decimal, one_of, shorten, words};
use crate::Place;
use crate::nearest::nearest;
use crate::tree::{Key, Node, NodeValue};

/// A thing with fields, as it stands in a file.
pub(crate) struct Fields<'n> {
    table: &'static Table,
    /// What it is and how it is named, for messages: ``handoff `orders` ``.
    owner: String,
    /// Its name, or where it begins.
    pub place: Place,
    entries: Vec<(&'n Key, &'n Node)>,
    broken: bool,
}

impl<'n> Fields<'n> {
    /// Reads a thing: notes fields that it cannot have and fields that it lacks.
    pub fn read(
        node: &'n Node,
        table: &'static Table,
        owner: impl Into<String>,
        place: &Place,
        notes: &mut Notes,
    ) -> Self {
        let owner = owner.into();
        let mut it = Self { table, owner, place: place.clone(), entries: Vec::new(), broken: false };
        match &node.value {
            NodeValue::Map(entries) => {
                it.entries = entries.iter().map(|(key, value)| (key, value)).collect();
                let meant = it.refuse_unknown(notes);
                it.broken = it.entries.len() < entries.len();
                it.demand(&meant, notes);
            }
            NodeValue::Null => it.demand(&[], notes),
            _ => {
                it.broken = true;
                let first = table.fields.first().map_or("", |it| it.name);
                notes.error(
                    &node.place,
                    format!("{} wants fields, not {}", it.owner, node.what()),
                    "fields are wanted here",
                    format!("write `{{ {first}: … }}`; the fields are {}", it.list()),
                );
            }
        }
        it
    }

    /// Notes fields that it cannot have; returns the fields that were probably meant.
    fn refuse_unknown(&mut self, notes: &mut Notes) -> Vec<&'static str> {
        let mut all_meant = Vec::new();
        let (known, unknown): (Vec<_>, Vec<_>) =
            self.entries.iter().partition(|(key, _)| self.table.field(&key.text).is_some());
        for (key, _) in unknown {
            let known = || format!("the fields here are {}", self.list());
            let help = match nearest(&key.text, self.table.names()) {
                Some(meant) => {
                    all_meant.push(meant);
                    format!("did you mean `{meant}`?")
                }
                None if key.text == "<<" => {
                    "maps are not merged here: repeat a whole value with `*name`".into()
                }
                None if key.text.bytes().all(|it| it.is_ascii_digit()) => self.behind_a_comma(key),
                None => known(),
            };
            let message = format!("unknown field `{}` in {}", shorten(&key.text), self.owner);
            notes.error(&key.place, message, "not a field here", help);
        }
        self.entries = known;
        all_meant
    }

    /// How to write a number that a comma cut in two. `1,200` may be a thousand or a little more than one.
    fn behind_a_comma(&self, key: &Key) -> String {
        let cut = self.entries.windows(2).find(|it| it[1].0.place == key.place);
        let (digits, before) = (&key.text, cut.map(|it| &it[0].1.value));
        match before {
            Some(NodeValue::Number(before)) if digits.len() == 3 => {
                format!(
                    "is it behind a comma? Write the number as `{before}{digits}`, or with a point as `{before}.{digits}`"
                )
            }
            Some(NodeValue::Number(before)) if !before.contains('.') => {
                format!("is it behind a decimal comma? Write the number with a point: `{before}.{digits}`")
            }
            _ => "is it behind a comma? Write the number without commas and with a point, such as `4.50`"
                .into(),
        }
    }

    /// Notes fields that it lacks, without those that stand there under a name that is nearly theirs.
    fn demand(&self, meant: &[&str], notes: &mut Notes) {
        let mut missing: Vec<&'static Field> = Vec::new();
        for field in self.table.fields.iter().filter(|it| it.required && !meant.contains(&it.name)) {
            match self.entries.iter().find(|(key, _)| key.text == field.name) {
                None => missing.push(field),
                Some((key, node)) if node.value == NodeValue::Null => {
                    let message = format!("`{}` of {} is empty", field.name, self.owner);
                    notes.error(&key.place, message, "no value", format!("write {}", advice(field)));
                }
                Some(_) => {}
            }
        }
        if let [first, rest @ ..] = &missing[..] {
            let names = words(missing.iter().map(|it| it.name));
            let message = format!("{} has no {names}", self.owner);
            let help = match rest {
                [] => format!("add {}", advice(first)),
                [second] => format!("add for example {} and {}", example(first), example(second)),
                _ => "give each of them a value; `seamless schema` says what they mean".to_owned(),
            };
            notes.error(&self.place, message, "incomplete", help);
        }
    }

    fn list(&self) -> String {
        words(self.table.names())
    }

    /// The value of a field; `None` where it is absent or empty.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        debug_assert!(self.table.field(name).is_some(), "{name} is not in the table of {}", self.table.noun);
        let (_, node) = self.entries.iter().find(|(key, _)| key.text == name)?;
        (node.value != NodeValue::Null).then_some(*node)
    }

    /// The key of a field as it stands in the file.
    pub fn key(&self, name: &str) -> Option<&'n Key> {
        self.entries.iter().find(|(key, _)| key.text == name).map(|(key, _)| *key)
    }

    /// The fields that are there, in the order of the file.
    pub fn present(&self) -> impl Iterator<Item = (&'n Key, &'n Node)> {
        self.entries.iter().copied()
    }

    /// Whether a mistake was noted that may hide a field.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// How this thing calls itself in messages: ``handoff `orders` ``.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// How a field of this thing is named in messages.
    pub fn title(&self, name: &str) -> String {
        format!("`{name}` of {}", self.owner)
    }

    fn wants(&self, name: &str, wanted: &str, node: &Node, notes: &mut Notes) {
        let field = self.table.field(name);
        let message = format!("{} wants {wanted}, not {}", self.title(name), node.what());
        let help = format!("write for example `{name}: {}`", field.map_or("", |it| it.example));
        notes.error(&node.place, message, &format!("{wanted} is wanted here"), help);
    }

    /// A field that is text.
    pub fn text(&self, name: &str, notes: &mut Notes) -> Option<String> {
        self.scalar(name, notes).map(|(text, _)| text.to_owned())
    }

    /// A field that is text, with its place. Empty text is a mistake.
    pub fn scalar(&self, name: &str, notes: &mut Notes) -> Option<(&'n str, &'n Node)> {
        let node = self.get(name)?;
        match &node.value {
            NodeValue::Text(text, _) | NodeValue::Number(text) if !text.trim().is_empty() => {
                Some((text, node))
            }
            NodeValue::Text(..) => {
                let message = format!("{} is empty", self.title(name));
                // Who leaves out what must be there gets the next error for it.
                let help = match self.table.field(name).filter(|it| it.required) {
                    Some(field) => format!("write {}", advice(field)),
                    None => format!("write a value, or leave `{name}` out"),
                };
                notes.error(&node.place, message, "nothing in here", help);
                None
            }
            _ => {
                self.wants(name, "text", node, notes);
                None
            }
        }
    }

    /// A field that is text of some form.
    pub fn parse<T>(
        &self,
        name: &str,
        notes: &mut Notes,
        read: impl FnOnce(&str) -> Result<T, Mistake>,
    ) -> Option<T> {
        let (text, node) = self.scalar(name, notes)?;
        read(text).map_err(|mistake| notes.mistake(&node.place, mistake)).ok()
    }

    /// A field that is one of some words.
    pub fn word<T: Copy>(&self, name: &str, notes: &mut Notes, all: &[(&'static str, T)]) -> Option<T> {
        let (text, node) = self.scalar(name, notes)?;
        one_of(text, &node.place, &self.title(name), all, notes)
    }

    /// A field that is yes or no.
    pub fn flag(&self, name: &str, notes: &mut Notes) -> Option<bool> {
        let node = self.get(name)?;
        match node.value {
            NodeValue::Bool(value) => Some(value),
            _ => {
                self.wants(name, "`true` or `false`", node, notes);
                None
            }
        }
    }

    /// A field that is a number from nothing to [`MOST`].
    pub fn amount(&self, name: &str, notes: &mut Notes) -> Option<Decimal> {
        let node = self.get(name)?;
        let NodeValue::Number(text) = &node.value else {
            self.wants(name, "a number", node, notes);
            return None;
        };
        let read = decimal(text).filter(|it| within(*it, MOST));
        if read.is_none() {
            let message = format!("{} is out of range", self.title(name));
            notes.error(
                &node.place,
                message,
                "out of range",
                format!("write a number from 0 to {}", said(MOST)),
            );
        }
        read
    }

    /// A field that is a whole number between two bounds, both included.
    pub fn whole(&self, name: &str, bounds: (u64, u64), notes: &mut Notes) -> Option<u64> {
        let node = self.get(name)?;
        let NodeValue::Number(text) = &node.value else {
            self.wants(name, "a whole number", node, notes);
            return None;
        };
        let read = text.parse::<u64>().ok().filter(|it| (bounds.0..=bounds.1).contains(it));
        if let (None, Some(help)) = (read, unpointed(text)) {
            let message = format!("{} is no whole number", self.title(name));
            notes.error(&node.place, message, "a part of one is no use here", help);
        } else if read.is_none() {
            let message = format!("{} is out of range", self.title(name));
            let help = format!("write a whole number from {} to {}", bounds.0, bounds.1);
            notes.error(&node.place, message, "out of range", help);
        }
        read
    }

    /// A field that is a list; empty where it is absent.
    pub fn list_of(&self, name: &str, notes: &mut Notes) -> &'n [Node] {
        let Some(node) = self.get(name) else { return &[] };
        match &node.value {
            NodeValue::List(items) => items,
            _ => {
                self.wants(name, "a list", node, notes);
                &[]
            }
        }
    }

    /// A field that is a map by names or words; empty where it is absent.
    pub fn map_of(&self, name: &str, notes: &mut Notes) -> &'n [(Key, Node)] {
        let Some(node) = self.get(name) else { return &[] };
        match &node.value {
            NodeValue::Map(entries) => entries,
            _ => {
                self.wants(name, "a map", node, notes);
                &[]
            }
        }
    }
}

/// How to write a whole number in which a point stands: between thousands, or before a part of one.
fn unpointed(text: &str) -> Option<String> {
    let (whole, part) = text.split_once('.')?;
    let is_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let groups: Vec<&str> = part.split('.').collect();
    let is_grouped = groups.iter().all(|it| it.len() == 3) && whole.len() <= 3 && !whole.starts_with('0');
    match is_digits(whole) && !whole.is_empty() && groups.iter().all(|it| is_digits(it)) {
        true if is_grouped => {
            Some(format!("if the point stands between thousands, leave it out: `{whole}{}`", groups.concat()))
        }
        true => Some(format!("round it, such as `{whole}`")),
        false => None,
    }
}

/// A field as it could be written.
fn example(field: &Field) -> String {
    format!("`{}: {}`", field.name, field.example)
}

/// A field as it could be written, and what it means.
fn advice(field: &Field) -> String {
    let choice = match field.want {
        Want::OneOf(all) if all().len() <= 12 => format!(" It is one of {}.", words(all().into_iter())),
        _ => String::new(),
    };
    format!("for example {}. {}{choice}", example(field), field.about)
}
