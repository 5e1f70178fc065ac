//! What every twin can do.

use bytes::Bytes;
use jiff::Timestamp;
use seamless_model::{Believed, DocumentKind, Event, Keys};

/// A request to a twin. The path is as the real system would see it, for example `/admin/api/2026-10/graphql.json`.
pub type Request = ::http::Request<Bytes>;

/// A twin's answer.
pub type Response = ::http::Response<Bytes>;

/// What a request made, for those who follow an order through all systems: an extension of the answer, which no wire
/// carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The document's identifier in the twin.
    pub id: String,
    /// The order that it is, or is for, by the reference that came from outside.
    pub order: String,
}

/// An outside system as a value.
pub trait Twin: Send {
    /// Answers a request at a moment.
    fn handle(&mut self, request: &Request, now: Timestamp) -> Response;

    /// When it next has something to do by itself: a message to send, a person's work.
    fn next_due(&self) -> Option<Timestamp>;

    /// Does what is due by now, people's work included, and gives the messages that leave.
    fn due(&mut self, now: Timestamp) -> Vec<Message>;

    /// Tells what became of a message, so that the twin can send it again by its own rules.
    fn settled(&mut self, message: MessageId, outcome: Delivered, now: Timestamp);

    /// Lets a person do something in the system. Gives the keys of the document that it made or changed.
    fn act(&mut self, deed: &Deed, now: Timestamp) -> Result<Keys, DeedError>;

    /// Its truth: every document that it has, as the house's model knows documents.
    fn documents(&self) -> Vec<Believed>;

    /// As `self`, for looking inside in tests.
    fn as_any(&mut self) -> &mut dyn std::any::Any;
}

/// A message's number within its twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

/// A message that leaves a twin: a webhook.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its number, for [`Twin::settled`].
    pub id: MessageId,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// What is sent: `POST` to the subscriber's address, signed.
    pub request: Request,
    /// What it tells of, so that a fault can strike one kind of message.
    pub about: About,
}

/// What a message tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The kind of document.
    pub kind: DocumentKind,
    /// What happened to it; `edit` where the message does not tell more.
    pub event: Event,
    /// The document's identifier in the twin.
    pub id: String,
    /// The order that it belongs to, by the twin's own identifier, where there is one.
    pub order: Option<String>,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// The receiver answered with this status.
    Status(u16),
    /// No answer in time, or no connection.
    NoAnswer,
}

/// Something that a person does in a system. Orders are named by the system's own identifier or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A customer places an order.
    Place {
        /// (sku, quantity) lines. Unknown SKUs are created with the price given, else 10.00.
        lines: Vec<(String, u64, Option<String>)>,
        /// Country code of the address.
        country: String,
        /// A customer's e-mail.
        email: String,
        /// Whether it is a test order.
        test: bool,
    },
    /// The order is cancelled.
    Cancel {
        /// The order.
        order: String,
    },
    /// Lines are refunded; all that can be where none are named.
    Refund {
        /// The order.
        order: String,
        /// (sku, quantity).
        lines: Vec<(String, u64)>,
        /// Whether the goods go back to stock.
        restock: bool,
    },
    /// A line's quantity is changed.
    Edit {
        /// The order.
        order: String,
        /// The line's SKU.
        sku: String,
        /// The new quantity.
        quantity: u64,
    },
    /// A warehouse picks an order: it can no longer be recalled.
    Pick {
        /// The order, by any of its references in the system.
        order: String,
    },
    /// A warehouse ships lines of an order as one parcel; all that remains where none are named.
    Ship {
        /// The order, by any of its references in the system.
        order: String,
        /// (sku, quantity).
        lines: Vec<(String, u64)>,
    },
    /// Stock of an item is set.
    Stock {
        /// The item.
        sku: String,
        /// Units.
        quantity: u64,
    },
    /// The system refuses documents with this SKU: it is not in its item list.
    Unmap {
        /// The item, or `*` for every item.
        sku: String,
    },
    /// The item is put in its list.
    Remap {
        /// The item, or `*` for every item.
        sku: String,
    },
}

/// Why a deed could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeedError {
    /// The system has no such order.
    #[error("there is no order {0:?} here")]
    UnknownOrder(String),
    /// The system does not do such things.
    #[error("this system cannot do that: {0}")]
    NotHere(&'static str),
    /// The system refused, with its own words.
    #[error("the system refused: {0}")]
    Refused(String),
}
