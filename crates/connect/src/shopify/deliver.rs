//! What is delivered to Shopify, and by what.

use jiff::Timestamp;
use seamless_model::DocumentKind;
use serde_json::{Value, json};

use super::call::{Does, user_errors};
use super::client::Client;
use super::fetch::{gid, whole};
use super::{cancel, graph, queries, refund, ship};
use crate::json::{read, tail};
use crate::{Action, DeliverError, Outbound, RawDocument, Receipt, Wire};

/// Carries out a delivery. Whatever it is, the order is read first: Shopify knows no idempotency for fulfillments,
/// so what an earlier attempt may have done is looked up every time.
pub(super) async fn deliver<W: Wire>(
    client: &Client,
    wire: &W,
    out: &Outbound<'_>,
    now: Timestamp,
) -> Result<Receipt, DeliverError> {
    let call = Call { client, wire, now };
    match (out.handoff.carry, out.action) {
        (DocumentKind::Shipment, Action::Create) => ship::create(call, out).await,
        (DocumentKind::Shipment, Action::Update) => ship::update(call, out).await,
        (DocumentKind::Shipment, Action::Cancel) => ship::cancel(call, out).await,
        (DocumentKind::Order, Action::Cancel) | (DocumentKind::Cancellation, Action::Create) => {
            cancel::cancel(call, out).await
        }
        (DocumentKind::Refund, Action::Create) => refund::create(call, out).await,
        (DocumentKind::Refund, _) => Err(DeliverError::Unmapped(
            "Shopify cannot change or call back a refund that was made".to_owned(),
        )),
        (kind, action) => Err(DeliverError::Unmapped(format!(
            "{} of {kind} is not carried to Shopify yet",
            match action {
                Action::Create => "the creation",
                Action::Update => "the change",
                Action::Cancel => "the cancellation",
            }
        ))),
    }
}

/// What every step of a delivery needs.
pub(super) struct Call<'c, W> {
    /// The shop's API.
    pub client: &'c Client,
    /// The way out.
    pub wire: &'c W,
    /// The time.
    pub now: Timestamp,
}

impl<W> Clone for Call<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Call<'_, W> {}

/// What a write gave back.
pub(super) struct Written {
    /// The number of the document that was written.
    pub id: Option<String>,
    /// The order as it is now.
    pub documents: Vec<RawDocument>,
}

impl<W: Wire> Call<'_, W> {
    /// Reads the order that a delivery is for, as a document and understood.
    pub async fn order(self, out: &Outbound<'_>) -> Result<(RawDocument, graph::Order), DeliverError> {
        let id = out.target_order_keys.get("id").ok_or_else(|| {
            DeliverError::Unmapped(format!(
                "the order of {} {} is not known in Shopify: its `id` there is in no key of the thread",
                out.handoff.carry, out.document.id
            ))
        })?;
        self.order_by(id).await
    }

    /// Reads an order by its number.
    pub async fn order_by(self, id: &str) -> Result<(RawDocument, graph::Order), DeliverError> {
        let id = gid("Order", id).map_err(DeliverError::Unmapped)?;
        let (mut data, _) =
            self.client.ask(self.wire, Does::Read, queries::ORDER, json!({ "id": id }), self.now).await?;
        let order = data.get_mut("order").map(Value::take).unwrap_or_default();
        if order.is_null() {
            return Err(DeliverError::Refused(format!("Shopify has no order {}", tail(&id).unwrap_or(&id))));
        }
        let document = whole(self.client, self.wire, order, self.now).await?;
        let order = read(&document.body).map_err(|error| {
            DeliverError::Unmapped(format!("Shopify's order cannot be understood: {error}"))
        })?;
        Ok((document, order))
    }

    /// Sends a mutation whose payload is `{child {id order}, userErrors}`. The write is done when it succeeds:
    /// an order that cannot be read to its end after it is left to the next poll.
    pub async fn write(
        self,
        document: &str,
        variables: Value,
        field: &str,
        child: &str,
    ) -> Result<Written, DeliverError> {
        let (mut data, _) = self.client.ask(self.wire, Does::Write, document, variables, self.now).await?;
        let mut payload = data.get_mut(field).map(Value::take).unwrap_or_default();
        if let Some(refused) = user_errors(&payload, "userErrors") {
            return Err(DeliverError::Refused(refused));
        }
        let mut written = payload.get_mut(child).map(Value::take).unwrap_or_default();
        if written.is_null() {
            return Err(DeliverError::Unanswered(format!("Shopify's answer to {field} has no {child}")));
        }
        let id = written.get("id").and_then(Value::as_str).and_then(tail).map(ToOwned::to_owned);
        let order = written.get_mut("order").map(Value::take).filter(|it| !it.is_null());
        let documents = match order {
            Some(order) => whole(self.client, self.wire, order, self.now).await.into_iter().collect(),
            None => Vec::new(),
        };
        Ok(Written { id, documents })
    }
}
