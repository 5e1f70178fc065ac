//! Refunds.

use jiff::Timestamp;
use seamless_model::MoneyPair;

/// A refund. Its money is in transactions of the order.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Refund {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) processed_at: Timestamp,
    pub(in crate::shopify) note: Option<String>,
    pub(in crate::shopify) lines: Vec<RefundLine>,
    pub(in crate::shopify) shipping: Option<RefundShipping>,
    pub(in crate::shopify) transactions: Vec<u64>,
    /// What the money and the lines differ by: (identifier, amount, reason).
    pub(in crate::shopify) adjustment: Option<(u64, MoneyPair, String)>,
}

/// One line of a refund.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct RefundLine {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) line: u64,
    pub(in crate::shopify) quantity: u64,
    /// CANCEL, RETURN or NO_RESTOCK.
    pub(in crate::shopify) restock: String,
    pub(in crate::shopify) subtotal: MoneyPair,
    pub(in crate::shopify) tax: MoneyPair,
}

/// The shipping part of a refund.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct RefundShipping {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) line: u64,
    pub(in crate::shopify) subtotal: MoneyPair,
    pub(in crate::shopify) tax: MoneyPair,
}
