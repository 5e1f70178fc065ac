//! What Shopify's webhooks look like on the wire: the REST-style JSON of Admin API 2026-10.
//!
//! Only what the flow needs is read; everything else is skipped. `id` numbers are read as 64-bit integers.

use jiff::Timestamp;
use seamless_model::Currency;
use serde::Deserialize;

use super::meaning::{Price, Total};
use crate::json::{Exact, Id, or_empty, tail};

/// The number by which a document is known. The global identifier is text and goes before the number: tools that
/// put JSON numbers through doubles round `id` above 2^53, and cannot round text.
pub(super) fn own_id(number: Id, gid: Option<&str>) -> String {
    gid.and_then(tail).map_or_else(|| number.to_string(), ToOwned::to_owned)
}

#[derive(Debug, Deserialize)]
pub(super) struct Order {
    pub id: Id,
    pub admin_graphql_api_id: Option<String>,
    pub name: Option<String>,
    pub source_name: Option<String>,
    pub source_identifier: Option<String>,
    pub created_at: Option<Timestamp>,
    pub processed_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub cancel_reason: Option<String>,
    pub closed_at: Option<Timestamp>,
    #[serde(default)]
    pub test: bool,
    pub currency: Currency,
    pub presentment_currency: Option<Currency>,
    #[serde(default)]
    pub taxes_included: bool,
    pub financial_status: Option<String>,
    pub fulfillment_status: Option<String>,
    pub email: Option<String>,
    pub contact_email: Option<String>,
    pub phone: Option<String>,
    pub note: Option<String>,
    pub tags: Option<String>,
    pub line_items: Vec<Line>,
    #[serde(default, deserialize_with = "or_empty")]
    pub shipping_lines: Vec<ShippingLine>,
    pub shipping_address: Option<Address>,
    pub billing_address: Option<Address>,
    pub customer: Option<Customer>,
    #[serde(default, deserialize_with = "or_empty")]
    pub fulfillments: Vec<Fulfillment>,
    #[serde(default, deserialize_with = "or_empty")]
    pub refunds: Vec<Refund>,
    pub current_subtotal_price_set: Option<Total>,
    pub subtotal_price_set: Option<Total>,
    pub current_total_discounts_set: Option<Total>,
    pub total_discounts_set: Option<Total>,
    pub current_shipping_price_set: Option<Total>,
    pub total_shipping_price_set: Option<Total>,
    pub current_total_tax_set: Option<Total>,
    pub total_tax_set: Option<Total>,
    pub current_total_price_set: Option<Total>,
    pub total_price_set: Option<Total>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub id: Id,
    pub admin_graphql_api_id: Option<String>,
    pub sku: Option<String>,
    pub name: Option<String>,
    pub title: Option<String>,
    pub quantity: u64,
    pub current_quantity: Option<u64>,
    pub price: Option<Exact>,
    pub price_set: Option<Price>,
    pub discount_allocations: Option<Vec<Allocation>>,
    pub total_discount_set: Option<Total>,
    #[serde(default, deserialize_with = "or_empty")]
    pub tax_lines: Vec<TaxLine>,
    pub requires_shipping: Option<bool>,
    #[serde(default)]
    pub gift_card: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Allocation {
    pub amount_set: Total,
}

#[derive(Debug, Deserialize)]
pub(super) struct TaxLine {
    pub price_set: Total,
}

#[derive(Debug, Deserialize)]
pub(super) struct ShippingLine {
    pub title: Option<String>,
    pub code: Option<String>,
    pub discounted_price_set: Option<Total>,
    pub price_set: Option<Total>,
    #[serde(default)]
    pub is_removed: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Address {
    pub name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub province_code: Option<String>,
    pub zip: Option<String>,
    pub country_code: Option<String>,
    pub phone: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Customer {
    pub id: Option<Id>,
    pub admin_graphql_api_id: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fulfillment {
    pub id: Id,
    pub admin_graphql_api_id: Option<String>,
    pub order_id: Id,
    pub name: Option<String>,
    pub status: String,
    pub shipment_status: Option<String>,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub location_id: Option<Id>,
    pub tracking_company: Option<String>,
    pub tracking_number: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub tracking_numbers: Vec<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub tracking_urls: Vec<String>,
    pub line_items: Vec<Line>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub id: Id,
    pub admin_graphql_api_id: Option<String>,
    pub order_id: Id,
    pub created_at: Option<Timestamp>,
    pub note: Option<String>,
    pub total_duties_set: Option<Total>,
    pub refund_line_items: Vec<RefundLine>,
    #[serde(default, deserialize_with = "or_empty")]
    pub transactions: Vec<Transaction>,
    #[serde(default, deserialize_with = "or_empty")]
    pub refund_shipping_lines: Vec<RefundShippingLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundLine {
    pub line_item_id: Id,
    pub quantity: u64,
    pub restock_type: String,
    pub subtotal_set: Option<Total>,
    pub total_tax_set: Option<Total>,
    pub line_item: Option<RefundedLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundedLine {
    pub admin_graphql_api_id: Option<String>,
    pub sku: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundShippingLine {
    pub subtotal_amount_set: Total,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transaction {
    pub id: Id,
    pub admin_graphql_api_id: Option<String>,
    pub order_id: Id,
    pub kind: String,
    pub status: String,
    pub gateway: Option<String>,
    pub amount: Exact,
    pub currency: Currency,
    pub created_at: Option<Timestamp>,
    pub processed_at: Option<Timestamp>,
    pub parent_id: Option<Id>,
    #[serde(default)]
    pub test: bool,
}

/// `orders/edited`: what changed, by deltas. Too thin to know the order by: it must be fetched.
#[derive(Debug, Deserialize)]
pub(super) struct OrderEdited {
    pub order_edit: OrderEdit,
}

#[derive(Debug, Deserialize)]
pub(super) struct OrderEdit {
    pub order_id: Id,
}

/// `orders/delete`.
#[derive(Debug, Deserialize)]
pub(super) struct Deleted {
    pub id: Id,
}
