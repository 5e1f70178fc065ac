//! The lines of an order: goods and shipping, with their taxes and discounts.

use rust_decimal::Decimal;
use seamless_model::MoneyPair;

use super::money::{add, share, sub, times};

/// A tax on a line.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct TaxLine {
    pub(in crate::shopify) title: String,
    pub(in crate::shopify) rate: Decimal,
    pub(in crate::shopify) price: MoneyPair,
    /// Whether the marketplace collects and pays it.
    pub(in crate::shopify) channel_liable: bool,
}

/// What a discount code takes off.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shopify) enum DiscountKind {
    Fixed(MoneyPair),
    Percentage(f64),
    FreeShipping,
}

/// An order's discount code.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Discount {
    pub(in crate::shopify) code: String,
    pub(in crate::shopify) kind: DiscountKind,
}

/// A line of goods.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Line {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) variant: Option<u64>,
    pub(in crate::shopify) product: Option<u64>,
    pub(in crate::shopify) title: String,
    pub(in crate::shopify) variant_title: Option<String>,
    pub(in crate::shopify) sku: Option<String>,
    pub(in crate::shopify) vendor: Option<String>,
    /// Units ordered, what edits added included.
    pub(in crate::shopify) quantity: u64,
    /// Units that edits took away.
    pub(in crate::shopify) removed: u64,
    /// Units refunded.
    pub(in crate::shopify) refunded: u64,
    pub(in crate::shopify) unit_price: MoneyPair,
    /// The part of the order's discount that falls on the whole line.
    pub(in crate::shopify) discount: MoneyPair,
    pub(in crate::shopify) taxes: Vec<TaxLine>,
    pub(in crate::shopify) properties: Vec<(String, String)>,
    pub(in crate::shopify) ships: bool,
    pub(in crate::shopify) taxable: bool,
    pub(in crate::shopify) gift_card: bool,
    pub(in crate::shopify) grams: u64,
}

impl Line {
    /// Units still wanted: without what was refunded or removed.
    pub(in crate::shopify) fn current(&self) -> u64 {
        self.quantity.saturating_sub(self.removed + self.refunded)
    }

    /// Price of all units before discounts.
    pub(in crate::shopify) fn original_total(&self) -> MoneyPair {
        times(self.unit_price, self.quantity)
    }

    /// Value of `units` after discounts, without tax unless prices contain it.
    pub(in crate::shopify) fn value(&self, units: u64) -> MoneyPair {
        sub(times(self.unit_price, units), share(self.discount, units, self.quantity))
    }

    pub(in crate::shopify) fn tax(&self) -> MoneyPair {
        self.taxes.iter().fold(sub(self.unit_price, self.unit_price), |sum, it| add(sum, it.price))
    }

    /// Tax on `units`.
    pub(in crate::shopify) fn tax_of(&self, units: u64) -> MoneyPair {
        share(self.tax(), units, self.quantity)
    }

    /// Value and tax of the next `units` to be given back, so that parts add up to the whole.
    pub(in crate::shopify) fn next_back(&self, units: u64) -> (MoneyPair, MoneyPair) {
        let (had, keeps) = (self.current(), self.current().saturating_sub(units));
        (sub(self.value(had), self.value(keeps)), sub(self.tax_of(had), self.tax_of(keeps)))
    }

    pub(in crate::shopify) fn name(&self) -> String {
        match &self.variant_title {
            Some(variant) => format!("{} - {variant}", self.title),
            None => self.title.clone(),
        }
    }
}

/// A line of shipping.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct ShippingLine {
    pub(in crate::shopify) id: u64,
    pub(in crate::shopify) title: String,
    pub(in crate::shopify) code: Option<String>,
    pub(in crate::shopify) source: Option<String>,
    pub(in crate::shopify) price: MoneyPair,
    pub(in crate::shopify) discount: MoneyPair,
    /// What was given back of it, before tax.
    pub(in crate::shopify) refunded: MoneyPair,
    pub(in crate::shopify) refunded_tax: MoneyPair,
    pub(in crate::shopify) taxes: Vec<TaxLine>,
}

impl ShippingLine {
    pub(in crate::shopify) fn discounted(&self) -> MoneyPair {
        sub(self.price, self.discount)
    }

    pub(in crate::shopify) fn tax(&self) -> MoneyPair {
        self.taxes.iter().fold(sub(self.price, self.price), |sum, it| add(sum, it.price))
    }
}
