//! The pure core: a thread's state and what happens to it.
//!
//! [`apply`] takes a thread, an input and a moment, changes the thread and gives the effects. It does no I/O, reads no
//! clock, draws no random number. Facts converge: the same observations in any order and any number reach the same
//! facts.

mod apply;
mod delivery;
mod fact;
mod incident;
mod plan;
mod retry;
mod settle;
mod start;
mod system;
mod thread;

pub use apply::{Command, Input, Outcome, apply};
pub use delivery::{Delivery, DeliveryState, Done, Held, Lane};
pub use fact::Fact;
pub use incident::{Incident, IncidentId, IncidentState};
pub use plan::Plan;
pub use retry::{backoff, held_backoff};
pub use settle::{Effect, Entry, EntryKind, Send};
pub use system::{Budget, Circuit, Gate, Gates};
pub use thread::{Thread, ThreadKey};
