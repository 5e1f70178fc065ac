//! What Shopify's words, amounts and counts mean, wherever they stand: the same for webhooks and for GraphQL.

use indexmap::IndexMap;
use jiff::Timestamp;
use rust_decimal::Decimal;
use seamless_model::{
    Currency, DocumentKind, Keys, Money, MoneyError, MoneyPair, PaymentState, Reference, RequestStatus,
    Restock, Revision, ShipmentStatus, Tracking,
};
use serde::Deserialize;

use crate::NotUnderstood;
use crate::json::{Exact, filled, wrong};

/// An amount as Shopify writes it. Webhooks say `currency_code` (transactions `currency`), GraphQL `currencyCode`.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Amount {
    pub amount: Exact,
    #[serde(alias = "currencyCode", alias = "currency")]
    pub currency_code: Currency,
}

/// An amount in the shop's and the customer's currency, before it is known to be payable: a unit price may have
/// more digits than its currency.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Price {
    #[serde(alias = "shopMoney")]
    pub shop_money: Amount,
    #[serde(alias = "presentmentMoney")]
    pub presentment_money: Amount,
}

/// A total in both currencies, exact in minor units.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Price")]
pub(super) struct Total(pub MoneyPair);

impl TryFrom<Price> for Total {
    type Error = MoneyError;

    fn try_from(price: Price) -> Result<Self, MoneyError> {
        let exact = |it: Amount| Money::from_decimal(it.amount.0, it.currency_code);
        Ok(Self(MoneyPair { shop: exact(price.shop_money)?, presentment: exact(price.presentment_money)? }))
    }
}

/// Nothing, in two currencies.
pub(super) fn nothing(shop: Currency, presentment: Currency) -> MoneyPair {
    MoneyPair { shop: Money::zero(shop), presentment: Money::zero(presentment) }
}

/// The sum of totals; `None` where they come to nothing, so that "no discount" is said in one way only.
pub(super) fn sum(
    totals: impl IntoIterator<Item = Total>,
    at: &str,
) -> Result<Option<MoneyPair>, NotUnderstood> {
    let mut sum: Option<MoneyPair> = None;
    for Total(next) in totals {
        sum = Some(match sum {
            None => next,
            Some(so_far) => add(so_far, next).map_err(|error| wrong(at, error.to_string()))?,
        });
    }
    Ok(sum.filter(|it| !it.shop.is_zero() || !it.presentment.is_zero()))
}

/// Two amounts together.
pub(super) fn add(one: MoneyPair, other: MoneyPair) -> Result<MoneyPair, MoneyError> {
    Ok(MoneyPair { shop: one.shop.plus(other.shop)?, presentment: one.presentment.plus(other.presentment)? })
}

/// A unit price in the shop's currency.
pub(super) fn unit_price(set: Option<Price>, plain: Option<Exact>) -> Option<Decimal> {
    set.map(|it| it.shop_money.amount.0).or(plain.map(|it| it.0))
}

/// Shopify's words in one spelling: webhooks write them in lower case, GraphQL in capitals.
pub(super) fn word(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

pub(super) fn payment_state(text: &str) -> PaymentState {
    match word(text).as_str() {
        "pending" => PaymentState::Pending,
        "authorized" => PaymentState::Authorized,
        "expired" => PaymentState::Expired,
        "partially_paid" => PaymentState::PartiallyPaid,
        "paid" => PaymentState::Paid,
        "partially_refunded" => PaymentState::PartiallyRefunded,
        "refunded" => PaymentState::Refunded,
        "voided" => PaymentState::Voided,
        other => PaymentState::Unknown(other.to_owned()),
    }
}

/// `state` is the fulfillment's own status, `seen` what the parcel carrier's events say of it
/// (`shipment_status` in webhooks, `displayStatus` in GraphQL).
pub(super) fn shipment_status(state: &str, seen: Option<&str>) -> ShipmentStatus {
    match word(state).as_str() {
        "pending" | "open" => ShipmentStatus::Pending,
        "success" if seen.is_some_and(|it| word(it) == "delivered") => ShipmentStatus::Delivered,
        "success" => ShipmentStatus::Shipped,
        "cancelled" | "canceled" => ShipmentStatus::Voided,
        "error" | "failure" => ShipmentStatus::Failed,
        other => ShipmentStatus::Unknown(other.to_owned()),
    }
}

/// A request that its fulfillment service refused stays open in the shop: the refusal is what matters to the flow.
pub(super) fn request_status(state: &str, request: &str) -> RequestStatus {
    match word(state).as_str() {
        "open" if word(request) == "rejected" => RequestStatus::Rejected,
        "open" => RequestStatus::Open,
        "scheduled" => RequestStatus::Scheduled,
        "on_hold" => RequestStatus::Held,
        "in_progress" => RequestStatus::InProgress,
        "closed" => RequestStatus::Closed,
        "incomplete" => RequestStatus::Incomplete,
        "cancelled" => RequestStatus::Cancelled,
        other => RequestStatus::Unknown(other.to_owned()),
    }
}

pub(super) fn restock(text: &str) -> Restock {
    match word(text).as_str() {
        "no_restock" => Restock::None,
        "cancel" => Restock::Cancel,
        "return" => Restock::Return,
        other => Restock::Unknown(other.to_owned()),
    }
}

/// Units per order line, by the line's identifier.
pub(super) type Units = IndexMap<String, u64>;

/// Units of a line that are wanted: what is current, and what was wanted and has gone.
///
/// Shopify's current quantity also falls when shipped goods come back, which does not make them unwanted at the
/// time; so units refunded as returns count again, and never fewer are wanted than had left when the line was last
/// refunded. A parcel that leaves after its goods were refunded makes nothing wanted again: it would be shipped twice.
pub(super) fn wanted(ordered: u64, current: u64, returned: u64, shipped: u64) -> u64 {
    current.saturating_add(returned).max(shipped).min(ordered.max(current))
}

/// What grows as an order goes through its life: it orders observations of one second.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Life {
    /// It is cancelled.
    pub cancelled: bool,
    /// It is closed.
    pub closed: bool,
    /// All fulfillments, the dead included.
    pub fulfillments: usize,
    /// Those called back or failed.
    pub dead_fulfillments: usize,
    /// Its refunds.
    pub refunds: usize,
    /// Where the payment stands.
    pub payment: usize,
}

impl Life {
    /// The rank. What was fetched goes before a webhook of the same moment: it says more (holds, for one).
    pub fn rank(self, fetched: bool) -> u32 {
        let steps = usize::from(self.cancelled)
            + usize::from(self.closed)
            + self.fulfillments
            + self.dead_fulfillments
            + self.refunds
            + self.payment;
        rank(steps, fetched)
    }
}

/// A rank from steps through a document's life.
pub(super) fn rank(steps: usize, fetched: bool) -> u32 {
    u32::try_from(steps).unwrap_or(u32::MAX / 4).min(u32::MAX / 4) * 2 + u32::from(fetched)
}

/// How far a payment has come.
pub(super) fn payment_steps(state: Option<&PaymentState>) -> usize {
    match state {
        None | Some(PaymentState::Pending | PaymentState::Unknown(_)) => 0,
        Some(PaymentState::Authorized) => 1,
        Some(PaymentState::PartiallyPaid) => 2,
        Some(PaymentState::Paid) => 3,
        Some(PaymentState::PartiallyRefunded) => 4,
        Some(PaymentState::Refunded | PaymentState::Voided | PaymentState::Expired) => 5,
    }
}

/// Whether goods have left at some time: one that was called back had.
pub(super) fn ever_left(status: &ShipmentStatus) -> bool {
    status.has_left() || *status == ShipmentStatus::Voided
}

/// How far a shipment has come.
pub(super) fn shipment_steps(status: &ShipmentStatus) -> usize {
    match status {
        ShipmentStatus::Pending | ShipmentStatus::Unknown(_) => 0,
        ShipmentStatus::Shipped => 1,
        ShipmentStatus::Delivered => 2,
        ShipmentStatus::Voided | ShipmentStatus::Failed => 3,
    }
}

/// A revision, where a time of change is known.
pub(super) fn revision(at: Option<Timestamp>, rank: u32) -> Option<Revision> {
    at.map(|at| Revision { at, rank })
}

/// The order that a document belongs to.
pub(super) fn of_order(id: impl ToString) -> Vec<Reference> {
    vec![Reference { kind: DocumentKind::Order, field: "id".to_owned(), value: id.to_string() }]
}

/// Keys from what is known of them; blank values are none.
pub(super) fn keys<const N: usize>(known: [(&str, Option<String>); N]) -> Keys {
    known
        .into_iter()
        .filter_map(|(field, value)| filled(value).map(|value| (field.to_owned(), value)))
        .collect()
}

/// A full name from its parts.
pub(super) fn full_name(first: Option<String>, last: Option<String>) -> Option<String> {
    let parts: Vec<String> = [first, last].into_iter().filter_map(filled).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Tracking numbers with their addresses, in Shopify's order.
pub(super) fn tracking(company: Option<&String>, numbers: Vec<String>, urls: &[String]) -> Vec<Tracking> {
    let numbers = numbers.into_iter().filter(|it| !it.trim().is_empty());
    numbers
        .enumerate()
        .map(|(i, number)| Tracking {
            company: filled(company.cloned()),
            number,
            url: filled(urls.get(i).cloned()),
        })
        .collect()
}
