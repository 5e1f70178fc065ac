//! The trait that every backend keeps to.

use jiff::Timestamp;
use seamless_engine::{Entry, Thread, ThreadKey};
use seamless_model::{HandoffId, ThreadId};

use crate::{
    AuditRow, Counts, EntryState, IncidentFilter, IncidentRow, JournalEntry, LandedAs, NewEntry, OrderFilter,
    OrderPage, Seq, StoreError, TimelineRow,
};

/// A thread's new state, with the lines that tell of the change.
#[derive(Debug, Clone)]
pub struct ThreadCommit {
    /// The thread, whole.
    pub thread: Thread,
    /// New lines for its timeline, and the journal entry that caused each.
    pub timeline: Vec<(Option<Seq>, Entry)>,
    /// Deliveries carried out by this change, counted by handoff.
    pub done: Vec<HandoffId>,
}

/// A journal entry's new state.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Which entry.
    pub seq: Seq,
    /// Where it stands now.
    pub state: EntryState,
    /// The thread that it belongs to.
    pub thread: Option<ThreadId>,
}

/// Changes that become durable together, or not at all.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Threads, new or changed.
    pub threads: Vec<ThreadCommit>,
    /// Threads that turned out to be part of another: (from, into). `from` is gone afterwards: its timeline and
    /// journal entries belong to `into`.
    pub merged: Vec<(ThreadId, ThreadId)>,
    /// Journal entries that were decided or held.
    pub decided: Vec<Decided>,
    /// What persons did.
    pub audit: Vec<AuditRow>,
}

/// What is kept, and how it is read.
pub trait Store: Send + Sync + 'static {
    /// Journals entries. When this returns they are durable. One answer for each entry, in order. An entry whose
    /// `dedupe` or `guard` is known already (or came earlier in the same call) is counted and not kept.
    fn land(&self, entries: Vec<NewEntry>) -> impl Future<Output = Result<Vec<LandedAs>, StoreError>> + Send;

    /// Entries not yet decided, oldest first.
    fn undecided(&self, limit: usize) -> impl Future<Output = Result<Vec<JournalEntry>, StoreError>> + Send;

    /// One entry.
    fn entry(&self, seq: Seq) -> impl Future<Output = Result<Option<JournalEntry>, StoreError>> + Send;

    /// The threads that have any of these keys, each once, ascending.
    fn threads_of(
        &self,
        keys: &[ThreadKey],
    ) -> impl Future<Output = Result<Vec<ThreadId>, StoreError>> + Send;

    /// A thread.
    fn thread(&self, id: ThreadId) -> impl Future<Output = Result<Option<Thread>, StoreError>> + Send;

    /// The highest number that a thread has had; 0 where there is none.
    fn last_thread(&self) -> impl Future<Output = Result<ThreadId, StoreError>> + Send;

    /// Threads for which something is due at or before a moment, soonest first.
    fn awake(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<ThreadId>, StoreError>> + Send;

    /// When something is next due.
    fn next_wake(&self) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Threads with a delivery on its way: after a start, these have no answer.
    fn in_flight(&self) -> impl Future<Output = Result<Vec<ThreadId>, StoreError>> + Send;

    /// Makes changes durable together, or not at all.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A small durable value by name: where a poll stands, a password's hash.
    fn value(&self, name: &str) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Sets a small durable value.
    fn set_value(&self, name: &str, value: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Puts every held entry back to undecided, for instance after the map was mended; gives how many.
    fn release_held(&self) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// A page of orders, newest first.
    fn orders(&self, filter: &OrderFilter) -> impl Future<Output = Result<OrderPage, StoreError>> + Send;

    /// A thread's timeline, oldest first.
    fn timeline(&self, thread: ThreadId)
    -> impl Future<Output = Result<Vec<TimelineRow>, StoreError>> + Send;

    /// A thread's journal entries, oldest first.
    fn messages(
        &self,
        thread: ThreadId,
    ) -> impl Future<Output = Result<Vec<JournalEntry>, StoreError>> + Send;

    /// Incidents: those that need somebody first, then newest first.
    fn incidents(
        &self,
        filter: &IncidentFilter,
    ) -> impl Future<Output = Result<Vec<IncidentRow>, StoreError>> + Send;

    /// Held entries, newest first.
    fn held(&self, limit: usize) -> impl Future<Output = Result<Vec<JournalEntry>, StoreError>> + Send;

    /// How much there is of everything.
    fn counts(&self) -> impl Future<Output = Result<Counts, StoreError>> + Send;

    /// What persons did, newest first.
    fn audit(&self, limit: usize) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
}
