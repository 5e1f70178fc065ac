//! Connectors: one folder per system kind. A connector verifies and understands what a system says, and speaks
//! with it through the [`Wire`] that it is given.
//!
//! Connectors do no I/O of their own, keep no clock and start no task: they await a [`Wire`] and nothing else.
//! Understanding is pure. Where a message is thin, it says what must be fetched; the answer is journaled and
//! understood like any other message.

mod connector;
mod error;
pub mod http;
mod http_answer;
mod json;
pub mod shopify;
mod wire;

pub use connector::{
    ANSWER_WITHIN, Action, Arrived, Connector, Credentials, Fetch, Landed, LandedFrom, Outbound, Page,
    RawDocument, Receipt, Since, Understood,
};
pub use error::{DeliverError, FetchError, NotUnderstood, Refusal};
pub use wire::{Wire, WireError};
