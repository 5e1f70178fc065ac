//! Deliveries: create, change, cancel.
//!
//! Creating is repeatable by looking first: an attempt that may have succeeded is looked up by its external key
//! before it is made again, and a duplicate that the system refuses is taken for the one that is there.

use ::http::{Method, Response};
use bytes::Bytes;
use jiff::Timestamp;
use seamless_flow::{DocumentApi, Endpoint};
use serde_json::Value;

use super::Http;
use super::endpoint::fill;
use super::list::{by_id, find, raw};
use super::outcome::{Does, NotDone};
use super::understand::known;
use super::write::{cancelled, written};
use crate::{Action, DeliverError, Outbound, RawDocument, Receipt, Wire};

/// Carries out a delivery.
pub(super) async fn deliver<W: Wire>(
    http: &Http,
    wire: &W,
    out: &Outbound<'_>,
    now: Timestamp,
) -> Result<Receipt, DeliverError> {
    let api = http.documents_of(out.handoff.carry).map_err(DeliverError::Unmapped)?;
    let delivery = Delivery { http, wire, api, out, now };
    match out.action {
        Action::Create => delivery.create().await,
        Action::Update => delivery.update().await,
        Action::Cancel => delivery.cancel().await,
    }
}

struct Delivery<'d, W> {
    http: &'d Http,
    wire: &'d W,
    api: &'d DocumentApi,
    out: &'d Outbound<'d>,
    now: Timestamp,
}

/// A document of the target, found.
struct Found {
    id: String,
    dead: bool,
    document: RawDocument,
}

impl<W: Wire> Delivery<'_, W> {
    async fn create(&self) -> Result<Receipt, DeliverError> {
        let body = written(self.api, self.out)?;
        if self.out.look_up_first
            && let Some(found) = self.found().await?
        {
            return Ok(found.receipt());
        }
        self.make(body).await
    }

    async fn make(&self, body: Bytes) -> Result<Receipt, DeliverError> {
        let endpoint = self.endpoint(self.api.create.as_ref(), "create")?;
        let key =
            self.api.idempotency_header.as_deref().map(|name| (name, self.out.idempotency_key.as_str()));
        match self.call(endpoint, None, key, body).await {
            Ok(answer) => self.made(answer).await,
            Err(NotDone::Conflict { reason, id }) => match self.in_the_way(id.as_deref()).await? {
                Some(found) => Ok(found.receipt()),
                None => Err(DeliverError::Refused(reason)),
            },
            // The address is wrong, not the document: nothing was named that could be missing.
            Err(NotDone::NotFound(reason)) => Err(DeliverError::Unmapped(reason)),
            Err(other) => Err(other.into()),
        }
    }

    async fn update(&self) -> Result<Receipt, DeliverError> {
        let body = written(self.api, self.out)?;
        let Some((id, _)) = self.target().await? else { return self.make(body).await };
        let endpoint = self.endpoint(self.api.update.as_ref(), "update")?;
        let answer = self.call(endpoint, Some(&id), None, body).await?;
        Ok(self.receipt_for(id, answer))
    }

    async fn cancel(&self) -> Result<Receipt, DeliverError> {
        let nothing = Receipt { id: None, found: false, documents: Vec::new() };
        let body = cancelled(self.api, self.out)?;
        let (id, found) = match self.target().await? {
            None => return Ok(nothing),
            Some(target) => target,
        };
        if let Some(found) = found.filter(|it| it.dead) {
            return Ok(found.receipt());
        }
        let endpoint = self.endpoint(self.api.cancel.as_ref(), "cancel")?;
        match self.call(endpoint, Some(&id), None, body).await {
            Ok(answer) => Ok(self.receipt_for(id, answer)),
            Err(NotDone::NotFound(_)) => Ok(nothing),
            Err(other) => Err(other.into()),
        }
    }

    /// The document that is to be changed or cancelled: as it is known, else as it is found by its external key.
    /// `None` says that the target has none; where nobody can know, that is an error.
    async fn target(&self) -> Result<Option<(String, Option<Found>)>, DeliverError> {
        if let Some(target) = self.out.target {
            return Ok(Some((target.id.clone(), None)));
        }
        if self.api.find.is_none() || self.out.external_key.is_none() {
            return Err(DeliverError::Unmapped(format!(
                "{} is not known to have this {}, and there is no way to look it up: its profile needs a `find`, \
                 and the handoff a `key`",
                self.http.client.who(),
                self.out.handoff.carry
            )));
        }
        Ok(self.found().await?.map(|it| (it.id.clone(), Some(it))))
    }

    /// Looks the document up by its external key. One that still counts goes before one that does not.
    async fn found(&self) -> Result<Option<Found>, DeliverError> {
        let Some(key) = &self.out.external_key else { return Ok(None) };
        let there = find(self.http, self.wire, self.api, key, self.now).await?.unwrap_or_default();
        let mut dead = None;
        for value in &there {
            let Some(found) = self.as_found(value, Some(key))? else { continue };
            if !found.dead {
                return Ok(Some(found));
            }
            dead = dead.or(Some(found));
        }
        Ok(dead)
    }

    /// A document of the target, understood; `None` where it has another key than the one that was asked for: some
    /// systems find `#1001` when asked for `#100`.
    fn as_found(&self, value: &Value, key: Option<&str>) -> Result<Option<Found>, DeliverError> {
        let kind = self.out.handoff.carry;
        let known = known(self.api, kind, value).ok_or_else(|| {
            DeliverError::Unmapped(format!(
                "{} has a {kind} document with this key, and it cannot be understood by the profile's `reads`",
                self.http.client.who()
            ))
        })?;
        let field = self.out.handoff.key.get(&self.out.handoff.to);
        let has = field.and_then(|field| known.keys.get(field));
        let is_it = has.zip(key).is_none_or(|(has, key)| has == key);
        Ok(is_it.then(|| Found { id: known.id, dead: known.dead, document: raw(self.api, kind, value) }))
    }

    /// The document that a refused duplicate stands for: found by its key, else by the identifier in the refusal.
    async fn in_the_way(&self, id: Option<&str>) -> Result<Option<Found>, DeliverError> {
        if let Some(found) = self.found().await? {
            return Ok(Some(found));
        }
        let Some(id) = id else { return Ok(None) };
        let there = by_id(self.http, self.wire, self.api, id, self.now).await?;
        match there {
            Some(there) => self.as_found(&there, self.out.external_key.as_deref()),
            None => Ok(None),
        }
    }

    fn endpoint<'e>(&self, endpoint: Option<&'e Endpoint>, what: &str) -> Result<&'e Endpoint, DeliverError> {
        endpoint.ok_or_else(|| {
            DeliverError::Unmapped(format!(
                "the profile of {} has no `{what}` for {} documents",
                self.http.client.who(),
                self.out.handoff.carry
            ))
        })
    }

    async fn call(
        &self,
        endpoint: &Endpoint,
        id: Option<&str>,
        header: Option<(&str, &str)>,
        body: Bytes,
    ) -> Result<Response<Bytes>, NotDone> {
        let values: Vec<(&str, &str)> = id.map(|id| ("id", id)).into_iter().collect();
        let target = fill(endpoint, &values).map_err(NotDone::Wrong)?;
        // A `DELETE` has a body only where the profile builds one: many servers refuse it.
        let bare = target.method == Method::DELETE && self.api.cancel_map.is_none();
        let body = (!bare).then_some(body);
        self.http.client.send(self.wire, Does::Write, target, header, body, self.now).await
    }

    /// What a creation gave back. It is done, whatever the answer looks like: one that does not show the document is
    /// made up for by looking the document up.
    async fn made(&self, answer: Response<Bytes>) -> Result<Receipt, DeliverError> {
        let kind = self.out.handoff.carry;
        let value: Option<Value> = serde_json::from_slice(answer.body()).ok();
        if let Some((value, shown)) = value.as_ref().and_then(|it| Some((it, known(self.api, kind, it)?))) {
            return Ok(Receipt {
                id: Some(shown.id),
                found: false,
                documents: vec![raw(self.api, kind, value)],
            });
        }
        if let Ok(Some(found)) = self.found().await {
            return Ok(Receipt { found: false, ..found.receipt() });
        }
        let id = value.as_ref().and_then(named_by).or_else(|| self.out.external_key.clone());
        let documents = value.iter().filter(|it| it.is_object()).map(|it| raw(self.api, kind, it)).collect();
        Ok(Receipt { id: Some(id.unwrap_or_else(|| self.out.document.id.clone())), found: false, documents })
    }

    /// A receipt for a document whose identifier is known, with what the answer shows of it.
    fn receipt_for(&self, id: String, answer: Response<Bytes>) -> Receipt {
        let value = serde_json::from_slice::<Value>(answer.body()).ok();
        let shown = value.filter(|it| known(self.api, self.out.handoff.carry, it).is_some());
        let documents = shown.iter().map(|it| raw(self.api, self.out.handoff.carry, it)).collect();
        Receipt { id: Some(id), found: false, documents }
    }
}

impl Found {
    fn receipt(self) -> Receipt {
        Receipt { id: Some(self.id), found: true, documents: vec![self.document] }
    }
}

/// The identifier in an answer that is not a whole document, such as `{"id": 5}`.
fn named_by(value: &Value) -> Option<String> {
    let id = value.get("id")?;
    id.as_str().map(ToOwned::to_owned).or_else(|| id.as_u64().map(|it| it.to_string()))
}
