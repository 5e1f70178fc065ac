//! One thread owns the connection that writes. What waits is committed together: one sync for all of it.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use futures::channel::oneshot;
use rusqlite::Connection;

use super::keeper::Keeper;
use super::queue::{Batch, Queue};
use crate::StoreError;

/// Commits are bounded, so that nobody's answer waits for everybody's work.
const BATCH: Batch = Batch { items: 512, weight: 16 << 20, linger: Duration::from_micros(500) };
const CAPACITY: usize = 1024;

/// What an operation writes besides its bodies, about.
const OPERATION_BYTES: usize = 8 << 10;

/// Something to be written, and whom to tell.
trait Work: Send {
    /// Writes; false if it failed.
    fn run(&mut self, connection: &Connection) -> bool;
    /// Tells the caller, once all is durable or has failed.
    fn answer(self: Box<Self>, failure: Option<&StoreError>);
}

struct Call<T, F> {
    work: Option<F>,
    result: Result<T, StoreError>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Work for Call<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        if let Some(work) = self.work.take() {
            self.result = work(connection);
        }
        self.result.is_ok()
    }

    fn answer(self: Box<Self>, failure: Option<&StoreError>) {
        // A caller that went away does not need the answer.
        let _ = self.caller.send(failure.map_or(self.result, |failure| Err(failure.clone())));
    }
}

/// The queue to the thread that writes, and the thread.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Arc<Queue<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// A work in the queue, and about how many bytes it writes.
struct Job {
    work: Box<dyn Work>,
    bytes: usize,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({} bytes)", self.bytes)
    }
}

impl Writer {
    pub(super) fn start(connection: Connection, mut keeper: Keeper) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::new(CAPACITY));
        let its = Arc::clone(&queue);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                let _closing = its.closing();
                write_all(&connection, &its, &mut keeper);
                // The keeper's connection closes first: the last to close writes the log back.
                drop(keeper);
            })
            .map_err(|problem| StoreError::Failed(format!("no thread for writing: {problem}")))?;
        Ok(Self { queue, thread: Some(thread) })
    }

    /// Writes, and returns when what was written is durable. `bytes` says about how much it is.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _caller = self.queue.call();
        let (caller, answer) = oneshot::channel();
        let work = Box::new(Call { work: Some(work), result: Err(StoreError::Closed), caller });
        let bytes = bytes.saturating_add(OPERATION_BYTES);
        self.queue.push(Job { work, bytes }, bytes).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Writes what is in the queue and ends the thread.
    pub(super) fn finish(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was printed already, and its callers were told that the store is closed.
            let _ = thread.join();
        }
    }
}

fn write_all(connection: &Connection, queue: &Queue<Job>, keeper: &mut Keeper) {
    while let Some(mut batch) = queue.batch(BATCH) {
        let outcome = commit(connection, &mut batch);
        let bytes = batch.iter().map(|job| job.bytes).sum();
        for job in batch {
            job.work.answer(outcome.as_ref().err());
        }
        keeper.committed(bytes, connection);
    }
}

/// Runs all works in one transaction, each in a savepoint of its own. An error concerns all of them.
fn commit(connection: &Connection, batch: &mut [Job]) -> Result<(), StoreError> {
    run(connection, "BEGIN IMMEDIATE")?;
    for job in batch {
        let done = within_savepoint(connection, job.work.as_mut());
        // Out of space or a failing disk may end the transaction by itself: then nothing of it is kept.
        if connection.is_autocommit() {
            return Err(StoreError::Failed("the disk failed, or there is no space left on it".to_owned()));
        }
        if let Err(problem) = done {
            run(connection, "ROLLBACK")?;
            return Err(problem);
        }
    }
    run(connection, "COMMIT").inspect_err(|_| {
        if !connection.is_autocommit() {
            // The first error is the one to tell.
            let _ = run(connection, "ROLLBACK");
        }
    })
}

fn within_savepoint(connection: &Connection, work: &mut dyn Work) -> Result<(), StoreError> {
    run(connection, "SAVEPOINT one")?;
    if !work.run(connection) && !connection.is_autocommit() {
        run(connection, "ROLLBACK TO one")?;
    }
    if connection.is_autocommit() { Ok(()) } else { run(connection, "RELEASE one") }
}

fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
