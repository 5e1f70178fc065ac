//! What tells the time.

use jiff::Timestamp;

/// Tells the time: the wall's when live, the queue's in a rehearsal.
pub trait Clock: Send + Sync {
    /// The moment that it is.
    fn now(&self) -> Timestamp;
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}
