//! The kinds of documents that travel, and what can happen to them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Cancellation, FulfillmentRequest, Hold, Order, Payment, Refund, Shipment};

/// A word that the house does not know where one of a fixed set is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not one of {}", known.join(", "))]
pub struct UnknownWord {
    /// The word that was read.
    pub word: String,
    /// The words that would be right.
    pub known: Vec<&'static str>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in their own order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it in the map, in messages and on pages.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|it| it.word() == word).ok_or_else(|| UnknownWord {
                    word: word.to_owned(),
                    known: Self::ALL.iter().map(|it| it.word()).collect(),
                })
            }
        }
    };
}

words! {
    /// The kinds of business records that travel between systems.
    DocumentKind {
        /// What a customer wants.
        Order = "order",
        /// A stop put on an order or a request, where the receiver keeps it as a record.
        Hold = "hold",
        /// What somebody is asked to ship. In Shopify: a fulfillment order.
        FulfillmentRequest = "fulfillment_request",
        /// A parcel. In Shopify: a fulfillment.
        Shipment = "shipment",
        /// A cancellation, where the receiver keeps it as a record.
        Cancellation = "cancellation",
        /// Goods on their way back.
        Return = "return",
        /// Money given back. In the books: a credit.
        Refund = "refund",
        /// A movement of money. In Shopify: an order transaction.
        Payment = "payment",
        /// Money paid out to the merchant.
        Payout = "payout",
        /// Stock of one item at one place.
        Inventory = "inventory",
        /// An entry in the books.
        Journal = "journal",
    }
}

impl DocumentKind {
    /// The kind as people say it in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::FulfillmentRequest => "request to ship",
            other => other.word(),
        }
    }
}

words! {
    /// What can happen to a document on a handoff.
    Event {
        /// It comes into being.
        Create = "create",
        /// It changes: lines, quantities, address.
        Edit = "edit",
        /// It is cancelled.
        Cancel = "cancel",
        /// It is put on hold.
        Hold = "hold",
        /// Its hold is lifted.
        Release = "release",
        /// It covers a part only, and more will follow.
        Partial = "partial",
        /// Its tracking is added or corrected.
        Tracking = "tracking",
        /// It is called back.
        Void = "void",
    }
}

words! {
    /// What a delivery is to do in its target.
    Action {
        /// Create the document.
        Create = "create",
        /// Bring the document to what the source says now.
        Update = "update",
        /// Cancel or void the document. Never delete.
        Cancel = "cancel",
    }
}

impl Action {
    /// The event that mappings see.
    pub fn event(self) -> Event {
        match self {
            Self::Create => Event::Create,
            Self::Update => Event::Edit,
            Self::Cancel => Event::Cancel,
        }
    }
}

/// A document, in the house's own model.
#[expect(clippy::large_enum_variant, reason = "most documents are orders, and patterns see through no box")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// An order.
    Order(Order),
    /// A hold.
    Hold(Hold),
    /// A fulfillment request.
    FulfillmentRequest(FulfillmentRequest),
    /// A shipment.
    Shipment(Shipment),
    /// A cancellation kept as a record.
    Cancellation(Cancellation),
    /// A refund.
    Refund(Refund),
    /// A movement of money.
    Payment(Payment),
    /// The document was deleted in the system that had it.
    Deleted(DocumentKind),
}

impl Body {
    /// Which kind of document it is.
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Order(_) => DocumentKind::Order,
            Self::Hold(_) => DocumentKind::Hold,
            Self::FulfillmentRequest(_) => DocumentKind::FulfillmentRequest,
            Self::Shipment(_) => DocumentKind::Shipment,
            Self::Cancellation(_) => DocumentKind::Cancellation,
            Self::Refund(_) => DocumentKind::Refund,
            Self::Payment(_) => DocumentKind::Payment,
            Self::Deleted(kind) => *kind,
        }
    }

    /// Whether the document no longer counts: cancelled, voided or deleted.
    pub fn is_dead(&self) -> bool {
        use crate::{RequestStatus, ShipmentStatus};
        match self {
            Self::Order(order) => order.is_cancelled(),
            Self::FulfillmentRequest(request) => {
                matches!(request.status, RequestStatus::Cancelled | RequestStatus::Rejected)
            }
            Self::Shipment(shipment) => {
                matches!(shipment.status, ShipmentStatus::Voided | ShipmentStatus::Failed)
            }
            Self::Refund(refund) => refund.voided,
            Self::Hold(hold) => hold.released,
            Self::Cancellation(_) | Self::Payment(_) => false,
            Self::Deleted(_) => true,
        }
    }
}
