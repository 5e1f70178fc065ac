//! What our own GraphQL queries get back: the shape of `queries/order_fields.graphql`, field by field.

use jiff::Timestamp;
use seamless_model::Currency;
use serde::Deserialize;

use super::meaning::{Price, Total};
use crate::json::{Gid, or_empty};

/// A connection, read to its end before it is understood.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub nodes: Vec<T>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub id: Gid,
    pub name: String,
    pub source_name: Option<String>,
    pub source_identifier: Option<String>,
    pub processed_at: Timestamp,
    pub updated_at: Timestamp,
    pub cancelled_at: Option<Timestamp>,
    pub cancel_reason: Option<String>,
    pub closed_at: Option<Timestamp>,
    pub test: bool,
    pub currency_code: Currency,
    pub presentment_currency_code: Currency,
    pub taxes_included: bool,
    pub display_financial_status: Option<String>,
    pub display_fulfillment_status: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub note: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub tags: Vec<String>,
    pub shipping_address: Option<Address>,
    pub billing_address: Option<Address>,
    pub customer: Option<Customer>,
    pub current_subtotal_price_set: Total,
    pub current_total_discounts_set: Total,
    pub current_shipping_price_set: Total,
    pub current_total_tax_set: Total,
    pub current_total_price_set: Total,
    pub line_items: List<Line>,
    pub shipping_lines: List<ShippingLine>,
    pub fulfillment_orders: List<FulfillmentOrder>,
    pub fulfillments: Vec<Fulfillment>,
    pub refunds: Vec<Refund>,
    pub transactions: Vec<Transaction>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    #[serde(alias = "countryCodeV2")]
    pub country_code: Option<String>,
    pub phone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    pub id: Gid,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub default_email_address: Option<Email>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Email {
    pub email_address: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    pub id: Gid,
    pub sku: Option<String>,
    pub name: String,
    pub quantity: u64,
    pub current_quantity: u64,
    pub requires_shipping: bool,
    pub is_gift_card: bool,
    pub original_unit_price_set: Price,
    pub discount_allocations: Vec<Allocation>,
    pub tax_lines: Vec<TaxLine>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Allocation {
    pub allocated_amount_set: Total,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaxLine {
    pub price_set: Total,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShippingLine {
    pub title: String,
    pub code: Option<String>,
    pub discounted_price_set: Total,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentOrder {
    pub id: Gid,
    pub status: String,
    pub request_status: String,
    pub updated_at: Timestamp,
    pub assigned_location: AssignedLocation,
    pub destination: Option<Address>,
    pub line_items: List<FulfillmentOrderLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AssignedLocation {
    pub name: String,
    pub location: Option<Located>,
}

impl AssignedLocation {
    /// The place's number; its name where the app may not read places or the place is gone.
    pub fn known_as(&self) -> String {
        self.location.as_ref().map_or_else(|| self.name.clone(), |it| it.id.0.clone())
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Located {
    pub id: Gid,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentOrderLine {
    pub id: Gid,
    pub sku: Option<String>,
    pub total_quantity: u64,
    pub remaining_quantity: u64,
    pub line_item: Named,
}

/// An order line, named.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub id: Gid,
    #[serde(default)]
    pub sku: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fulfillment {
    pub id: Gid,
    pub name: String,
    pub status: String,
    pub display_status: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub location: Option<Located>,
    pub tracking_info: Vec<TrackingInfo>,
    pub fulfillment_line_items: List<FulfillmentLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TrackingInfo {
    pub company: Option<String>,
    pub number: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentLine {
    pub quantity: u64,
    pub line_item: Named,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refund {
    pub id: Gid,
    pub created_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub note: Option<String>,
    pub total_refunded_set: Total,
    pub refund_line_items: List<RefundLine>,
    pub refund_shipping_lines: List<RefundShippingLine>,
    pub transactions: List<Transaction>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundLine {
    pub quantity: u64,
    pub restock_type: String,
    pub subtotal_set: Total,
    pub total_tax_set: Total,
    pub line_item: Named,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundShippingLine {
    pub subtotal_amount_set: Total,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction {
    pub id: Gid,
    pub kind: String,
    pub status: String,
    pub gateway: Option<String>,
    pub created_at: Timestamp,
    pub processed_at: Option<Timestamp>,
    pub test: bool,
    pub amount_set: Total,
    #[serde(default)]
    pub parent_transaction: Option<Parent>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Parent {
    pub id: Gid,
}
