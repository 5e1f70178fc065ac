//! Webhook subscriptions: one for every topic that the connector understands.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Does, user_errors};
use super::client::Client;
use super::queries;
use super::topics::TOPICS;
use crate::{FetchError, Wire};

/// The most pages of subscriptions that are read: a shop has one for each topic and address.
const PAGES_MOST: usize = 100;

/// Subscribes an address to every topic that is understood; one that is subscribed already is left alone.
pub(super) async fn subscribe<W: Wire>(
    client: &Client,
    wire: &W,
    address: &str,
    now: Timestamp,
) -> Result<Vec<String>, FetchError> {
    let there = subscribed(client, wire, address, now).await?;
    let mut done = Vec::new();
    for (topic, name, _) in TOPICS {
        if there.contains(*name) {
            done.push(format!("{topic} is subscribed already"));
            continue;
        }
        let variables = json!({ "topic": name, "uri": address });
        let (data, _) = client.ask(wire, Does::Write, queries::SUBSCRIBE, variables, now).await?;
        let refused = data.get("webhookSubscriptionCreate").and_then(|it| user_errors(it, "userErrors"));
        done.push(refused.map_or_else(
            || format!("{topic} subscribed"),
            |reason| format!("{topic} not subscribed: {reason}"),
        ));
    }
    Ok(done)
}

/// The topics that this address is subscribed to.
async fn subscribed<W: Wire>(
    client: &Client,
    wire: &W,
    address: &str,
    now: Timestamp,
) -> Result<HashSet<String>, FetchError> {
    let mut topics = HashSet::new();
    let mut after = Value::Null;
    for _ in 0..PAGES_MOST {
        let (data, _) =
            client.ask(wire, Does::Read, queries::SUBSCRIPTIONS, json!({ "after": after }), now).await?;
        let list = data.get("webhookSubscriptions").cloned().unwrap_or_default();
        for it in list.get("nodes").and_then(Value::as_array).into_iter().flatten() {
            if it.get("uri").and_then(Value::as_str) == Some(address) {
                topics.extend(it.get("topic").and_then(Value::as_str).map(ToOwned::to_owned));
            }
        }
        if list.pointer("/pageInfo/hasNextPage").and_then(Value::as_bool) != Some(true) {
            return Ok(topics);
        }
        after = list.pointer("/pageInfo/endCursor").cloned().unwrap_or_default();
    }
    Err(FetchError::Wrong("the shop has more webhook subscriptions than can be read".to_owned()))
}
