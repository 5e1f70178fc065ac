//! Logs: what a brand's systems can tell of its order flow.
//!
//! Read in a stream are object-centric logs (OCEL 2.0, JSON and SQLite) and extracts (CSV, JSONL, Shopify's exports).
//! What is right is read, what is not is listed with its place and its reason; nothing is guessed.

mod build;
pub mod conformance;
pub mod draft;
mod log;
pub mod mine;
mod names;
mod progress;
pub mod read;
mod skipped;
mod table;
mod write;

pub use build::{LogBuilder, Loose, Refused};
pub use log::{Column, Events, Form, Log, Objects, Relation};
pub use names::{Arena, Names};
pub use progress::{Progress, Unwatched};
pub use read::{
    Identifier, Input, ReadError, TimeEvidence, TimeOptions, TimeReader, identifier, read_log, read_table,
};
pub use skipped::{KEPT_MAX, Place, Report, Skipped, SkippedList, Why};
pub use table::{Format, Record, Rows, TableOptions};
pub use write::{WriteError, write_ocel_json, write_ocel_sqlite};
