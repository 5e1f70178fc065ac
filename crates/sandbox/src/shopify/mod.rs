//! A Shopify shop as a value: its Admin API (GraphQL 2026-10), its webhooks, and the people in it.
//!
//! Queries are validated and executed against Shopify's published schema, trimmed to what the twin offers
//! (`schema/offered.txt`). What is not offered is unknown to the schema, so that nothing is answered that the twin does
//! not know.

mod config;
mod deeds;
mod gql;
mod hooks;
mod ops;
mod query;
mod resolve;
mod serve;
mod state;
mod world;

use std::any::Any;

use jiff::Timestamp;
use seamless_model::{Believed, Keys};

pub use config::{Plan, Presentment, ShopifyConfig, doubling};

use self::gql::{Bucket, Documents};
use self::state::Shop;
use crate::{Deed, DeedError, Delivered, Message, MessageId, Request, Response, Twin};

/// A Shopify shop.
pub struct ShopifyTwin {
    shop: Shop,
    documents: Documents,
    bucket: Bucket,
    /// Tokens of the client credentials grant, with the moment when they end.
    tokens: Vec<(String, Timestamp)>,
}

impl ShopifyTwin {
    /// A shop that has just been opened: one location, no products, no orders, no subscriptions.
    pub fn new(config: ShopifyConfig) -> Self {
        let bucket = Bucket::new(config.plan, config.start);
        Self { bucket, shop: Shop::new(config), documents: Documents::default(), tokens: Vec::new() }
    }

    /// What it was told of its shop.
    pub fn config(&self) -> &ShopifyConfig {
        &self.shop.config
    }

    /// Subscribes an address to a topic, written as in a header (`orders/create`) or as in the schema
    /// (`ORDERS_CREATE`), as `webhookSubscriptionCreate` does. Refused with Shopify's own words for a topic that is
    /// not sent and for an address that has it already. The address is not checked.
    pub fn subscribe(&mut self, topic: &str, url: &str) -> Result<(), DeedError> {
        let topic = hooks::topic_of(topic);
        ops::subscribe(&mut self.shop, &topic, url)
            .map(drop)
            .map_err(|error| DeedError::Refused(error.message))
    }

    /// The topics that it can send, as in headers.
    pub fn topics() -> impl Iterator<Item = String> {
        ops::TOPICS.iter().map(|it| hooks::path_of(it))
    }

    /// Lets time pass: jobs that are due by now are done.
    fn advance(&mut self, now: Timestamp) {
        while let Some(due) = self.shop.jobs_due.first().map(|it| it.0).filter(|it| *it <= now) {
            self.shop.now = self.shop.now.max(due);
            ops::run_jobs(&mut self.shop);
        }
        self.shop.now = self.shop.now.max(now);
        self.bucket.restore(now);
    }
}

impl Twin for ShopifyTwin {
    fn handle(&mut self, request: &Request, now: Timestamp) -> Response {
        self.advance(now);
        serve::handle(self, request)
    }

    fn next_due(&self) -> Option<Timestamp> {
        let jobs = self.shop.jobs_due.first().map(|it| it.0);
        [jobs, self.shop.outbox.next_due()].into_iter().flatten().min()
    }

    fn due(&mut self, now: Timestamp) -> Vec<Message> {
        self.advance(now);
        self.shop.outbox.leave(&self.shop.config, now)
    }

    fn settled(&mut self, message: MessageId, outcome: Delivered, now: Timestamp) {
        self.shop.settled(message, outcome, now);
    }

    fn act(&mut self, deed: &Deed, now: Timestamp) -> Result<Keys, DeedError> {
        self.advance(now);
        deeds::act(&mut self.shop, deed)
    }

    fn documents(&self) -> Vec<Believed> {
        world::documents(&self.shop)
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}
