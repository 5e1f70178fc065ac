//! The ERP's sales order.

use jiff::Timestamp;
use rust_decimal::Decimal;
use seamless_model::{self as model, Believed, Body, Currency, DocumentKind, Keys, Money, SystemId};
use serde::Serialize;

use crate::http::answer::Refusal;
use crate::http::collection::{Record, moment, moment_or_null, numbered};
use crate::http::desk::Desk;
use crate::http::fields::Fields;
use crate::http::parts::{Address, Customer, amount_or_null, totals};

/// A sales order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SalesOrder {
    /// The identifier, for example `SO-00001`.
    pub number: String,
    #[serde(skip)]
    pub seq: u64,
    pub reference: String,
    pub state: SalesOrderState,
    pub customer: Option<Customer>,
    pub ship_to: Option<Address>,
    pub lines: Vec<Line>,
    pub currency: Currency,
    #[serde(serialize_with = "amount_or_null")]
    pub total: Option<Money>,
    #[serde(serialize_with = "moment_or_null")]
    pub cancelled_at: Option<Timestamp>,
    #[serde(serialize_with = "moment")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "moment")]
    pub updated_at: Timestamp,
}

/// Where a sales order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SalesOrderState {
    Confirmed,
    Cancelled,
}

/// A line of a sales order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub position: u64,
    pub item: String,
    pub quantity: u64,
    pub price: Option<Decimal>,
    pub reference: Option<String>,
}

impl Record for SalesOrder {
    const NAME: &'static str = "sales_orders";
    const KIND: DocumentKind = DocumentKind::Order;
    const LOOKUPS: &'static [&'static str] = &["reference"];
    const ORDER: &'static str = "reference";

    fn id_of(number: u64) -> String {
        format!("SO-{number:05}")
    }

    fn number_of(id: &str) -> Option<u64> {
        numbered(id, "SO-", Self::id_of)
    }

    fn number(&self) -> u64 {
        self.seq
    }

    fn lookup(&self, field: &str) -> Option<String> {
        (field == "reference").then(|| self.reference.clone())
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn touch(&mut self, at: Timestamp) {
        self.updated_at = at;
    }
}

const FIELDS: &[&str] = &[
    "reference",
    "customer",
    "ship_to",
    "lines",
    "currency",
    "total",
    // Fields of its own answers, which a caller may send back; they are not read.
    "number",
    "state",
    "cancelled_at",
    "created_at",
    "updated_at",
];

impl SalesOrder {
    /// Reads a new sales order.
    pub fn read<T>(number: u64, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        let reference = body.needed_text("reference")?;
        let currency = body.currency("currency")?;
        let currency = body.required("currency", currency)?;
        let lines = body.list("lines")?;
        Ok(Self {
            number: Self::id_of(number),
            seq: number,
            reference,
            state: SalesOrderState::Confirmed,
            customer: Customer::read(body)?,
            ship_to: Address::read(body, "ship_to")?,
            lines: read_lines(desk, &body.required("lines", lines)?)?,
            currency,
            total: body.amount("total", currency)?,
            cancelled_at: None,
            created_at: desk.now,
            updated_at: desk.now,
        })
    }

    /// Reads a change: what the sales order would be after it. What the body does not name stays.
    pub fn changed<T>(&self, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        if body.text("reference")?.is_some_and(|it| it != self.reference) {
            return Err(Refusal::field("reference", "reference cannot be changed"));
        }
        if body.currency("currency")?.is_some_and(|it| it != self.currency) {
            return Err(Refusal::field("currency", "currency cannot be changed"));
        }
        let mut order = self.clone();
        if let Some(lines) = body.list("lines")? {
            order.lines = read_lines(desk, &lines)?;
        }
        order.customer = Customer::read(body)?.or(order.customer);
        order.ship_to = Address::read(body, "ship_to")?.or(order.ship_to);
        order.total = body.amount("total", self.currency)?.or(self.total);
        Ok(order)
    }

    /// In the house's own model.
    pub fn truth(&self, system: &SystemId) -> Believed {
        let lines = self.lines.iter().map(|line| model::Line {
            id: line.reference.clone().unwrap_or_else(|| line.position.to_string()),
            sku: Some(line.item.clone()),
            title: None,
            quantity: line.quantity,
            ordered: line.quantity,
            unit_price: line.price,
            discount: None,
            tax: None,
            ships: true,
            gift_card: false,
        });
        let cancelled = (self.state == SalesOrderState::Cancelled)
            .then_some(model::Cancelled { at: self.cancelled_at, reason: None });
        Believed {
            system: system.clone(),
            id: self.number.clone(),
            keys: Keys::from_iter([
                ("id".to_owned(), self.number.clone()),
                ("reference".to_owned(), self.reference.clone()),
            ]),
            parents: Vec::new(),
            since: self.updated_at,
            seen_at: self.updated_at,
            body: Body::Order(model::Order {
                number: Some(self.number.clone()),
                source: None,
                placed_at: None,
                test: false,
                held: false,
                cancelled,
                payment: None,
                currency: self.currency,
                presentment_currency: None,
                tax_included: false,
                lines: lines.collect(),
                shipping: Vec::new(),
                totals: self.total.map(totals),
                ship_to: self.ship_to.as_ref().map(Address::truth),
                bill_to: None,
                customer: self.customer.as_ref().map(Customer::truth),
                note: None,
                tags: Vec::new(),
            }),
        }
    }
}

/// Reads the whole list of lines; it replaces the one before.
fn read_lines<T>(desk: &Desk<T>, bodies: &[Fields<'_>]) -> Result<Vec<Line>, Refusal> {
    if bodies.is_empty() {
        return Err(Refusal::field("lines", "a sales order has one line at least"));
    }
    let lines = bodies.iter().zip(1..).map(|(body, position)| {
        body.only(&["position", "item", "quantity", "price", "reference"])?;
        let item = body.needed_text("item")?;
        desk.check_item(&item, &body.path("item"))?;
        let quantity = body.quantity("quantity")?;
        Ok(Line {
            position,
            item,
            quantity: body.required("quantity", quantity)?,
            price: body.price("price")?,
            reference: body.text("reference")?,
        })
    });
    lines.collect()
}
