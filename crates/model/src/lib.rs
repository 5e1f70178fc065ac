//! The nouns of the house: money, quantities, keys, the documents that travel, and what is seen of them.
//!
//! Everything here is a plain value. Nothing does I/O, reads a clock or draws a random number.
//! Documents serialise to one JSON form, the *house's form*: the store keeps it, conditions and
//! mappings read it, the API shows it. No outside system's wire format is defined in this crate.

mod address;
mod document;
mod ids;
mod money;
mod observation;
mod order;
mod refund;
mod request;
mod shipment;
mod world;

pub use address::{Address, Customer};
pub use document::{Action, Body, DocumentKind, Event, UnknownWord};
pub use ids::{BreakpointId, CarrierId, HandoffId, SystemId, TeamId, ThreadId};
pub use money::{Currency, Money, MoneyError, MoneyPair};
pub use observation::{DocumentRef, Keys, Observation, Reference, Revision};
pub use order::{Cancellation, Cancelled, Charge, Hold, Line, Order, Payment, PaymentState, Totals};
pub use refund::{Refund, RefundLine, Restock};
pub use request::{FulfillmentRequest, RequestLine, RequestStatus};
pub use shipment::{Shipment, ShipmentLine, ShipmentStatus, Tracking};
pub use world::{Believed, Note, NoteKind, World};
