//! What a journaled message means. Pure: no request is sent, no clock is read.

use indexmap::IndexSet;
use seamless_model::{Body, DocumentKind};
use serde_json::Value;

use super::meaning::{keys, revision};
use super::seen::Seen;
use super::topics::{Topic, topic};
use super::{from_graph, from_webhook, graph, webhook};
use crate::json::{Id, read, tail, wrong};
use crate::{Fetch, NotUnderstood, Understood};

/// Understands a webhook. `holds` says that the map minds holds.
pub(super) fn webhook(
    seen: Seen<'_>,
    name: &str,
    body: &[u8],
    holds: bool,
) -> Result<Understood, NotUnderstood> {
    let Some(topic) = topic(name) else { return Err(NotUnderstood::UnknownTopic(name.to_owned())) };
    match topic {
        // At its creation nobody has held an order yet; a hold is told by its own topic.
        Topic::Order => from_webhook::order(seen, read(body)?, holds && name != "orders/create"),
        Topic::OrderEdited => Ok(must_fetch(order(read::<webhook::OrderEdited>(body)?.order_edit.order_id))),
        Topic::OrderDeleted => Ok(deleted(seen, read::<webhook::Deleted>(body)?.id)),
        Topic::Refund => {
            let refund: webhook::Refund = read(body)?;
            let seen = from_webhook::refund(seen, &refund, None, None)?;
            Ok(seen.map_or_else(|| must_fetch(order(refund.order_id)), only))
        }
        Topic::Fulfillment => Ok(only(from_webhook::shipment(seen, &read(body)?, None)?)),
        Topic::FulfillmentOrder => requests_named(&read(body)?),
        Topic::Transaction => Ok(only(from_webhook::payment(seen, &read(body)?)?)),
    }
}

/// Understands a document that we fetched: always an order, whole.
pub(super) fn document(seen: Seen<'_>, kind: DocumentKind, body: &[u8]) -> Result<Understood, NotUnderstood> {
    match kind {
        DocumentKind::Order => from_graph::order(seen, read::<graph::Order>(body)?),
        other => Err(NotUnderstood::UnknownTopic(other.word().to_owned())),
    }
}

fn only(observation: seamless_model::Observation) -> Understood {
    Understood { observations: vec![observation], fetch: Vec::new() }
}

fn must_fetch(what: Fetch) -> Understood {
    Understood { observations: Vec::new(), fetch: vec![what] }
}

fn order(id: Id) -> Fetch {
    Fetch { kind: DocumentKind::Order, id: id.to_string() }
}

fn deleted(seen: Seen<'_>, id: Id) -> Understood {
    // A deletion is the last that happens to an order.
    let revision = revision(seen.triggered_at, u32::MAX);
    only(seen.document(id.to_string(), keys([]), Vec::new(), revision, Body::Deleted(DocumentKind::Order)))
}

/// Messages about fulfillment orders name them and tell little else; a split, a move or a merge names several, and
/// each of them has changed.
fn requests_named(body: &Value) -> Result<Understood, NotUnderstood> {
    let mut named = IndexSet::new();
    gather(body, &mut named);
    if named.is_empty() {
        return Err(wrong("fulfillment_order.id", "no fulfillment order is named"));
    }
    let fetch = named.into_iter().map(|id| Fetch { kind: DocumentKind::FulfillmentRequest, id }).collect();
    Ok(Understood { observations: Vec::new(), fetch })
}

fn gather(value: &Value, named: &mut IndexSet<String>) {
    match value {
        Value::String(text) if text.starts_with("gid://shopify/FulfillmentOrder/") => {
            named.extend(tail(text).map(ToOwned::to_owned));
        }
        Value::Array(items) => items.iter().for_each(|it| gather(it, named)),
        Value::Object(fields) => fields.values().for_each(|it| gather(it, named)),
        _ => {}
    }
}
