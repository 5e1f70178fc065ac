//! The wire of a rehearsal: a request waits in a slot until the queue brings its answer.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use seamless_connect::{Wire, WireError};
use seamless_model::SystemId;

/// An answer, or why there is none.
pub(crate) type Answer = Result<http::Response<Bytes>, WireError>;

/// Requests that wait to be carried, and answers that wait to be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct SlotWire(Arc<Mutex<Slots>>);

#[derive(Debug, Default)]
struct Slots {
    last: u64,
    out: Vec<(u64, SystemId, http::Request<Bytes>)>,
    answers: BTreeMap<u64, Answer>,
}

impl SlotWire {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The requests that were made since last asked, each with its slot.
    pub fn take_requests(&self) -> Vec<(u64, SystemId, http::Request<Bytes>)> {
        std::mem::take(&mut self.slots().out)
    }

    /// Puts an answer where its request waits for it.
    pub fn answer(&self, slot: u64, answer: Answer) {
        self.slots().answers.insert(slot, answer);
    }
}

impl Wire for SlotWire {
    async fn send(&self, system: &SystemId, request: http::Request<Bytes>) -> Answer {
        let slot = {
            let mut slots = self.slots();
            slots.last += 1;
            let slot = slots.last;
            slots.out.push((slot, system.clone(), request));
            slot
        };
        poll_fn(|_| match self.slots().answers.remove(&slot) {
            Some(answer) => Poll::Ready(answer),
            None => Poll::Pending,
        })
        .await
    }
}
