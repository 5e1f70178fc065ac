//! The warehouse's shipment: a parcel that left.

use jiff::Timestamp;
use seamless_model::{self as model, Believed, Body, DocumentKind, Reference, SystemId};
use serde::Serialize;

use super::pick_order::{PickOrder, keys};
use crate::chance::draw;
use crate::http::answer::Refusal;
use crate::http::collection::{Record, moment, numbered};
use crate::http::fields::Fields;

/// A parcel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shipment {
    pub id: String,
    #[serde(skip)]
    pub number: u64,
    pub pick_order: String,
    pub request_ref: String,
    pub order_ref: Option<String>,
    pub state: ShipmentState,
    #[serde(serialize_with = "moment")]
    pub shipped_at: Timestamp,
    pub lines: Vec<Line>,
    /// Who brings it to the customer.
    pub carrier: String,
    pub tracking_number: String,
    #[serde(serialize_with = "moment")]
    pub created_at: Timestamp,
    #[serde(serialize_with = "moment")]
    pub updated_at: Timestamp,
}

/// Where a parcel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    Shipped,
    Voided,
}

/// What is in a parcel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub line_ref: String,
    pub sku: String,
    pub quantity: u64,
}

impl Record for Shipment {
    const NAME: &'static str = "shipments";
    const KIND: DocumentKind = DocumentKind::Shipment;
    const LOOKUPS: &'static [&'static str] = &["tracking_number", "pick_order", "request_ref", "order_ref"];
    const ORDER: &'static str = "order_ref";

    fn id_of(number: u64) -> String {
        format!("S-{number}")
    }

    fn number_of(id: &str) -> Option<u64> {
        numbered(id, "S-", Self::id_of)
    }

    fn number(&self) -> u64 {
        self.number
    }

    fn lookup(&self, field: &str) -> Option<String> {
        match field {
            "tracking_number" => Some(self.tracking_number.clone()),
            "pick_order" => Some(self.pick_order.clone()),
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

impl Shipment {
    /// A parcel of a pick order.
    pub fn of(
        number: u64,
        order: &PickOrder,
        lines: Vec<Line>,
        tracking_number: String,
        now: Timestamp,
    ) -> Self {
        Self {
            id: Self::id_of(number),
            number,
            pick_order: order.id.clone(),
            request_ref: order.request_ref.clone(),
            order_ref: order.order_ref.clone(),
            state: ShipmentState::Shipped,
            shipped_at: now,
            lines,
            carrier: "UPS".to_owned(),
            tracking_number,
            created_at: now,
            updated_at: now,
        }
    }

    /// Reads a change: only the tracking of a parcel can be corrected.
    pub fn changed(&self, body: &Fields<'_>) -> Result<Self, Refusal> {
        body.only(&[
            "carrier",
            "tracking_number",
            // Fields of its own answers, which a caller may send back; they are not read.
            "id",
            "pick_order",
            "request_ref",
            "order_ref",
            "state",
            "shipped_at",
            "lines",
            "created_at",
            "updated_at",
        ])?;
        let mut shipment = self.clone();
        shipment.carrier = body.text("carrier")?.unwrap_or(shipment.carrier);
        shipment.tracking_number = body.text("tracking_number")?.unwrap_or(shipment.tracking_number);
        Ok(shipment)
    }

    /// In the house's own model.
    pub fn truth(&self, system: &SystemId) -> Believed {
        let lines = self.lines.iter().map(|line| model::ShipmentLine {
            order_line: Some(line.line_ref.clone()),
            sku: Some(line.sku.clone()),
            quantity: line.quantity,
        });
        Believed {
            system: system.clone(),
            id: self.id.clone(),
            keys: keys([
                ("id", Some(&self.id)),
                ("tracking", Some(&self.tracking_number)),
                ("request_ref", Some(&self.request_ref)),
                ("order_ref", self.order_ref.as_ref()),
            ]),
            parents: vec![Reference {
                kind: DocumentKind::FulfillmentRequest,
                field: "id".to_owned(),
                value: self.pick_order.clone(),
            }],
            since: self.updated_at,
            seen_at: self.updated_at,
            body: Body::Shipment(model::Shipment {
                status: match self.state {
                    ShipmentState::Shipped => model::ShipmentStatus::Shipped,
                    ShipmentState::Voided => model::ShipmentStatus::Voided,
                },
                shipped_at: Some(self.shipped_at),
                lines: lines.collect(),
                tracking: vec![model::Tracking {
                    company: Some(self.carrier.clone()),
                    number: self.tracking_number.clone(),
                    url: None,
                }],
                location: None,
            }),
        }
    }
}

/// A tracking number as UPS writes them: `1Z`, the shipper's six characters, a service, a serial number of
/// seven digits and a check digit. Different for each parcel of a warehouse.
pub fn tracking_number(seed: u64, system: &SystemId, number: u64) -> String {
    const LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut drawn = draw(seed, &["shipper", system.as_str()]);
    let mut body = String::new();
    for _ in 0..6 {
        body.push(char::from(LETTERS[(drawn % 36) as usize]));
        drawn /= 36;
    }
    // The serial number starts anywhere and steps by a number without a factor in common with 10^7.
    let serial = (draw(seed, &["serial", system.as_str()]) % 10_000_000 + number * 1_234_577) % 10_000_000;
    body.push_str(&format!("03{serial:07}"));
    format!("1Z{body}{}", check_digit(&body))
}

/// The check digit: letters count 2 to 9 and 0 and again from A on, every second place counts twice.
fn check_digit(body: &str) -> u32 {
    let sum: u32 = body
        .bytes()
        .zip([1, 2].into_iter().cycle())
        .map(|(byte, weight)| {
            let value =
                if byte.is_ascii_digit() { u32::from(byte - b'0') } else { (u32::from(byte) - 63) % 10 };
            value * weight
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_check_digit_is_that_of_ups() {
        // Tracking numbers that are in wide use as examples.
        for number in ["1Z999AA10123456784", "1Z5R89390357567127", "1Z879E930346834440", "1Z12345E6605272234"]
        {
            assert!(number.ends_with(&check_digit(&number[2..17]).to_string()), "{number}");
        }
    }

    #[test]
    fn each_parcel_has_a_number_of_its_own() {
        let system = SystemId::from("warehouse");
        let numbers: BTreeSet<_> = (1..5000).map(|n| tracking_number(3, &system, n)).collect();
        assert_eq!(numbers.len(), 4999);
        assert!(numbers.iter().all(|it| it.len() == 18), "{numbers:?}");
        assert_ne!(tracking_number(3, &system, 1), tracking_number(4, &system, 1));
    }
}
