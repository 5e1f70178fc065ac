//! One way through: journal, understand, decide, deliver.
//!
//! The same pipeline is rehearsed and run: it is generic over the [`Store`](seamless_store::Store) that keeps, the
//! [`Wire`](seamless_connect::Wire) that carries and the [`Clock`] that tells the time, and starts no task and no
//! timer of its own. Whoever drives it calls [`Pipeline::decide`] from one place, and [`Pipeline::deliver`],
//! [`Pipeline::fetch`] and [`Pipeline::poll`] from as many as it likes: these only journal what they got.

mod clock;
mod decide;
mod deliver;
mod land;
mod pipeline;
mod poll;
mod receipt;

pub use clock::Clock;
pub use decide::{Decision, FetchWanted};
pub use land::LandError;
pub use pipeline::{Pipeline, PipelineError};
pub use poll::{PollPlan, PollReason, Polled, poll_plans};
