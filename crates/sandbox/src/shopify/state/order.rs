//! The order.

use jiff::Timestamp;
use seamless_model::Currency;

use super::{
    Address, Discount, Fulfillment, FulfillmentOrder, Line, Metafield, Refund, ShippingLine, TaxLine,
    Transaction,
};

/// When and why an order was cancelled.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Cancelled {
    pub(in crate::shopify) at: Timestamp,
    /// Shopify's word, in capitals.
    pub(in crate::shopify) reason: String,
    pub(in crate::shopify) note: Option<String>,
}

/// An order with all that hangs on it.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Order {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) number: u64,
    pub(in crate::shopify) name: String,
    pub(in crate::shopify) confirmation: String,
    pub(in crate::shopify) token: String,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) processed_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
    pub(in crate::shopify) closed_at: Option<Timestamp>,
    pub(in crate::shopify) cancelled: Option<Cancelled>,
    pub(in crate::shopify) email: Option<String>,
    pub(in crate::shopify) phone: Option<String>,
    pub(in crate::shopify) note: Option<String>,
    /// Sorted, each once.
    pub(in crate::shopify) tags: Vec<String>,
    pub(in crate::shopify) attributes: Vec<(String, String)>,
    pub(in crate::shopify) po_number: Option<String>,
    pub(in crate::shopify) source_name: String,
    pub(in crate::shopify) source_identifier: Option<String>,
    pub(in crate::shopify) source_url: Option<String>,
    pub(in crate::shopify) referring_site: Option<String>,
    pub(in crate::shopify) accepts_marketing: bool,
    pub(in crate::shopify) test: bool,
    pub(in crate::shopify) taxes_included: bool,
    pub(in crate::shopify) edited: bool,
    /// Whether its units were taken from stock when it was made.
    pub(in crate::shopify) claims_stock: bool,
    pub(in crate::shopify) currency: Currency,
    pub(in crate::shopify) presentment: Currency,
    pub(in crate::shopify) shipping_address: Option<Address>,
    pub(in crate::shopify) billing_address: Option<Address>,
    pub(in crate::shopify) customer: Option<u64>,
    pub(in crate::shopify) lines: Vec<Line>,
    pub(in crate::shopify) shipping: Vec<ShippingLine>,
    /// Taxes on the order as a whole.
    pub(in crate::shopify) taxes: Vec<TaxLine>,
    pub(in crate::shopify) discount: Option<Discount>,
    pub(in crate::shopify) transactions: Vec<Transaction>,
    /// The financial status that the creator gave, for orders whose money moved elsewhere.
    pub(in crate::shopify) declared: Option<String>,
    pub(in crate::shopify) requests: Vec<FulfillmentOrder>,
    pub(in crate::shopify) fulfillments: Vec<Fulfillment>,
    pub(in crate::shopify) refunds: Vec<Refund>,
    pub(in crate::shopify) metafields: Vec<Metafield>,
}

impl Order {
    pub(in crate::shopify) fn line(&self, id: u64) -> Option<&Line> {
        self.lines.iter().find(|it| it.id == id)
    }

    pub(in crate::shopify) fn line_mut(&mut self, id: u64) -> Option<&mut Line> {
        self.lines.iter_mut().find(|it| it.id == id)
    }

    pub(in crate::shopify) fn request(&self, id: u64) -> Option<&FulfillmentOrder> {
        self.requests.iter().find(|it| it.id == id)
    }

    pub(in crate::shopify) fn request_mut(&mut self, id: u64) -> Option<&mut FulfillmentOrder> {
        self.requests.iter_mut().find(|it| it.id == id)
    }

    pub(in crate::shopify) fn fulfillment(&self, id: u64) -> Option<&Fulfillment> {
        self.fulfillments.iter().find(|it| it.id == id)
    }

    pub(in crate::shopify) fn transaction(&self, id: u64) -> Option<&Transaction> {
        self.transactions.iter().find(|it| it.id == id)
    }

    /// Units of a line that left in parcels that count.
    pub(in crate::shopify) fn shipped(&self, line: u64) -> u64 {
        let parcels = self.fulfillments.iter().filter(|it| it.counts());
        parcels.flat_map(|it| &it.lines).filter(|it| it.line == line).map(|it| it.quantity).sum()
    }

    /// Units of a line that wait in fulfillment orders, closed ones of a cancellation at work included.
    pub(in crate::shopify) fn waiting(&self, line: u64) -> u64 {
        self.requests
            .iter()
            .flat_map(|it| &it.lines)
            .filter(|it| it.line == line)
            .map(|it| it.remaining)
            .sum()
    }

    /// `OrderDisplayFulfillmentStatus`.
    pub(in crate::shopify) fn fulfillment_status(&self) -> &'static str {
        let shipped: u64 = self.lines.iter().map(|it| self.shipped(it.id)).sum();
        let waiting: u64 = self.requests.iter().map(FulfillmentOrder::remaining).sum();
        let open = || self.requests.iter().filter(|it| !it.is_closed() && it.remaining() > 0);
        if shipped > 0 {
            return if waiting == 0 { "FULFILLED" } else { "PARTIALLY_FULFILLED" };
        }
        if open().next().is_some() && open().all(|it| it.status == "ON_HOLD") {
            return "ON_HOLD";
        }
        if open().any(|it| it.status == "IN_PROGRESS") {
            return "IN_PROGRESS";
        }
        "UNFULFILLED"
    }

    /// Whether everything on it is shipped that will be.
    pub(in crate::shopify) fn is_fulfilled(&self) -> bool {
        self.fulfillment_status() == "FULFILLED"
    }

    /// The gateways that moved its money, each once.
    pub(in crate::shopify) fn gateways(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for it in &self.transactions {
            if !it.gateway.is_empty() && !names.contains(&it.gateway.as_str()) {
                names.push(&it.gateway);
            }
        }
        names
    }
}
