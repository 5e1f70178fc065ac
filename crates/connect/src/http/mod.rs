//! The generic connector for JSON APIs, driven by the `api` part of a system's profile. `docs/connect-http.md` says
//! how to write one.

mod client;
mod deliver;
mod endpoint;
mod list;
mod outcome;
mod understand;
mod verify;
mod write;

use std::sync::Arc;

use jiff::Timestamp;
use seamless_flow::{Api, DocumentApi, Flow, System};
use seamless_model::{DocumentKind, SystemId};

use self::client::Client;
use crate::connector::named;
use crate::{
    Arrived, Credentials, DeliverError, Fetch, FetchError, Landed, LandedFrom, NotUnderstood, Outbound, Page,
    RawDocument, Receipt, Refusal, Since, Understood, Wire,
};

/// A connector to one JSON API.
#[derive(Debug)]
pub struct Http {
    system: SystemId,
    api: Api,
    secrets: Secrets,
    client: Client,
}

/// What webhooks are signed with; never shown.
struct Secrets(Vec<String>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

impl Http {
    /// A connector to the API of a system, or a sentence that says why there is none.
    pub fn new(_flow: &Arc<Flow>, system: &System, credentials: Credentials) -> Result<Self, String> {
        let api = system.profile.api.clone().ok_or_else(|| {
            format!(
                "{} is of kind `http`, and its profile has no `api`: nothing says how it is spoken with",
                named(&system.id)
            )
        })?;
        let mut secrets = credentials.secrets.clone();
        secrets.retain(|it| !it.is_empty());
        let client = Client::new(system, api.auth.clone(), credentials)?;
        Ok(Self { system: system.id.clone(), api, secrets: Secrets(secrets), client })
    }

    /// Verifies a webhook against its raw bytes, in constant time. Duplicates share the delivery header's value.
    pub fn verify(&self, headers: &::http::HeaderMap, body: &[u8]) -> Result<Arrived, Refusal> {
        let webhooks =
            self.api.webhooks.as_ref().ok_or_else(|| Refusal::NoWebhooks(self.system.to_string()))?;
        if self.secrets.0.is_empty() {
            return Err(Refusal::NoSecret(self.system.to_string()));
        }
        verify::verify(&self.system, webhooks, &self.secrets.0, headers, body)
    }

    /// Says what a journaled message means, by the profile's `reads` mapping. Pure.
    pub fn understand(&self, message: &Landed) -> Result<Understood, NotUnderstood> {
        let (kind, at) = match &message.from {
            LandedFrom::Document(kind) => (*kind, ""),
            LandedFrom::Webhook { topic, .. } => {
                let unknown = || NotUnderstood::UnknownTopic(topic.clone());
                let webhooks = self.api.webhooks.as_ref().ok_or_else(unknown)?;
                (*webhooks.events.get(topic).ok_or_else(unknown)?, webhooks.document_at.as_str())
            }
        };
        let observation = understand::body(&self.system, self.documents(kind), kind, at, message)?;
        Ok(Understood { observations: vec![observation], fetch: Vec::new() })
    }

    /// The kinds that can be listed by when they changed, and read.
    pub fn polls(&self) -> Vec<DocumentKind> {
        let can = |it: &DocumentApi| it.list.is_some() && it.read_map.is_some();
        self.api.documents.iter().filter(|(_, it)| can(it)).map(|(kind, _)| *kind).collect()
    }

    /// Reads one document by its identifier.
    pub async fn fetch<W: Wire>(
        &self,
        wire: &W,
        what: &Fetch,
        now: Timestamp,
    ) -> Result<Vec<RawDocument>, FetchError> {
        list::read(self, wire, what, now).await
    }

    /// Asks for one page of what changed.
    pub async fn changed<W: Wire>(
        &self,
        wire: &W,
        kind: DocumentKind,
        since: &Since,
        now: Timestamp,
    ) -> Result<Page, FetchError> {
        list::changed(self, wire, kind, since, now).await
    }

    /// Carries out a delivery.
    pub async fn deliver<W: Wire>(
        &self,
        wire: &W,
        out: &Outbound<'_>,
        now: Timestamp,
    ) -> Result<Receipt, DeliverError> {
        deliver::deliver(self, wire, out, now).await
    }

    fn documents(&self, kind: DocumentKind) -> Option<&DocumentApi> {
        self.api.documents.get(&kind)
    }

    /// What the profile says of a kind, or a sentence that it says nothing.
    fn documents_of(&self, kind: DocumentKind) -> Result<&DocumentApi, String> {
        self.documents(kind)
            .ok_or_else(|| format!("the profile of {} says nothing of {kind} documents", named(&self.system)))
    }
}
