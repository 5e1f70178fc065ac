//! A text that is read once, and where each of many changes goes in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Change, Edit, EditError};
use crate::Place;
use crate::quoted;
use crate::tree::{Key, Node, NodeValue, parse_tree};

/// Maps with more entries than this have their keys looked up in an index.
const FEW: usize = 8;

/// A text of YAML, read once. What many changes would replace in it is found without reading it again.
#[derive(Debug)]
pub struct Written<'t> {
    text: &'t str,
    root: Node,
    /// Of each map with many entries, by the place where it begins: the number of each key's entry. Two maps that begin
    /// at one place are one map, repeated.
    keys: HashMap<usize, HashMap<String, usize>>,
    /// Where the values begin that are repeated elsewhere.
    shared: HashSet<usize>,
}

/// A part of a text that is to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// What is taken away, in bytes of the text; empty where something is only put in.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
    /// What is appended, where others may be appended at the same place.
    appends: Option<Vec<String>>,
}

impl Replacement {
    /// Whether the text is already as it should be.
    pub fn is_nothing(&self) -> bool {
        self.range.is_empty() && self.text.is_empty()
    }

    /// Whether two of them can be made at once, this one first: they are apart, or something is appended, behind what
    /// the other one replaces or appends to the same map or list.
    fn agrees_with(&self, next: &Self) -> bool {
        let is_apart = self.range.end < next.range.start || next.range.end < self.range.start;
        let is_beside = |one: &[String], other: &[String]| {
            one != other && one.split_last().map(|it| it.1) == other.split_last().map(|it| it.1)
        };
        let both_append = self.range == next.range
            && matches!((&self.appends, &next.appends), (Some(one), Some(other)) if is_beside(one, other));
        is_apart || both_append || self.is_appended_to(next) || next.is_appended_to(self)
    }

    fn is_appended_to(&self, other: &Self) -> bool {
        self.appends.is_some() && !other.range.is_empty() && self.range.start == other.range.end
    }
}

/// Changes that are made at once: none of them touches another.
#[derive(Debug, Default)]
pub(super) struct Together {
    /// By where they begin, in the order of their coming.
    replacements: std::collections::BTreeMap<usize, Vec<Replacement>>,
}

impl Together {
    /// Takes one more where it agrees with those that are here.
    pub fn take(&mut self, one: &Replacement) -> bool {
        let before = self.replacements.range(..=one.range.start).next_back();
        let after = self.replacements.range(one.range.start..).next();
        let agrees = |there: &Vec<Replacement>| there.iter().all(|it| it.agrees_with(one));
        let agreed = [before, after].into_iter().flatten().all(|it| agrees(it.1));
        if agreed {
            self.replacements.entry(one.range.start).or_default().push(one.clone());
        }
        agreed
    }

    /// Whether nothing is to be made.
    pub fn is_empty(&self) -> bool {
        self.replacements.is_empty()
    }

    /// The text with all of them made.
    pub fn made_in(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for one in self.replacements.values().flatten() {
            out.push_str(&text[at..one.range.start]);
            out.push_str(&one.text);
            at = one.range.end;
        }
        out.push_str(&text[at..]);
        out
    }

    /// All of them, by their places: what is appended at one place is one.
    pub fn into_replacements(self) -> Vec<Replacement> {
        let join = |mut all: Vec<Replacement>| {
            let rest: String = all.split_off(1).into_iter().map(|it| it.text).collect();
            all.pop().map(|first| Replacement { text: first.text + &rest, ..first })
        };
        self.replacements.into_values().filter_map(join).collect()
    }
}

impl<'t> Written<'t> {
    /// Reads a text.
    pub fn read(text: &'t str) -> Result<Self, EditError> {
        let (node, problems) = parse_tree(&Arc::from("edited"), text.as_bytes());
        let root = node.filter(|_| problems.is_empty()).ok_or(EditError::Unreadable)?;
        let (mut keys, mut shared) = (HashMap::new(), HashSet::new());
        index(&root, &mut keys, &mut shared);
        Ok(Self { text, root, keys, shared })
    }

    /// What some changes replace, all of them together, by place, without what stays the same; `None` where one of them
    /// cannot be made or touches what another one changes.
    pub fn replacements(&self, edits: &[Edit]) -> Option<Vec<Replacement>> {
        let mut together = Together::default();
        for edit in edits {
            let one = self.replacement(edit).ok()?;
            if !one.is_nothing() && !together.take(&one) {
                return None;
            }
        }
        let all = together.into_replacements().into_iter().map(|it| without_same(self.text, it));
        Some(all.filter(|it| !it.is_nothing()).collect())
    }

    /// What one change replaces.
    pub fn replacement(&self, edit: &Edit) -> Result<Replacement, EditError> {
        let mut here = &self.root;
        for (depth, name) in edit.path.iter().enumerate() {
            let written = || edit.path[..=depth].join(".");
            let NodeValue::Map(entries) = &here.value else { return Err(EditError::Shape(written())) };
            let Some((key, child)) = self.entry(here, entries, name) else {
                return Ok(self.add_entry(here, entries, edit, depth));
            };
            if child.alias.is_some() {
                return Err(EditError::Repeated(written()));
            }
            if self.shared.contains(&child.place.start) {
                return Err(EditError::Shared(written()));
            }
            if child.value == NodeValue::Null {
                return Ok(self.fill(here, key, child, edit, depth));
            }
            here = child;
        }
        match &edit.change {
            Change::Set(value) => self.set(here, value, edit),
            Change::Add(item) => self.add_item(here, item, edit),
        }
    }

    fn entry<'n>(&self, map: &Node, entries: &'n [(Key, Node)], name: &str) -> Option<&'n (Key, Node)> {
        match self.keys.get(&map.place.start) {
            Some(keys) => entries.get(*keys.get(name)?),
            None => entries.iter().find(|(key, _)| key.text == *name),
        }
    }

    /// A new entry of a map, the last one of it.
    fn add_entry(&self, map: &Node, entries: &[(Key, Node)], edit: &Edit, depth: usize) -> Replacement {
        let is_flow = self.part(&map.place).starts_with('{');
        let name = quoted(&edit.path[depth]);
        let entry = match edit.path.get(depth + 1) {
            // A new part of the map begins in lines: more will follow.
            Some(next) if depth == 0 && !is_flow => {
                let value = nested(&edit.path[depth + 2..], &edit.change);
                format!("{name}:\n  {}: {value}", quoted(next))
            }
            _ => format!("{name}: {}", nested(&edit.path[depth + 1..], &edit.change)),
        };
        let Some((key, last)) = entries.last() else {
            return self.insert(map.place.start + 1, format!(" {entry} "));
        };
        let is_empty = last.alias.is_none() && self.part(&last.place).is_empty();
        let end = if is_empty { self.after_key(key) } else { self.end_of(last) };
        let appended = if is_flow {
            self.insert(end, format!(", {entry}"))
        } else {
            let first = entries.first().map_or(key, |it| &it.0);
            self.insert(self.line_end(end), format!("\n{}{entry}", self.indent(first.place.start)))
        };
        Replacement { appends: Some(edit.path[..=depth].to_vec()), ..appended }
    }

    /// The value of a key that has none: nothing is written there, or that it is nothing (`~`, `null`).
    fn fill(&self, map: &Node, key: &Key, none: &Node, edit: &Edit, depth: usize) -> Replacement {
        let said = self.part(&none.place);
        if !said.is_empty() {
            let text = nested(&edit.path[depth + 1..], &edit.change);
            return Replacement {
                range: none.place.start..none.place.start + said.len(),
                text,
                appends: None,
            };
        }
        let colon = self.after_key(key);
        if !self.text[..colon].ends_with(':') {
            return self.insert(colon, format!(": {}", nested(&edit.path[depth + 1..], &edit.change)));
        }
        let is_flow = self.part(&map.place).starts_with('{');
        match edit.path.get(depth + 1) {
            // What is written in lines goes on in lines.
            Some(name) if !is_flow => {
                let value = nested(&edit.path[depth + 2..], &edit.change);
                let entry = format!("\n{}  {}: {value}", self.indent(key.place.start), quoted(name));
                self.insert(self.line_end(colon), entry)
            }
            _ => self.insert(colon, format!(" {}", nested(&edit.path[depth + 1..], &edit.change))),
        }
    }

    fn set(&self, node: &Node, value: &str, edit: &Edit) -> Result<Replacement, EditError> {
        let written = self.part(&node.place);
        let block =
            matches!(node.value, NodeValue::List(_) | NodeValue::Map(_)) && !written.starts_with(['[', '{']);
        if block || written.starts_with(['|', '>']) {
            return Err(EditError::Shape(edit.path.join(".")));
        }
        let range = node.place.start..node.place.start + written.len();
        Ok(Replacement { range, text: value.to_owned(), appends: None })
    }

    fn add_item(&self, node: &Node, item: &str, edit: &Edit) -> Result<Replacement, EditError> {
        let NodeValue::List(items) = &node.value else { return Err(EditError::Shape(edit.path.join("."))) };
        if items.iter().any(|it| it.scalar() == Some(item)) {
            return Ok(self.insert(node.place.start, String::new()));
        }
        let Some(last) = items.last() else {
            return Ok(self.insert(node.place.start + 1, item.to_owned()));
        };
        let end = self.end_of(last);
        let appended = if self.part(&node.place).starts_with('[') {
            self.insert(end, format!(", {item}"))
        } else {
            let at = last.alias.as_ref().unwrap_or(&last.place).start;
            let line = self.text[..at].rfind('\n').map_or(0, |it| it + 1);
            let dash = self.text[line..at].find('-').map_or(at, |it| line + it);
            self.insert(self.line_end(end), format!("\n{}- {item}", self.indent(dash)))
        };
        Ok(Replacement { appends: Some([edit.path.as_slice(), &[item.to_owned()]].concat()), ..appended })
    }

    fn insert(&self, at: usize, text: String) -> Replacement {
        let at = at.min(self.text.len());
        // Lines end as they end in the file.
        let text = if self.text.contains("\r\n") { text.replace('\n', "\r\n") } else { text };
        Replacement { range: at..at, text, appends: None }
    }

    /// The place behind the colon of a key; behind the key itself where it has none, as in `{ key }`.
    fn after_key(&self, key: &Key) -> usize {
        let rest = &self.text[key.place.end..];
        let space = rest.len() - rest.trim_start().len();
        key.place.end + if rest[space..].starts_with(':') { space + 1 } else { 0 }
    }

    fn part(&self, place: &Place) -> &'t str {
        self.text.get(place.start..place.end).unwrap_or_default().trim_end()
    }

    /// Where a value really ends: without the white space and the comments that a block counts as its own; and of what
    /// is repeated from elsewhere, where it says so.
    fn end_of(&self, node: &Node) -> usize {
        let place = node.alias.as_ref().unwrap_or(&node.place);
        let written = self.part(place);
        let last = match &node.value {
            _ if node.alias.is_some() || written.starts_with(['{', '[']) => None,
            NodeValue::Map(entries) => entries.last().map(|(key, value)| match self.part(&value.place) {
                "" if value.alias.is_none() => self.after_key(key),
                _ => self.end_of(value),
            }),
            NodeValue::List(items) => items.last().map(|it| self.end_of(it)),
            _ => None,
        };
        last.unwrap_or(place.start + written.len())
    }

    /// Where a line ends: before its line break.
    fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |it| at + it);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    /// As many spaces as stand before a place in its line, what else stands there counted as a space.
    fn indent(&self, at: usize) -> String {
        let start = self.text[..at].rfind('\n').map_or(0, |it| it + 1);
        // A mark of the byte order is no width.
        " ".repeat(self.text[start..at].trim_start_matches('\u{feff}').chars().count())
    }
}

/// Notes where the keys of each map with many entries stand in it, and which values are repeated.
fn index(node: &Node, keys: &mut HashMap<usize, HashMap<String, usize>>, shared: &mut HashSet<usize>) {
    if node.alias.is_some() {
        shared.insert(node.place.start);
        return;
    }
    match &node.value {
        NodeValue::List(items) => items.iter().for_each(|it| index(it, keys, shared)),
        NodeValue::Map(entries) => {
            if entries.len() > FEW {
                let numbers = entries.iter().enumerate().map(|(number, it)| (it.0.text.clone(), number));
                keys.insert(node.place.start, numbers.collect());
            }
            entries.iter().for_each(|(_, it)| index(it, keys, shared));
        }
        _ => {}
    }
}

/// The value of a field below which others are missing: `{ within: { … } }`.
fn nested(missing: &[String], change: &Change) -> String {
    let value = match change {
        Change::Set(value) => value.clone(),
        Change::Add(item) => format!("[{item}]"),
    };
    missing.iter().rev().fold(value, |value, name| format!("{{ {}: {value} }}", quoted(name)))
}

/// A replacement without what is the same at both ends, before and after.
fn without_same(text: &str, it: Replacement) -> Replacement {
    let same = |(a, b): &(char, char)| a == b;
    let length = |(it, _): (char, char)| it.len_utf8();
    let (old, new) = (&text[it.range.clone()], it.text.as_str());
    let head: usize = old.chars().zip(new.chars()).take_while(same).map(length).sum();
    let (old, new) = (&old[head..], &new[head..]);
    let tail: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(length).sum();
    let range = it.range.start + head..it.range.end - tail;
    Replacement { range, text: new[..new.len() - tail].to_owned(), appends: None }
}
