//! Between the house's values and SQLite's.

use jiff::Timestamp;
use seamless_engine::Thread;
use seamless_model::ThreadId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Seq, StoreError};

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A number as SQLite keeps it: signed. A number beyond that is refused.
pub(super) fn integer(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number)
        .map_err(|_| StoreError::Failed(format!("{number} is too large a number to be kept")))
}

/// A limit as SQLite takes it.
pub(super) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A count as it is read back.
pub(super) fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

pub(super) fn thread_id(number: i64) -> ThreadId {
    ThreadId(natural(number))
}

pub(super) fn seq(number: i64) -> Seq {
    Seq(natural(number))
}

pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The first whole microsecond at or after a moment: who is woken then is not woken too early.
pub(super) fn wake_micros(at: Timestamp) -> i64 {
    let whole = at.as_microsecond();
    let begun = at.subsec_nanosecond() % 1_000 > 0;
    if begun { whole.saturating_add(1) } else { whole }
}

pub(super) fn moment(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|problem| unreadable("a time", problem))
}

pub(super) fn unreadable(what: impl Into<String>, problem: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable { what: what.into(), problem: problem.to_string() }
}

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|problem| StoreError::Failed(problem.to_string()))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str, what: impl Fn() -> String) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|problem| unreadable(what(), problem))
}

pub(super) fn thread_from_json(text: &str, id: i64) -> Result<Thread, StoreError> {
    from_json(text, || format!("thread {}", thread_id(id)))
}
