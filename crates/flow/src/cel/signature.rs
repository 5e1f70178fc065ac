//! What functions take and give, as types.

use super::functions::{Gives, HouseFunction, Wants};
use super::types::Type;

/// Whether a value of this type may be given.
pub(super) fn takes(wants: Wants, kind: &Type) -> bool {
    let money = |kind: &Type| matches!(kind, Type::Money | Type::Any | Type::Map(_));
    match (wants, kind) {
        (Wants::Any, _) | (_, Type::Any | Type::Null) => true,
        (Wants::Text, kind) => kind.is_text(),
        (Wants::Plain, kind) => kind.is_text() || kind.is_number() || *kind == Type::Bool,
        (Wants::Int, kind) => *kind == Type::Int,
        (Wants::Decimal, kind) => matches!(kind, Type::Text | Type::Decimal) || kind.is_number(),
        (Wants::Timestamp, kind) => matches!(kind, Type::Text | Type::Timestamp),
        (Wants::Money, kind) => money(kind),
        (Wants::List, kind) => matches!(kind, Type::List(_)),
        (Wants::TextList, Type::List(item)) => item.is_open() || takes(Wants::Plain, item),
        (Wants::MoneyList, Type::List(item)) => item.is_open() || money(item),
        (Wants::TextList | Wants::MoneyList, _) => false,
        (Wants::Map, kind) => matches!(kind, Type::Map(_)),
        (Wants::Sized, kind) => kind.is_text() || matches!(kind, Type::List(_) | Type::Map(_)),
    }
}

/// What is wanted, with its article.
pub(super) fn wanted(wants: Wants) -> &'static str {
    match wants {
        Wants::Any => "a value",
        Wants::Text => "a text",
        Wants::Plain => "a text or a number",
        Wants::Int => "a whole number",
        Wants::Decimal => "a decimal",
        Wants::Timestamp => "a time",
        Wants::Money => "money",
        Wants::List => "a list",
        Wants::TextList => "a list of texts",
        Wants::MoneyList => "a list of money",
        Wants::Map => "a map",
        Wants::Sized => "a text, a list or a map",
    }
}

/// What a function gives when it is given these.
pub(super) fn gives(function: &HouseFunction, given: &[Type]) -> Type {
    match function.gives {
        Gives::Any => Type::Any,
        Gives::Bool => Type::Bool,
        Gives::Int => Type::Int,
        Gives::Number => Type::Number,
        Gives::Text => Type::Text,
        Gives::TextList => Type::Text.list(),
        Gives::Decimal => Type::Decimal,
        Gives::Currency => Type::Currency,
        Gives::Money => Type::Money,
        Gives::Pair => Type::Pair,
        Gives::Element => match given.first() {
            Some(Type::List(item)) => (**item).clone(),
            _ => Type::Any,
        },
        Gives::Looked => match given.get(1) {
            Some(Type::Map(value)) => (**value).clone().join(given.get(2).cloned().unwrap_or(Type::Null)),
            _ => Type::Any,
        },
    }
}

/// What to use in place of CEL functions that the house does not offer.
pub(super) fn instead_of(name: &str) -> String {
    match name {
        "matches" => "there are no regular expressions: use contains, startsWith, endsWith or split".into(),
        "timestamp" | "duration" => "times are texts: compare them with `before(a, b)`".into(),
        "double" => "use `number(decimal)`, or `decimal(x)` to stay exact".into(),
        "length" | "len" | "count" => "use `size`".into(),
        _ => "docs/expressions.md lists all functions".into(),
    }
}
