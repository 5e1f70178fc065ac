//! The order itself, and the small documents that hang on it: hold, cancellation, payment.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Address, Currency, Customer, Money, MoneyPair};

/// An order, as one system sees it. What a system does not know is absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Order {
    /// The number that people use, for example `#1001`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where the order came from: `web`, `pos`, a marketplace's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When the customer placed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// A test order: it must never be shipped or booked.
    #[serde(default)]
    pub test: bool,
    /// Goods may not be requested while this is true.
    #[serde(default)]
    pub held: bool,
    /// When and why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Cancelled>,
    /// What is known of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentState>,
    /// The currency of the shop's own money.
    pub currency: Currency,
    /// The currency that the customer saw. Equal to `currency` in most shops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentment_currency: Option<Currency>,
    /// Whether prices contain tax.
    #[serde(default)]
    pub tax_included: bool,
    /// The lines, in the order in which the system lists them. A line that an edit removed stays, with quantity 0.
    pub lines: Vec<Line>,
    /// Delivery charges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipping: Vec<Charge>,
    /// The totals, current: after edits and removals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Totals>,
    /// Where the goods go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<Address>,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_to: Option<Address>,
    /// Who bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// A note that travels with the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Labels, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

impl Order {
    /// Whether the order has been cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.is_some()
    }

    /// Units still wanted, over all lines.
    pub fn units(&self) -> u64 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity))
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// The line's identifier in the observing system.
    pub id: String,
    /// The stock-keeping unit; absent where the shop left it blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// What the customer read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Units wanted now: after edits, removals and refunds of unshipped goods.
    pub quantity: u64,
    /// Units ordered at first.
    pub ordered: u64,
    /// Price of one unit before discounts, in the shop's currency. May have more digits than the currency pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Decimal>,
    /// Discounts on the whole line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<MoneyPair>,
    /// Tax on the whole line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<MoneyPair>,
    /// Whether the line is goods that travel.
    #[serde(default = "yes")]
    pub ships: bool,
    /// Whether the line is a gift card.
    #[serde(default)]
    pub gift_card: bool,
}

fn yes() -> bool {
    true
}

/// A charge beside the lines: shipping, a fee.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Charge {
    /// The charge's name, for example the shipping method.
    pub title: String,
    /// The method's code, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The amount, before tax unless the order's prices contain it.
    pub amount: MoneyPair,
}

/// What an order adds up to. Absent where a system does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Totals {
    /// Lines after discounts, before shipping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<MoneyPair>,
    /// All discounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<MoneyPair>,
    /// All shipping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<MoneyPair>,
    /// All tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<MoneyPair>,
    /// What the customer owes in all.
    pub total: MoneyPair,
}

/// When and why an order was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cancelled {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The reason, in the system's own word, lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where an order's payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nothing has been paid or promised.
    Pending,
    /// The money is promised, not taken.
    Authorized,
    /// A promise that ran out.
    Expired,
    /// Paid in part.
    PartiallyPaid,
    /// Paid.
    Paid,
    /// Paid, and a part given back.
    PartiallyRefunded,
    /// Paid, and all given back.
    Refunded,
    /// The promise was released.
    Voided,
    /// A word that we do not know: never taken for success.
    Unknown(String),
}

/// A hold on an order or a fulfillment request, kept as a record of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hold {
    /// The reason, in the system's own word, lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What a person wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it has been released.
    pub released: bool,
}

/// A cancellation that a system keeps as a record of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cancellation {
    /// When it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the system accepted it; absent while undecided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<bool>,
}

/// A movement of money for an order: an authorisation, a capture, a sale, a refund.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Payment {
    /// `authorization`, `capture`, `sale`, `refund`, `void`, `change`, or a word that we do not know.
    pub action: String,
    /// `success`, `pending`, `failure`, `error`, or a word that we do not know.
    pub status: String,
    /// Who moved the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// How much.
    pub amount: Money,
    /// When it was processed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processed_at: Option<Timestamp>,
    /// The movement that this one follows, by its identifier in the same system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether it is a test.
    #[serde(default)]
    pub test: bool,
}
