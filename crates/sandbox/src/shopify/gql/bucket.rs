//! The leaky bucket of query cost.

use jiff::Timestamp;
use serde_json::json;

use super::Json;
use crate::shopify::config::Plan;

/// Points that a caller may still spend; they come back with time.
#[derive(Debug)]
pub(in crate::shopify) struct Bucket {
    plan: Plan,
    /// Thousandths of points, so that restoring by the millisecond is exact.
    milli: u64,
    at: Timestamp,
}

impl Bucket {
    pub(in crate::shopify) fn new(plan: Plan, at: Timestamp) -> Self {
        Self { plan, milli: u64::from(plan.bucket()) * 1000, at }
    }

    /// Lets time pass.
    pub(in crate::shopify) fn restore(&mut self, now: Timestamp) {
        let ms = u64::try_from(now.duration_since(self.at).as_millis()).unwrap_or(0);
        let full = u64::from(self.plan.bucket()) * 1000;
        self.milli =
            full.min(self.milli.saturating_add(ms.saturating_mul(u64::from(self.plan.restore_rate()))));
        self.at = self.at.max(now);
    }

    /// Takes points, if they are there.
    pub(in crate::shopify) fn take(&mut self, points: u32) -> bool {
        let milli = u64::from(points) * 1000;
        if milli > self.milli {
            return false;
        }
        self.milli -= milli;
        true
    }

    /// Gives points back that were taken and not needed.
    pub(in crate::shopify) fn give_back(&mut self, points: u32) {
        let full = u64::from(self.plan.bucket()) * 1000;
        self.milli = full.min(self.milli + u64::from(points) * 1000);
    }

    /// `extensions.cost`.
    pub(in crate::shopify) fn status(&self, requested: u32, actual: Option<u32>) -> Json {
        json!({
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": self.plan.bucket(),
                "currentlyAvailable": self.milli / 1000,
                "restoreRate": self.plan.restore_rate(),
            }
        })
    }
}
