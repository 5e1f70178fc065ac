//! The fields of the documents, in the house's JSON form: what conditions and mappings are checked against.
//!
//! A test holds these tables to the model, both ways.

use seamless_model::DocumentKind;

/// What stands in a place of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// A decimal number as text: `"12.505"`.
    Decimal,
    /// A time as text, RFC 3339 in UTC: `"2026-11-23T09:30:00Z"`.
    Timestamp,
    /// A currency's code: `"USD"`.
    Currency,
    /// One of these words, or `{"unknown": "x"}` for a word that the house does not know.
    Words(&'static [&'static str]),
    /// An amount of money: `{"amount": "12.50", "currency": "USD"}`.
    Money,
    /// One amount in the shop's money and in the customer's: `{"shop": …, "presentment": …}`.
    Pair,
    /// A list.
    List(&'static Form),
    /// A part with fields of its own.
    Record(&'static Record),
}

/// A document, or a part of one, with its fields.
#[derive(Debug, PartialEq)]
pub(crate) struct Record {
    /// What it is called in messages.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A field of a document.
#[derive(Debug, PartialEq)]
pub(crate) struct Field {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub form: Form,
    /// Whether a document without it cannot be read.
    pub required: bool,
}

impl Record {
    /// The field with this name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// The names of all fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|it| it.name)
    }
}

/// The fields of a kind of document; `None` where the model has no form for the kind yet.
pub(crate) fn fields_of(kind: DocumentKind) -> Option<&'static Record> {
    match kind {
        DocumentKind::Order => Some(&ORDER),
        DocumentKind::Hold => Some(&HOLD),
        DocumentKind::FulfillmentRequest => Some(&FULFILLMENT_REQUEST),
        DocumentKind::Shipment => Some(&SHIPMENT),
        DocumentKind::Cancellation => Some(&CANCELLATION),
        DocumentKind::Refund => Some(&REFUND),
        DocumentKind::Payment => Some(&PAYMENT),
        DocumentKind::Return | DocumentKind::Payout | DocumentKind::Inventory | DocumentKind::Journal => None,
    }
}

const fn must(name: &'static str, form: Form) -> Field {
    Field { name, form, required: true }
}

const fn may(name: &'static str, form: Form) -> Field {
    Field { name, form, required: false }
}

use Form::{Bool, Currency, Decimal, Int, List, Money, Pair, Text, Timestamp, Words};

static ORDER: Record = Record {
    name: "order",
    fields: &[
        may("number", Text),
        may("source", Text),
        may("placed_at", Timestamp),
        may("test", Bool),
        may("held", Bool),
        may("cancelled", Form::Record(&CANCELLED)),
        may("payment", Words(PAYMENT_STATES)),
        must("currency", Currency),
        may("presentment_currency", Currency),
        may("tax_included", Bool),
        must("lines", List(&Form::Record(&LINE))),
        may("shipping", List(&Form::Record(&CHARGE))),
        may("totals", Form::Record(&TOTALS)),
        may("ship_to", Form::Record(&ADDRESS)),
        may("bill_to", Form::Record(&ADDRESS)),
        may("customer", Form::Record(&CUSTOMER)),
        may("note", Text),
        may("tags", List(&Text)),
    ],
};

/// The states of payment of an order, as conditions and contracts write them.
pub const PAYMENT_STATES: &[&str] = &[
    "pending",
    "authorized",
    "expired",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "voided",
];

static CANCELLED: Record = Record { name: "cancelled", fields: &[may("at", Timestamp), may("reason", Text)] };

static LINE: Record = Record {
    name: "line",
    fields: &[
        must("id", Text),
        may("sku", Text),
        may("title", Text),
        must("quantity", Int),
        must("ordered", Int),
        may("unit_price", Decimal),
        may("discount", Pair),
        may("tax", Pair),
        may("ships", Bool),
        may("gift_card", Bool),
    ],
};

static CHARGE: Record =
    Record { name: "charge", fields: &[must("title", Text), may("code", Text), must("amount", Pair)] };

static TOTALS: Record = Record {
    name: "totals",
    fields: &[
        may("subtotal", Pair),
        may("discount", Pair),
        may("shipping", Pair),
        may("tax", Pair),
        must("total", Pair),
    ],
};

static ADDRESS: Record = Record {
    name: "address",
    fields: &[
        may("name", Text),
        may("company", Text),
        may("address1", Text),
        may("address2", Text),
        may("city", Text),
        may("province", Text),
        may("zip", Text),
        may("country", Text),
        may("phone", Text),
    ],
};

static CUSTOMER: Record = Record {
    name: "customer",
    fields: &[may("id", Text), may("name", Text), may("email", Text), may("phone", Text)],
};

static HOLD: Record =
    Record { name: "hold", fields: &[may("reason", Text), may("note", Text), must("released", Bool)] };

static CANCELLATION: Record = Record {
    name: "cancellation",
    fields: &[may("at", Timestamp), may("reason", Text), may("accepted", Bool)],
};

static PAYMENT: Record = Record {
    name: "payment",
    fields: &[
        must("action", Text),
        must("status", Text),
        may("gateway", Text),
        must("amount", Money),
        may("processed_at", Timestamp),
        may("parent", Text),
        may("test", Bool),
    ],
};

static FULFILLMENT_REQUEST: Record = Record {
    name: "fulfillment_request",
    fields: &[
        must(
            "status",
            Words(&[
                "open",
                "scheduled",
                "held",
                "in_progress",
                "closed",
                "incomplete",
                "rejected",
                "cancelled",
            ]),
        ),
        may("location", Text),
        must("lines", List(&Form::Record(&REQUEST_LINE))),
        may("ship_to", Form::Record(&ADDRESS)),
    ],
};

static REQUEST_LINE: Record = Record {
    name: "request line",
    fields: &[
        must("id", Text),
        may("order_line", Text),
        may("sku", Text),
        must("quantity", Int),
        must("remaining", Int),
    ],
};

static SHIPMENT: Record = Record {
    name: "shipment",
    fields: &[
        must("status", Words(&["pending", "shipped", "delivered", "voided", "failed"])),
        may("shipped_at", Timestamp),
        must("lines", List(&Form::Record(&SHIPMENT_LINE))),
        may("tracking", List(&Form::Record(&TRACKING))),
        may("location", Text),
    ],
};

static SHIPMENT_LINE: Record = Record {
    name: "shipment line",
    fields: &[may("order_line", Text), may("sku", Text), must("quantity", Int)],
};

static TRACKING: Record =
    Record { name: "tracking", fields: &[may("company", Text), must("number", Text), may("url", Text)] };

static REFUND: Record = Record {
    name: "refund",
    fields: &[
        may("created_at", Timestamp),
        may("note", Text),
        must("amount", Pair),
        may("pending", Bool),
        may("lines", List(&Form::Record(&REFUND_LINE))),
        may("shipping", Pair),
        may("voided", Bool),
    ],
};

static REFUND_LINE: Record = Record {
    name: "refund line",
    fields: &[
        may("order_line", Text),
        may("sku", Text),
        must("quantity", Int),
        must("restock", Words(&["none", "cancel", "return"])),
        may("subtotal", Pair),
        may("tax", Pair),
    ],
};

#[cfg(test)]
mod tests;
