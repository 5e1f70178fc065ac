//! Movements of money for an order.

use jiff::Timestamp;
use seamless_model::MoneyPair;

/// A transaction. Kinds and statuses are Shopify's own words, in capitals.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Transaction {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) kind: String,
    pub(in crate::shopify) status: String,
    pub(in crate::shopify) gateway: String,
    pub(in crate::shopify) amount: MoneyPair,
    pub(in crate::shopify) parent: Option<u64>,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) processed_at: Timestamp,
    pub(in crate::shopify) test: bool,
    pub(in crate::shopify) receipt: Option<String>,
}

impl Transaction {
    pub(in crate::shopify) fn succeeded(&self) -> bool {
        self.status == "SUCCESS"
    }
}
