//! Reading: one document, what changed, what has an external key.

use ::http::Response;
use bytes::Bytes;
use jiff::Timestamp;
use seamless_flow::{DocumentApi, Endpoint};
use seamless_model::DocumentKind;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Http;
use super::endpoint::fill;
use super::outcome::{Does, NotDone};
use super::understand::known;
use crate::json::at_path;
use crate::{Fetch, FetchError, Page, RawDocument, Since, Wire};

/// How many changed documents are asked for at once.
const LIMIT: &str = "100";

/// Reads one document by its identifier.
pub(super) async fn read<W: Wire>(
    http: &Http,
    wire: &W,
    what: &Fetch,
    now: Timestamp,
) -> Result<Vec<RawDocument>, FetchError> {
    let api = http.documents_of(what.kind).map_err(FetchError::Wrong)?;
    let read = api.read.as_ref().ok_or_else(|| lacks(http, what.kind, "read"))?;
    let answer = get(http, wire, read, &[("id", &what.id)], now).await?;
    let body = answer.into_body();
    Ok(vec![RawDocument { kind: what.kind, id: what.id.clone(), body }])
}

/// Asks for one page of what changed.
pub(super) async fn changed<W: Wire>(
    http: &Http,
    wire: &W,
    kind: DocumentKind,
    since: &Since,
    now: Timestamp,
) -> Result<Page, FetchError> {
    let api = http.documents_of(kind).map_err(FetchError::Wrong)?;
    let list = api.list.as_ref().ok_or_else(|| lacks(http, kind, "list"))?;
    // Milliseconds at most: many systems refuse finer times.
    let at = jiff::Timestamp::from_millisecond(since.at.as_millisecond()).unwrap_or(since.at).to_string();
    let cursor = since.cursor.as_deref().unwrap_or_default();
    let values = [("since", at.as_str()), ("cursor", cursor), ("limit", LIMIT)];
    let answer = get(http, wire, list, &values, now).await?;
    let answer = json(http, answer.body())?;
    let documents = items(http, api, &answer)?.iter().map(|it| raw(api, kind, it)).collect();
    let next = cursor_of(api, &answer);
    if next.is_some() && next.as_deref() == since.cursor.as_deref() {
        return Err(FetchError::Wrong(format!("a page of {} names itself as the next", http.client.who())));
    }
    Ok(Page { documents, next })
}

/// The documents that have an external key; `None` where the profile has no way to ask.
pub(super) async fn find<W: Wire>(
    http: &Http,
    wire: &W,
    api: &DocumentApi,
    key: &str,
    now: Timestamp,
) -> Result<Option<Vec<Value>>, NotDone> {
    let Some(find) = &api.find else { return Ok(None) };
    let answer = match get(http, wire, find, &[("key", key)], now).await {
        // Some systems answer a search that finds nothing with 404.
        Err(NotDone::NotFound(_)) => return Ok(Some(Vec::new())),
        other => other?,
    };
    let answer = json(http, answer.body())?;
    items(http, api, &answer).map(|it| Some(it.to_vec()))
}

/// The document with an identifier, where the profile can read one.
pub(super) async fn by_id<W: Wire>(
    http: &Http,
    wire: &W,
    api: &DocumentApi,
    id: &str,
    now: Timestamp,
) -> Result<Option<Value>, NotDone> {
    let Some(read) = &api.read else { return Ok(None) };
    match get(http, wire, read, &[("id", id)], now).await {
        Err(NotDone::NotFound(_)) => Ok(None),
        other => json(http, other?.body()).map(Some),
    }
}

async fn get<W: Wire>(
    http: &Http,
    wire: &W,
    endpoint: &Endpoint,
    values: &[(&str, &str)],
    now: Timestamp,
) -> Result<Response<Bytes>, NotDone> {
    let target = fill(endpoint, values).map_err(NotDone::Wrong)?;
    http.client.send(wire, Does::Read, target, None, None, now).await
}

fn json(http: &Http, body: &[u8]) -> Result<Value, NotDone> {
    serde_json::from_slice(body).map_err(|error| NotDone::Later {
        reason: format!("the answer of {} is not JSON: {error}", http.client.who()),
        after: None,
        throttled: false,
    })
}

fn items<'v>(http: &Http, api: &DocumentApi, answer: &'v Value) -> Result<&'v [Value], NotDone> {
    let list = at_path(answer, &api.items).and_then(Value::as_array);
    list.map(Vec::as_slice).ok_or_else(|| {
        let at = if api.items.is_empty() { "at its top".to_owned() } else { format!("at `{}`", api.items) };
        NotDone::Wrong(format!("the answer of {} has no list {at}", http.client.who()))
    })
}

/// The cursor of the next page: a text or a number; nothing, `null`, `false` and the empty text end the list.
fn cursor_of(api: &DocumentApi, answer: &Value) -> Option<String> {
    if api.next.is_empty() {
        return None;
    }
    match at_path(answer, &api.next)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A document cut out of an answer. One that cannot be understood is kept all the same, under a name made from its
/// content: what is journaled is held in sight there.
pub(super) fn raw(api: &DocumentApi, kind: DocumentKind, value: &Value) -> RawDocument {
    let body = Bytes::from(value.to_string());
    let id = known(api, kind, value).map_or_else(|| hex::encode(&Sha256::digest(&body)[..8]), |it| it.id);
    RawDocument { kind, id, body }
}

fn lacks(http: &Http, kind: DocumentKind, what: &str) -> FetchError {
    FetchError::Wrong(format!("the profile of {} has no `{what}` for {kind} documents", http.client.who()))
}
