//! The refund's payload.

use serde_json::{Number, json};

use super::parts::{amount, set, time};
use super::{line, transaction};
use crate::shopify::gql::Json;
use crate::shopify::state::{Order, Refund, RefundLine, Shop, gid};

pub(super) fn payload(shop: &Shop, order: &Order, it: &Refund) -> Json {
    let lines: Vec<Json> = it.lines.iter().filter_map(|item| refund_line(shop, order, item)).collect();
    let moved: Vec<Json> = it
        .transactions
        .iter()
        .filter_map(|id| order.transaction(*id))
        .map(|it| transaction::payload(shop, order, it))
        .collect();
    json!({
        "id": it.id,
        "order_id": order.id,
        "created_at": time(shop, it.created_at),
        "note": it.note,
        "user_id": null,
        "processed_at": time(shop, it.processed_at),
        "restock": it.lines.iter().any(|it| it.restock != "NO_RESTOCK"),
        "duties": [],
        "total_duties_set": set(order.zero()),
        "return": null,
        "admin_graphql_api_id": gid("Refund", it.id),
        "refund_line_items": lines,
        "refund_shipping_lines": shipping(order, it),
        "transactions": moved,
        "order_adjustments": adjustments(order, it),
    })
}

fn refund_line(shop: &Shop, order: &Order, item: &RefundLine) -> Option<Json> {
    let of = order.line(item.line)?;
    let location = (item.restock != "NO_RESTOCK").then_some(shop.location.id);
    Some(json!({
        "id": item.id,
        "quantity": item.quantity,
        "line_item_id": item.line,
        "location_id": location,
        "restock_type": item.restock.to_lowercase(),
        "subtotal": number(&amount(item.subtotal.shop)),
        "total_tax": number(&amount(item.tax.shop)),
        "subtotal_set": set(item.subtotal),
        "total_tax_set": set(item.tax),
        "line_item": line::payload(shop, order, of, of.quantity),
    }))
}

fn shipping(order: &Order, it: &Refund) -> Json {
    it.shipping
        .iter()
        .map(|part| {
            let title = order.shipping.iter().find(|it| it.id == part.line).map(|it| it.title.as_str());
            json!({
                "id": part.id,
                "shipping_line": {"id": part.line, "title": title},
                "subtotal_amount_set": set(part.subtotal),
                "tax_amount_set": set(part.tax),
            })
        })
        .collect()
}

fn adjustments(order: &Order, it: &Refund) -> Json {
    it.adjustment
        .iter()
        .map(|(id, sum, reason)| {
            json!({
                "id": id,
                "order_id": order.id,
                "refund_id": it.id,
                "kind": "refund_discrepancy",
                "amount": amount(sum.shop),
                "amount_set": set(*sum),
                "tax_amount": amount(order.zero().shop),
                "tax_amount_set": set(order.zero()),
                "reason": reason,
            })
        })
        .collect()
}

/// These two sums are bare numbers in Shopify's payloads.
fn number(text: &str) -> Json {
    let whole = text.split_once('.').filter(|it| it.1.bytes().all(|b| b == b'0')).map_or(text, |it| it.0);
    if let Ok(whole) = whole.parse::<i64>() {
        return json!(whole);
    }
    text.parse::<f64>().ok().and_then(Number::from_f64).map_or(Json::Null, Json::Number)
}
