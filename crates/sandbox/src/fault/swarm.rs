//! What goes wrong by the way, everywhere, as on an ordinary bad day.

use jiff::SignedDuration;
use seamless_flow::FaultKind;

/// What goes wrong everywhere, each with its probability in percent of messages, calls or documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swarm {
    /// A message arrives twice.
    pub duplicate: u8,
    /// A message is lost for good.
    pub drop: u8,
    /// A message is late.
    pub delay: u8,
    /// By how much at most.
    pub delay_up_to: SignedDuration,
    /// A message is overtaken by the document's next one.
    pub reorder: u8,
    /// A call is answered 429.
    pub throttle: u8,
    /// A call is answered 503.
    pub server_error: u8,
    /// A call that writes is carried out and its answer is lost.
    pub timeout_after_commit: u8,
    /// A call finds no connection.
    pub refuse: u8,
    /// A carrier forgets a document.
    pub forget: u8,
}

impl Default for Swarm {
    /// Nothing goes wrong.
    fn default() -> Self {
        Self {
            duplicate: 0,
            drop: 0,
            delay: 0,
            delay_up_to: SignedDuration::from_secs(30),
            reorder: 0,
            throttle: 0,
            server_error: 0,
            timeout_after_commit: 0,
            refuse: 0,
            forget: 0,
        }
    }
}

impl Swarm {
    /// What can strike a message, with its probability.
    pub(super) fn on_messages(&self) -> [(FaultKind, u8); 4] {
        [
            (FaultKind::Drop, self.drop),
            (FaultKind::Duplicate(1), self.duplicate),
            (FaultKind::Delay(self.delay_up_to), self.delay),
            (FaultKind::Reorder, self.reorder),
        ]
    }

    /// What can strike a call, with its probability.
    pub(super) fn on_calls(&self, writes: bool) -> [(FaultKind, u8); 3] {
        [
            (FaultKind::Throttle, self.throttle),
            (FaultKind::ServerError(503), self.server_error),
            (FaultKind::TimeoutAfterCommit, if writes { self.timeout_after_commit } else { 0 }),
        ]
    }
}
