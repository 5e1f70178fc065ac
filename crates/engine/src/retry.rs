//! How long to wait before something is tried again. The jitter is hashed from delivery and attempt, so that a run
//! can be repeated to the byte.

use jiff::SignedDuration;
use sha2::{Digest, Sha256};

const FIRST_MS: i64 = 1_000;
const LAST_MS: i64 = 5 * 60_000;
const HELD_FIRST_MS: i64 = 5 * 60_000;
const HELD_LAST_MS: i64 = 60 * 60_000;

/// The wait after the `attempt`th failed attempt (from 1): doubling from 1 s to 5 min, give or take a fifth.
pub fn backoff(delivery: &str, attempt: u32) -> SignedDuration {
    wait(delivery, attempt, FIRST_MS, LAST_MS)
}

/// The wait before something that was refused is tried again: doubling from 5 min to 1 h, give or take a fifth.
pub fn held_backoff(delivery: &str, attempt: u32) -> SignedDuration {
    wait(delivery, attempt, HELD_FIRST_MS, HELD_LAST_MS)
}

fn wait(delivery: &str, attempt: u32, first_ms: i64, last_ms: i64) -> SignedDuration {
    let doubled = first_ms.saturating_mul(1_i64 << attempt.saturating_sub(1).min(30));
    let base_ms = doubled.min(last_ms);
    let mut hasher = Sha256::new();
    hasher.update(delivery.as_bytes());
    hasher.update(attempt.to_le_bytes());
    let digest = hasher.finalize();
    let fraction = i64::from(u16::from_le_bytes([digest[0], digest[1]]));
    let jitter_ms = base_ms * 2 / 5 * fraction / i64::from(u16::MAX) - base_ms / 5;
    SignedDuration::from_millis(base_ms + jitter_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_limit_and_repeat_to_the_millisecond() {
        let mut last = SignedDuration::ZERO;
        for attempt in 1..=8 {
            let wait = backoff("orders/1", attempt);
            assert_eq!(wait, backoff("orders/1", attempt));
            assert!(wait > last, "attempt {attempt}: {wait} after {last}");
            last = wait;
        }
        assert!(backoff("orders/1", u32::MAX) <= SignedDuration::from_mins(6));
        assert!(held_backoff("orders/1", u32::MAX) <= SignedDuration::from_mins(72));
        assert_ne!(backoff("orders/1", 3), backoff("orders/2", 3));
    }
}
