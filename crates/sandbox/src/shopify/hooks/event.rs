//! What happened in the shop, and its way to those who subscribed to it.

use std::collections::HashMap;

use bytes::Bytes;
use seamless_model::{DocumentKind, Event as Happening};

use super::outbox::Delivery;
use super::{path_of, payload};
use crate::About;
use crate::shopify::gql::{Json, Map};
use crate::shopify::state::Shop;

/// Something that happened. The topic is in the schema's form.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Event {
    pub(in crate::shopify) topic: &'static str,
    pub(in crate::shopify) order: u64,
    pub(in crate::shopify) subject: Subject,
}

/// What it happened to.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shopify) enum Subject {
    Order,
    Deleted,
    /// What an edit added and took away: (line, units).
    Edited {
        added: Vec<(u64, u64)>,
        removed: Vec<(u64, u64)>,
    },
    Refund(u64),
    Fulfillment(u64, Happening),
    Transaction(u64),
    /// A fulfillment order, and the one that remains beside it.
    Request(u64, Option<u64>),
}

impl Event {
    fn about(&self) -> About {
        let (kind, event, id) = match &self.subject {
            Subject::Order | Subject::Edited { .. } => (DocumentKind::Order, self.happening(), self.order),
            Subject::Deleted => (DocumentKind::Order, Happening::Cancel, self.order),
            Subject::Refund(id) => (DocumentKind::Refund, Happening::Create, *id),
            Subject::Fulfillment(id, event) => (DocumentKind::Shipment, *event, *id),
            Subject::Transaction(id) => (DocumentKind::Payment, Happening::Create, *id),
            Subject::Request(id, _) => (DocumentKind::FulfillmentRequest, self.happening(), *id),
        };
        About { kind, event, id: id.to_string(), order: Some(self.order.to_string()) }
    }

    fn happening(&self) -> Happening {
        match self.topic {
            "ORDERS_CREATE" | "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE" => Happening::Create,
            "ORDERS_CANCELLED" | "FULFILLMENT_ORDERS_CANCELLED" => Happening::Cancel,
            "FULFILLMENT_ORDERS_PLACED_ON_HOLD" => Happening::Hold,
            "FULFILLMENT_ORDERS_HOLD_RELEASED" => Happening::Release,
            _ => Happening::Edit,
        }
    }
}

impl Shop {
    /// Notes that something happened.
    pub(in crate::shopify) fn tell(&mut self, topic: &'static str, order: u64, subject: Subject) {
        let event = Event { topic, order, subject };
        let told = self
            .events
            .iter()
            .any(|it| it.topic == topic && it.order == order && it.subject == event.subject);
        if !told {
            self.events.push(event);
        }
    }

    /// Puts what happened in one action on its way. The payloads show the shop as the action left it.
    pub(in crate::shopify) fn send_events(&mut self) {
        if self.events.is_empty() {
            return;
        }
        let events = std::mem::take(&mut self.events);
        let action = self.ids.uuid();
        for event in events {
            self.send(&event, &action);
        }
    }

    fn send(&mut self, event: &Event, action: &str) {
        let wanted: Vec<(u64, String, Option<String>, Vec<String>)> = self
            .subscriptions
            .values()
            .filter(|it| it.topic == event.topic)
            .map(|it| (it.id, it.uri.clone(), it.name.clone(), it.fields.clone()))
            .collect();
        if wanted.is_empty() {
            return;
        }
        let Some(whole) = payload::of(self, event) else { return };
        let mut bodies: HashMap<Vec<String>, Bytes> = HashMap::new();
        for (subscription, uri, name, fields) in wanted {
            let body = bodies
                .entry(fields.clone())
                .or_insert_with(|| Bytes::from(trimmed(&whole, &fields).to_string()))
                .clone();
            let delivery = Delivery {
                subscription,
                uri,
                name,
                topic: path_of(event.topic),
                body,
                about: event.about(),
                webhook_id: self.ids.uuid(),
                event_id: action.to_owned(),
                triggered_at: self.now,
                attempt: 0,
            };
            self.outbox.add(delivery, self.now);
        }
    }
}

/// The payload with the top-level fields that the subscription includes; all where it names none.
fn trimmed(whole: &Json, fields: &[String]) -> Json {
    match whole {
        Json::Object(all) if !fields.is_empty() => {
            let kept: Map = all
                .iter()
                .filter(|it| fields.contains(it.0))
                .map(|it| (it.0.clone(), it.1.clone()))
                .collect();
            Json::Object(kept)
        }
        other => other.clone(),
    }
}
