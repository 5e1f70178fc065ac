//! The parcel's payload.

use serde_json::json;

use super::line;
use super::parts::{address, time};
use crate::shopify::gql::Json;
use crate::shopify::state::{Fulfillment, Order, Shop, gid};

pub(super) fn payload(shop: &Shop, order: &Order, it: &Fulfillment) -> Json {
    let lines: Vec<Json> = it
        .lines
        .iter()
        .filter_map(|item| Some(line::payload(shop, order, order.line(item.line)?, item.quantity)))
        .collect();
    let status = if it.counts() { "success" } else { "cancelled" };
    json!({
        "id": it.id,
        "order_id": order.id,
        "status": status,
        "created_at": time(shop, it.created_at),
        "service": "manual",
        "updated_at": time(shop, it.updated_at),
        "tracking_company": it.tracking.company,
        "shipment_status": null,
        "location_id": it.location,
        "origin_address": null,
        "email": order.email,
        "destination": order.shipping_address.as_ref().map(address),
        "line_items": lines,
        "tracking_number": it.tracking.numbers.first(),
        "tracking_numbers": it.tracking.numbers,
        "tracking_url": it.tracking.urls.first(),
        "tracking_urls": it.tracking.urls,
        "receipt": {},
        "name": format!("{}.{}", order.name, it.number),
        "admin_graphql_api_id": gid("Fulfillment", it.id),
    })
}
