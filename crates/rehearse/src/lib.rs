//! The pipeline in virtual time: scenarios against twins, with faults, on one event queue.
//!
//! No async runtime, no thread, no clock: the same map, scenario and seed give the same run to the byte. What the
//! invariants judge is filled from the twins' own state, never through a connector.

mod clock;
mod deeds;
mod oracle;
mod queue;
mod result;
mod run;
mod tasks;
mod wire;

pub use oracle::Tally;
pub use result::{CannotPlay, Failure, Rehearsed};
pub use run::{Options, rehearse};
