//! A line of goods, as orders, parcels and refunds show it.

use serde_json::json;

use super::parts::{amount, put, set, tax_lines};
use crate::shopify::gql::{Json, Map};
use crate::shopify::state::{Line, Order, Shop, gid, sub};

/// A line of an order; `quantity` is what the place where it stands counts.
pub(super) fn payload(shop: &Shop, order: &Order, line: &Line, quantity: u64) -> Json {
    let mut out = Map::new();
    let mut add = |name: &str, value: Json| drop(out.insert(name.to_owned(), value));
    let properties: Vec<Json> =
        line.properties.iter().map(|it| json!({"name": it.0, "value": it.1})).collect();
    let shipped = order.shipped(line.id);
    let status = match shipped {
        0 => Json::Null,
        all if all >= line.quantity.saturating_sub(line.removed) => json!("fulfilled"),
        _ => json!("partial"),
    };
    let tracked = line.variant.and_then(|id| shop.variants.get(&id)).is_some_and(|it| it.tracked);
    add("id", json!(line.id));
    add("admin_graphql_api_id", json!(gid("LineItem", line.id)));
    add("attributed_staffs", json!([]));
    add("current_quantity", json!(line.current()));
    add("fulfillable_quantity", json!(order.waiting(line.id)));
    add("fulfillment_service", json!("manual"));
    add("fulfillment_status", status);
    add("gift_card", json!(line.gift_card));
    add("grams", json!(line.grams));
    add("name", json!(line.name()));
    add("product_exists", json!(line.product.is_some()));
    add("product_id", json!(line.product));
    add("properties", json!(properties));
    add("quantity", json!(quantity));
    add("requires_shipping", json!(line.ships));
    add("sku", json!(line.sku));
    add("taxable", json!(line.taxable));
    add("title", json!(line.title));
    add("variant_id", json!(line.variant));
    add("variant_inventory_management", if tracked { json!("shopify") } else { Json::Null });
    add("variant_title", json!(line.variant_title));
    add("vendor", json!(line.vendor));
    add("tax_lines", tax_lines(&line.taxes));
    add("duties", json!([]));
    let allocations = if line.discount.shop.is_zero() {
        json!([])
    } else {
        json!([{
            "amount": amount(line.discount.shop),
            "amount_set": set(line.discount),
            "discount_application_index": 0,
        }])
    };
    add("discount_allocations", allocations);
    put(&mut out, "price", line.unit_price);
    // What a code takes off stands in the allocations; `total_discount` is for discounts of the line itself.
    put(&mut out, "total_discount", sub(line.discount, line.discount));
    Json::Object(out)
}
