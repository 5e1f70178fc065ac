//! Guessing is made slow: after some wrong passwords, an address waits, longer each time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

const FREE: u32 = 5;
const WAIT_FIRST_S: i64 = 5;
const WAIT_LAST_S: i64 = 300;
const FORGET_AFTER_S: i64 = 3_600;
/// How many addresses are remembered.
const ADDRESSES_MAX: usize = 4_096;

/// Who guessed wrong, and how often.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<IpAddr, Wrong>>);

#[derive(Debug, Clone, Copy, Default)]
struct Wrong {
    times: u32,
    last_s: i64,
    wait_until_s: i64,
}

impl Throttle {
    /// How many seconds this address has to wait; 0 where it may try.
    pub fn wait_s(&self, address: IpAddr, now: Timestamp) -> u32 {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = all.get(&address).map_or(0, |it| it.wait_until_s);
        u32::try_from((until - now.as_second()).max(0)).unwrap_or(u32::MAX)
    }

    /// Takes down a wrong password.
    pub fn wrong(&self, address: IpAddr, now: Timestamp) {
        let now = now.as_second();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ADDRESSES_MAX {
            all.retain(|_, it| now - it.last_s < FORGET_AFTER_S && it.wait_until_s > now);
        }
        let it = all.entry(address).or_default();
        if now - it.last_s > FORGET_AFTER_S {
            *it = Wrong::default();
        }
        it.times = it.times.saturating_add(1);
        it.last_s = now;
        if it.times >= FREE {
            let wait = WAIT_FIRST_S << (it.times - FREE).min(10);
            it.wait_until_s = now + wait.min(WAIT_LAST_S);
        }
    }

    /// Forgets an address that got it right.
    pub fn right(&self, address: IpAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_longer_each_time_and_others_do_not() {
        let throttle = Throttle::default();
        let (here, there) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let now = Timestamp::from_second(1_000_000).expect("a moment");
        for _ in 0..4 {
            throttle.wrong(here, now);
        }
        assert_eq!(throttle.wait_s(here, now), 0);
        throttle.wrong(here, now);
        assert_eq!(throttle.wait_s(here, now), 5);
        throttle.wrong(here, now);
        assert_eq!(throttle.wait_s(here, now), 10);
        for _ in 0..50 {
            throttle.wrong(here, now);
        }
        assert_eq!(throttle.wait_s(here, now), 300);
        assert_eq!(throttle.wait_s(there, now), 0);
        throttle.right(here);
        assert_eq!(throttle.wait_s(here, now), 0);
    }
}
