//! The generic connector for JSON APIs.

use jiff::Timestamp;
use seamless_flow::System;
use seamless_model::DocumentKind;

use crate::*;

/// A connector to one JSON API.
#[derive(Debug)]
pub struct Http {}

#[allow(missing_docs, unused_variables)]
impl Http {
    pub fn new(
        flow: &std::sync::Arc<seamless_flow::Flow>,
        system: &System,
        credentials: Credentials,
    ) -> Result<Self, String> {
        Err("unfinished".into())
    }
    pub fn verify(&self, headers: &::http::HeaderMap, body: &[u8]) -> Result<Arrived, Refusal> {
        Err(Refusal::BadSignature)
    }
    pub fn understand(&self, message: &Landed) -> Result<Understood, NotUnderstood> {
        Err(NotUnderstood::UnknownTopic(String::new()))
    }
    pub fn polls(&self) -> Vec<DocumentKind> {
        Vec::new()
    }
    pub async fn fetch<W: Wire>(
        &self,
        wire: &W,
        what: &Fetch,
        now: Timestamp,
    ) -> Result<Vec<RawDocument>, FetchError> {
        Err(FetchError::Wrong("unfinished".into()))
    }
    pub async fn changed<W: Wire>(
        &self,
        wire: &W,
        kind: DocumentKind,
        since: &Since,
        now: Timestamp,
    ) -> Result<Page, FetchError> {
        Err(FetchError::Wrong("unfinished".into()))
    }
    pub async fn deliver<W: Wire>(
        &self,
        wire: &W,
        out: &Outbound<'_>,
        now: Timestamp,
    ) -> Result<Receipt, DeliverError> {
        Err(DeliverError::Refused("unfinished".into()))
    }
}
