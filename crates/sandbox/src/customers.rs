//! Customers as a value: they order, change their minds and want their money back.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use seamless_model::Keys;

use crate::Deed;
use crate::chance::{draw, strikes};

/// What customers are like.
#[derive(Debug, Clone)]
pub struct CustomersConfig {
    /// Decides what they order and when.
    pub seed: u64,
    /// When the first one orders.
    pub start: Timestamp,
    /// Time between two orders, on average.
    pub every: SignedDuration,
    /// The share of orders that are cancelled soon after, in percent.
    pub cancel_percent: u8,
    /// The share of orders that are refunded after they should have been shipped, in percent.
    pub refund_percent: u8,
    /// The share of orders whose first line is changed soon after, in percent.
    pub edit_percent: u8,
    /// When, after an order, a refund is asked for.
    pub refund_after: SignedDuration,
    /// When, after an order, it is cancelled or changed.
    pub change_after: SignedDuration,
}

/// What the shop sells in a demonstration: SKU and price.
pub const GOODS: &[(&str, &str)] = &[
    ("TENT-2P", "289.00"),
    ("PACK-45L", "164.50"),
    ("STOVE-GAS", "59.90"),
    ("MAT-R4", "112.00"),
    ("LAMP-300", "34.95"),
    ("MUG-TI", "27.00"),
];

/// Customers who come one after the other.
#[derive(Debug)]
pub struct Customers {
    config: CustomersConfig,
    came: u64,
    noted: u64,
    next: Option<Timestamp>,
    agenda: BTreeMap<(Timestamp, u64), Deed>,
}

impl Customers {
    /// Customers who have not come yet.
    pub fn new(config: CustomersConfig) -> Self {
        Self { next: Some(config.start), came: 0, noted: 0, agenda: BTreeMap::new(), config }
    }

    /// When the next one does something.
    pub fn next_due(&self) -> Option<Timestamp> {
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        self.next.into_iter().chain(agenda).min()
    }

    /// No further customer comes; those who came may still change their minds.
    pub fn close(&mut self) {
        self.next = None;
    }

    /// Nobody does anything more.
    pub fn leave(&mut self) {
        self.next = None;
        self.agenda.clear();
    }

    /// What customers do by now.
    pub fn due(&mut self, now: Timestamp) -> Vec<Deed> {
        let mut deeds = Vec::new();
        while let Some(at) = self.next.filter(|at| *at <= now) {
            self.came += 1;
            deeds.push(self.order(self.came));
            let every_ms = u64::try_from(self.config.every.as_millis()).unwrap_or(1).max(2);
            // Between half and one and a half of the average.
            let wait_ms = every_ms / 2 + self.chance("wait", self.came) % every_ms;
            self.next = at.checked_add(SignedDuration::from_millis(wait_ms.cast_signed())).ok();
        }
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
            deeds.push(entry.remove());
        }
        deeds
    }

    /// Tells that an order was placed, with its keys in the shop.
    pub fn placed(&mut self, deed: &Deed, keys: &Keys, now: Timestamp) {
        let (Some(order), Deed::Place { lines, email, .. }) = (keys.get("name").cloned(), deed) else {
            return;
        };
        let percent = |word: &str, share: u8| strikes(share, self.config.seed, &[word, email]);
        let deed = if percent("cancel", self.config.cancel_percent) {
            Some((Deed::Cancel { order }, self.config.change_after))
        } else if let Some((sku, _, _)) = lines.first().filter(|_| percent("edit", self.config.edit_percent))
        {
            // One unit is enough after all: a larger order would first have to be paid.
            let edit = Deed::Edit { order, sku: sku.clone(), quantity: 1 };
            Some((edit, self.config.change_after))
        } else if percent("refund", self.config.refund_percent) {
            Some((Deed::Refund { order, lines: Vec::new(), restock: false }, self.config.refund_after))
        } else {
            None
        };
        if let Some((deed, wait)) = deed {
            let at = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
            self.later(deed, at);
        }
    }

    /// Puts off what a customer wanted to do.
    pub fn later(&mut self, deed: Deed, at: Timestamp) {
        self.noted += 1;
        self.agenda.insert((at, self.noted), deed);
    }

    fn order(&self, customer: u64) -> Deed {
        let count = 1 + self.chance("lines", customer) % 3;
        let first = self.chance("goods", customer);
        let lines = (0..count)
            .map(|line| {
                let (sku, price) = GOODS[((first + line * 2 + line) % GOODS.len() as u64) as usize];
                let quantity = 1 + self.chance("units", customer * 8 + line) % 2;
                (sku.to_owned(), quantity, Some(price.to_owned()))
            })
            .collect::<Vec<_>>();
        let mut lines = lines;
        lines.dedup_by(|a, b| a.0 == b.0);
        Deed::Place {
            lines,
            country: "US".to_owned(),
            email: format!("customer{customer}@example.com"),
            test: false,
        }
    }

    fn chance(&self, word: &str, customer: u64) -> u64 {
        draw(self.config.seed, &[word, &customer.to_string()])
    }
}
