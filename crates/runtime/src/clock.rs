//! The wall clock.

use jiff::Timestamp;
use seamless_pipeline::Clock;

/// Tells the wall's time.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
