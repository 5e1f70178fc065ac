//! Whether conditions part the documents: no document meets two of them.
//!
//! Only what can be told from their words is told: tests of one field against written values. Of all else nothing is
//! claimed, and each condition is then drawn as a question of its own.

use std::collections::BTreeSet;

/// A test of one field against written values.
#[derive(Debug, PartialEq, Eq)]
struct Test {
    field: String,
    values: BTreeSet<String>,
    /// Whether it holds for all values but these.
    is_negated: bool,
}

/// How a list of conditions parts documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// At most one holds.
    Disjoint,
    /// Exactly one holds.
    Total,
    /// That cannot be told.
    Unknown,
}

/// How conditions part the documents.
pub fn parting(conditions: &[&str]) -> Parting {
    let Some(tests) = conditions.iter().map(|it| test(it)).collect::<Option<Vec<Test>>>() else {
        return Parting::Unknown;
    };
    for (at, one) in tests.iter().enumerate() {
        if tests[at + 1..].iter().any(|other| !disjoint(one, other)) {
            return Parting::Unknown;
        }
    }
    let taken: BTreeSet<&String> =
        tests.iter().filter(|it| !it.is_negated).flat_map(|it| &it.values).collect();
    let rest_is_taken = |it: &Test| it.is_negated && it.values.iter().all(|value| taken.contains(value));
    if tests.iter().any(rest_is_taken) { Parting::Total } else { Parting::Disjoint }
}

fn disjoint(one: &Test, other: &Test) -> bool {
    one.field == other.field
        && match (one.is_negated, other.is_negated) {
            (false, false) => one.values.is_disjoint(&other.values),
            (false, true) => one.values.is_subset(&other.values),
            (true, false) => other.values.is_subset(&one.values),
            (true, true) => false,
        }
}

fn test(text: &str) -> Option<Test> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('!').filter(|it| !it.starts_with('=')) {
        let test = test(inner)?;
        // `!a == b` binds as `(!a) == b`: only what is bracketed or bare is turned round whole.
        let is_whole = bracketed(inner.trim()).is_some() || is_field(inner.trim());
        return is_whole.then_some(Test { is_negated: !test.is_negated, ..test });
    }
    if let Some(inner) = bracketed(text) {
        return test(inner);
    }
    if is_field(text) {
        return Some(Test { field: text.to_owned(), values: ["true".to_owned()].into(), is_negated: false });
    }
    if let Some((field, list)) = text.split_once(" in ") {
        let list = list.trim().strip_prefix('[')?.strip_suffix(']')?;
        let values = list.split(',').map(literal).collect::<Option<_>>()?;
        return named(field, values, false);
    }
    for (sign, is_negated) in [("==", false), ("!=", true)] {
        if let Some((field, value)) = text.split_once(sign) {
            return named(field, [literal(value)?].into(), is_negated);
        }
    }
    None
}

fn named(field: &str, values: BTreeSet<String>, is_negated: bool) -> Option<Test> {
    let field = field.trim();
    is_field(field).then(|| Test { field: field.to_owned(), values, is_negated })
}

/// What stands in one pair of brackets around the whole text.
fn bracketed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    (!inner.contains(['(', ')'])).then_some(inner)
}

fn is_field(text: &str) -> bool {
    let is_name = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
            && it.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
    };
    !matches!(text, "true" | "false" | "null") && text.split('.').all(is_name)
}

/// A string without escapes or commas, a whole number or a truth, in one way of writing.
fn literal(text: &str) -> Option<String> {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|it| it.strip_suffix(quote)) {
            return (!inner.contains(['\\', '"', '\'', ','])).then(|| format!("\"{inner}\""));
        }
    }
    let is_number = text.parse::<i64>().is_ok_and(|it| it.to_string() == text);
    (is_number || matches!(text, "true" | "false")).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_parts_documents_and_claims_nothing_else() {
        for (conditions, expect) in [
            (&["a.b in [\"US\", \"CA\"]", "a.b in ['DE']"][..], Parting::Disjoint),
            (&["a.b in [\"US\", \"CA\"]", "a.b == \"US\""], Parting::Unknown),
            (&["a.b in [\"US\", \"CA\"]", "!(a.b in [\"US\", \"CA\"])"], Parting::Total),
            (&["a.b == \"US\"", "a.b == \"CA\"", "!(a.b in [\"US\", \"CA\"])"], Parting::Total),
            (&["a.b == \"US\"", "a.b != \"US\""], Parting::Total),
            (&["a.b != \"US\"", "a.b != \"CA\""], Parting::Unknown),
            (&["order.test", "!order.test"], Parting::Total),
            (&["order.test", "order.test == true"], Parting::Unknown),
            (&["a == 1", "b == 2"], Parting::Unknown),
            (&["a == 1 && b == 2", "a == 2"], Parting::Unknown),
            (&["a == 1 || b", "a == 2"], Parting::Unknown),
            (&["!a == true", "a"], Parting::Unknown),
            (&["a in [\"x, y\"]", "a == \"x\""], Parting::Unknown),
            (&["size(a) == 1", "size(a) == 2"], Parting::Unknown),
        ] {
            assert_eq!(parting(conditions), expect, "{conditions:?}");
        }
    }
}
