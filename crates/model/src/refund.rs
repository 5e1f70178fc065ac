//! The refund: money given back, and what happens to the goods.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::MoneyPair;

/// A refund of an order, or a credit for it in the books.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Refund {
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// What was written about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The money that is given back: what was paid, else what is on its way.
    pub amount: MoneyPair,
    /// Whether some of that money has not moved yet.
    #[serde(default)]
    pub pending: bool,
    /// The lines that it is for; none for a goodwill amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<RefundLine>,
    /// The part that is shipping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<MoneyPair>,
    /// Whether it has been called back: it counts no more.
    #[serde(default)]
    pub voided: bool,
}

/// One line of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RefundLine {
    /// The order line, by the observing system's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_line: Option<String>,
    /// The stock-keeping unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Units refunded.
    pub quantity: u64,
    /// What happens to the goods.
    pub restock: Restock,
    /// Value of the units before tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<MoneyPair>,
    /// Tax on the units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<MoneyPair>,
}

/// What happens to refunded goods.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restock {
    /// They do not go back to stock.
    None,
    /// They never left and are free again.
    Cancel,
    /// They come back.
    Return,
    /// A word that we do not know.
    Unknown(String),
}
