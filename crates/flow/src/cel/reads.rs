//! Which fields an expression reads.

use std::collections::BTreeSet;

use serde_json::Value;

use super::syntax::{Each, Kind, Tree};

/// What an element of a list is called, and the list whose element it is, where that is a field.
type Names<'t> = Vec<(&'t str, Option<String>)>;

/// The fields that an expression reads, as they are written: `order.ship_to.country`. A field of a list's elements is
/// one of the list: `order.lines.sku`. A variable that is read as a whole is one of them.
pub(crate) fn fields(tree: &Tree) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect<'t>(tree: &'t Tree, names: &mut Names<'t>, found: &mut BTreeSet<String>) {
    if let Some(path) = path(tree, names) {
        found.insert(path);
    }
    match &tree.kind {
        Kind::Literal(_) | Kind::Variable(_) => {}
        // What a field is of is read with it.
        Kind::Select { operand, .. } | Kind::Has(operand, ..) => below(operand, names, found),
        Kind::Index(operand, index) => {
            below(operand, names, found);
            collect(index, names, found);
        }
        Kind::Not(operand) | Kind::Negate(operand) => collect(operand, names, found),
        Kind::If(parts) => all(&parts[..], names, found),
        Kind::And(sides) | Kind::Or(sides) | Kind::In(sides) => all(&sides[..], names, found),
        Kind::Compare(_, sides) | Kind::Calculate(_, sides) => all(&sides[..], names, found),
        Kind::List(items) | Kind::Call { arguments: items, .. } => all(items, names, found),
        Kind::Record(entries) => {
            all(entries.iter().flat_map(|(key, value)| [key, value]), names, found);
        }
        Kind::Each(each) => {
            collect(&each.list, names, found);
            within(each, names, |names| all(each.keep.iter().chain([&each.body]), names, found));
        }
    }
}

fn all<'t>(trees: impl IntoIterator<Item = &'t Tree>, names: &mut Names<'t>, found: &mut BTreeSet<String>) {
    trees.into_iter().for_each(|it| collect(it, names, found));
}

/// What a path begins with is no field of its own; what is worked out before its first field is looked through.
fn below<'t>(operand: &'t Tree, names: &mut Names<'t>, found: &mut BTreeSet<String>) {
    match &operand.kind {
        Kind::Variable(_) => {}
        Kind::Select { operand, .. } => below(operand, names, found),
        // An element's field is one of the list: the list itself is only on the way to it.
        Kind::Index(operand, index) => {
            below(operand, names, found);
            collect(index, names, found);
        }
        _ => collect(operand, names, found),
    }
}

/// The field that an expression gives as it is, or whose elements it gives.
fn path<'t>(tree: &'t Tree, names: &mut Names<'t>) -> Option<String> {
    match &tree.kind {
        Kind::Variable(name) => match names.iter().rev().find(|it| it.0 == name) {
            Some((_, list)) => list.clone(),
            None => Some(name.clone()),
        },
        Kind::Select { operand, field, .. } | Kind::Has(operand, field, _) => {
            Some(format!("{}.{field}", path(operand, names)?))
        }
        Kind::Index(operand, index) => match &index.kind {
            Kind::Literal(Value::String(field)) => Some(format!("{}.{field}", path(operand, names)?)),
            _ => path(operand, names),
        },
        Kind::Each(each) => within(each, names, |names| path(&each.body, names)),
        _ => None,
    }
}

/// Works among the names of which a walk's own is one.
fn within<'t, T>(each: &'t Each, names: &mut Names<'t>, work: impl FnOnce(&mut Names<'t>) -> T) -> T {
    let list = path(&each.list, names);
    names.push((&each.name, list));
    let done = work(names);
    names.pop();
    done
}

#[cfg(test)]
mod tests {
    use crate::Condition;

    fn check(text: &str, fields: &[&str]) {
        let condition = Condition::parse(text).expect("it parses");
        assert_eq!(condition.fields().iter().map(String::as_str).collect::<Vec<_>>(), fields, "{text}");
    }

    #[test]
    fn fields_are_read_from_the_tree_and_not_from_the_text() {
        check("true", &[]);
        check("order.payment == 'paid' && !order.test", &["order.payment", "order.test"]);
        check("'order.payment' in order.tags", &["order.tags"]);
        check(
            "has(order.ship_to) && order.ship_to.country == source",
            &["order.ship_to", "order.ship_to.country", "source"],
        );
        check("order['payment'] == 'paid'", &["order.payment"]);
        check("order.total > money('5.00', order.currency)", &["order.currency", "order.total"]);
    }

    #[test]
    fn fields_of_elements_are_fields_of_their_list() {
        check("order.lines.exists(it, it.sku == 'A-1')", &["order.lines", "order.lines.sku"]);
        check("order.lines[0].sku == 'A-1'", &["order.lines.sku"]);
        check(
            "order.lines.filter(it, it.quantity > 1).exists(that, that.sku == 'A-1')",
            &["order.lines", "order.lines.quantity", "order.lines.sku"],
        );
        check("[1, 2].exists(order, order == 1)", &[]);
    }

    #[test]
    fn a_field_is_read_with_any_part_of_it_and_not_by_a_name_that_is_alike() {
        let condition = Condition::parse("order.ship_to.country == 'US'").expect("it parses");
        assert!(condition.reads("order.ship_to.country") && condition.reads("order.ship_to"));
        assert!(!condition.reads("order.ship") && !condition.reads("order.ship_to.country.code"));
        assert!(!Condition::parse("order.source_name == 'x'").expect("it parses").reads("order.source"));
    }
}
