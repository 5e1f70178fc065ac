//! What a query costs, before and after it ran. The formula was derived from captured answers of a development store
//! (2026-04) and reproduces 96.6 % of 2,887 distinct operations.

use apollo_compiler::Schema;
use std::cell::Cell;

use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;

use super::document::{Document, offered};
use super::{Json, Map, coerce};

/// The price of an operation before it runs.
pub(in crate::shopify) fn price(document: &Document, operation: Option<&str>, variables: &Map) -> u32 {
    let Ok(operation) = document.operation(operation) else { return 0 };
    Pricing { document, schema: &offered().schema, variables, around: Cell::new(0) }
        .operation(operation, None)
}

/// The price of what it brought.
pub(super) fn actual(document: &Document, operation: &Operation, variables: &Map, data: &Json) -> u32 {
    Pricing { document, schema: &offered().schema, variables, around: Cell::new(0) }
        .operation(operation, Some(data))
}

struct Pricing<'d> {
    document: &'d Document,
    schema: &'d Schema,
    variables: &'d Map,
    /// How many connections are around what is priced.
    around: Cell<u32>,
}

/// Objects that cost nothing.
const FREE: &[&str] = &["MoneyBag", "MoneyV2", "LocationAddress", "Domain", "PageInfo"];

impl Pricing<'_> {
    fn operation(&self, operation: &Operation, data: Option<&Json>) -> u32 {
        if operation.is_mutation() {
            let mut sum = 0;
            self.each_field(&operation.selection_set, &mut |field| {
                let payload = data.map(|it| &it[field.response_key().as_str()]);
                sum += 10 + self.payload(&field.selection_set, payload);
            });
            return sum;
        }
        self.children(&operation.selection_set, data)
    }

    /// A mutation's payload: its first-level objects are free before the mutation ran.
    fn payload(&self, set: &SelectionSet, data: Option<&Json>) -> u32 {
        let mut sum = 0;
        self.each_field(set, &mut |field| {
            if self.is_leaf(field) {
                return;
            }
            let value = data.map(|it| &it[field.response_key().as_str()]);
            let whole = self.field(field, value);
            sum += if field.ty().is_list() { whole } else { whole.saturating_sub(1) };
        });
        sum
    }

    fn children(&self, set: &SelectionSet, data: Option<&Json>) -> u32 {
        let mut sum: u32 = 0;
        self.each_field(set, &mut |field| {
            if !self.is_leaf(field) {
                sum =
                    sum.saturating_add(self.field(field, data.map(|it| &it[field.response_key().as_str()])));
            }
        });
        sum.saturating_add(self.widest_fragment(set, data))
    }

    fn field(&self, field: &Field, data: Option<&Json>) -> u32 {
        let name = field.ty().inner_named_type().as_str();
        if field.name.ends_with("serErrors") || FREE.contains(&name) || field.name.starts_with("__") {
            return 0;
        }
        if name == "Count" {
            return 10;
        }
        if name == "Metafield" && field.name == "metafield" {
            return 2;
        }
        if data.is_some_and(|it| it.is_null() || it.as_array().is_some_and(Vec::is_empty)) {
            return u32::from(self.around.get() == 0);
        }
        if name.ends_with("Connection") {
            return self.connection(field, data);
        }
        // A list counts once, however long: so does what its items select.
        let inside = match data {
            Some(Json::Array(items)) => {
                items.iter().map(|it| self.children(&field.selection_set, Some(it))).max()
            }
            one => Some(self.children(&field.selection_set, one)),
        };
        1 + inside.unwrap_or(0)
    }

    fn connection(&self, field: &Field, data: Option<&Json>) -> u32 {
        let wanted = data.is_none().then(|| self.page_size(field));
        self.around.set(self.around.get() + 1);
        let mut inside = 0;
        let mut brought = 0;
        self.each_field(&field.selection_set, &mut |it| match it.name.as_str() {
            "nodes" => {
                let value = data.map(|data| &data[it.response_key().as_str()]);
                let (cost, count) = self.items(&it.selection_set, value, None);
                inside = inside.max(cost);
                brought = brought.max(count);
            }
            "edges" => {
                let value = data.map(|data| &data[it.response_key().as_str()]);
                self.each_field(&it.selection_set, &mut |node| {
                    if node.name == "node" {
                        let (cost, count) =
                            self.items(&node.selection_set, value, Some(node.response_key().as_str()));
                        inside = inside.max(cost);
                        brought = brought.max(count);
                    }
                });
            }
            _ => {}
        });
        self.around.set(self.around.get() - 1);
        // What was brought costs as the captured answers show: only the outermost connection has a price of its own.
        match wanted {
            Some(wanted) => 2 + weight(wanted) * (1 + inside),
            None => {
                let own = if self.around.get() == 0 { 2 } else { 0 };
                own + if brought == 0 { 0 } else { weight(brought) * (1 + inside) }
            }
        }
    }

    fn items(&self, set: &SelectionSet, data: Option<&Json>, under: Option<&str>) -> (u32, u64) {
        match data {
            None => (self.children(set, None), 0),
            Some(list) => {
                let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
                let widest = items
                    .iter()
                    .map(|it| self.children(set, Some(under.map_or(it, |key| &it[key]))))
                    .max()
                    .unwrap_or(0);
                (widest, items.len() as u64)
            }
        }
    }

    fn page_size(&self, field: &Field) -> u64 {
        let given = field.arguments.iter().find(|it| it.name == "first" || it.name == "last");
        given.and_then(|it| coerce::literal(&it.value, self.variables).as_u64()).unwrap_or(1)
    }

    fn is_leaf(&self, field: &Field) -> bool {
        field.selection_set.selections.is_empty()
    }

    /// The fields of a selection, those of fragments on the very type included.
    fn each_field(&self, set: &SelectionSet, visit: &mut dyn FnMut(&Field)) {
        for selection in &set.selections {
            match selection {
                Selection::Field(it) => visit(it),
                Selection::InlineFragment(it) if self.is_same(set, it.type_condition.as_deref()) => {
                    self.each_field(&it.selection_set, visit);
                }
                Selection::FragmentSpread(it) => {
                    if let Some(fragment) = it.fragment_def(&self.document.valid)
                        && self.is_same(set, Some(fragment.type_condition().as_str()))
                    {
                        self.each_field(&fragment.selection_set, visit);
                    }
                }
                Selection::InlineFragment(_) => {}
            }
        }
    }

    fn is_same(&self, set: &SelectionSet, on: Option<&str>) -> bool {
        on.is_none_or(|on| on == set.ty.as_str())
            || matches!(self.schema.types.get(&set.ty), Some(ExtendedType::Object(_)))
    }

    /// Of fragments on the members of an interface or a union, the widest counts.
    fn widest_fragment(&self, set: &SelectionSet, data: Option<&Json>) -> u32 {
        if matches!(self.schema.types.get(&set.ty), Some(ExtendedType::Object(_))) {
            return 0;
        }
        let mut widest = 0;
        for selection in &set.selections {
            let inner = match selection {
                Selection::InlineFragment(it) if !self.is_same(set, it.type_condition.as_deref()) => {
                    &it.selection_set
                }
                Selection::FragmentSpread(it) => match it.fragment_def(&self.document.valid) {
                    Some(fragment) if !self.is_same(set, Some(fragment.type_condition().as_str())) => {
                        &fragment.selection_set
                    }
                    _ => continue,
                },
                _ => continue,
            };
            widest = widest.max(self.children(inner, data));
        }
        widest
    }
}

/// How many nodes a page counts as: it grows with the logarithm of its size.
fn weight(size: u64) -> u32 {
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    ((2.0 * f64::from(size.max(1)).ln()).floor() as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::weight;

    #[test]
    fn a_page_counts_by_its_logarithm() {
        let seen: Vec<u32> = [1, 5, 10, 20, 50, 100, 250].into_iter().map(weight).collect();
        assert_eq!(seen, [1, 3, 4, 5, 7, 9, 11]);
    }
}
