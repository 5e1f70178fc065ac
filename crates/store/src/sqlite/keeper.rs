//! A thread that writes the write-ahead log back into the file while the writer goes on.
//!
//! The log can be begun anew only when all of it is written back, and while the writer goes on there is always a rest.
//! So this thread does the bulk, and then the writer does the rest itself, which is short.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::StoreError;

/// After so many bytes the log is written back.
const LOG_BYTES: usize = 16 << 20;

#[derive(Debug)]
pub(super) struct Keeper {
    ask: Option<Sender<()>>,
    bulk_done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    asked: bool,
    since: usize,
}

impl Keeper {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (ask, asked) = channel();
        let bulk_done = Arc::new(AtomicBool::new(false));
        let its = Arc::clone(&bulk_done);
        let thread = std::thread::Builder::new()
            .name("store-keeper".to_owned())
            .spawn(move || keep(&connection, &asked, &its))
            .map_err(|problem| StoreError::Failed(format!("no thread for keeping: {problem}")))?;
        Ok(Self { ask: Some(ask), bulk_done, thread: Some(thread), asked: false, since: 0 })
    }

    /// To be called by the writer between two commits, with about how many bytes it has committed.
    pub(super) fn committed(&mut self, bytes: usize, connection: &Connection) {
        self.since = self.since.saturating_add(bytes);
        if self.bulk_done.swap(false, Ordering::AcqRel) {
            write_back(connection);
            self.asked = false;
        } else if !self.asked && self.since >= LOG_BYTES {
            self.since = 0;
            self.asked = self.ask.as_ref().is_some_and(|ask| ask.send(()).is_ok());
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was printed already, and the log stays.
            let _ = thread.join();
        }
    }
}

fn keep(connection: &Connection, asked: &Receiver<()>, bulk_done: &AtomicBool) {
    while asked.recv().is_ok() {
        write_back(connection);
        bulk_done.store(true, Ordering::Release);
    }
}

/// What fails to be written back stays in the log until the next time: nothing is lost.
fn write_back(connection: &Connection) {
    let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}
