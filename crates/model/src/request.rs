//! The fulfillment request: what somebody is asked to pick, pack and ship.

use serde::{Deserialize, Serialize};

use crate::Address;

/// A request to fulfil lines of an order from one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FulfillmentRequest {
    /// Where it stands.
    pub status: RequestStatus,
    /// The place that is to ship, by the observing system's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What is to be shipped.
    pub lines: Vec<RequestLine>,
    /// Where the goods go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<Address>,
}

/// Where a fulfillment request stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Not begun.
    Open,
    /// To be begun later.
    Scheduled,
    /// May not be begun.
    Held,
    /// Accepted or being picked.
    InProgress,
    /// Ended with all, or all that will come, shipped.
    Closed,
    /// Ended early: what remains will not be shipped.
    Incomplete,
    /// Refused.
    Rejected,
    /// Cancelled.
    Cancelled,
    /// A word that we do not know: never taken for success.
    Unknown(String),
}

/// One line of a fulfillment request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RequestLine {
    /// The line's identifier in the observing system.
    pub id: String,
    /// The order line that it fulfils, by the observing system's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_line: Option<String>,
    /// The stock-keeping unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Units requested.
    pub quantity: u64,
    /// Units not yet shipped or given up.
    pub remaining: u64,
}
