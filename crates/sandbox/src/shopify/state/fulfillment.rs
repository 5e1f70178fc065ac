//! Fulfillment orders (what is to be shipped) and fulfillments (what was).

use jiff::Timestamp;

/// What a location is asked to ship.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct FulfillmentOrder {
    pub(in crate::shopify) id: u64,
    /// OPEN, IN_PROGRESS, ON_HOLD, CLOSED, CANCELLED.
    pub(in crate::shopify) status: String,
    pub(in crate::shopify) location: u64,
    pub(in crate::shopify) lines: Vec<RequestLine>,
    pub(in crate::shopify) holds: Vec<Hold>,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
}

impl FulfillmentOrder {
    pub(in crate::shopify) fn remaining(&self) -> u64 {
        self.lines.iter().map(|it| it.remaining).sum()
    }

    pub(in crate::shopify) fn is_closed(&self) -> bool {
        matches!(self.status.as_str(), "CLOSED" | "CANCELLED" | "INCOMPLETE")
    }
}

/// One line of a fulfillment order.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct RequestLine {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) line: u64,
    pub(in crate::shopify) total: u64,
    pub(in crate::shopify) remaining: u64,
}

/// A stop put on a fulfillment order.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Hold {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) reason: String,
    pub(in crate::shopify) notes: Option<String>,
    pub(in crate::shopify) handle: String,
}

/// A parcel.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Fulfillment {
    pub(in crate::shopify) id: u64,
    /// Which of the order's parcels it is, from 1.
    pub(in crate::shopify) number: usize,
    /// SUCCESS or CANCELLED.
    pub(in crate::shopify) status: String,
    pub(in crate::shopify) location: u64,
    pub(in crate::shopify) lines: Vec<FulfillmentLine>,
    pub(in crate::shopify) tracking: Tracking,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
}

impl Fulfillment {
    pub(in crate::shopify) fn counts(&self) -> bool {
        self.status == "SUCCESS"
    }
}

/// One line of a parcel.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct FulfillmentLine {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) line: u64,
    pub(in crate::shopify) request: u64,
    pub(in crate::shopify) quantity: u64,
}

/// How a parcel can be followed.
#[derive(Debug, Clone, Default)]
pub(in crate::shopify) struct Tracking {
    pub(in crate::shopify) company: Option<String>,
    pub(in crate::shopify) numbers: Vec<String>,
    pub(in crate::shopify) urls: Vec<String>,
}
