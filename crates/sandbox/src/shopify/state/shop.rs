//! The whole shop.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use seamless_model::{Money, MoneyPair};

use super::{Address, Customer, Ids, Location, Order, Product, Variant, rounded};
use crate::shopify::config::ShopifyConfig;
use crate::shopify::gql::Map;
use crate::shopify::hooks::{Event, Outbox};

/// What an identifier below an order stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::shopify) enum Owner {
    Line,
    FulfillmentOrder,
    RequestLine,
    Fulfillment,
    Refund,
    Transaction,
}

/// Where an address of the web wants to be told of a topic.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Subscription {
    pub(in crate::shopify) id: u64,
    /// As in the schema, for example `ORDERS_CREATE`.
    pub(in crate::shopify) topic: String,
    pub(in crate::shopify) uri: String,
    pub(in crate::shopify) name: Option<String>,
    pub(in crate::shopify) filter: Option<String>,
    pub(in crate::shopify) fields: Vec<String>,
    pub(in crate::shopify) namespaces: Vec<String>,
    pub(in crate::shopify) created_at: Timestamp,
    pub(in crate::shopify) updated_at: Timestamp,
    /// Failed attempts since the last success.
    pub(in crate::shopify) failures: u32,
}

/// Work in the background.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Job {
    pub(in crate::shopify) id: String,
    pub(in crate::shopify) done: bool,
    pub(in crate::shopify) kind: JobKind,
}

/// What a job does.
#[derive(Debug, Clone)]
pub(in crate::shopify) enum JobKind {
    /// Ends a cancellation.
    Cancel { order: u64, restock: bool, refund: bool },
}

/// An edit of an order that has begun and is not committed.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Edit {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) order: u64,
    pub(in crate::shopify) committed: bool,
    pub(in crate::shopify) lines: Vec<EditLine>,
}

/// A line of an edit.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct EditLine {
    pub(in crate::shopify) id: u64,
    /// The order's line; none for one that the edit adds.
    pub(in crate::shopify) line: Option<u64>,
    pub(in crate::shopify) variant: Option<u64>,
    pub(in crate::shopify) before: u64,
    pub(in crate::shopify) quantity: u64,
    pub(in crate::shopify) restock: bool,
}

/// What an idempotency key did.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Remembered {
    pub(in crate::shopify) at: Timestamp,
    pub(in crate::shopify) mutation: String,
    pub(in crate::shopify) args: Map,
    /// The refund that it made.
    pub(in crate::shopify) made: Option<u64>,
}

/// Everything that the shop has.
pub(in crate::shopify) struct Shop {
    pub(in crate::shopify) config: ShopifyConfig,
    pub(in crate::shopify) now: Timestamp,
    pub(in crate::shopify) ids: Ids,
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) location: Location,
    pub(in crate::shopify) products: BTreeMap<u64, Product>,
    pub(in crate::shopify) variants: BTreeMap<u64, Variant>,
    pub(in crate::shopify) by_sku: HashMap<String, u64>,
    pub(in crate::shopify) customers: BTreeMap<u64, Customer>,
    pub(in crate::shopify) by_email: HashMap<String, u64>,
    pub(in crate::shopify) orders: BTreeMap<u64, Order>,
    pub(in crate::shopify) by_name: HashMap<String, u64>,
    pub(in crate::shopify) owners: HashMap<(Owner, u64), u64>,
    pub(in crate::shopify) next_number: u64,
    pub(in crate::shopify) subscriptions: BTreeMap<u64, Subscription>,
    pub(in crate::shopify) jobs: HashMap<String, Job>,
    /// Jobs that are not done, by when they will be.
    pub(in crate::shopify) jobs_due: BTreeSet<(Timestamp, String)>,
    pub(in crate::shopify) edits: BTreeMap<u64, Edit>,
    pub(in crate::shopify) remembered: HashMap<String, Remembered>,
    /// When the latest orders were created through the API, for the limit of development stores.
    pub(in crate::shopify) created: Vec<Timestamp>,
    /// What happened and has not been told to subscribers yet.
    pub(in crate::shopify) events: Vec<Event>,
    pub(in crate::shopify) outbox: Outbox,
}

impl Shop {
    pub(in crate::shopify) fn new(config: ShopifyConfig) -> Self {
        let mut ids = Ids::new(config.seed);
        let id = ids.next();
        let location = Location {
            id: ids.next(),
            name: "Shop location".to_owned(),
            country_code: "US".to_owned(),
            created_at: config.start,
        };
        Self {
            now: config.start,
            ids,
            id,
            location,
            products: BTreeMap::new(),
            variants: BTreeMap::new(),
            by_sku: HashMap::new(),
            customers: BTreeMap::new(),
            by_email: HashMap::new(),
            orders: BTreeMap::new(),
            by_name: HashMap::new(),
            owners: HashMap::new(),
            next_number: config.first_order_number,
            subscriptions: BTreeMap::new(),
            jobs: HashMap::new(),
            jobs_due: BTreeSet::new(),
            edits: BTreeMap::new(),
            remembered: HashMap::new(),
            created: Vec::new(),
            events: Vec::new(),
            outbox: Outbox::default(),
            config,
        }
    }

    /// The order that a document below one belongs to.
    pub(in crate::shopify) fn order_of(&self, owner: Owner, id: u64) -> Option<&Order> {
        self.orders.get(self.owners.get(&(owner, id))?)
    }

    /// An order by its identifier or its name.
    pub(in crate::shopify) fn find_order(&self, named: &str) -> Option<u64> {
        if let Some(id) = self.by_name.get(named) {
            return Some(*id);
        }
        named.parse().ok().filter(|id| self.orders.contains_key(id))
    }

    /// An amount of the shop's currency as a pair with a presentment amount at the configured rate.
    pub(in crate::shopify) fn pair(&self, shop: Money) -> MoneyPair {
        match self.config.presentment {
            Some(it) => MoneyPair { shop, presentment: rounded(shop.decimal() * it.rate, it.currency) },
            None => MoneyPair::from(shop),
        }
    }

    pub(in crate::shopify) fn touch(&mut self, order: u64) {
        let now = self.now;
        if let Some(order) = self.orders.get_mut(&order) {
            order.updated_at = now;
        }
    }

    /// The customer with this e-mail, made if there is none.
    pub(in crate::shopify) fn customer_for(
        &mut self,
        email: Option<&str>,
        address: Option<&Address>,
    ) -> Option<u64> {
        let email = email?;
        if let Some(id) = self.by_email.get(email) {
            return Some(*id);
        }
        let id = self.ids.next();
        let now = self.now;
        let customer = Customer {
            id,
            email: Some(email.to_owned()),
            phone: None,
            first_name: address.and_then(|it| it.first_name.clone()),
            last_name: address.and_then(|it| it.last_name.clone()),
            note: None,
            tags: Vec::new(),
            created_at: now,
            updated_at: now,
            orders: Vec::new(),
        };
        self.customers.insert(id, customer);
        self.by_email.insert(email.to_owned(), id);
        Some(id)
    }

    /// Moves stock of a variant that is tracked: (available, committed).
    pub(in crate::shopify) fn move_stock(&mut self, variant: Option<u64>, available: i64, committed: i64) {
        let now = self.now;
        if let Some(it) = variant.and_then(|id| self.variants.get_mut(&id)).filter(|it| it.tracked) {
            it.available += available;
            it.committed = (it.committed + committed).max(0);
            it.updated_at = now;
        }
    }

    /// What an app sent under this idempotency key within a day.
    pub(in crate::shopify) fn remembered(&self, key: &str) -> Option<&Remembered> {
        let it = self.remembered.get(key)?;
        (self.now.duration_since(it.at) < jiff::SignedDuration::from_hours(24)).then_some(it)
    }
}
