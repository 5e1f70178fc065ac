//! The system's own JSON for a delivery, by the handoff's mapping or the profile's.

use bytes::Bytes;
use seamless_flow::{DocumentApi, Mapping, Scope};
use seamless_model::{Body, Keys, Observation};
use serde_json::{Map, Value, json};

use crate::{DeliverError, Outbound};

/// The body that creates or changes a document: by the handoff's own mapping, else by the profile's.
pub(super) fn written(api: &DocumentApi, out: &Outbound<'_>) -> Result<Bytes, DeliverError> {
    let mapping = out.handoff.map.as_ref().or(api.write_map.as_ref()).ok_or_else(|| {
        DeliverError::Unmapped(format!(
            "nothing says how {} documents are written for system `{}`: neither the handoff's `map` nor the profile's `writes`",
            out.handoff.carry, out.handoff.to
        ))
    })?;
    build(mapping, out)
}

/// The body that cancels a document: by the profile's mapping, else an empty object.
pub(super) fn cancelled(api: &DocumentApi, out: &Outbound<'_>) -> Result<Bytes, DeliverError> {
    match &api.cancel_map {
        Some(mapping) => build(mapping, out),
        None => Ok(Bytes::from_static(b"{}")),
    }
}

fn build(mapping: &Mapping, out: &Outbound<'_>) -> Result<Bytes, DeliverError> {
    let built = mapping.build(&scope(out)?).map_err(|error| DeliverError::Unmapped(error.to_string()))?;
    Ok(Bytes::from(built.to_string()))
}

/// What a mapping that writes may speak of. An order that is not known is not there, so that a mapping which needs
/// it fails in sight; one that does not need it works.
fn scope(out: &Outbound<'_>) -> Result<Scope, DeliverError> {
    let mut scope = Scope::default()
        .with("event", json!(out.event.word()))
        .with("keys", keys(&out.document.keys))
        .with("order_keys", out.order.map_or_else(|| json!({}), |it| keys(&it.keys)))
        .with("target_keys", keys(&out.target_order_keys));
    if let Some(order) = out.order {
        scope = scope.with("order", plain(order)?);
    }
    Ok(scope.with(out.handoff.carry.word(), plain(out.document)?))
}

fn keys(keys: &Keys) -> Value {
    Value::Object(keys.iter().map(|(field, value)| (field.clone(), json!(value))).collect::<Map<_, _>>())
}

/// A document in the house's form, without its kind. Of one that is deleted nothing is known any more.
fn plain(it: &Observation) -> Result<Value, DeliverError> {
    let form = match &it.body {
        Body::Order(it) => serde_json::to_value(it),
        Body::Hold(it) => serde_json::to_value(it),
        Body::FulfillmentRequest(it) => serde_json::to_value(it),
        Body::Shipment(it) => serde_json::to_value(it),
        Body::Cancellation(it) => serde_json::to_value(it),
        Body::Refund(it) => serde_json::to_value(it),
        Body::Payment(it) => serde_json::to_value(it),
        Body::Deleted(_) => Ok(Value::Null),
    };
    form.map_err(|error| DeliverError::Unmapped(format!("the document cannot be written as JSON: {error}")))
}
