//! A few threads with a read-only connection each: reading never waits for writing.

use std::sync::Arc;
use std::thread::JoinHandle;

use futures::channel::oneshot;
use rusqlite::Connection;

use super::queue::Queue;
use crate::StoreError;

const CAPACITY: usize = 1024;

type Job = Box<dyn FnOnce(&Connection) + Send>;

pub(super) struct Readers {
    queue: Arc<Queue<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Readers({})", self.threads.len())
    }
}

impl Readers {
    pub(super) fn start(connections: Vec<Connection>) -> Result<Self, StoreError> {
        let mut readers = Self { queue: Arc::new(Queue::new(CAPACITY)), threads: Vec::new() };
        for connection in connections {
            let queue: Arc<Queue<Job>> = Arc::clone(&readers.queue);
            let thread = std::thread::Builder::new()
                .name("store-reader".to_owned())
                .spawn(move || {
                    let _closing = queue.closing();
                    while let Some(job) = queue.next() {
                        job(&connection);
                    }
                })
                .map_err(|problem| StoreError::Failed(format!("no thread for reading: {problem}")))?;
            readers.threads.push(thread);
        }
        Ok(readers)
    }

    /// Reads from one snapshot of what is durable.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (caller, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // A caller that went away does not need the answer.
            let _ = caller.send(snapshot(connection, work));
        });
        self.queue.push(job, 0).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Answers what is in the queue and ends the threads.
    pub(super) fn finish(&mut self) {
        self.queue.close();
        for thread in self.threads.drain(..) {
            // A panic of the thread was printed already.
            let _ = thread.join();
        }
    }
}

fn snapshot<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    work(&transaction)
}
