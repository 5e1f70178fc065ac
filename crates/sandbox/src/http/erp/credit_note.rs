//! The ERP's credit note: a refund in the books.

use jiff::Timestamp;
use seamless_model::{
    self as model, Believed, Body, Currency, DocumentKind, Keys, Money, Reference, Restock, SystemId,
};
use serde::Serialize;

use crate::http::answer::Refusal;
use crate::http::collection::{Record, moment, numbered};
use crate::http::desk::Desk;
use crate::http::fields::Fields;
use crate::http::parts::{amount, amount_or_null};

/// A credit note.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreditNote {
    /// The identifier, for example `CN-00001`.
    pub number: String,
    #[serde(skip)]
    pub seq: u64,
    pub reference: String,
    pub sales_order_reference: Option<String>,
    pub state: CreditNoteState,
    #[serde(serialize_with = "amount")]
    pub amount: Money,
    pub currency: Currency,
    pub lines: Vec<Line>,
    #[serde(serialize_with = "moment")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "moment")]
    pub updated_at: Timestamp,
}

/// Where a credit note stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditNoteState {
    Posted,
    Void,
}

/// A line of a credit note.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub item: String,
    pub quantity: u64,
    #[serde(serialize_with = "amount_or_null")]
    pub amount: Option<Money>,
}

impl Record for CreditNote {
    const NAME: &'static str = "credit_notes";
    const KIND: DocumentKind = DocumentKind::Refund;
    const LOOKUPS: &'static [&'static str] = &["reference", "sales_order_reference"];
    const ORDER: &'static str = "sales_order_reference";

    fn id_of(number: u64) -> String {
        format!("CN-{number:05}")
    }

    fn number_of(id: &str) -> Option<u64> {
        numbered(id, "CN-", Self::id_of)
    }

    fn number(&self) -> u64 {
        self.seq
    }

    fn lookup(&self, field: &str) -> Option<String> {
        match field {
            "reference" => Some(self.reference.clone()),
            "sales_order_reference" => self.sales_order_reference.clone(),
            _ => None,
        }
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
    "sales_order_reference",
    "amount",
    "currency",
    "lines",
    // Fields of its own answers, which a caller may send back; they are not read.
    "number",
    "state",
    "created_at",
    "updated_at",
];

impl CreditNote {
    /// Reads a new credit note.
    pub fn read<T>(number: u64, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        let reference = body.needed_text("reference")?;
        let currency = body.currency("currency")?;
        let currency = body.required("currency", currency)?;
        let amount = body.amount("amount", currency)?;
        Ok(Self {
            number: Self::id_of(number),
            seq: number,
            reference,
            sales_order_reference: body.text("sales_order_reference")?,
            state: CreditNoteState::Posted,
            amount: body.required("amount", amount)?,
            currency,
            lines: read_lines(desk, body, currency)?.unwrap_or_default(),
            created_at: desk.now,
            updated_at: desk.now,
        })
    }

    /// Reads a change: what the credit note would be after it. What the body does not name stays.
    pub fn changed<T>(&self, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        if body.text("reference")?.is_some_and(|it| it != self.reference) {
            return Err(Refusal::field("reference", "reference cannot be changed"));
        }
        if body.currency("currency")?.is_some_and(|it| it != self.currency) {
            return Err(Refusal::field("currency", "currency cannot be changed"));
        }
        let mut note = self.clone();
        note.sales_order_reference = body.text("sales_order_reference")?.or(note.sales_order_reference);
        note.amount = body.amount("amount", self.currency)?.unwrap_or(self.amount);
        note.lines = read_lines(desk, body, self.currency)?.unwrap_or(note.lines);
        Ok(note)
    }

    /// In the house's own model.
    pub fn truth(&self, system: &SystemId) -> Believed {
        let lines = self.lines.iter().map(|line| model::RefundLine {
            order_line: None,
            sku: Some(line.item.clone()),
            quantity: line.quantity,
            restock: Restock::None,
            subtotal: line.amount.map(Into::into),
            tax: None,
        });
        let parents = self.sales_order_reference.iter().map(|reference| Reference {
            kind: DocumentKind::Order,
            field: "reference".to_owned(),
            value: reference.clone(),
        });
        Believed {
            system: system.clone(),
            id: self.number.clone(),
            keys: Keys::from_iter([
                ("id".to_owned(), self.number.clone()),
                ("reference".to_owned(), self.reference.clone()),
            ]),
            parents: parents.collect(),
            since: self.updated_at,
            seen_at: self.updated_at,
            body: Body::Refund(model::Refund {
                created_at: Some(self.created_at),
                note: None,
                amount: self.amount.into(),
                pending: false,
                lines: lines.collect(),
                shipping: None,
                voided: self.state == CreditNoteState::Void,
            }),
        }
    }
}

fn read_lines<T>(
    desk: &Desk<T>,
    body: &Fields<'_>,
    currency: Currency,
) -> Result<Option<Vec<Line>>, Refusal> {
    let Some(bodies) = body.list("lines")? else { return Ok(None) };
    let lines = bodies.iter().map(|body| {
        body.only(&["item", "quantity", "amount"])?;
        let item = body.needed_text("item")?;
        desk.check_item(&item, &body.path("item"))?;
        let quantity = body.quantity("quantity")?;
        let quantity = body.required("quantity", quantity)?;
        Ok(Line { item, quantity, amount: body.amount("amount", currency)? })
    });
    lines.collect::<Result<Vec<_>, _>>().map(Some)
}
