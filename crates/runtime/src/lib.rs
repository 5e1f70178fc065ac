//! The pipeline, live: tokio, network wires, the wall clock, pollers. The only room with threads and timers.

mod clock;
mod live;
mod lock;
mod poller;
mod secrets;
mod wire;

pub use clock::WallClock;
pub use live::{Live, LiveOptions, StartError};
pub use lock::StoreLock;
pub use poller::PollState;
pub use secrets::{SecretError, credentials};
pub use wire::HttpWire;
