//! The warehouse's pick order: what it was asked to ship.

use jiff::Timestamp;
use seamless_model::{self as model, Believed, Body, DocumentKind, Keys, RequestStatus, SystemId};
use serde::Serialize;

use crate::http::answer::Refusal;
use crate::http::collection::{Record, moment, numbered};
use crate::http::desk::Desk;
use crate::http::fields::Fields;
use crate::http::parts::Address;

/// A pick order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PickOrder {
    pub id: String,
    #[serde(skip)]
    pub number: u64,
    pub request_ref: String,
    pub order_ref: Option<String>,
    pub state: PickState,
    pub lines: Vec<Line>,
    pub ship_to: Option<Address>,
    pub note: Option<String>,
    #[serde(serialize_with = "moment")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "moment")]
    pub updated_at: Timestamp,
    /// How often its people's plan was made anew: work of an older plan is not done.
    #[serde(skip)]
    pub plan: u32,
}

/// Where a pick order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PickState {
    Received,
    Picking,
    Picked,
    PartlyShipped,
    Shipped,
    Cancelled,
}

/// A line of a pick order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub line_ref: String,
    pub sku: String,
    pub quantity: u64,
    pub shipped: u64,
}

impl Line {
    /// Units that have not left.
    pub fn remaining(&self) -> u64 {
        self.quantity.saturating_sub(self.shipped)
    }
}

impl Record for PickOrder {
    const NAME: &'static str = "pick_orders";
    const KIND: DocumentKind = DocumentKind::FulfillmentRequest;
    const LOOKUPS: &'static [&'static str] = &["request_ref", "order_ref"];
    const ORDER: &'static str = "order_ref";

    fn id_of(number: u64) -> String {
        format!("P-{number}")
    }

    fn number_of(id: &str) -> Option<u64> {
        numbered(id, "P-", Self::id_of)
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn lookup(&self, field: &str) -> Option<String> {
        match field {
            "request_ref" => Some(self.request_ref.clone()),
            "order_ref" => self.order_ref.clone(),
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
    "request_ref",
    "order_ref",
    "lines",
    "ship_to",
    "note",
    // Fields of its own answers, which a caller may send back; they are not read.
    "id",
    "state",
    "created_at",
    "updated_at",
];

impl PickOrder {
    /// Reads a new pick order.
    pub fn read<T>(number: u64, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        let request_ref = body.needed_text("request_ref")?;
        let lines = body.list("lines")?;
        Ok(Self {
            id: Self::id_of(number),
            number,
            request_ref,
            order_ref: body.text("order_ref")?,
            state: PickState::Received,
            lines: read_lines(desk, &body.required("lines", lines)?)?,
            ship_to: Address::read(body, "ship_to")?,
            note: body.text("note")?,
            created_at: desk.now,
            updated_at: desk.now,
            plan: 0,
        })
    }

    /// Reads a change: what the pick order would be after it. What the body does not name stays.
    pub fn changed<T>(&self, desk: &Desk<T>, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(FIELDS)?;
        if body.text("request_ref")?.is_some_and(|it| it != self.request_ref) {
            return Err(Refusal::field("request_ref", "request_ref cannot be changed"));
        }
        let mut order = self.clone();
        if let Some(lines) = body.list("lines")? {
            order.lines = read_lines(desk, &lines)?;
        }
        order.order_ref = body.text("order_ref")?.or(order.order_ref);
        order.ship_to = Address::read(body, "ship_to")?.or(order.ship_to);
        order.note = body.text("note")?.or(order.note);
        Ok(order)
    }

    /// Units that have not left, over all lines.
    pub fn remaining(&self) -> u64 {
        self.lines.iter().map(Line::remaining).sum()
    }

    /// Whether a person may still go on with it.
    pub fn is_live(&self) -> bool {
        !matches!(self.state, PickState::Shipped | PickState::Cancelled)
    }

    /// The state that follows from what has left.
    pub fn state_by_lines(&self) -> PickState {
        match (self.remaining(), self.lines.iter().map(|it| it.shipped).sum::<u64>()) {
            (_, 0) => PickState::Picked,
            (0, _) => PickState::Shipped,
            _ => PickState::PartlyShipped,
        }
    }

    /// In the house's own model.
    pub fn truth(&self, system: &SystemId) -> Believed {
        let lines = self.lines.iter().map(|line| model::RequestLine {
            id: line.line_ref.clone(),
            order_line: Some(line.line_ref.clone()),
            sku: Some(line.sku.clone()),
            quantity: line.quantity,
            remaining: line.remaining(),
        });
        Believed {
            system: system.clone(),
            id: self.id.clone(),
            keys: keys([
                ("id", Some(&self.id)),
                ("request_ref", Some(&self.request_ref)),
                ("order_ref", self.order_ref.as_ref()),
            ]),
            parents: Vec::new(),
            since: self.updated_at,
            seen_at: self.updated_at,
            body: Body::FulfillmentRequest(model::FulfillmentRequest {
                status: match self.state {
                    PickState::Received => RequestStatus::Open,
                    PickState::Picking | PickState::Picked | PickState::PartlyShipped => {
                        RequestStatus::InProgress
                    }
                    PickState::Shipped => RequestStatus::Closed,
                    PickState::Cancelled => RequestStatus::Cancelled,
                },
                location: None,
                lines: lines.collect(),
                ship_to: self.ship_to.as_ref().map(Address::truth),
            }),
        }
    }
}

/// The keys that a document has: those that are there.
pub fn keys<const N: usize>(fields: [(&str, Option<&String>); N]) -> Keys {
    fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?.clone()))).collect()
}

/// Reads the whole list of lines; it replaces the one before. Nothing has left while it can be changed.
fn read_lines<T>(desk: &Desk<T>, bodies: &[Fields<'_>]) -> Result<Vec<Line>, Refusal> {
    let lines = bodies.iter().zip(1_u64..).map(|(body, position)| {
        body.only(&["line_ref", "sku", "quantity", "shipped"])?;
        let sku = body.needed_text("sku")?;
        desk.check_item(&sku, &body.path("sku"))?;
        let quantity = body.quantity("quantity")?;
        let quantity = body.required("quantity", quantity)?;
        let line_ref = body.text("line_ref")?.unwrap_or_else(|| position.to_string());
        Ok(Line { line_ref, sku, quantity, shipped: 0 })
    });
    let lines = lines.collect::<Result<Vec<_>, Refusal>>()?;
    if lines.iter().all(|it| it.quantity == 0) {
        return Err(Refusal::field("lines", "there must be something to pick"));
    }
    Ok(lines)
}
