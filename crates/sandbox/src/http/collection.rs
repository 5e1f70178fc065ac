//! One kind of document with its indexes.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use seamless_model::DocumentKind;
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::Refusal;
use super::route::{Query, write_cursor};
use crate::Made;

/// A document that a twin keeps.
pub trait Record: Serialize + Clone + PartialEq {
    /// The collection's name in paths and events, for example `orders`.
    const NAME: &'static str;
    /// What it is in the house's own model.
    const KIND: DocumentKind;
    /// The fields by which it can be looked up.
    const LOOKUPS: &'static [&'static str];
    /// Which of them holds the reference of the order that it is, or is for, in the system that it came from.
    const ORDER: &'static str;
    /// How its number is written as an identifier.
    fn id_of(number: u64) -> String;
    /// The number that an identifier stands for.
    fn number_of(id: &str) -> Option<u64>;
    /// Its number.
    fn number(&self) -> u64;
    /// The value of one of its look-up fields.
    fn lookup(&self, field: &str) -> Option<String>;
    /// When it last changed.
    fn updated_at(&self) -> Timestamp;
    /// Sets when it last changed.
    fn touch(&mut self, at: Timestamp);
}

/// Documents of one kind, never deleted, in the order of their numbers.
pub struct Collection<R> {
    first: u64,
    records: Vec<R>,
    by_change: BTreeSet<(i64, u64)>,
    by_lookup: HashMap<(&'static str, String), BTreeSet<u64>>,
}

impl<R: Record> Collection<R> {
    /// An empty one, whose first document has this number.
    pub fn starting_at(first: u64) -> Self {
        Self { first, records: Vec::new(), by_change: BTreeSet::new(), by_lookup: HashMap::new() }
    }

    /// The number that the next document gets.
    pub fn next_number(&self) -> u64 {
        self.first + self.records.len() as u64
    }

    /// Keeps a new document. Its number must be [`Self::next_number`].
    pub fn insert(&mut self, record: R) {
        debug_assert_eq!(record.number(), self.next_number(), "numbers are given in order");
        self.index(&record);
        self.records.push(record);
    }

    /// The document with this number.
    pub fn get(&self, number: u64) -> Option<&R> {
        self.records.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    /// The document with this identifier.
    pub fn by_id(&self, id: &str) -> Result<&R, Refusal> {
        let found = R::number_of(id).and_then(|number| self.get(number));
        found.ok_or_else(|| Refusal::not_found(&format!("{id:?} among the {}", R::NAME.replace('_', " "))))
    }

    /// Changes a document; gives it if it is other than before, and stamps it then.
    pub fn change(&mut self, number: u64, now: Timestamp, change: impl FnOnce(&mut R)) -> Option<R> {
        let before = self.get(number)?.clone();
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return None;
        }
        after.touch(now);
        self.unindex(&before);
        self.index(&after);
        let place = usize::try_from(number - self.first).ok()?;
        self.records[place] = after.clone();
        Some(after)
    }

    /// The documents with this value in a look-up field, oldest first.
    pub fn having<'c>(
        &'c self,
        field: &'static str,
        value: &str,
    ) -> impl Iterator<Item = &'c R> + use<'c, R> {
        let numbers = self.by_lookup.get(&(field, value.to_owned()));
        numbers.into_iter().flatten().filter_map(|number| self.get(*number))
    }

    /// All documents, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.records.iter()
    }

    /// A page of documents, ascending by (time of change, number).
    pub fn page(&self, query: &Query) -> Result<Value, Refusal> {
        if let Some((name, _)) = query.equals.iter().find(|(name, _)| !R::LOOKUPS.contains(&name.as_str())) {
            return Err(Refusal::unknown_parameter(name));
        }
        let since = (query.since.map_or(i64::MIN, ceil_millis), 0);
        let from = query.after.map_or(since, |(at, number)| since.max((at, number.saturating_add(1))));
        let mut found: Vec<(i64, u64)> = match query.equals.first() {
            None => self.by_change.range(from..).take(query.limit + 1).copied().collect(),
            Some(_) => self.matching(query).into_iter().filter(|it| *it >= from).collect(),
        };
        let more = found.len() > query.limit;
        found.truncate(query.limit);
        let next = more.then(|| found.last().copied().map(write_cursor)).flatten();
        let items: Vec<&R> = found.iter().filter_map(|(_, number)| self.get(*number)).collect();
        Ok(json!({ "items": items, "next": next }))
    }

    fn matching(&self, query: &Query) -> BTreeSet<(i64, u64)> {
        let Some((name, value)) = query.equals.first() else { return BTreeSet::new() };
        let Some(field) = R::LOOKUPS.iter().find(|it| *it == name) else { return BTreeSet::new() };
        self.having(field, value)
            .filter(|it| query.equals.iter().all(|(name, value)| it.lookup(name).as_ref() == Some(value)))
            .map(place)
            .collect()
    }

    fn index(&mut self, record: &R) {
        self.by_change.insert(place(record));
        for field in R::LOOKUPS {
            if let Some(value) = record.lookup(field) {
                self.by_lookup.entry((field, value)).or_default().insert(record.number());
            }
        }
    }

    fn unindex(&mut self, record: &R) {
        self.by_change.remove(&place(record));
        for field in R::LOOKUPS {
            if let Some(value) = record.lookup(field)
                && let Some(numbers) = self.by_lookup.get_mut(&(*field, value))
            {
                numbers.remove(&record.number());
            }
        }
    }
}

/// A document that was made, as answers show it.
pub struct Created {
    pub body: Value,
    pub made: Option<Made>,
}

impl Created {
    pub fn of<R: Record>(record: &R) -> Result<Self, Refusal> {
        let made = record.lookup(R::ORDER).map(|order| Made { id: R::id_of(record.number()), order });
        Ok(Self { body: shown(record)?, made })
    }
}

/// A document as the contract shows it.
pub fn shown<R: Record>(record: &R) -> Result<Value, Refusal> {
    serde_json::to_value(record).map_err(|_| Refusal::server_error(500))
}

/// Where a document stands in a list.
fn place<R: Record>(record: &R) -> (i64, u64) {
    (record.updated_at().as_millisecond(), record.number())
}

/// Whole milliseconds, so that what changed earlier within the same millisecond is not asked for in vain.
fn ceil_millis(at: Timestamp) -> i64 {
    let floor = at.as_millisecond();
    if at.subsec_nanosecond() % 1_000_000 > 0 { floor + 1 } else { floor }
}

/// Writes a moment as the contract does: RFC 3339, UTC, milliseconds.
pub fn moment<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{at:.3}"))
}

/// The same for a moment that may be absent.
pub fn moment_or_null<S: serde::Serializer>(
    at: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => moment(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// Reads an identifier such as `SO-00001`, and refuses any other way to write its number.
pub fn numbered(id: &str, prefix: &str, write: fn(u64) -> String) -> Option<u64> {
    let number = id.strip_prefix(prefix)?.parse().ok()?;
    (write(number) == id).then_some(number)
}
