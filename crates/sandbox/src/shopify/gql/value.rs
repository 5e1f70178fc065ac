//! What fields resolve to, and what they are given.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::Timestamp;
use seamless_model::{Money, MoneyPair};
use serde_json::{Value, json};

use super::connection::Page;
use crate::shopify::state::{
    Address, Customer, Edit, EditLine, Fulfillment, FulfillmentOrder, Hold, Job, Line, Location, Metafield,
    Order, Product, Refund, RequestLine, ShippingLine, Shop, Subscription, Transaction, Variant,
};

pub(in crate::shopify) type Json = Value;
pub(in crate::shopify) type Map = serde_json::Map<String, Value>;

/// What a field resolves to.
#[derive(Debug, Clone)]
pub(in crate::shopify) enum Val<'s> {
    Null,
    Leaf(Json),
    Obj(Obj<'s>),
    List(Vec<Val<'s>>),
}

/// An object whose fields can be asked for.
#[derive(Debug, Clone)]
pub(in crate::shopify) enum Obj<'s> {
    Query,
    Shop,
    Location(&'s Location),
    Product(&'s Product),
    Variant(&'s Variant),
    Item(&'s Variant),
    Level(&'s Variant),
    Customer(&'s Customer),
    Order(&'s Order),
    Line(&'s Order, &'s Line),
    ShippingLine(&'s Order, &'s ShippingLine),
    FulfillmentOrder(&'s Order, &'s FulfillmentOrder),
    RequestLine(&'s Order, &'s RequestLine),
    Hold(&'s Hold),
    Fulfillment(&'s Order, &'s Fulfillment),
    /// A fulfillment's line by its place.
    FulfillmentLine(&'s Order, &'s Fulfillment, usize),
    Refund(&'s Order, &'s Refund),
    /// A refund's line by its place.
    RefundLine(&'s Order, &'s Refund, usize),
    Transaction(&'s Order, &'s Transaction),
    Address(u64, &'s Address),
    Metafield(&'s Metafield),
    Subscription(&'s Subscription),
    Edit(&'s Edit),
    EditLine(&'s Order, &'s EditLine),
    Job(&'s Job),
    JobResult(&'s Job),
    Money(Money),
    Bag(MoneyPair),
    Page(Rc<Page<'s>>),
    Edge(Rc<Page<'s>>, usize),
    PageInfo(Rc<Page<'s>>),
    Made(Rc<Made<'s>>),
}

/// A small object made on the spot: a payload, a count, a tax line.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Made<'s> {
    /// Its type, where the field's own type is an interface or a union.
    pub(in crate::shopify) name: Option<&'static str>,
    pub(in crate::shopify) fields: Vec<(&'static str, Val<'s>)>,
}

impl<'s> Val<'s> {
    pub(in crate::shopify) fn leaf(value: impl Into<Json>) -> Self {
        match value.into() {
            Json::Null => Self::Null,
            other => Self::Leaf(other),
        }
    }

    pub(in crate::shopify) fn made(fields: Vec<(&'static str, Val<'s>)>) -> Self {
        Self::Obj(Obj::Made(Rc::new(Made { name: None, fields })))
    }

    pub(in crate::shopify) fn named(name: &'static str, fields: Vec<(&'static str, Val<'s>)>) -> Self {
        Self::Obj(Obj::Made(Rc::new(Made { name: Some(name), fields })))
    }

    pub(in crate::shopify) fn object(of: Option<Obj<'s>>) -> Self {
        of.map_or(Self::Null, Self::Obj)
    }

    pub(in crate::shopify) fn list(of: impl IntoIterator<Item = Obj<'s>>) -> Self {
        Self::List(of.into_iter().map(Self::Obj).collect())
    }

    pub(in crate::shopify) fn bag(pair: MoneyPair) -> Self {
        Self::Obj(Obj::Bag(pair))
    }

    pub(in crate::shopify) fn money(money: Money) -> Self {
        Self::Obj(Obj::Money(money))
    }

    pub(in crate::shopify) fn texts<T: AsRef<str>>(of: &[T]) -> Self {
        Self::List(of.iter().map(|it| Self::leaf(it.as_ref())).collect())
    }
}

impl Val<'_> {
    pub(in crate::shopify) fn time(at: Timestamp) -> Self {
        Self::Leaf(json!(shown_time(at)))
    }

    pub(in crate::shopify) fn opt_time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Null, Self::time)
    }

    pub(in crate::shopify) fn opt(text: Option<&str>) -> Self {
        text.map_or(Self::Null, |it| Self::Leaf(json!(it)))
    }

    pub(in crate::shopify) fn gid(kind: &str, id: u64) -> Self {
        Self::Leaf(json!(format!("gid://shopify/{kind}/{id}")))
    }

    pub(in crate::shopify) fn id_text(id: u64) -> Self {
        Self::Leaf(json!(id.to_string()))
    }
}

/// GraphQL times are UTC with whole seconds.
pub(in crate::shopify) fn shown_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A time as callers write it: with or without an offset, or a date alone, which is taken as UTC.
pub(in crate::shopify) fn time(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let at = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(|it| it.at(0, 0, 0, 0)));
    at.ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|it| it.timestamp())
}

/// A field's arguments.
#[derive(Debug, Default)]
pub(in crate::shopify) struct Args(pub(in crate::shopify) Map);

impl Args {
    pub(in crate::shopify) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(in crate::shopify) fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Json::as_bool).unwrap_or(false)
    }

    pub(in crate::shopify) fn int(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    pub(in crate::shopify) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|it| !it.is_null())
    }
}

/// What resolving a query can see.
pub(in crate::shopify) struct Ctx<'s> {
    pub(in crate::shopify) shop: &'s Shop,
    /// `extensions.search`: what was odd about search texts.
    pub(in crate::shopify) search: RefCell<Vec<Json>>,
}

impl<'s> Ctx<'s> {
    pub(in crate::shopify) fn new(shop: &'s Shop) -> Self {
        Self { shop, search: RefCell::default() }
    }
}
