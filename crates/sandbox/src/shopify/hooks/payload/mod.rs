//! Webhook payloads: the REST form, snake case, numbers for identifiers, money as strings.

mod fulfillment;
mod line;
mod order;
mod parts;
mod refund;
mod transaction;

use serde_json::json;

use super::{Event, Subject};
use crate::shopify::gql::Json;
use crate::shopify::state::{FulfillmentOrder, Order, Shop, gid};

/// The payload of an event; none if its subject is gone.
pub(super) fn of(shop: &Shop, event: &Event) -> Option<Json> {
    if event.subject == Subject::Deleted {
        return Some(json!({"id": event.order}));
    }
    let order = shop.orders.get(&event.order)?;
    match &event.subject {
        Subject::Order => Some(order::payload(shop, order)),
        Subject::Edited { added, removed } => Some(edited(shop, order, added, removed)),
        Subject::Refund(id) => {
            order.refunds.iter().find(|it| it.id == *id).map(|it| refund::payload(shop, order, it))
        }
        Subject::Fulfillment(id, _) => order.fulfillment(*id).map(|it| fulfillment::payload(shop, order, it)),
        Subject::Transaction(id) => order.transaction(*id).map(|it| transaction::payload(shop, order, it)),
        Subject::Request(id, other) => {
            let other = other.and_then(|id| order.request(id));
            order.request(*id).map(|it| request(event.topic, it, other))
        }
        Subject::Deleted => None,
    }
}

fn edited(shop: &Shop, order: &Order, added: &[(u64, u64)], removed: &[(u64, u64)]) -> Json {
    let changes =
        |of: &[(u64, u64)]| -> Vec<Json> { of.iter().map(|it| json!({"id": it.0, "delta": it.1})).collect() };
    json!({"order_edit": {
        "id": order.id + 1,
        "app_id": null,
        "created_at": parts::time(shop, shop.now),
        "notify_customer": false,
        "order_id": order.id,
        "staff_note": "",
        "user_id": null,
        "line_items": {"additions": changes(added), "removals": changes(removed)},
        "discounts": {"line_item": {"additions": [], "removals": []}},
        "shipping_lines": {"additions": []},
    }})
}

/// Messages of fulfillment orders are thin: global identifiers and lower-case statuses.
fn request(topic: &str, it: &FulfillmentOrder, other: Option<&FulfillmentOrder>) -> Json {
    let thin = |it: &FulfillmentOrder| json!({"id": gid("FulfillmentOrder", it.id), "status": it.status.to_lowercase()});
    let mut shown = thin(it);
    match topic {
        "FULFILLMENT_ORDERS_PLACED_ON_HOLD" => {
            shown["fulfillment_holds"] = it
                .holds
                .iter()
                .map(|it| json!({"reason": it.reason.to_lowercase(), "reason_notes": it.notes}))
                .collect();
            let held: Vec<Json> = it
                .lines
                .iter()
                .map(|it| json!({"id": gid("FulfillmentOrderLineItem", it.id), "quantity": it.remaining}))
                .collect();
            json!({
                "fulfillment_order": shown,
                "remaining_fulfillment_order": other.map(thin),
                "held_fulfillment_order_line_items": if other.is_some() { held } else { Vec::new() },
                "created_fulfillment_hold": it.holds.last().map(|it| json!({"id": gid("FulfillmentHold", it.id)})),
            })
        }
        "FULFILLMENT_ORDERS_CANCELLED" => {
            json!({"fulfillment_order": shown, "replacement_fulfillment_order": other.map(thin)})
        }
        _ => json!({"fulfillment_order": shown}),
    }
}
