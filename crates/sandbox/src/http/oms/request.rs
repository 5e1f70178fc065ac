//! The OMS's fulfillment request: what it asks a warehouse to ship.

use jiff::Timestamp;
use seamless_model::{self as model, Believed, Body, DocumentKind, Keys, Reference, RequestStatus, SystemId};
use serde::Serialize;

use super::order::Order;
use crate::http::answer::Refusal;
use crate::http::collection::{Record, moment, numbered};
use crate::http::fields::Fields;
use crate::http::parts::Address;

/// A request to a warehouse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FulfillmentRequest {
    pub id: String,
    #[serde(skip)]
    pub number: u64,
    pub order_id: u64,
    pub order_external_id: String,
    pub warehouse: String,
    pub status: Status,
    pub lines: Vec<Line>,
    pub ship_to: Option<Address>,
    #[serde(serialize_with = "moment")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "moment")]
    pub updated_at: Timestamp,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Cancelled,
    PartlyShipped,
    Shipped,
}

/// A line of a request. Its number and name are those of the order's line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub line_id: u64,
    pub external_line_id: Option<String>,
    pub sku: Option<String>,
    pub quantity: u64,
    pub shipped: u64,
}

impl Record for FulfillmentRequest {
    const NAME: &'static str = "fulfillment_requests";
    const KIND: DocumentKind = DocumentKind::FulfillmentRequest;
    const LOOKUPS: &'static [&'static str] = &["order_id", "order_external_id"];
    const ORDER: &'static str = "order_external_id";

    fn id_of(number: u64) -> String {
        format!("FR-{number}")
    }

    fn number_of(id: &str) -> Option<u64> {
        numbered(id, "FR-", Self::id_of)
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn lookup(&self, field: &str) -> Option<String> {
        match field {
            "order_id" => Some(self.order_id.to_string()),
            "order_external_id" => Some(self.order_external_id.clone()),
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

impl FulfillmentRequest {
    /// A new request for what an order still wants: (its line, units).
    pub fn of(number: u64, order: &Order, wanted: Vec<Line>, now: Timestamp) -> Self {
        Self {
            id: Self::id_of(number),
            number,
            order_id: order.id,
            order_external_id: order.external_id.clone(),
            warehouse: "main".to_owned(),
            status: Status::Open,
            lines: wanted,
            ship_to: order.ship_to.clone(),
            created_at: now,
            updated_at: now,
        }
    }

    /// Units of an order's line that this request asks for; none once it is cancelled.
    pub fn asked(&self, line_id: u64) -> u64 {
        let units = self.lines.iter().filter(|it| it.line_id == line_id).map(|it| it.quantity).sum();
        if self.status == Status::Cancelled { 0 } else { units }
    }

    /// Takes over what the order wants now. A request that wants nothing any more is cancelled.
    pub fn follow(&mut self, order: &Order, wanted: Vec<Line>) {
        for line in &mut self.lines {
            line.quantity = 0;
        }
        for line in wanted {
            match self.lines.iter_mut().find(|it| it.line_id == line.line_id) {
                Some(mine) => mine.quantity = line.quantity,
                None => self.lines.push(line),
            }
        }
        self.ship_to = order.ship_to.clone();
        if self.lines.iter().all(|it| it.quantity == 0) {
            self.status = Status::Cancelled;
        }
    }

    /// Reads how much has been shipped.
    pub fn changed(&self, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(&[
            "lines",
            "id",
            "order_id",
            "order_external_id",
            "warehouse",
            "status",
            "ship_to",
            "created_at",
            "updated_at",
        ])?;
        let mut request = self.clone();
        for line in body.list("lines")?.unwrap_or_default() {
            line.only(&["line_id", "external_line_id", "sku", "quantity", "shipped"])?;
            let number = line.number("line_id")?;
            let number = line.required("line_id", number)?;
            let mine = request.lines.iter_mut().find(|it| it.line_id == number);
            let mine =
                mine.ok_or_else(|| Refusal::field(&line.path("line_id"), "this request has no such line"))?;
            mine.shipped = line.quantity("shipped")?.unwrap_or(mine.shipped);
            if mine.shipped > mine.quantity {
                return Err(Refusal::field(&line.path("shipped"), "more than is asked for"));
            }
        }
        request.status = request.status_by_lines();
        Ok(request)
    }

    fn status_by_lines(&self) -> Status {
        match (self.status, self.lines.iter().map(|it| it.shipped).sum::<u64>()) {
            (Status::Cancelled, _) => Status::Cancelled,
            (_, 0) => Status::Open,
            _ if self.lines.iter().all(|it| it.shipped == it.quantity) => Status::Shipped,
            _ => Status::PartlyShipped,
        }
    }

    /// In the house's own model.
    pub fn truth(&self, system: &SystemId) -> Believed {
        let lines = self.lines.iter().map(|line| {
            let name = line.external_line_id.clone().unwrap_or_else(|| line.line_id.to_string());
            model::RequestLine {
                id: name.clone(),
                order_line: Some(name),
                sku: line.sku.clone(),
                quantity: line.quantity,
                remaining: line.quantity.saturating_sub(line.shipped),
            }
        });
        Believed {
            system: system.clone(),
            id: self.id.clone(),
            keys: Keys::from_iter([
                ("id".to_owned(), self.id.clone()),
                ("order_external_id".to_owned(), self.order_external_id.clone()),
            ]),
            parents: vec![Reference {
                kind: DocumentKind::Order,
                field: "id".to_owned(),
                value: self.order_id.to_string(),
            }],
            since: self.updated_at,
            seen_at: self.updated_at,
            body: Body::FulfillmentRequest(model::FulfillmentRequest {
                status: match self.status {
                    Status::Open => RequestStatus::Open,
                    Status::Cancelled => RequestStatus::Cancelled,
                    Status::PartlyShipped => RequestStatus::InProgress,
                    Status::Shipped => RequestStatus::Closed,
                },
                location: Some(self.warehouse.clone()),
                lines: lines.collect(),
                ship_to: self.ship_to.as_ref().map(Address::truth),
            }),
        }
    }
}
