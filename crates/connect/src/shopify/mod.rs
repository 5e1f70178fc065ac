//! The Shopify connector: Admin GraphQL API and webhooks.
//!
//! An order is always fetched whole, by one set of fields (`queries/order_fields.graphql`), with its fulfillment
//! orders, fulfillments, refunds and transactions. Webhooks are REST-style JSON; those about fulfillment orders are
//! thin and name what must be fetched. Keys: an order is known by `id` (the number of its global identifier, as
//! text), `name` and `source_identifier`; a fulfillment request by `id`; a shipment by `id`, `name` and `tracking`
//! (its first tracking number); a refund and a payment by `id`. All of them name their order by its `id`.

mod call;
mod cancel;
mod client;
mod deliver;
mod fetch;
mod from_graph;
mod from_webhook;
mod graph;
mod meaning;
mod queries;
mod refund;
mod seen;
mod ship;
mod subscribe;
mod topics;
mod understand;
mod verify;
mod webhook;

use jiff::Timestamp;
use seamless_flow::System;
use seamless_model::{DocumentKind, SystemId};

use self::client::Client;
use self::seen::Seen;
use crate::connector::named;
use crate::{
    Arrived, Credentials, DeliverError, Fetch, FetchError, Landed, LandedFrom, NotUnderstood, Outbound, Page,
    Receipt, Refusal, Since, Understood, Wire,
};

/// The version of the Admin API that this connector speaks.
pub const API_VERSION: &str = "2026-10";

/// A connector to one shop.
#[derive(Debug)]
pub struct Shopify {
    system: SystemId,
    shop: String,
    secrets: Secrets,
    client: Client,
    holds: bool,
}

/// What webhooks are signed with; never shown.
struct Secrets(Vec<String>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

impl Shopify {
    /// A connector to the shop of a system, or a sentence that says why there is none.
    pub fn new(system: &System, credentials: Credentials) -> Result<Self, String> {
        let shop = system.shop.as_deref().map(domain).ok_or_else(|| {
            format!(
                "{} has no `shop` in the map: write its domain, for example northwind.myshopify.com",
                named(&system.id)
            )
        })?;
        let mut secrets = credentials.secrets.clone();
        // Webhooks of an app with client credentials are signed with its client secret.
        secrets.extend(credentials.client_secret.clone());
        secrets.retain(|it| !it.is_empty());
        let client = Client::new(system, &shop, credentials)?;
        Ok(Self { system: system.id.clone(), shop, secrets: Secrets(secrets), client, holds: false })
    }

    /// The same, where the map's handoffs cover holds or releases: an order's webhook does not tell whether it is
    /// held, so an order that may be is then fetched instead of being taken from its webhook.
    pub fn minding_holds(mut self, holds: bool) -> Self {
        self.holds = holds;
        self
    }

    /// Verifies a webhook against its raw bytes, in constant time. Duplicates share `dedupe`, which is
    /// (shop, topic, Webhook-Id); the guard is (shop, topic, Event-Id, subscription).
    pub fn verify(&self, headers: &::http::HeaderMap, body: &[u8]) -> Result<Arrived, Refusal> {
        if self.secrets.0.is_empty() {
            return Err(Refusal::NoSecret(self.system.to_string()));
        }
        verify::verify(&self.shop, &self.secrets.0, headers, body)
    }

    /// Says what a journaled message means. Pure.
    pub fn understand(&self, message: &Landed) -> Result<Understood, NotUnderstood> {
        let seen = |triggered_at| Seen { system: &self.system, at: message.at, triggered_at };
        match &message.from {
            LandedFrom::Webhook { topic, triggered_at } => {
                understand::webhook(seen(*triggered_at), topic, &message.body, self.holds)
            }
            LandedFrom::Document(kind) => understand::document(seen(None), *kind, &message.body),
        }
    }

    /// Orders: everything else comes with them.
    pub fn polls(&self) -> Vec<DocumentKind> {
        vec![DocumentKind::Order]
    }

    /// Fetches an order, or the order of a fulfillment request, shipment or refund, with all that hangs on it.
    pub async fn fetch<W: Wire>(
        &self,
        wire: &W,
        what: &Fetch,
        now: Timestamp,
    ) -> Result<Vec<crate::RawDocument>, FetchError> {
        fetch::fetch(&self.client, wire, what, now).await
    }

    /// Asks for one page of orders that changed, oldest change first.
    pub async fn changed<W: Wire>(
        &self,
        wire: &W,
        kind: DocumentKind,
        since: &Since,
        now: Timestamp,
    ) -> Result<Page, FetchError> {
        match kind {
            DocumentKind::Order => fetch::changed(&self.client, wire, since, now).await,
            other => {
                Err(FetchError::Wrong(format!("Shopify is not asked for changed documents of kind {other}")))
            }
        }
    }

    /// Carries out a delivery: a shipment, the cancellation of an order, a refund.
    pub async fn deliver<W: Wire>(
        &self,
        wire: &W,
        out: &Outbound<'_>,
        now: Timestamp,
    ) -> Result<Receipt, DeliverError> {
        deliver::deliver(&self.client, wire, out, now).await
    }

    /// Subscribes an address to every topic that the connector understands.
    pub async fn subscribe<W: Wire>(
        &self,
        wire: &W,
        address: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, FetchError> {
        subscribe::subscribe(&self.client, wire, address, now).await
    }
}

/// A shop's domain from how people write it: with or without `https://` and `.myshopify.com`.
fn domain(shop: &str) -> String {
    let shop = shop.trim().trim_start_matches("https://").trim_end_matches('/').to_ascii_lowercase();
    if shop.contains('.') { shop } else { format!("{shop}.myshopify.com") }
}
