//! From a system's own JSON to the house's documents, by the profile's `reads` mapping.

use seamless_flow::{DocumentApi, Scope};
use seamless_model::{Body, DocumentKind, Keys, Observation, Reference, Revision, SystemId};
use serde::Deserialize;
use serde_json::Value;

use crate::json::{at_path, read, read_value, shortened, wrong};
use crate::{Landed, NotUnderstood};

/// Below this every whole number has a double of its own; from it on a double may stand for another number.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// What a `reads` mapping builds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    id: String,
    keys: Keys,
    #[serde(default)]
    parents: Vec<Reference>,
    #[serde(default)]
    revision: Option<Revision>,
    document: Value,
}

/// Understands a message whose document stands at a dotted path of the body.
pub(super) fn body(
    system: &SystemId,
    api: Option<&DocumentApi>,
    kind: DocumentKind,
    path: &str,
    message: &Landed,
) -> Result<Observation, NotUnderstood> {
    let whole: Value = read(&message.body)?;
    let value = at_path(&whole, path).ok_or_else(|| wrong(path, "the document is missing"))?;
    observation(system, api, kind, value, message)
}

fn observation(
    system: &SystemId,
    api: Option<&DocumentApi>,
    kind: DocumentKind,
    value: &Value,
    message: &Landed,
) -> Result<Observation, NotUnderstood> {
    let (read, body) = document(api, kind, value)?;
    let mut keys = read.keys;
    keys.entry("id".to_owned()).or_insert_with(|| read.id.clone());
    Ok(Observation {
        system: system.clone(),
        id: read.id,
        keys,
        parents: read.parents,
        revision: read.revision,
        fetched_at: message.at,
        body,
    })
}

/// What is known of a document of the target's.
pub(super) struct Known {
    /// Its own identifier.
    pub id: String,
    /// All its keys.
    pub keys: Keys,
    /// Whether it counts no more.
    pub dead: bool,
}

/// What is known of a document; `None` where it cannot be understood.
pub(super) fn known(api: &DocumentApi, kind: DocumentKind, value: &Value) -> Option<Known> {
    let (read, body) = document(Some(api), kind, value).ok()?;
    Some(Known { id: read.id, keys: read.keys, dead: body.is_dead() })
}

fn document(
    api: Option<&DocumentApi>,
    kind: DocumentKind,
    value: &Value,
) -> Result<(Read, Body), NotUnderstood> {
    let unknown = || NotUnderstood::UnknownTopic(kind.word().to_owned());
    let mapping = api.and_then(|it| it.read_map.as_ref()).ok_or_else(unknown)?;
    if !value.is_object() {
        return Err(wrong("the document", "it is not a JSON object"));
    }
    exact(value, &mut String::new())?;
    let scope = Scope::default().with("body", value.clone());
    let built =
        mapping.build(&scope).map_err(|error| NotUnderstood::Mapping(shortened(&error.to_string())))?;
    let read: Read = read_value(&built)?;
    if read.id.trim().is_empty() {
        return Err(wrong("id", "the mapping gives no identifier"));
    }
    let body = as_body(kind, &read.document).map_err(|error| within_document(error, &mapping.file))?;
    Ok((read, body.ok_or_else(unknown)?))
}

/// The document in the house's model; `None` for kinds that it has no model of.
fn as_body(kind: DocumentKind, value: &Value) -> Result<Option<Body>, NotUnderstood> {
    Ok(Some(match kind {
        DocumentKind::Order => Body::Order(read_value(value)?),
        DocumentKind::Hold => Body::Hold(read_value(value)?),
        DocumentKind::FulfillmentRequest => Body::FulfillmentRequest(read_value(value)?),
        DocumentKind::Shipment => Body::Shipment(read_value(value)?),
        DocumentKind::Cancellation => Body::Cancellation(read_value(value)?),
        DocumentKind::Refund => Body::Refund(read_value(value)?),
        DocumentKind::Payment => Body::Payment(read_value(value)?),
        DocumentKind::Return | DocumentKind::Payout | DocumentKind::Inventory | DocumentKind::Journal => {
            return Ok(None);
        }
    }))
}

fn within_document(error: NotUnderstood, file: &str) -> NotUnderstood {
    match error {
        NotUnderstood::Field { at, problem } => {
            wrong(format!("document.{at}"), format!("{problem} (built by {file})"))
        }
        other => other,
    }
}

/// Refuses numbers that have lost digits on the way: a whole number beyond 64 bits is read as a double.
fn exact(value: &Value, at: &mut String) -> Result<(), NotUnderstood> {
    let end = at.len();
    match value {
        Value::Number(number)
            if number.is_f64() && number.as_f64().is_none_or(|it| it.abs() >= EXACT_BELOW) =>
        {
            return Err(wrong(
                at.trim_start_matches('.'),
                "the number is too large to be exact: send it as text",
            ));
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                at.push_str(&format!("[{i}]"));
                exact(item, at)?;
                at.truncate(end);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                at.push('.');
                at.push_str(name);
                exact(field, at)?;
                at.truncate(end);
            }
        }
        _ => {}
    }
    Ok(())
}
