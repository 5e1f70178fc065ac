//! A store that fails when it is told to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use seamless_engine::{Thread, ThreadKey};
use seamless_model::ThreadId;
use seamless_store::{
    AuditRow, Commit, Counts, IncidentFilter, IncidentRow, JournalEntry, LandedAs, Memory, NewEntry,
    OrderFilter, OrderPage, Seq, Store, StoreError, TimelineRow,
};

#[derive(Debug, Clone)]
pub struct Failing {
    pub inner: Memory,
    failing: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl Failing {
    pub fn new(inner: Memory) -> Self {
        Self { inner, failing: Arc::default() }
    }

    /// From now on this call fails, or works again.
    pub fn fails(&self, call: &'static str, fails: bool) {
        let mut failing = self.failing.lock().expect("unspoilt");
        if fails {
            failing.insert(call);
        } else {
            failing.remove(call);
        }
    }

    fn try_to(&self, call: &str) -> Result<(), StoreError> {
        if self.failing.lock().expect("unspoilt").contains(call) {
            return Err(StoreError::Failed("told to".to_owned()));
        }
        Ok(())
    }
}

impl Store for Failing {
    async fn land(&self, entries: Vec<NewEntry>) -> Result<Vec<LandedAs>, StoreError> {
        self.try_to("land")?;
        self.inner.land(entries).await
    }

    async fn undecided(&self, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        self.try_to("undecided")?;
        self.inner.undecided(limit).await
    }

    async fn entry(&self, seq: Seq) -> Result<Option<JournalEntry>, StoreError> {
        self.try_to("entry")?;
        self.inner.entry(seq).await
    }

    async fn threads_of(&self, keys: &[ThreadKey]) -> Result<Vec<ThreadId>, StoreError> {
        self.try_to("threads_of")?;
        self.inner.threads_of(keys).await
    }

    async fn thread(&self, id: ThreadId) -> Result<Option<Thread>, StoreError> {
        self.try_to("thread")?;
        self.inner.thread(id).await
    }

    async fn last_thread(&self) -> Result<ThreadId, StoreError> {
        self.try_to("last_thread")?;
        self.inner.last_thread().await
    }

    async fn awake(&self, now: Timestamp, limit: usize) -> Result<Vec<ThreadId>, StoreError> {
        self.try_to("awake")?;
        self.inner.awake(now, limit).await
    }

    async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError> {
        self.try_to("next_wake")?;
        self.inner.next_wake().await
    }

    async fn in_flight(&self) -> Result<Vec<ThreadId>, StoreError> {
        self.try_to("in_flight")?;
        self.inner.in_flight().await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.try_to("commit")?;
        self.inner.commit(commit).await
    }

    async fn value(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.try_to("value")?;
        self.inner.value(name).await
    }

    async fn set_value(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.try_to("set_value")?;
        self.inner.set_value(name, value).await
    }

    async fn release_held(&self) -> Result<u64, StoreError> {
        self.try_to("release_held")?;
        self.inner.release_held().await
    }

    async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage, StoreError> {
        self.try_to("orders")?;
        self.inner.orders(filter).await
    }

    async fn timeline(&self, thread: ThreadId) -> Result<Vec<TimelineRow>, StoreError> {
        self.try_to("timeline")?;
        self.inner.timeline(thread).await
    }

    async fn messages(&self, thread: ThreadId) -> Result<Vec<JournalEntry>, StoreError> {
        self.try_to("messages")?;
        self.inner.messages(thread).await
    }

    async fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, StoreError> {
        self.try_to("incidents")?;
        self.inner.incidents(filter).await
    }

    async fn held(&self, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        self.try_to("held")?;
        self.inner.held(limit).await
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        self.try_to("counts")?;
        self.inner.counts().await
    }

    async fn audit(&self, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
        self.try_to("audit")?;
        self.inner.audit(limit).await
    }
}
