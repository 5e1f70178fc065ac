//! What every behaviour works with: the time, the agenda of its people, the item list, the messages that leave.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use seamless_model::{Event, SystemId};

use super::answer::Refusal;
use super::collection::Record;
use super::config::HttpConfig;
use super::outbox::Outbox;
use crate::About;

/// The common part of a twin. `T` is what its people have to do.
pub struct Desk<T> {
    /// The system's name in the map.
    pub system: SystemId,
    /// How it is set up.
    pub config: HttpConfig,
    /// Its clock: whole milliseconds, never back.
    pub now: Timestamp,
    /// Messages on their way out.
    pub outbox: Outbox,
    agenda: BTreeMap<(Timestamp, u64), T>,
    entries: u64,
    unmapped: BTreeSet<String>,
}

impl<T> Desk<T> {
    pub fn new(system: SystemId, config: HttpConfig) -> Self {
        let now = whole_millis(config.start);
        Self {
            system,
            config,
            now,
            outbox: Outbox::default(),
            agenda: BTreeMap::new(),
            entries: 0,
            unmapped: BTreeSet::new(),
        }
    }

    /// Sets the clock; a call that comes with an earlier time does not turn it back.
    pub fn tell_time(&mut self, now: Timestamp) {
        self.now = self.now.max(whole_millis(now));
    }

    /// Notes work for a person, to be done after a while.
    pub fn later(&mut self, wait: SignedDuration, task: T) {
        self.entries += 1;
        let at = self.now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        self.agenda.insert((at, self.entries), task);
    }

    /// When a person next has something to do.
    pub fn next_task_at(&self) -> Option<Timestamp> {
        self.agenda.first_key_value().map(|((at, _), _)| *at)
    }

    /// The first task that is due by now, with its own time.
    pub fn task_due(&mut self, now: Timestamp) -> Option<(Timestamp, T)> {
        let first = self.agenda.first_entry().filter(|it| it.key().0 <= now)?;
        let at = first.key().0;
        Some((at, first.remove()))
    }

    /// Announces a new document; `order` is the order that it belongs to, as this system names it.
    pub fn created<R: Record>(&mut self, record: &R, event: Event, order: Option<String>) {
        self.announce(record, "created", event, order);
    }

    /// Announces that a document has changed.
    pub fn updated<R: Record>(&mut self, record: &R, event: Event, order: Option<String>) {
        self.announce(record, "updated", event, order);
    }

    fn announce<R: Record>(&mut self, record: &R, verb: &str, event: Event, order: Option<String>) {
        if self.config.webhook.is_none() {
            return;
        }
        let about = About { kind: R::KIND, event, id: R::id_of(record.number()), order };
        let data = serde_json::to_value(record).unwrap_or_default();
        let salt = (self.config.seed, self.system.as_str());
        self.outbox.put(format!("{}.{verb}", R::NAME), &data, about, salt, self.now);
    }

    /// Takes an item out of the list, or all with `*`.
    pub fn unmap(&mut self, item: &str) {
        self.unmapped.insert(item.to_owned());
    }

    /// Puts an item back, or all with `*`.
    pub fn remap(&mut self, item: &str) {
        match item {
            "*" => self.unmapped.clear(),
            item => {
                self.unmapped.remove(item);
            }
        }
    }

    /// Refuses an item that is not in the list.
    pub fn check_item(&self, item: &str, field: &str) -> Result<(), Refusal> {
        if self.unmapped.contains(item) || self.unmapped.contains("*") {
            return Err(Refusal::unknown_item(field, item));
        }
        Ok(())
    }

    /// Refuses an external reference that another document has, where references are unique.
    pub fn check_unique<'r, R: Record + 'r>(
        &self,
        field: &str,
        value: &str,
        mut having: impl Iterator<Item = &'r R>,
    ) -> Result<(), Refusal> {
        match having.next().filter(|_| self.config.unique_external) {
            Some(existing) => Err(Refusal::duplicate_reference(field, value, R::id_of(existing.number()))),
            None => Ok(()),
        }
    }
}

fn whole_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
