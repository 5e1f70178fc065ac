//! Changes of a map that a program proposes, and their application to the text that a person wrote: comments,
//! quotes, order and layout stay as they are.

use std::sync::Arc;

use crate::Place;
use crate::tree::{Key, Node, NodeValue, parse_tree};

/// One change of a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Where: the names from the top of the map, for example `["handoffs", "orders", "backstop"]`.
    pub path: Vec<String>,
    /// What is to be done there.
    pub change: Change,
}

/// What is to be done at a place of a map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The field is to have this value, written as YAML on one line; it is added where it is absent.
    Set(String),
    /// The list is to have this item as well; the list is added where it is absent.
    Add(String),
}

impl Edit {
    /// A field is to have a value, written as YAML on one line.
    pub fn set<P: Into<String>>(path: impl IntoIterator<Item = P>, value: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), change: Change::Set(value.into()) }
    }

    /// A list is to have one more item.
    pub fn add<P: Into<String>>(path: impl IntoIterator<Item = P>, item: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), change: Change::Add(item.into()) }
    }

    /// The change as a person would write it down: `handoffs.orders.backstop: every 15m over 48h`.
    pub fn says(&self) -> String {
        let path = self.path.join(".");
        match &self.change {
            Change::Set(value) => format!("{path}: {value}"),
            Change::Add(item) => format!("{path}: [..., {item}]"),
        }
    }
}

/// Why a change cannot be made in a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text cannot be read.
    #[error("the file cannot be read as it stands: mend what `seamless check` says of it first")]
    Unreadable,
    /// What stands there is repeated from elsewhere (`*name`), and a change would show there too.
    #[error("`{0}` is repeated from another place of the file: change it there by hand")]
    Repeated(String),
    /// What stands on the way is no map, or no list.
    #[error("`{0}` is not written in a way that can be changed by a program: change it by hand")]
    Shape(String),
}

/// Makes one change in a text. What is there already is left as it is.
pub fn apply_edit(text: &str, edit: &Edit) -> Result<String, EditError> {
    let (node, problems) = parse_tree(&Arc::from("edited"), text.as_bytes());
    let root = node.filter(|_| problems.is_empty()).ok_or(EditError::Unreadable)?;
    let mut here = &root;
    for (depth, name) in edit.path.iter().enumerate() {
        let written = || edit.path[..=depth].join(".");
        let entries = match &here.value {
            NodeValue::Map(entries) => entries,
            _ => return Err(EditError::Shape(written())),
        };
        let Some((key, child)) = entries.iter().find(|(key, _)| key.text == *name) else {
            let is_flow = part(text, &here.place).starts_with('{');
            let entry = match edit.path.get(depth + 1) {
                // A new part of the map begins in lines: more will follow.
                Some(next) if depth == 0 && !is_flow => {
                    let value = nested(&edit.path[depth + 2..], &edit.change);
                    format!("{}:\n  {}: {value}", quoted(name), quoted(next))
                }
                _ => format!("{}: {}", quoted(name), nested(&edit.path[depth + 1..], &edit.change)),
            };
            return Ok(add_entry(text, here, entries, &entry));
        };
        let colon = after_colon(text, key);
        if child.value == NodeValue::Null {
            let is_flow = part(text, &here.place).starts_with('{');
            return Ok(match edit.path.get(depth + 1) {
                // What is written in lines goes on in lines.
                Some(name) if !is_flow => {
                    let value = nested(&edit.path[depth + 2..], &edit.change);
                    let entry = format!("\n{}  {}: {value}", indent(text, key.place.start), quoted(name));
                    insert(text, line_end(text, colon), &entry)
                }
                _ => insert(text, colon, &format!(" {}", nested(&edit.path[depth + 1..], &edit.change))),
            });
        }
        if child.place.start < colon {
            return Err(EditError::Repeated(written()));
        }
        here = child;
    }
    match &edit.change {
        Change::Set(value) => set(text, here, value, &edit.path.join(".")),
        Change::Add(item) => add_item(text, here, item, &edit.path.join(".")),
    }
}

/// The place behind the colon of a key.
fn after_colon(text: &str, key: &Key) -> usize {
    text[key.place.end..].find(':').map_or(key.place.end, |it| key.place.end + it + 1)
}

/// The value of a field below which others are missing: `{ within: { … } }`.
fn nested(missing: &[String], change: &Change) -> String {
    let value = match change {
        Change::Set(value) => value.clone(),
        Change::Add(item) => format!("[{item}]"),
    };
    missing.iter().rev().fold(value, |value, name| format!("{{ {}: {value} }}", quoted(name)))
}

fn quoted(name: &str) -> String {
    let plain = name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it));
    if plain && !name.is_empty() { name.to_owned() } else { format!("{name:?}") }
}

fn set(text: &str, node: &Node, value: &str, path: &str) -> Result<String, EditError> {
    let written = part(text, &node.place);
    let block =
        matches!(node.value, NodeValue::List(_) | NodeValue::Map(_)) && !written.starts_with(['[', '{']);
    if block || written.starts_with(['|', '>']) {
        return Err(EditError::Shape(path.to_owned()));
    }
    let mut out = text.to_owned();
    out.replace_range(node.place.start..node.place.start + written.len(), value);
    Ok(out)
}

fn add_item(text: &str, node: &Node, item: &str, path: &str) -> Result<String, EditError> {
    let NodeValue::List(items) = &node.value else { return Err(EditError::Shape(path.to_owned())) };
    if items.iter().any(|it| it.scalar() == Some(item)) {
        return Ok(text.to_owned());
    }
    let is_flow = part(text, &node.place).starts_with('[');
    Ok(match items.last() {
        None => insert(text, node.place.start + 1, item),
        Some(last) if is_flow => insert(text, end_of(text, &last.place), &format!(", {item}")),
        Some(last) => {
            let dash = text[..last.place.start].rfind('-').unwrap_or(last.place.start);
            insert(
                text,
                line_end(text, end_of(text, &last.place)),
                &format!("\n{}- {item}", indent(text, dash)),
            )
        }
    })
}

fn add_entry(text: &str, map: &Node, entries: &[(Key, Node)], entry: &str) -> String {
    let is_flow = part(text, &map.place).starts_with('{');
    match entries.last() {
        None => insert(text, map.place.start + 1, &format!(" {entry} ")),
        Some((key, last)) => {
            let end = end_of(text, &last.place).max(key.place.end + 1);
            if is_flow {
                return insert(text, end, &format!(", {entry}"));
            }
            let first = entries.first().map_or(key, |it| &it.0);
            insert(text, line_end(text, end), &format!("\n{}{entry}", indent(text, first.place.start)))
        }
    }
}

fn insert(text: &str, at: usize, what: &str) -> String {
    let at = at.min(text.len());
    format!("{}{what}{}", &text[..at], &text[at..])
}

fn part<'t>(text: &'t str, place: &Place) -> &'t str {
    text.get(place.start..place.end).unwrap_or_default().trim_end()
}

/// Where a value really ends: without the white space that a block counts as its own.
fn end_of(text: &str, place: &Place) -> usize {
    place.start + part(text, place).len()
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |it| at + it)
}

/// As many spaces as stand before a place in its line, what else stands there counted as a space.
fn indent(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    " ".repeat(text[start..at].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "\
flow: small   # its name
systems: {}
handoffs:
  # The first.
  orders:
    carry: order       # what travels
    covers: [create,
             edit]  # more?

  picks: { carry: fulfillment_request, covers: [create] } # one line
allow:
  - one
trade:
";

    fn changed(edit: Edit) -> String {
        let out = apply_edit(MAP, &edit).expect("it can be made");
        let (node, problems) = parse_tree(&Arc::from("it"), out.as_bytes());
        assert!(node.is_some() && problems.is_empty(), "{out}");
        assert_eq!(out.matches('#').count(), MAP.matches('#').count(), "{out}");
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let old = lines(MAP);
        lines(&out).into_iter().filter(|it| !old.contains(it)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn fields_are_added_in_the_style_of_their_map() {
        assert_eq!(
            changed(Edit::set(["handoffs", "orders", "backstop"], "every 15m over 48h")),
            "    backstop: every 15m over 48h"
        );
        assert_eq!(
            changed(Edit::set(["handoffs", "picks", "within"], "5m")),
            "  picks: { carry: fulfillment_request, covers: [create], within: 5m } # one line"
        );
        assert_eq!(
            changed(Edit::set(["handoffs", "picks", "contract", "codes.sku"], "same")),
            "  picks: { carry: fulfillment_request, covers: [create], contract: { codes.sku: same } } # one line"
        );
        assert_eq!(
            changed(Edit::set(["systems", "shop"], "{ kind: shopify }")),
            "systems: { shop: { kind: shopify } }"
        );
        assert_eq!(changed(Edit::set(["trade", "bundles"], "false")), "  bundles: false");
        assert_eq!(changed(Edit::set(["volume", "orders_per_day"], "12")), "volume:\n  orders_per_day: 12");
    }

    #[test]
    fn values_are_replaced_and_comments_stay() {
        assert_eq!(changed(Edit::set(["flow"], "large")), "flow: large   # its name");
        assert_eq!(
            changed(Edit::set(["handoffs", "orders", "carry"], "refund")),
            "    carry: refund       # what travels"
        );
    }

    #[test]
    fn lists_get_items_once() {
        assert_eq!(
            changed(Edit::add(["handoffs", "orders", "covers"], "cancel")),
            "             edit, cancel]  # more?"
        );
        assert_eq!(changed(Edit::add(["handoffs", "picks", "covers"], "create")), "");
        assert_eq!(changed(Edit::add(["allow"], "two")), "  - two");
        assert_eq!(
            changed(Edit::add(["handoffs", "picks", "seen"], "x")),
            "  picks: { carry: fulfillment_request, covers: [create], seen: [x] } # one line"
        );
    }

    #[test]
    fn what_cannot_be_changed_says_so() {
        let edit = |path: &[&str]| Edit::set(path.iter().copied(), "x");
        assert_eq!(apply_edit("a: [", &edit(&["a"])), Err(EditError::Unreadable));
        assert_eq!(
            apply_edit("a: &x { b: 1 }\nc: *x\n", &edit(&["c", "b"])),
            Err(EditError::Repeated("c".into()))
        );
        assert_eq!(apply_edit("a: text\n", &edit(&["a", "b"])), Err(EditError::Shape("a.b".into())));
        assert_eq!(apply_edit("a:\n  b: 1\n", &edit(&["a"])), Err(EditError::Shape("a".into())));
    }
}
