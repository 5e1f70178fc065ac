//! Twins of systems that speak a plain JSON contract: an OMS, an ERP, a WMS, with people in them.
//!
//! The contract is published in `docs/twins.md`; connectors' profiles are written from that page, and this room
//! never sees them.

mod answer;
mod collection;
mod config;
mod desk;
mod erp;
mod fields;
mod oms;
mod outbox;
mod parts;
mod route;
mod twin;
mod wms;

pub(crate) use answer::{Refusal, json_response};
pub use config::{HttpConfig, Pace, Webhook};
pub use twin::{HttpTwin, twin_of};

/// An order management system: it takes orders and asks a warehouse to ship them.
pub type Oms = HttpTwin<oms::OmsBehaviour>;
/// An ERP: it books sales orders and credit notes.
pub type Erp = HttpTwin<erp::ErpBehaviour>;
/// A warehouse: it picks, packs and ships.
pub type Wms = HttpTwin<wms::WmsBehaviour>;
