//! The example's flow, and documents of its four systems.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};
use seamless_engine::Plan;
use seamless_flow::{Flow, load};
use seamless_model::{
    Address, Body, Cancelled, Currency, DocumentKind, FulfillmentRequest, Keys, Line, Money, Observation,
    Order, Reference, Refund, RequestLine, RequestStatus, Revision, Shipment, ShipmentLine, ShipmentStatus,
    Tracking,
};

/// The flow of `examples/northwind`.
pub fn flow() -> Arc<Flow> {
    static FLOW: OnceLock<Arc<Flow>> = OnceLock::new();
    Arc::clone(FLOW.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/northwind");
        let loaded = load("flow.yaml", &mut |file| {
            std::fs::read(folder.join(file)).map_err(|error| format!("{file}: {error}"))
        });
        Arc::new(loaded.value.expect("the example has no mistake"))
    }))
}

/// The example with every protection.
pub fn plan() -> Plan {
    Plan::new(flow())
}

/// The example, changed.
pub fn plan_with(change: impl FnOnce(&mut Flow)) -> Plan {
    let mut flow = Flow::clone(&flow());
    change(&mut flow);
    Plan::new(Arc::new(flow))
}

/// So many seconds after the start.
pub fn at(second: i64) -> Timestamp {
    let start: Timestamp = "2026-10-05T12:00:00Z".parse().expect("a moment");
    start + SignedDuration::from_secs(second)
}

pub fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::from_code("USD").expect("a currency"))
}

/// What an order says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Says {
    pub units: u64,
    pub held: bool,
    pub cancelled: bool,
    pub test: bool,
    pub country: &'static str,
}

impl Default for Says {
    fn default() -> Self {
        Self { units: 2, held: false, cancelled: false, test: false, country: "US" }
    }
}

pub fn order_body(says: Says) -> Body {
    Body::Order(Order {
        number: Some("#1001".into()),
        source: None,
        placed_at: Some(at(0)),
        test: says.test,
        held: says.held,
        cancelled: says.cancelled.then(|| Cancelled { at: Some(at(0)), reason: None }),
        payment: None,
        currency: Currency::from_code("USD").expect("a currency"),
        presentment_currency: None,
        tax_included: false,
        lines: vec![Line {
            id: "1".into(),
            sku: Some("A-1".into()),
            title: None,
            quantity: says.units,
            ordered: says.units,
            unit_price: None,
            discount: None,
            tax: None,
            ships: true,
            gift_card: false,
        }],
        shipping: Vec::new(),
        totals: None,
        ship_to: Some(Address { country: Some(says.country.into()), ..Address::default() }),
        bill_to: None,
        customer: None,
        note: None,
        tags: Vec::new(),
    })
}

pub fn request_body(units: u64, status: RequestStatus) -> Body {
    let line = RequestLine {
        id: "1".into(),
        order_line: Some("1".into()),
        sku: Some("A-1".into()),
        quantity: units,
        remaining: units,
    };
    Body::FulfillmentRequest(FulfillmentRequest { status, location: None, lines: vec![line], ship_to: None })
}

pub fn shipment_body(tracking: &str, status: ShipmentStatus) -> Body {
    Body::Shipment(Shipment {
        status,
        shipped_at: Some(at(0)),
        lines: vec![ShipmentLine { order_line: Some("1".into()), sku: Some("A-1".into()), quantity: 1 }],
        tracking: vec![Tracking { company: None, number: tracking.into(), url: None }],
        location: None,
    })
}

pub fn refund_body(minor: i64, pending: bool) -> Body {
    Body::Refund(Refund {
        created_at: Some(at(0)),
        note: None,
        amount: usd(minor).into(),
        pending,
        lines: Vec::new(),
        shipping: None,
        voided: false,
    })
}

/// A document as its system tells it at its `revision`th second.
pub fn seen(
    system: &str,
    id: &str,
    keys: &[(&str, &str)],
    parents: &[(DocumentKind, &str)],
    revision: i64,
    body: Body,
) -> Observation {
    let own: Keys =
        [("id", id)].iter().chain(keys).map(|(f, v)| ((*f).to_owned(), (*v).to_owned())).collect();
    let parents = parents
        .iter()
        .map(|(kind, id)| Reference { kind: *kind, field: "id".into(), value: (*id).into() })
        .collect();
    Observation {
        system: system.into(),
        id: id.into(),
        keys: own,
        parents,
        revision: Some(Revision { at: at(revision), rank: 0 }),
        fetched_at: at(revision),
        body,
    }
}

pub fn shop_order(revision: i64, says: Says) -> Observation {
    seen("shop", "5001", &[("name", "#1001")], &[], revision, order_body(says))
}

pub fn oms_order(id: &str, revision: i64, says: Says) -> Observation {
    seen("oms", id, &[("external_id", "#1001")], &[], revision, order_body(says))
}

pub fn erp_order(id: &str, revision: i64, says: Says) -> Observation {
    seen("erp", id, &[("reference", "#1001")], &[], revision, order_body(says))
}

pub fn oms_request(id: &str, revision: i64, units: u64, status: RequestStatus) -> Observation {
    let keys = [("order_external_id", "#1001")];
    seen("oms", id, &keys, &[(DocumentKind::Order, "O-1")], revision, request_body(units, status))
}

pub fn pick_order(id: &str, request: &str, revision: i64, units: u64, status: RequestStatus) -> Observation {
    let keys = [("request_ref", request), ("order_ref", "#1001")];
    seen("warehouse", id, &keys, &[], revision, request_body(units, status))
}

pub fn parcel(id: &str, tracking: &str, revision: i64, status: ShipmentStatus) -> Observation {
    let parents = [(DocumentKind::FulfillmentRequest, "P-1")];
    seen("warehouse", id, &[("tracking", tracking)], &parents, revision, shipment_body(tracking, status))
}

pub fn shop_parcel(id: &str, tracking: &str, revision: i64, status: ShipmentStatus) -> Observation {
    let parents = [(DocumentKind::Order, "5001")];
    seen("shop", id, &[("tracking", tracking)], &parents, revision, shipment_body(tracking, status))
}

pub fn shop_refund(id: &str, revision: i64, minor: i64, pending: bool) -> Observation {
    seen("shop", id, &[], &[(DocumentKind::Order, "5001")], revision, refund_body(minor, pending))
}

pub fn credit_note(id: &str, refund: &str, revision: i64, minor: i64) -> Observation {
    seen("erp", id, &[("reference", refund)], &[], revision, refund_body(minor, false))
}
