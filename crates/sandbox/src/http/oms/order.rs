//! The OMS's order: what it holds and how it is read.

use jiff::Timestamp;
use rust_decimal::Decimal;
use seamless_model::{self as model, Believed, Body, Currency, DocumentKind, Keys, Money, SystemId};
use serde::Serialize;

use crate::http::answer::Refusal;
use crate::http::collection::{Record, moment, moment_or_null, numbered};
use crate::http::desk::Desk;
use crate::http::fields::Fields;
use crate::http::parts::{Address, Customer, amount_or_null, totals};

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    pub id: u64,
    pub external_id: String,
    pub status: OrderStatus,
    #[serde(serialize_with = "moment_or_null")]
    pub placed_at: Option<Timestamp>,
    pub customer: Option<Customer>,
    pub ship_to: Option<Address>,
    pub lines: Vec<Line>,
    #[serde(serialize_with = "amount_or_null")]
    pub total: Option<Money>,
    pub currency: Currency,
    pub note: Option<String>,
    #[serde(serialize_with = "moment_or_null")]
    pub cancelled_at: Option<Timestamp>,
    pub cancel_reason: Option<String>,
    #[serde(serialize_with = "moment")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "moment")]
    pub updated_at: Timestamp,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    Open,
    OnHold,
    Cancelled,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub line_id: u64,
    pub external_line_id: Option<String>,
    pub sku: Option<String>,
    pub quantity: u64,
    pub ordered: u64,
    pub unit_price: Option<Decimal>,
    pub requires_shipping: bool,
}

impl Line {
    /// The name of the line: the one that the shop gave it, else its number in the order.
    pub fn name(&self) -> String {
        self.external_line_id.clone().unwrap_or_else(|| self.line_id.to_string())
    }
}

impl Record for Order {
    const NAME: &'static str = "orders";
    const KIND: DocumentKind = DocumentKind::Order;
    const LOOKUPS: &'static [&'static str] = &["external_id"];
    const ORDER: &'static str = "external_id";

    fn id_of(number: u64) -> String {
        number.to_string()
    }

    fn number_of(id: &str) -> Option<u64> {
        numbered(id, "", Self::id_of)
    }

    fn number(&self) -> u64 {
        self.id
    }

    fn lookup(&self, field: &str) -> Option<String> {
        (field == "external_id").then(|| self.external_id.clone())
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn touch(&mut self, at: Timestamp) {
        self.updated_at = at;
    }
}

const FIELDS: &[&str] = &[
    "external_id",
    "status",
    "placed_at",
    "customer",
    "ship_to",
    "lines",
    "total",
    "currency",
    "note",
    // Fields of its own answers, which a caller may send back; they are not read.
    "id",
    "cancelled_at",
    "cancel_reason",
    "created_at",
    "updated_at",
];

impl Order {
    /// Reads a new order.
    pub fn read<T>(number: u64, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        let external_id = body.needed_text("external_id")?;
        let currency = body.currency("currency")?;
        let currency = body.required("currency", currency)?;
        let lines = body.list("lines")?;
        let lines = read_lines(desk, &body.required("lines", lines)?, &[])?;
        if lines.is_empty() {
            return Err(Refusal::field("lines", "an order has one line at least"));
        }
        Ok(Self {
            id: number,
            external_id,
            status: read_status(body)?.unwrap_or(OrderStatus::Open),
            placed_at: body.moment("placed_at")?,
            customer: Customer::read(body)?,
            ship_to: Address::read(body, "ship_to")?,
            lines,
            total: body.amount("total", currency)?,
            currency,
            note: body.text("note")?,
            cancelled_at: None,
            cancel_reason: None,
            created_at: desk.now,
            updated_at: desk.now,
        })
    }

    /// Reads a change: what the order would be after it. What the body does not name stays.
    pub fn changed<T>(&self, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        if body.text("external_id")?.is_some_and(|it| it != self.external_id) {
            return Err(Refusal::field("external_id", "external_id cannot be changed"));
        }
        if body.currency("currency")?.is_some_and(|it| it != self.currency) {
            return Err(Refusal::field("currency", "currency cannot be changed"));
        }
        let mut order = self.clone();
        if let Some(lines) = body.list("lines")? {
            order.lines = read_lines(desk, &lines, &self.lines)?;
        }
        order.status = read_status(body)?.unwrap_or(self.status);
        order.placed_at = body.moment("placed_at")?.or(self.placed_at);
        order.customer = Customer::read(body)?.or(order.customer);
        order.ship_to = Address::read(body, "ship_to")?.or(order.ship_to);
        order.total = body.amount("total", self.currency)?.or(self.total);
        order.note = body.text("note")?.or(order.note);
        Ok(order)
    }

    /// Sets a line's quantity as a person does, and the total with it.
    pub fn set_quantity(&mut self, sku: &str, quantity: u64) -> bool {
        let Some(line) = self.lines.iter_mut().find(|it| it.sku.as_deref() == Some(sku)) else {
            return false;
        };
        let more = Decimal::from(quantity) - Decimal::from(line.quantity);
        line.quantity = quantity;
        let total = line.unit_price.zip(self.total).and_then(|(price, total)| {
            let changed = total.decimal().checked_add(price.checked_mul(more)?)?;
            Money::from_decimal(changed, self.currency).ok()
        });
        self.total = total.or(self.total);
        true
    }

    /// In the house's own model.
    pub fn truth(&self, system: &SystemId) -> Believed {
        let lines = self.lines.iter().map(|line| model::Line {
            id: line.name(),
            sku: line.sku.clone(),
            title: None,
            quantity: line.quantity,
            ordered: line.ordered,
            unit_price: line.unit_price,
            discount: None,
            tax: None,
            ships: line.requires_shipping,
            gift_card: false,
        });
        let cancelled = (self.status == OrderStatus::Cancelled)
            .then(|| model::Cancelled { at: self.cancelled_at, reason: self.cancel_reason.clone() });
        Believed {
            system: system.clone(),
            id: self.id.to_string(),
            keys: Keys::from_iter([
                ("id".to_owned(), self.id.to_string()),
                ("external_id".to_owned(), self.external_id.clone()),
            ]),
            parents: Vec::new(),
            since: self.updated_at,
            seen_at: self.updated_at,
            body: Body::Order(model::Order {
                number: Some(self.external_id.clone()),
                source: None,
                placed_at: self.placed_at,
                test: false,
                held: self.status == OrderStatus::OnHold,
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
                note: self.note.clone(),
                tags: Vec::new(),
            }),
        }
    }
}

fn read_status(body: &Fields<'_>) -> Result<Option<OrderStatus>, Refusal> {
    match body.text("status")?.as_deref() {
        None => Ok(None),
        Some("open") => Ok(Some(OrderStatus::Open)),
        Some("on_hold") => Ok(Some(OrderStatus::OnHold)),
        Some("cancelled") => {
            Err(Refusal::field("status", "an order is cancelled with POST /orders/{id}/cancel"))
        }
        Some(_) => Err(Refusal::field("status", "status must be open or on_hold")),
    }
}

/// Reads the whole list of lines. A line that was there before keeps its number; one that is no longer named
/// stays, with quantity 0.
fn read_lines<T>(desk: &Desk<T>, bodies: &[Fields<'_>], before: &[Line]) -> Result<Vec<Line>, Refusal> {
    let mut lines = before.to_vec();
    let mut named = vec![false; lines.len()];
    for body in bodies {
        let at = place_of(body, &lines, &named)?;
        let line = read_line(desk, body, at.map(|at| &lines[at]), lines.len() as u64 + 1)?;
        match at {
            Some(at) => {
                lines[at] = line;
                named[at] = true;
            }
            None => {
                lines.push(line);
                named.push(true);
            }
        }
    }
    for (line, named) in lines.iter_mut().zip(named) {
        line.quantity = if named { line.quantity } else { 0 };
    }
    Ok(lines)
}

fn place_of(body: &Fields<'_>, lines: &[Line], named: &[bool]) -> Result<Option<usize>, Refusal> {
    let (external, number) = (body.text("external_line_id")?, body.number("line_id")?);
    let at = lines.iter().position(|line| match (&external, number) {
        (Some(external), _) => line.external_line_id.as_ref() == Some(external),
        (None, Some(number)) => line.line_id == number,
        (None, None) => false,
    });
    match at {
        Some(at) if named[at] => {
            Err(Refusal::field(&body.path("external_line_id"), "the list names this line twice"))
        }
        at => Ok(at),
    }
}

fn read_line<T>(
    desk: &Desk<T>,
    body: &Fields<'_>,
    before: Option<&Line>,
    number: u64,
) -> Result<Line, Refusal> {
    body.only(&[
        "line_id",
        "external_line_id",
        "sku",
        "quantity",
        "ordered",
        "unit_price",
        "requires_shipping",
    ])?;
    let sku = body.text("sku")?.or_else(|| before.and_then(|it| it.sku.clone()));
    if let Some(sku) = &sku {
        desk.check_item(sku, &body.path("sku"))?;
    }
    let quantity = body.quantity("quantity")?;
    let quantity = body.required("quantity", quantity)?;
    let ships = body.yes("requires_shipping")?.or(before.map(|it| it.requires_shipping));
    Ok(Line {
        line_id: before.map_or(number, |it| it.line_id),
        external_line_id: body.text("external_line_id")?.or_else(|| before?.external_line_id.clone()),
        sku,
        quantity,
        ordered: before.map_or(quantity, |it| it.ordered),
        unit_price: body.price("unit_price")?.or(before.and_then(|it| it.unit_price)),
        requires_shipping: ships.unwrap_or(true),
    })
}
