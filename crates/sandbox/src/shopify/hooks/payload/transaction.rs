//! The payload of a movement of money.

use serde_json::json;

use super::parts::{amount, time};
use crate::shopify::gql::Json;
use crate::shopify::state::{Order, Shop, Transaction, gid};

pub(super) fn payload(shop: &Shop, order: &Order, it: &Transaction) -> Json {
    let unsettled =
        |money: seamless_model::Money| json!({"amount": amount(money), "currency": money.currency().code()});
    json!({
        "id": it.id,
        "order_id": order.id,
        "kind": it.kind.to_lowercase(),
        "gateway": it.gateway,
        "status": it.status.to_lowercase(),
        "message": null,
        "created_at": time(shop, it.created_at),
        "test": it.test,
        "authorization": null,
        "location_id": null,
        "user_id": null,
        "parent_id": it.parent,
        "processed_at": time(shop, it.processed_at),
        "device_id": null,
        "error_code": null,
        "source_name": order.source_name,
        "payment_details": null,
        "receipt": {},
        "amount": amount(it.amount.presentment),
        "currency": it.amount.presentment.currency().code(),
        "payment_id": format!("{}.{}", order.name, order.transactions.iter().position(|other| other.id == it.id).unwrap_or(0) + 1),
        "total_unsettled_set": {
            "presentment_money": unsettled(order.zero().presentment),
            "shop_money": unsettled(order.zero().shop),
        },
        "manual_payment_gateway": it.gateway == "manual",
        "admin_graphql_api_id": gid("OrderTransaction", it.id),
    })
}
