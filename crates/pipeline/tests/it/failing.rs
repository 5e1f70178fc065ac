//! A store that fails when it is told to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use seamless_engine::{Thread, ThreadKey};
use seamless_model::ThreadId;
use seamless_store::{
    AuditRow, Commit, Counts, IncidentFilter, IncidentRow, JournalEntry, LandedAs, Memory, NewEntry, OrderFilter,
    OrderPage, Seq, Store, StoreError, TimelineRow,
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
            return Err(broken());
        }
        Ok(())
    }
}
