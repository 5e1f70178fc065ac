//! The types of expressions.

use std::fmt;

use indexmap::IndexMap;
use seamless_model::DocumentKind;

use crate::fields::{Form, Record, fields_of};

/// The type of an expression. Whether a value may be absent is no part of it: what is absent is null, and null
/// may be compared with anything.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    /// Not known before it is evaluated.
    Any,
    Null,
    Bool,
    Int,
    /// A number with a fraction.
    Number,
    Text,
    Decimal,
    Timestamp,
    Currency,
    /// A text that is one of these.
    Words(&'static [&'static str]),
    Money,
    Pair,
    List(Box<Type>),
    /// A map from text to values of one type.
    Map(Box<Type>),
    Record(&'static Record),
}

impl Type {
    /// The type of what stands in a place of a document.
    pub(crate) fn of(form: &Form) -> Self {
        match form {
            Form::Bool => Self::Bool,
            Form::Int => Self::Int,
            Form::Text => Self::Text,
            Form::Decimal => Self::Decimal,
            Form::Timestamp => Self::Timestamp,
            Form::Currency => Self::Currency,
            Form::Words(words) => Self::Words(words),
            Form::Money => Self::Money,
            Form::Pair => Self::Pair,
            Form::List(item) => Self::List(Box::new(Self::of(item))),
            Form::Record(record) => Self::Record(record),
        }
    }

    /// A list of this type.
    pub(crate) fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// Whether a value of it is a text in JSON.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Decimal | Self::Timestamp | Self::Currency | Self::Words(_))
    }

    /// Whether a value of it is a number in JSON.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Number)
    }

    /// Whether nothing is known of it.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Any | Self::Null)
    }

    /// The type of what is either of two.
    pub(crate) fn join(self, other: Self) -> Self {
        match (self, other) {
            (left, right) if left == right => left,
            (Self::Null, known) | (known, Self::Null) => known,
            (left, right) if left.is_text() && right.is_text() => Self::Text,
            (left, right) if left.is_number() && right.is_number() => Self::Number,
            (Self::List(left), Self::List(right)) => left.join(*right).list(),
            (Self::Map(left), Self::Map(right)) => Self::Map(Box::new(left.join(*right))),
            _ => Self::Any,
        }
    }

    /// Whether a value of this type may stand where `form` is wanted.
    pub(crate) fn fits(&self, form: &Form) -> bool {
        match (self, form) {
            (Self::Any, _) => true,
            (Self::Int, Form::Int) | (Self::Bool, Form::Bool) => true,
            (Self::Money, Form::Money) | (Self::Pair, Form::Pair) => true,
            // A text may turn out to be a decimal, a time, a code or a word: reading the document finds out.
            (Self::Text, Form::Decimal | Form::Timestamp | Form::Currency | Form::Words(_)) => true,
            (from, Form::Text) => from.is_text(),
            (Self::Decimal, Form::Decimal) | (Self::Timestamp, Form::Timestamp) => true,
            (Self::Currency, Form::Currency) => true,
            (Self::Words(left), Form::Words(right)) => left.iter().all(|word| right.contains(word)),
            (Self::List(item), Form::List(form)) => item.fits(form),
            (Self::Record(left), Form::Record(right)) => std::ptr::eq(*left, *right),
            (Self::Map(_), Form::Record(_) | Form::Money | Form::Pair) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("a value"),
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("true or false"),
            Self::Int => f.write_str("a whole number"),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("a text"),
            Self::Decimal => f.write_str("a decimal as text"),
            Self::Timestamp => f.write_str("a time"),
            Self::Currency => f.write_str("a currency code"),
            Self::Words(words) => write!(f, "one of {}", words.join(", ")),
            Self::Money => f.write_str("money"),
            Self::Pair => f.write_str("a money pair"),
            Self::List(item) if item.is_open() => f.write_str("a list"),
            Self::List(item) => write!(f, "a list, each {item}"),
            Self::Map(_) => f.write_str("a map"),
            Self::Record(record) => write!(f, "a record ({})", record.name),
        }
    }
}

/// Variables by name, with their types.
pub(crate) type Variables = IndexMap<String, Type>;

const EVENTS: &[&str] = &["create", "edit", "cancel", "hold", "release", "partial", "tracking", "void"];

/// What the condition of a handoff that carries this kind may speak of.
pub(crate) fn condition_variables(kind: DocumentKind) -> Variables {
    let mut variables = Variables::from([
        ("order".to_owned(), document(DocumentKind::Order)),
        ("source".to_owned(), Type::Text),
        ("event".to_owned(), Type::Words(EVENTS)),
    ]);
    variables.insert(kind.word().to_owned(), document(kind));
    variables
}

/// What a mapping that writes this kind may speak of.
pub(crate) fn write_variables(kind: DocumentKind) -> Variables {
    let mut variables = condition_variables(kind);
    variables.shift_remove("source");
    for keys in ["keys", "order_keys", "target_keys"] {
        variables.insert(keys.to_owned(), Type::Map(Box::new(Type::Text)));
    }
    variables
}

/// What a mapping that reads a system's own JSON may speak of.
pub(crate) fn read_variables() -> Variables {
    Variables::from([("body".to_owned(), Type::Any)])
}

/// The type of a document of this kind.
pub(crate) fn document(kind: DocumentKind) -> Type {
    fields_of(kind).map_or(Type::Any, Type::Record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamless_model::Event;

    #[test]
    fn the_events_are_those_of_the_model() {
        let words: Vec<_> = Event::ALL.iter().map(|event| event.word()).collect();
        assert_eq!(EVENTS, words);
    }
}
