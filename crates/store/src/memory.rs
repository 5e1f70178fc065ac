//! Everything in memory: for rehearsals, where a crash keeps the store and loses the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use seamless_engine::{Thread, ThreadKey};
use seamless_model::{HandoffId, ThreadId};

use crate::rows::{incident_order, order_row};
use crate::{
    AuditRow, Commit, Counts, Decided, EntrySource, EntryState, IncidentFilter, IncidentRow, JournalEntry,
    LandedAs, NewEntry, OrderFilter, OrderPage, Seq, Store, StoreError, ThreadCommit, TimelineRow,
};

/// A store in memory. Clones share what is kept, as processes share a disk.
#[derive(Debug, Default, Clone)]
pub struct Memory(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    journal: Vec<JournalEntry>,
    undecided: BTreeSet<Seq>,
    dedupe: HashSet<String>,
    duplicates: u64,
    threads: BTreeMap<ThreadId, Thread>,
    changed: HashMap<ThreadId, Timestamp>,
    last_thread: u64,
    keys: HashMap<ThreadKey, ThreadId>,
    wakes: BTreeSet<(Timestamp, ThreadId)>,
    in_flight: BTreeSet<ThreadId>,
    timelines: HashMap<ThreadId, Vec<TimelineRow>>,
    done: BTreeMap<HandoffId, u64>,
    values: HashMap<String, String>,
    audit: Vec<AuditRow>,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All threads, for looking at the end of a rehearsal.
    pub fn threads(&self) -> Vec<Thread> {
        self.state().threads.values().cloned().collect()
    }
}

impl State {
    fn land(&mut self, entry: NewEntry) -> LandedAs {
        let marks: Vec<String> = [("d", &entry.dedupe), ("g", &entry.guard)]
            .into_iter()
            .filter_map(|(sort, mark)| mark.as_ref().map(|mark| format!("{sort}:{mark}")))
            .collect();
        if marks.iter().any(|mark| self.dedupe.contains(mark)) {
            self.duplicates += u64::from(entry.source == EntrySource::Webhook);
            return LandedAs::Duplicate;
        }
        self.dedupe.extend(marks);
        let seq = Seq(self.journal.len() as u64 + 1);
        self.journal.push(JournalEntry { seq, entry, state: EntryState::Undecided, thread: None });
        self.undecided.insert(seq);
        LandedAs::New(seq)
    }

    fn entry_mut(&mut self, seq: Seq) -> Option<&mut JournalEntry> {
        self.journal.get_mut(usize::try_from(seq.0.checked_sub(1)?).ok()?)
    }

    fn decide(&mut self, decided: Decided) {
        let Some(entry) = self.entry_mut(decided.seq) else { return };
        entry.state = decided.state;
        entry.thread = decided.thread;
        if entry.state == EntryState::Undecided {
            self.undecided.insert(decided.seq);
        } else {
            self.undecided.remove(&decided.seq);
        }
    }

    fn put(&mut self, commit: ThreadCommit) {
        let ThreadCommit { thread, timeline, done } = commit;
        let id = thread.id;
        self.forget_indexes(id);
        self.last_thread = self.last_thread.max(id.0);
        for key in thread.keys() {
            self.keys.insert(key, id);
        }
        if let Some(at) = thread.wake_at {
            self.wakes.insert((at, id));
        }
        if thread.in_flight() {
            self.in_flight.insert(id);
        }
        for handoff in done {
            *self.done.entry(handoff).or_default() += 1;
        }
        if let Some((_, entry)) = timeline.last() {
            self.changed.insert(id, entry.at);
        }
        let rows = timeline.into_iter().map(|(seq, entry)| TimelineRow { entry, seq });
        let timeline = self.timelines.entry(id).or_default();
        timeline.extend(rows);
        timeline.sort_by_key(|row| row.entry.at);
        self.threads.insert(id, thread);
    }

    fn forget_indexes(&mut self, id: ThreadId) {
        if let Some(old) = self.threads.get(&id) {
            if let Some(at) = old.wake_at {
                self.wakes.remove(&(at, id));
            }
            self.in_flight.remove(&id);
        }
    }

    fn merge(&mut self, from: ThreadId, into: ThreadId) {
        if from == into {
            return;
        }
        self.forget_indexes(from);
        self.threads.remove(&from);
        self.changed.remove(&from);
        for id in self.keys.values_mut().filter(|id| **id == from) {
            *id = into;
        }
        let mut rows = self.timelines.remove(&from).unwrap_or_default();
        let timeline = self.timelines.entry(into).or_default();
        timeline.append(&mut rows);
        timeline.sort_by_key(|row| row.entry.at);
        for entry in self.journal.iter_mut().filter(|entry| entry.thread == Some(from)) {
            entry.thread = Some(into);
        }
    }

    /// The threads that have a key whose value begins with any of these.
    fn having_keys(&self, prefixes: &[String]) -> BTreeSet<ThreadId> {
        let begins = |key: &ThreadKey| prefixes.iter().any(|prefix| key.value.starts_with(prefix));
        self.keys.iter().filter(|(key, _)| begins(key)).map(|(_, id)| *id).collect()
    }

    fn changed_at(&self, thread: &Thread) -> Timestamp {
        self.changed.get(&thread.id).copied().unwrap_or(thread.opened_at)
    }

    fn found(&self, thread: &Thread, filter: &OrderFilter) -> bool {
        let row = order_row(thread, self.changed_at(thread));
        filter.state.as_deref().is_none_or(|state| row.state == state)
            && (!filter.stuck || row.open_incidents > 0)
            && filter.before.is_none_or(|before| thread.id < before)
    }
}

impl Store for Memory {
    async fn land(&self, entries: Vec<NewEntry>) -> Result<Vec<LandedAs>, StoreError> {
        let mut state = self.state();
        Ok(entries.into_iter().map(|entry| state.land(entry)).collect())
    }

    async fn undecided(&self, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let state = self.state();
        let entries = state.undecided.iter().take(limit);
        Ok(entries.filter_map(|seq| state.journal.get(seq.0 as usize - 1).cloned()).collect())
    }

    async fn entry(&self, seq: Seq) -> Result<Option<JournalEntry>, StoreError> {
        Ok(self.state().entry_mut(seq).map(|entry| entry.clone()))
    }

    async fn threads_of(&self, keys: &[ThreadKey]) -> Result<Vec<ThreadId>, StoreError> {
        let state = self.state();
        let found: BTreeSet<ThreadId> = keys.iter().filter_map(|key| state.keys.get(key).copied()).collect();
        Ok(found.into_iter().collect())
    }

    async fn thread(&self, id: ThreadId) -> Result<Option<Thread>, StoreError> {
        Ok(self.state().threads.get(&id).cloned())
    }

    async fn last_thread(&self) -> Result<ThreadId, StoreError> {
        Ok(ThreadId(self.state().last_thread))
    }

    async fn awake(&self, now: Timestamp, limit: usize) -> Result<Vec<ThreadId>, StoreError> {
        let state = self.state();
        Ok(state.wakes.iter().take_while(|(at, _)| *at <= now).take(limit).map(|(_, id)| *id).collect())
    }

    async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.state().wakes.first().map(|(at, _)| *at))
    }

    async fn in_flight(&self) -> Result<Vec<ThreadId>, StoreError> {
        Ok(self.state().in_flight.iter().copied().collect())
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        let mut state = self.state();
        for (from, into) in commit.merged {
            state.merge(from, into);
        }
        for thread in commit.threads {
            state.put(thread);
        }
        for decided in commit.decided {
            state.decide(decided);
        }
        state.audit.extend(commit.audit);
        Ok(())
    }

    async fn value(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.state().values.get(name).cloned())
    }

    async fn set_value(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.state().values.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    async fn release_held(&self) -> Result<u64, StoreError> {
        let mut state = self.state();
        let held: Vec<Seq> = state
            .journal
            .iter_mut()
            .filter(|entry| matches!(entry.state, EntryState::Held(_)))
            .map(|entry| {
                entry.state = EntryState::Undecided;
                entry.seq
            })
            .collect();
        state.undecided.extend(held.iter().copied());
        Ok(held.len() as u64)
    }

    async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage, StoreError> {
        let state = self.state();
        let limit = filter.page();
        let searched = filter.prefixes().map(|prefixes| state.having_keys(&prefixes));
        let mut rows = state
            .threads
            .values()
            .rev()
            .filter(|thread| searched.as_ref().is_none_or(|found| found.contains(&thread.id)))
            .filter(|thread| state.found(thread, filter))
            .map(|thread| order_row(thread, state.changed_at(thread)))
            .take(limit + 1)
            .collect::<Vec<_>>();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.thread);
        Ok(OrderPage { rows, next })
    }

    async fn timeline(&self, thread: ThreadId) -> Result<Vec<TimelineRow>, StoreError> {
        Ok(self.state().timelines.get(&thread).cloned().unwrap_or_default())
    }

    async fn messages(&self, thread: ThreadId) -> Result<Vec<JournalEntry>, StoreError> {
        Ok(self.state().journal.iter().filter(|entry| entry.thread == Some(thread)).cloned().collect())
    }

    async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, StoreError> {
        let state = self.state();
        let mut rows: Vec<IncidentRow> = state
            .threads
            .values()
            .flat_map(|thread| {
                thread.incidents.iter().map(|incident| IncidentRow {
                    thread: thread.id,
                    number: thread.number().unwrap_or_default().to_owned(),
                    incident: incident.clone(),
                })
            })
            .filter(|row| filter.open.is_none_or(|open| row.incident.is_open() == open))
            .filter(|row| filter.team.as_ref().is_none_or(|team| row.incident.team == *team))
            .collect();
        rows.sort_by(incident_order);
        rows.truncate(filter.page());
        Ok(rows)
    }

    async fn held(&self, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let state = self.state();
        let held = state.journal.iter().rev().filter(|entry| matches!(entry.state, EntryState::Held(_)));
        Ok(held.take(limit).cloned().collect())
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        let state = self.state();
        let mut counts = Counts {
            orders: state.threads.len() as u64,
            landed: state.journal.len() as u64,
            duplicates: state.duplicates,
            undecided: state.undecided.len() as u64,
            ..Counts::default()
        };
        counts.held =
            state.journal.iter().filter(|it| matches!(it.state, EntryState::Held(_))).count() as u64;
        for (handoff, done) in &state.done {
            counts.handoffs.entry(handoff.clone()).or_default().done = *done;
        }
        for thread in state.threads.values() {
            for lane in thread.lanes.iter().filter(|lane| lane.current.is_some()) {
                let handoff = counts.handoffs.entry(lane.handoff.clone()).or_default();
                handoff.waiting += 1;
                handoff.held += u64::from(lane.held.is_some());
            }
            counts.incidents += thread.incidents.len() as u64;
            for incident in thread.incidents.iter().filter(|it| it.is_open()) {
                counts.open_incidents += 1;
                counts.handoffs.entry(incident.handoff.clone()).or_default().late += 1;
            }
        }
        Ok(counts)
    }

    async fn audit(&self, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        Ok(self.state().audit.iter().rev().take(limit).cloned().collect())
    }
}
