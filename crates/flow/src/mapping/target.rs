//! What a mapping must build: nothing in particular for a system's own JSON, an observation for the house.

use seamless_model::DocumentKind;
use serde_json::Value;

use crate::fields::{Field, Form, Record, fields_of};

/// What is wanted in a place of the shape.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// Anything.
    Free,
    /// What a document has in this place.
    Form(Form),
    /// Texts under names of their own.
    TextMap,
    /// `{id, keys, parents?, revision?, document}`.
    Observation(DocumentKind),
}

static ENVELOPE: Record = Record {
    name: "observation",
    fields: &[
        Field { name: "id", form: Form::Text, required: true },
        Field { name: "keys", form: Form::Text, required: true },
        Field { name: "parents", form: Form::List(&Form::Record(&PARENT)), required: false },
        Field { name: "revision", form: Form::Record(&REVISION), required: false },
        Field { name: "document", form: Form::Text, required: true },
    ],
};

const KINDS: &[&str] = &[
    "order",
    "hold",
    "fulfillment_request",
    "shipment",
    "cancellation",
    "return",
    "refund",
    "payment",
    "payout",
    "inventory",
    "journal",
];

static PARENT: Record = Record {
    name: "parent",
    fields: &[
        Field { name: "kind", form: Form::Words(KINDS), required: true },
        Field { name: "field", form: Form::Text, required: true },
        Field { name: "value", form: Form::Text, required: true },
    ],
};

static REVISION: Record = Record {
    name: "revision",
    fields: &[
        Field { name: "at", form: Form::Timestamp, required: true },
        Field { name: "rank", form: Form::Int, required: false },
    ],
};

static MONEY: Record = Record {
    name: "money",
    fields: &[
        Field { name: "amount", form: Form::Decimal, required: true },
        Field { name: "currency", form: Form::Currency, required: true },
    ],
};

static PAIR: Record = Record {
    name: "money pair",
    fields: &[
        Field { name: "shop", form: Form::Money, required: true },
        Field { name: "presentment", form: Form::Money, required: true },
    ],
};

impl Wanted {
    /// The fields that a map has here; `None` where any will do, or where no map may stand.
    pub(super) fn record(self) -> Option<&'static Record> {
        match self {
            Self::Observation(_) => Some(&ENVELOPE),
            Self::Form(Form::Record(record)) => Some(record),
            Self::Form(Form::Money) => Some(&MONEY),
            Self::Form(Form::Pair) => Some(&PAIR),
            Self::Form(_) | Self::Free | Self::TextMap => None,
        }
    }

    /// What is wanted under a name of a map that stands here.
    pub(super) fn under(self, name: &str) -> Self {
        match (self, name) {
            (Self::Observation(_), "keys") => Self::TextMap,
            (Self::Observation(kind), "document") => {
                fields_of(kind).map_or(Self::Free, |record| Self::Form(Form::Record(record)))
            }
            (Self::TextMap, _) => Self::Form(Form::Text),
            _ => match self.record().and_then(|record| record.field(name)) {
                Some(field) => Self::Form(field.form),
                None => Self::Free,
            },
        }
    }

    /// What is wanted of each element of a list that stands here; `None` where no list may stand.
    pub(super) fn element(self) -> Option<Self> {
        match self {
            Self::Free => Some(Self::Free),
            Self::Form(Form::List(item)) => Some(Self::Form(*item)),
            _ => None,
        }
    }

    /// Whether a map may stand here.
    pub(super) fn takes_map(self) -> bool {
        matches!(self, Self::Free | Self::TextMap) || self.record().is_some()
    }

    /// The form that a value here must have, where it is known.
    pub(super) fn form(self) -> Option<Form> {
        match self {
            Self::Form(form) => Some(form),
            _ => None,
        }
    }
}

/// Why a value that was built cannot stand where this form is wanted; `None` where it can, or where only reading
/// the document finds out. What is null is told apart elsewhere.
pub(super) fn misfit(form: &Form, value: &Value) -> Option<String> {
    let wants = match (form, value) {
        (_, Value::Null) => return None,
        (Form::Text | Form::Decimal | Form::Timestamp | Form::Currency, Value::Number(_)) => {
            return Some(format!("a text is wanted here, and {value} is a number: write `text(…)`"));
        }
        (Form::Text | Form::Decimal | Form::Timestamp | Form::Currency, value) if !value.is_string() => {
            "a text"
        }
        (Form::Int, value) if !value.is_u64() && !value.is_i64() => "a whole number",
        (Form::Bool, value) if !value.is_boolean() => "true or false",
        (Form::List(_), value) if !value.is_array() => "a list",
        (Form::Record(_) | Form::Money | Form::Pair, value) if !value.is_object() => "a map",
        _ => return None,
    };
    Some(format!("{wants} is wanted here, and this is something else"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_are_those_of_the_model() {
        let words: Vec<_> = DocumentKind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(KINDS, words);
    }
}
