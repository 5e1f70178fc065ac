//! Places, products, variants and their stock.

use jiff::Timestamp;
use seamless_model::Money;

/// A place that ships. The twin has one.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Location {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) name: String,
    pub(in crate::shopify) country_code: String,
    pub(in crate::shopify) created_at: Timestamp,
}

/// A product.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Product {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) title: String,
    pub(in crate::shopify) handle: String,
    pub(in crate::shopify) status: String,
    pub(in crate::shopify) vendor: String,
    pub(in crate::shopify) product_type: String,
    pub(in crate::shopify) tags: Vec<String>,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
    pub(in crate::shopify) variants: Vec<u64>,
}

/// A variant with its inventory item and its stock at the one location.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Variant {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) item: u64,
    pub(in crate::shopify) level: u64,
    pub(in crate::shopify) product: u64,
    pub(in crate::shopify) title: String,
    pub(in crate::shopify) sku: Option<String>,
    pub(in crate::shopify) barcode: Option<String>,
    pub(in crate::shopify) price: Money,
    pub(in crate::shopify) taxable: bool,
    pub(in crate::shopify) tracked: bool,
    pub(in crate::shopify) ships: bool,
    pub(in crate::shopify) position: u64,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
    /// Units that can be sold.
    pub(in crate::shopify) available: i64,
    /// Units sold and not yet shipped.
    pub(in crate::shopify) committed: i64,
}

impl Variant {
    pub(in crate::shopify) fn on_hand(&self) -> i64 {
        self.available + self.committed
    }
}

/// A field that an app put on an object.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Metafield {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) owner_type: &'static str,
    pub(in crate::shopify) namespace: String,
    pub(in crate::shopify) key: String,
    pub(in crate::shopify) value: String,
    pub(in crate::shopify) kind: String,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
}
