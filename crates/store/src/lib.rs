//! What is kept: the journal, threads, deliveries, deadlines, incidents, timelines, cursors, audit.
//!
//! One trait, [`Store`]; one story, [`story`], that every backend passes. SQLite is the default; memory serves
//! rehearsals.

pub mod bench;
mod error;
mod journal;
mod memory;
mod rows;
mod sqlite;
mod store;
#[doc(hidden)]
pub mod story;

pub use error::StoreError;
pub use journal::{EntrySource, EntryState, JournalEntry, LandedAs, NewEntry, Seq};
pub use memory::Memory;
pub use rows::{
    AuditRow, Counts, HandoffCounts, IncidentFilter, IncidentRow, OrderFilter, OrderPage, OrderRow,
    TimelineRow,
};
pub use sqlite::Sqlite;
pub use store::{Commit, Decided, Store, ThreadCommit};
