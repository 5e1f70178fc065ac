//! A bounded queue between async callers and a thread that blocks.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use crate::StoreError;

/// How much one batch takes, and how long it waits for callers that are known to come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch {
    /// At most so many items.
    pub items: usize,
    /// No further item once those taken weigh so much.
    pub weight: usize,
    /// The longest wait.
    pub linger: Duration,
}

/// A caller that announced itself may also go away: it is looked for again after this time.
const LOOK_AGAIN: Duration = Duration::from_micros(100);

#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
    capacity: usize,
    callers: AtomicUsize,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<(T, usize)>,
    /// Callers that wait for room.
    blocked: Vec<Waker>,
    /// The taker sleeps until so many have arrived.
    wanted: usize,
    closed: bool,
}

/// A caller in the middle of a call, from before it queues until it has its answer.
#[derive(Debug)]
pub(super) struct Caller<'q>(&'q AtomicUsize);

impl Drop for Caller<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Closes the queue when its taker ends, even by a panic, so that nobody waits for ever.
#[derive(Debug)]
pub(super) struct Closing<'q, T: Unpin>(&'q Queue<T>);

impl<T: Unpin> Drop for Closing<'_, T> {
    fn drop(&mut self) {
        self.0.close();
        while self.0.next().is_some() {}
    }
}

impl<T: Unpin> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let state = State { items: VecDeque::new(), blocked: Vec::new(), wanted: 1, closed: false };
        Self { state: Mutex::new(state), arrived: Condvar::new(), capacity, callers: AtomicUsize::new(0) }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces a caller, so that a batch may wait for it.
    pub(super) fn call(&self) -> Caller<'_> {
        self.callers.fetch_add(1, Ordering::Relaxed);
        Caller(&self.callers)
    }

    /// For the taker to hold while it takes.
    pub(super) fn closing(&self) -> Closing<'_, T> {
        Closing(self)
    }

    /// Puts an item in, waiting for room.
    pub(super) async fn push(&self, item: T, weight: usize) -> Result<(), StoreError> {
        let mut item = Some(item);
        poll_fn(|context| {
            let mut state = self.state();
            if state.closed {
                return Poll::Ready(Err(StoreError::Closed));
            }
            if state.items.len() >= self.capacity {
                state.blocked.push(context.waker().clone());
                return Poll::Pending;
            }
            state.items.extend(item.take().map(|item| (item, weight)));
            if state.items.len() >= state.wanted {
                self.arrived.notify_one();
            }
            Poll::Ready(Ok(()))
        })
        .await
    }

    /// The next item; none once the queue is closed and empty.
    pub(super) fn next(&self) -> Option<T> {
        let mut state = self.wait();
        let (item, _) = state.items.pop_front()?;
        state.unblock();
        Some(item)
    }

    /// What has arrived, waiting for a first item and then, for a moment, for those who are in the middle of a call;
    /// none once the queue is closed and empty.
    pub(super) fn batch(&self, size: Batch) -> Option<Vec<T>> {
        let mut state = self.linger(self.wait(), size);
        let mut taken = Vec::new();
        let mut weight = 0;
        while taken.len() < size.items && weight < size.weight {
            let Some((item, its)) = state.items.pop_front() else { break };
            weight = weight.saturating_add(its);
            taken.push(item);
        }
        state.unblock();
        (!taken.is_empty()).then_some(taken)
    }

    fn wait(&self) -> MutexGuard<'_, State<T>> {
        self.arrived
            .wait_while(self.state(), |state| state.items.is_empty() && !state.closed)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn linger<'q>(&'q self, mut state: MutexGuard<'q, State<T>>, size: Batch) -> MutexGuard<'q, State<T>> {
        let until = Instant::now() + size.linger;
        loop {
            let expected = self.callers.load(Ordering::Relaxed).min(size.items).min(self.capacity);
            let left = until.saturating_duration_since(Instant::now());
            if state.items.len() >= expected || state.closed || left.is_zero() {
                state.wanted = 1;
                return state;
            }
            state.wanted = expected;
            let woken = self.arrived.wait_timeout(state, left.min(LOOK_AGAIN));
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes nothing in any more; what is in is still given out.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.unblock();
        self.arrived.notify_all();
    }
}

impl<T> State<T> {
    fn unblock(&mut self) {
        for waker in self.blocked.drain(..) {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use futures::executor::block_on;

    const SIZE: Batch = Batch { items: 3, weight: 100, linger: Duration::ZERO };

    #[test]
    fn a_batch_is_bounded_by_number_and_by_weight() {
        let queue = Queue::new(10);
        for (item, weight) in [(1, 1), (2, 1), (3, 1), (4, 99), (5, 1), (6, 1)] {
            block_on(queue.push(item, weight)).expect("open");
        }
        assert_eq!(queue.batch(SIZE), Some(vec![1, 2, 3]));
        assert_eq!(queue.batch(SIZE), Some(vec![4, 5]), "4 and 5 weigh enough");
        queue.close();
        assert_eq!(queue.batch(SIZE), Some(vec![6]), "what is in is given out");
        assert_eq!(queue.batch(SIZE), None);
        assert!(matches!(block_on(queue.push(7, 1)), Err(StoreError::Closed)));
    }

    #[test]
    fn a_full_queue_lets_callers_wait() {
        let queue = Queue::new(1);
        block_on(queue.push(1, 0)).expect("open");
        let mut second = Box::pin(queue.push(2, 0));
        assert!((&mut second).now_or_never().is_none());
        assert_eq!(queue.next(), Some(1));
        assert!(second.now_or_never().is_some_and(|it| it.is_ok()));
        assert_eq!(queue.next(), Some(2));
    }

    #[test]
    fn a_batch_waits_for_those_in_the_middle_of_a_call() {
        let queue = Queue::new(10);
        let size = Batch { linger: Duration::from_secs(60), ..SIZE };
        let (_first, _second) = (queue.call(), queue.call());
        block_on(queue.push(1, 0)).expect("open");
        let batch = std::thread::scope(|scope| {
            let taker = scope.spawn(|| queue.batch(size));
            block_on(queue.push(2, 0)).expect("open");
            taker.join().expect("the taker")
        });
        assert_eq!(batch, Some(vec![1, 2]));
    }
}
