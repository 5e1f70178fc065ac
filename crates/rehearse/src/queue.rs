//! What is to happen, by moment, then in the order in which it was put there.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiff::Timestamp;

/// A queue of events. Two events of one moment come in the order in which they were put.
#[derive(Debug)]
pub(crate) struct Queue<E> {
    heap: BinaryHeap<Reverse<Item<E>>>,
    put: u64,
}

#[derive(Debug)]
struct Item<E> {
    at: Timestamp,
    number: u64,
    event: E,
}

impl<E> PartialEq for Item<E> {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}

impl<E> Eq for Item<E> {}

impl<E> PartialOrd for Item<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Item<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl<E> Queue<E> {
    pub fn new() -> Self {
        Self { heap: BinaryHeap::new(), put: 0 }
    }

    pub fn put(&mut self, at: Timestamp, event: E) {
        self.put += 1;
        self.heap.push(Reverse(Item { at, number: self.put, event }));
    }

    pub fn take(&mut self) -> Option<(Timestamp, E)> {
        self.heap.pop().map(|Reverse(item)| (item.at, item.event))
    }
}
