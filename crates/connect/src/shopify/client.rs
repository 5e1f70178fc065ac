//! The shop's Admin API: where it is, how it is authorised, how fast it may be asked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use seamless_flow::System;
use seamless_model::SystemId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::API_VERSION;
use super::call::{Cost, Does, NoAnswer, judge, judge_status, not_done};
use crate::http_answer::retry_after;
use crate::{Credentials, Wire, WireError};

/// How long before its end a token is renewed, so that it does not end under way.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// How many changed orders are asked for at first; at most; see [`Client::pace`].
pub(super) const PAGE: u32 = 25;
const PAGE_MOST: u32 = 50;

/// The shop's Admin API.
pub(super) struct Client {
    system: SystemId,
    base: String,
    credentials: Credentials,
    token: Mutex<Option<Token>>,
    page: Mutex<u32>,
    /// Cancellations that Shopify carries out in the background: order to job.
    jobs: Mutex<HashMap<String, String>>,
}

struct Token {
    text: String,
    renew_at: Timestamp,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<i64>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("system", &self.system)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole at every moment: a panic elsewhere does not spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Client {
    pub fn new(system: &System, shop: &str, credentials: Credentials) -> Result<Self, String> {
        let base = system.url.clone().unwrap_or_else(|| format!("https://{shop}"));
        let base = base.trim_end_matches('/').to_owned();
        base.parse::<::http::Uri>()
            .map_err(|error| format!("system `{}`: {base:?} is not an address: {error}", system.id))?;
        Ok(Self {
            system: system.id.clone(),
            base,
            credentials,
            token: Mutex::new(None),
            page: Mutex::new(PAGE),
            jobs: Mutex::new(HashMap::new()),
        })
    }

    /// Sends a GraphQL document and gives its `data`.
    pub async fn ask<W: Wire>(
        &self,
        wire: &W,
        does: Does,
        document: &str,
        variables: Value,
        now: Timestamp,
    ) -> Result<(Value, Option<Cost>), NoAnswer> {
        let body = Bytes::from(json!({ "query": document, "variables": variables }).to_string());
        let token = self.token(wire, now).await?;
        match self.post(wire, does, &token, body.clone()).await {
            Err(NoAnswer::Denied(_)) if self.forget(&token) => {
                let token = self.token(wire, now).await?;
                self.post(wire, does, &token, body).await
            }
            other => other,
        }
    }

    async fn post<W: Wire>(
        &self,
        wire: &W,
        does: Does,
        token: &str,
        body: Bytes,
    ) -> Result<(Value, Option<Cost>), NoAnswer> {
        let token = ::http::HeaderValue::from_str(token).map_err(|_| {
            NoAnswer::Denied("the shop's token has characters that a header cannot carry".to_owned())
        })?;
        let path = format!("/admin/api/{API_VERSION}/graphql.json");
        let answer = self.send(wire, does, &path, Some(token), body).await?;
        let parsed = serde_json::from_slice(answer.body())
            .map_err(|error| not_done(format!("Shopify's answer is not JSON: {error}"), does))?;
        judge(parsed, does)
    }

    async fn send<W: Wire>(
        &self,
        wire: &W,
        does: Does,
        path: &str,
        token: Option<::http::HeaderValue>,
        body: Bytes,
    ) -> Result<::http::Response<Bytes>, NoAnswer> {
        let mut request = ::http::Request::post(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .header("accept", "application/json");
        if let Some(mut token) = token {
            token.set_sensitive(true);
            request = request.header("x-shopify-access-token", token);
        }
        let request = request.body(body).map_err(|error| NoAnswer::Wrong(error.to_string()))?;
        let answer = wire.send(&self.system, request).await.map_err(|error| match error {
            WireError::NotSent(_) => {
                NoAnswer::Later { reason: error.to_string(), after: None, throttled: false }
            }
            WireError::Unanswered(_) => not_done(error.to_string(), does),
        })?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(judge_status(answer.status().as_u16(), answer.body(), retry_after(answer.headers(), None), does))
    }

    /// The token to call with: the map's own, else one that was granted and still holds, else a new one.
    async fn token<W: Wire>(&self, wire: &W, now: Timestamp) -> Result<String, NoAnswer> {
        if let Some(token) = &self.credentials.token {
            return Ok(token.clone());
        }
        let held_token = held(&self.token).as_ref().filter(|it| now < it.renew_at).map(|it| it.text.clone());
        match held_token {
            Some(token) => Ok(token),
            None => self.grant(wire, now).await,
        }
    }

    /// Asks for a token by the client credentials grant. There is no refresh token: one asks again.
    async fn grant<W: Wire>(&self, wire: &W, now: Timestamp) -> Result<String, NoAnswer> {
        let (Some(id), Some(secret)) = (&self.credentials.client_id, &self.credentials.client_secret) else {
            return Err(NoAnswer::Denied(format!(
                "system `{}` has neither a `token` nor `client_id` and `client_secret` in the map",
                self.system
            )));
        };
        let body = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret })
            .to_string();
        let answer =
            self.send(wire, Does::Read, "/admin/oauth/access_token", None, Bytes::from(body)).await?;
        let granted: Granted = serde_json::from_slice(answer.body()).map_err(|_| {
            NoAnswer::Denied("Shopify's answer to the client credentials has no token in it".to_owned())
        })?;
        let lasts = SignedDuration::from_secs(granted.expires_in.unwrap_or(86_399).clamp(1, 31_536_000));
        let early = RENEW_BEFORE.min(lasts / 10);
        let renew_at = now.checked_add(lasts - early).unwrap_or(now);
        *held(&self.token) = Some(Token { text: granted.access_token.clone(), renew_at });
        Ok(granted.access_token)
    }

    /// Forgets a granted token that the shop does not take any more; whether there was one to forget.
    fn forget(&self, token: &str) -> bool {
        held(&self.token).take_if(|it| it.text == token).is_some()
    }

    /// How many changed orders to ask for next.
    pub fn page(&self) -> u32 {
        *held(&self.page)
    }

    /// Adapts the page: smaller when a page takes more than half of what is left, so that deliveries still find
    /// points in the bucket; larger when there is plenty.
    pub fn pace(&self, cost: Cost) {
        let mut page = held(&self.page);
        if cost.available < cost.requested {
            *page = (*page / 2).max(1);
        } else if cost.available > 2.0 * cost.requested {
            *page = (*page * 2).min(PAGE_MOST);
        }
    }

    /// Halves the page after a query that cost too much; `None` where it cannot be smaller.
    pub fn smaller(&self) -> Option<u32> {
        let mut page = held(&self.page);
        if *page == 1 {
            return None;
        }
        *page /= 2;
        Some(*page)
    }

    /// The job that cancels an order in the background, where one was begun.
    pub fn job(&self, order: &str) -> Option<String> {
        held(&self.jobs).get(order).cloned()
    }

    /// Remembers or forgets the job that cancels an order.
    pub fn set_job(&self, order: &str, job: Option<String>) {
        let mut jobs = held(&self.jobs);
        match job {
            Some(job) => jobs.insert(order.to_owned(), job),
            None => jobs.remove(order),
        };
    }
}
