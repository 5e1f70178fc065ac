//! The shipment: a parcel that left, or is about to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A parcel, as one system sees it. In Shopify: a fulfillment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shipment {
    /// Where it stands.
    pub status: ShipmentStatus,
    /// When it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Timestamp>,
    /// What is inside.
    pub lines: Vec<ShipmentLine>,
    /// How it can be followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracking: Vec<Tracking>,
    /// The place that it left from, by the observing system's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// Where a shipment stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentStatus {
    /// Announced, not yet gone.
    Pending,
    /// Gone.
    Shipped,
    /// Arrived.
    Delivered,
    /// Called back: it counts no more.
    Voided,
    /// Failed: it counts no more.
    Failed,
    /// A word that we do not know: never taken for success.
    Unknown(String),
}

impl ShipmentStatus {
    /// Whether goods have left in this shipment.
    pub fn has_left(&self) -> bool {
        matches!(self, Self::Shipped | Self::Delivered)
    }
}

/// One line of a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShipmentLine {
    /// The order line, by the observing system's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_line: Option<String>,
    /// The stock-keeping unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Units inside.
    pub quantity: u64,
}

/// How a parcel can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tracking {
    /// The parcel carrier's name, as the customer reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The tracking number.
    pub number: String,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
