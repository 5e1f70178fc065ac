//! Twins as values: an outside system that answers requests, sends messages and has people in it.
//!
//! A twin does no I/O and reads no clock: it is told the time. It works from the system's published contract and
//! never depends on a connector, so that a wrong wire type cannot agree with itself.

pub mod carrier;
mod cast;
mod chance;
mod customers;
pub mod fault;
pub mod http;
pub mod shopify;
mod twin;

pub use cast::{Cast, CastConfig, Credentials, Vendor, handoffs_fed};
pub use customers::{Customers, CustomersConfig, GOODS};
pub use twin::{About, Deed, DeedError, Delivered, Made, Message, MessageId, Request, Response, Twin};
