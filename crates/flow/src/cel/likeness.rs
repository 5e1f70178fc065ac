//! Which values may be compared, and with which words.

use seamless_model::Currency;
use serde_json::Value;

use super::scan::Flaw;
use super::syntax::{Kind, Span, Tree};
use super::types::Type;
use crate::nearest::nearest;

/// Why two values can never be equal, or must not be compared as texts; and what to write instead.
pub(super) fn unlike(left: (&Tree, &Type), right: (&Tree, &Type)) -> Option<(String, &'static str)> {
    let (a, b) = (left.1, right.1);
    let is = |kind: fn(&Type) -> bool| kind(a) || kind(b);
    if a.is_open() || b.is_open() {
        return None;
    }
    if is(|it| *it == Type::Decimal) {
        let message = "decimals are compared as numbers, not letter by letter".to_owned();
        return Some((message, "write `compare(a, b) == 0`: \"12.5\" and \"12.50\" are one number"));
    }
    if is(|it| *it == Type::Timestamp) {
        let message = "times are compared as times, not letter by letter".to_owned();
        return Some((message, "write `before(a, b)`"));
    }
    let alike = match (a, b) {
        (a, b) if a.is_text() && b.is_text() => true,
        (a, b) if a.is_number() && b.is_number() => true,
        (Type::List(a), Type::List(b)) => a.is_open() || b.is_open() || a == b || a.is_text() && b.is_text(),
        (Type::Map(_), Type::Money | Type::Pair | Type::Record(_) | Type::Map(_)) => true,
        (Type::Money | Type::Pair | Type::Record(_), Type::Map(_)) => true,
        (a, b) => a == b,
    };
    if alike { None } else { Some((format!("{a} is never equal to {b}"), hint(a, b))) }
}

/// Why two values have no order, or none that a text has; and what to write instead.
pub(super) fn unordered(a: &Type, b: &Type) -> Option<(String, &'static str)> {
    let is = |kind: fn(&Type) -> bool| kind(a) || kind(b);
    let plain = |it: &Type| matches!(it, Type::Text | Type::Words(_) | Type::Currency);
    match (a, b) {
        (Type::Any, Type::Any) => None,
        _ if is(|it| matches!(it, Type::Money | Type::Pair)) => {
            Some((format!("{a} and {b} have no such order"), hint(a, b)))
        }
        _ if is(|it| *it == Type::Decimal) => Some((
            "decimals are ordered as numbers, not letter by letter".to_owned(),
            "write `compare(a, b) < 0`",
        )),
        _ if is(|it| *it == Type::Timestamp) => {
            Some(("times are ordered as times, not letter by letter".to_owned(), "write `before(a, b)`"))
        }
        (Type::Any, b) if b.is_number() || plain(b) => None,
        (a, Type::Any) if a.is_number() || plain(a) => None,
        (a, b) if a.is_number() && b.is_number() || plain(a) && plain(b) => None,
        _ => Some((format!("{a} and {b} have no order"), hint(a, b))),
    }
}

fn hint(a: &Type, b: &Type) -> &'static str {
    let is = |kind: fn(&Type) -> bool| kind(a) || kind(b);
    if is(|it| *it == Type::Pair) {
        "say whose money, `.shop` or `.presentment`, then `at_least(a, b)`, `more_than(a, b)`, `minor(a)`"
    } else if is(|it| *it == Type::Money) {
        "money is compared with money: `at_least(m, money(\"100\", \"USD\"))`; or count it with `minor(m)`"
    } else if is(Type::is_text) && is(Type::is_number) {
        "make the text a number with `int(t)`, or the number a text with `text(n)`"
    } else if is(|it| matches!(it, Type::Record(_))) {
        "compare one of its fields; to ask whether it is there: `!= null`"
    } else {
        ""
    }
}

/// What is wrong with a text literal that stands where a word or a currency is wanted.
pub(crate) fn unknown_word(wanted: &Type, tree: &Tree) -> Option<Flaw> {
    let Kind::Literal(Value::String(word)) = &tree.kind else { return None };
    match wanted {
        Type::Words(words) if !words.contains(&word.as_str()) => Some(not_a_word(word, words, tree.span)),
        Type::Currency => Currency::from_code(word)
            .err()
            .map(|reason| Flaw::new(tree.span, reason.to_string(), "not a currency")),
        _ => None,
    }
}

/// A word that is not one of a fixed set.
pub(crate) fn not_a_word(word: &str, words: &[&str], span: Span) -> Flaw {
    let flaw = Flaw::new(span, format!("\"{word}\" is not one of {}", words.join(", ")), "unknown word");
    match nearest(word, words.iter().copied()).or_else(|| same_ends(word, words)) {
        Some(near) => flaw.help(format!("did you mean \"{near}\"?")),
        None => flaw,
    }
}

/// The word of a set that begins and ends as this one does, and is nearest in length: `paid` for `payed`.
fn same_ends<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    let begins = word.get(..2)?;
    let ends = word.chars().last()?;
    let alike = words.iter().filter(|it| it.starts_with(begins) && it.ends_with(ends));
    alike.min_by_key(|it| it.len().abs_diff(word.len())).copied()
}
