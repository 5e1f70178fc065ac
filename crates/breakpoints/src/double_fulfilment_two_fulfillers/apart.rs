//! Which pairs of conditions may take one document, told apart by the values of one field.
//!
//! Five hundred vendors, each with `location == "v17"`, are apart at sight: comparing each with each would take the
//! square of their number. What is not seen here is not apart: it is compared exactly.

use std::collections::{BTreeMap, BTreeSet};

/// What a condition demands of a field: only documents for which it holds are taken.
#[derive(Debug, PartialEq, Eq)]
enum Demand<'c> {
    /// It is one of these.
    In(BTreeSet<&'c str>),
    /// It is none of these.
    NotIn(BTreeSet<&'c str>),
}

/// The pairs of conditions that are not apart at sight, by their places: those that may take one document; no more
/// than `most` of them. The later one stands second; one that says nothing of the field on which the others part
/// stands second to each of them.
pub(super) fn pairs(conditions: &[&str], most: usize) -> Vec<(usize, usize)> {
    let demands: Vec<BTreeMap<&str, Demand<'_>>> = conditions.iter().map(|it| demands(it)).collect();
    let Some(field) = commonest(&demands) else { return each_with_each(conditions.len(), most) };
    let mut owners: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let (mut rest, mut odd, mut shared) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, demand) in demands.iter().enumerate() {
        match demand.get(field) {
            Some(Demand::In(values)) => {
                for value in values {
                    let same = owners.entry(value).or_default();
                    let room = most.saturating_sub(shared.len());
                    shared.extend(same.iter().take(room).map(|owner| (*owner, at)));
                    same.push(at);
                }
            }
            Some(Demand::NotIn(values)) => rest.push((at, values)),
            None => odd.push(at),
        }
    }
    let owners = &owners;
    let left = rest.iter().enumerate().flat_map(|(index, (at, values))| {
        let taken = owners.iter().filter(|it| !values.contains(*it.0)).flat_map(|it| it.1.iter().copied());
        let taken: BTreeSet<usize> = taken.take(most).chain(rest[..index].iter().map(|it| it.0)).collect();
        taken.into_iter().map(|other| (other, *at))
    });
    let is_odd: BTreeSet<usize> = odd.iter().copied().collect();
    let plain = |it: &usize| !is_odd.contains(it);
    let beside = odd.iter().enumerate().flat_map(|(index, at)| {
        let others = (0..conditions.len()).filter(plain).chain(odd[..index].iter().copied());
        others.map(move |other| (other, *at))
    });
    shared.iter().copied().chain(left).chain(beside).take(most).collect()
}

fn each_with_each(count: usize, most: usize) -> Vec<(usize, usize)> {
    (1..count).flat_map(|second| (0..second).map(move |first| (first, second))).take(most).collect()
}

/// The field of which the most conditions demand a value.
fn commonest<'c>(demands: &[BTreeMap<&'c str, Demand<'c>>]) -> Option<&'c str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (field, demand) in demands.iter().flatten() {
        *count.entry(field).or_default() += usize::from(matches!(demand, Demand::In(_)));
    }
    count.into_iter().filter(|it| it.1 > 0).max_by_key(|it| it.1).map(|it| it.0)
}

/// What the parts of a condition that are joined by `&&` demand, as far as they are plain. Nothing where the text has
/// more than one kind of quote, an escape, or anything by which a part could be meant otherwise.
fn demands(condition: &str) -> BTreeMap<&str, Demand<'_>> {
    let mixed = condition.contains('"') && condition.contains('\'');
    if mixed || condition.contains(['\\', '?']) || condition.contains("||") {
        return BTreeMap::new();
    }
    // A part with half a pair of brackets stands inside of something, perhaps of a denial.
    let whole = |it: &str| it.matches(['(', '[']).count() == it.matches([')', ']']).count();
    if !condition.split("&&").all(whole) {
        return BTreeMap::new();
    }
    let mut found = BTreeMap::new();
    for (field, demand) in condition.split("&&").filter_map(demand) {
        // A second demand of one field narrows the first, which is true by itself.
        if matches!(demand, Demand::In(_)) || !found.contains_key(field) {
            found.insert(field, demand);
        }
    }
    found
}

/// `field == "value"`, `field in ["a", "b"]`, `field != "value"` and `!(field in ["a", "b"])`.
fn demand(part: &str) -> Option<(&str, Demand<'_>)> {
    let part = part.trim();
    if let Some(inner) = part.strip_prefix("!(").and_then(|it| it.strip_suffix(')')) {
        let (field, values) = inner.split_once(" in ")?;
        return Some((path(field)?, Demand::NotIn(list(values)?)));
    }
    if let Some((field, value)) = part.split_once("==") {
        return Some((path(field)?, Demand::In(BTreeSet::from([literal(value)?]))));
    }
    if let Some((field, value)) = part.split_once("!=") {
        return Some((path(field)?, Demand::NotIn(BTreeSet::from([literal(value)?]))));
    }
    let (field, values) = part.split_once(" in ")?;
    Some((path(field)?, Demand::In(list(values)?)))
}

fn path(text: &str) -> Option<&str> {
    let text = text.trim();
    let plain = text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '.');
    (plain && text.contains('.')).then_some(text)
}

fn literal(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote).filter(|it| !it.contains(quote));
    inner('"').or_else(|| inner('\''))
}

fn list(text: &str) -> Option<BTreeSet<&str>> {
    text.trim().strip_prefix('[')?.strip_suffix(']')?.split(',').map(literal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_on_one_field_is_apart_at_sight() {
        let place = "request.location";
        let vendors: Vec<String> = (0..500).map(|it| format!("{place} == \"v{it}\"")).collect();
        let texts: Vec<&str> = vendors.iter().map(String::as_str).collect();
        assert_eq!(pairs(&texts, 99), []);
        assert_eq!(pairs(&["a.c in ['US', 'CA']", "!(a.c in ['US', 'CA'])"], 99), []);
        assert_eq!(pairs(&["a.c == 'US' && a.x > 3", "a.c != 'US'"], 99), []);
    }

    #[test]
    fn what_is_not_apart_at_sight_is_compared() {
        assert_eq!(pairs(&["a.c in ['US', 'CA']", "a.c != 'US'"], 99), [(0, 1)]);
        assert_eq!(pairs(&["a.c == 'US'", "a.c == 'CA'", "a.c == 'US'"], 99), [(0, 2)]);
        let shared = ["a.c == 'US' && a.x > 9", "a.c == 'US' && a.x < 9", "a.c == 'US' && a.y"];
        assert_eq!(pairs(&shared, 99), [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(pairs(&["true", "a.c == 'CA'", "a.c == 'US'"], 99), [(1, 0), (2, 0)]);
        assert_eq!(pairs(&["a.c != 'US'", "a.c != 'CA'"], 99), [(0, 1)]);
        assert_eq!(pairs(&["a.x > 3", "a.x < 2", "a.y"], 99), [(0, 1), (0, 2), (1, 2)]);
        assert_eq!(pairs(&["a.x > 3", "a.x < 2", "a.y"], 2), [(0, 1), (0, 2)]);
    }

    #[test]
    fn what_could_be_meant_otherwise_demands_nothing() {
        for text in [
            "a.c == 'US' || a.d",
            "a.n == \"it's && a.c == 'US'\"",
            "a.b ? a.c == 'x' : a.d",
            "!(a.c == 'US' && a.d)",
            "!(a.b && a.c == 'US' && a.d)",
        ] {
            assert_eq!(demands(text), BTreeMap::new(), "{text}");
        }
        assert_eq!(pairs(&["!(a.c == 'US' && a.d == 'x')", "a.c == 'US'"], 99), [(1, 0)]);
    }
}
