//! Webhook subscriptions.

use serde_json::json;

use super::input::{self, filled, texts};
use super::payload::{Out, Payload, Ref, UserError};
use crate::shopify::gql::{Args, Fault, Json};
use crate::shopify::state::{Shop, Subscription, gid, numeric};

/// Longest address or filter, in bytes.
const BYTES_MAX: usize = 65_535;

/// Topics that the twin sends.
pub(in crate::shopify) const SENT: &[&str] = &[
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_PAID",
    "ORDERS_CANCELLED",
    "ORDERS_FULFILLED",
    "ORDERS_PARTIALLY_FULFILLED",
    "ORDERS_DELETE",
    "REFUNDS_CREATE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "ORDER_TRANSACTIONS_CREATE",
    "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE",
    "FULFILLMENT_ORDERS_CANCELLED",
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD",
    "FULFILLMENT_ORDERS_HOLD_RELEASED",
];

/// The address of an input, or what is wrong with it. Only HTTPS is delivered; loopback may go without TLS, so that a
/// sandbox on one machine needs no certificate.
fn address(given: &Json) -> Result<String, UserError> {
    let field = &["webhookSubscription", "callbackUrl"];
    let uri = input::text(given, "uri").or_else(|| input::text(given, "callbackUrl")).unwrap_or_default();
    let uri = uri.trim();
    if uri.is_empty() {
        return Err(UserError::at(field, "Address can't be blank"));
    }
    if uri.len() > BYTES_MAX {
        return Err(UserError::at(field, format!("Address is too big (maximum is {BYTES_MAX} bytes)")));
    }
    let Some((protocol, rest)) = uri.split_once(':') else {
        return Err(UserError::at(field, "Address is invalid"));
    };
    let host = rest.trim_start_matches('/').split(['/', ':', '?']).next().unwrap_or_default();
    let loopback = matches!(host, "127.0.0.1" | "localhost");
    match protocol {
        "https" => {}
        "http" if loopback => {}
        other => return Err(UserError::at(field, format!("Address protocol {other}:// is not supported"))),
    }
    if uri.parse::<::http::Uri>().ok().and_then(|it| it.host().map(|it| !it.is_empty())) != Some(true) {
        return Err(UserError::at(field, "Address is invalid"));
    }
    Ok(uri.to_owned())
}

fn wrong(given: &Json) -> Option<UserError> {
    if input::text(given, "format").as_deref() == Some("XML") {
        return Some(UserError::at(
            &["webhookSubscription", "format"],
            "Format 'xml' is invalid for this twin. Allowed formats: 'json'",
        ));
    }
    None
}

pub(super) fn create(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let topic = args.text("topic").unwrap_or_default().to_owned();
    let given = input::input(args, "webhookSubscription");
    let uri = match address(given) {
        Ok(uri) => uri,
        Err(error) => return Ok(Payload::refuse(error)),
    };
    if let Some(error) = wrong(given) {
        return Ok(Payload::refuse(error));
    }
    match subscribe(shop, &topic, &uri, given) {
        Ok(id) => Ok(Payload::done("webhookSubscription", Ref::Subscription(id))),
        Err(error) => Ok(Payload::refuse(error)),
    }
}

/// Adds a subscription with the usual settings.
pub(in crate::shopify) fn subscribe_to(shop: &mut Shop, topic: &str, uri: &str) -> Result<u64, UserError> {
    subscribe(shop, topic, uri, &Json::Null)
}

fn subscribe(shop: &mut Shop, topic: &str, uri: &str, given: &Json) -> Result<u64, UserError> {
    if !SENT.contains(&topic) {
        return Err(UserError::at(
            &["webhookSubscription", "topic"],
            format!("Topic {topic} is not sent by this twin"),
        ));
    }
    if shop.subscriptions.values().any(|it| it.topic == topic && it.uri == uri) {
        let field = &["webhookSubscription", "callbackUrl"];
        return Err(UserError::at(field, "Address for this topic has already been taken"));
    }
    let id = shop.ids.next();
    let subscription = Subscription {
        id,
        topic: topic.to_owned(),
        uri: uri.to_owned(),
        name: filled(given, "name"),
        filter: None,
        fields: texts(given, "includeFields"),
        namespaces: texts(given, "metafieldNamespaces"),
        created_at: shop.now,
        updated_at: shop.now,
        failures: 0,
    };
    shop.subscriptions.insert(id, subscription);
    Ok(id)
}

fn find(shop: &Shop, args: &Args) -> Option<u64> {
    let (kind, id) = args.text("id").and_then(numeric)?;
    (kind == "WebhookSubscription" && shop.subscriptions.contains_key(&id)).then_some(id)
}

fn no_subscription() -> Payload {
    Payload::refuse(UserError::at(&["id"], "Webhook subscription does not exist"))
}

pub(super) fn update(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some(id) = find(shop, args) else { return Ok(no_subscription()) };
    let given = input::input(args, "webhookSubscription");
    let moves = given.get("uri").is_some() || given.get("callbackUrl").is_some();
    let uri = match moves.then(|| address(given)).transpose() {
        Ok(uri) => uri,
        Err(error) => return Ok(Payload::refuse(error)),
    };
    if let Some(error) = wrong(given) {
        return Ok(Payload::refuse(error));
    }
    let now = shop.now;
    if let Some(it) = shop.subscriptions.get_mut(&id) {
        it.updated_at = now;
        if let Some(uri) = uri {
            it.uri = uri;
        }
        if given.get("includeFields").is_some() {
            it.fields = texts(given, "includeFields");
        }
        if given.get("name").is_some() {
            it.name = filled(given, "name");
        }
    }
    Ok(Payload::done("webhookSubscription", Ref::Subscription(id)))
}

pub(super) fn delete(shop: &mut Shop, args: &Args) -> Result<Payload, Fault> {
    let Some(id) = find(shop, args) else { return Ok(no_subscription()) };
    shop.subscriptions.remove(&id);
    let gid = json!(gid("WebhookSubscription", id));
    Ok(Payload(vec![
        ("deletedWebhookSubscriptionId", Out::Json(gid)),
        ("userErrors", Out::Errors(Vec::new())),
    ]))
}
