//! A file of YAML as a tree in which everything knows its place. The only module that knows the YAML parser.
//!
//! Time and memory are bounded whatever the file holds: its size, its depth and the number of its values
//! (aliases counted as often as they are used) have limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, options};

use crate::yaml_error::{explain, not_text};
use crate::{Place, Problem};

/// The largest file that is read, in bytes: one mebibyte. A map, a profile or a mapping is a hundredth of it.
pub const FILE_LIMIT: usize = 1 << 20;
/// The deepest that values may stand in each other.
const DEPTH_LIMIT: usize = 64;
/// The most values that one file may hold, with every use of an alias counted in full.
const VALUE_LIMIT: usize = 200_000;

/// A value with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The value as written: quotes and brackets included. An alias has the place of what it repeats.
    pub place: Place,
    /// What was written.
    pub value: NodeValue,
    /// Of an alias: where it stands itself.
    pub alias: Option<Place>,
}

/// What can stand in a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeValue {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A decimal number, as written.
    Number(String),
    /// Text after its escapes, and whether it stood in quotes or in a block.
    Text(String, bool),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file, every key once.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    /// The key after its escapes.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Node {
    /// What kind of value it is, with its article, for messages.
    pub fn what(&self) -> &'static str {
        match &self.value {
            NodeValue::Null => "nothing",
            NodeValue::Bool(_) => "a yes or no",
            NodeValue::Number(_) => "a number",
            NodeValue::Text(..) => "text",
            NodeValue::List(_) => "a list",
            NodeValue::Map(_) => "a map",
        }
    }

    /// The scalar's text as written: of text, of a number, of `true` and `false`.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text, _) | NodeValue::Number(text) => Some(text),
            NodeValue::Bool(true) => Some("true"),
            NodeValue::Bool(false) => Some("false"),
            NodeValue::Null | NodeValue::List(_) | NodeValue::Map(_) => None,
        }
    }
}

/// Reads a file into a tree. `None` where it cannot be read at all; duplicate keys are problems, and the first
/// of them is kept.
pub(crate) fn parse_tree(file: &Arc<str>, bytes: &[u8]) -> (Option<Node>, Vec<Problem>) {
    let whole = |start, end| Place { file: file.clone(), start, end };
    if bytes.len() > FILE_LIMIT {
        let problem = Problem::error(
            whole(0, 0),
            format!("this file has more than {} KiB, which is all that is read", FILE_LIMIT >> 10),
            "too large",
        );
        return (None, vec![problem.help("is it the right file? A map has some kilobytes")]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Builder::new(file, text).run(),
        Err(error) => (None, vec![not_text(file, bytes, error)]),
    }
}

/// A node that is finished, with what its repetition would cost.
#[derive(Clone)]
struct Built {
    node: Node,
    values: usize,
    height: usize,
}

/// A list or map that is open.
struct Open {
    start: usize,
    anchor: usize,
    items: Vec<Node>,
    keys: Option<Vec<Key>>,
    seen: HashMap<String, Place>,
    /// A key that waits for its value; `None` inside where the key cannot be used.
    key: Option<Option<Key>>,
    values: usize,
    height: usize,
}

struct Builder<'t> {
    file: Arc<str>,
    text: &'t str,
    open: Vec<Open>,
    anchors: HashMap<usize, Built>,
    root: Option<Node>,
    problems: Vec<Problem>,
    values: usize,
}

/// Reading ends here; why stands in the problems.
struct Stop;

impl<'t> Builder<'t> {
    fn new(file: &Arc<str>, text: &'t str) -> Self {
        Self {
            file: file.clone(),
            text,
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            problems: Vec::new(),
            values: 0,
        }
    }

    fn run(mut self) -> (Option<Node>, Vec<Problem>) {
        let mut options = options! {
            emit_unresolved_aliases: true,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
            // Long conditions stand in one line of flow style.
            simple_key_max_lookahead: 4096,
        };
        options.set_emit_comments(false);
        for next in Parser::new_from_str_with_options(self.text, options) {
            let taken =
                next.map_err(|error| self.broken(&error)).and_then(|(event, span)| self.take(event, span));
            if taken.is_err() {
                return (None, self.problems);
            }
        }
        let empty = Node { place: self.place_at(0, 0), value: NodeValue::Null, alias: None };
        (Some(self.root.unwrap_or(empty)), self.problems)
    }

    fn broken(&mut self, error: &ScanError) -> Stop {
        let open = self.open.last().map(|it| it.start);
        self.problems.push(explain(&self.file, self.text, error, open));
        Stop
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        let place = self.place(span);
        match event {
            Event::DocumentStart(..) if self.root.is_some() => self.stop(
                Problem::error(place, "a second document begins in this file", "begins here")
                    .help("keep one document in a file: take the `---` away"),
            ),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| tag.core_suffix().unwrap_or("").to_owned());
                let text = self.visible(&text, &place);
                let value = self.scalar(&text, style, tag.as_deref(), &place);
                self.close(anchor, Built { node: Node { place, value, alias: None }, values: 1, height: 0 })
            }
            Event::SequenceStart(_, anchor, _) => self.open(place, anchor, None),
            Event::MappingStart(_, anchor, _) => self.open(place, anchor, Some(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => self.shut(place),
            Event::Alias(id) => self.alias(id, place),
            Event::UnresolvedAlias(name) => {
                let message = format!("nothing is named `&{name}` before this place");
                self.stop(Problem::error(place, message, "repeats what is not there"))
            }
            _ => Ok(()),
        }
    }

    fn stop(&mut self, problem: Problem) -> Result<(), Stop> {
        self.problems.push(problem);
        Err(Stop)
    }

    fn open(&mut self, place: Place, anchor: usize, keys: Option<Vec<Key>>) -> Result<(), Stop> {
        if self.open.len() >= DEPTH_LIMIT {
            return self.too_deep(place);
        }
        let (items, seen) = (Vec::new(), HashMap::new());
        self.open.push(Open {
            start: place.start,
            anchor,
            items,
            keys,
            seen,
            key: None,
            values: 1,
            height: 0,
        });
        Ok(())
    }

    fn shut(&mut self, end: Place) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block ends where the next thing begins: what stands between is not part of it.
        let end = open.start + self.text.get(open.start..end.end).unwrap_or("").trim_end().len();
        let value = match open.keys {
            Some(keys) => NodeValue::Map(keys.into_iter().zip(open.items).collect()),
            None => NodeValue::List(open.items),
        };
        let node = Node { place: self.place_at(open.start, end), value, alias: None };
        self.close(open.anchor, Built { node, values: open.values, height: open.height + 1 })
    }

    /// Puts a finished node where it belongs.
    fn close(&mut self, anchor: usize, built: Built) -> Result<(), Stop> {
        self.values += 1;
        if anchor != 0 {
            // What is named is kept a second time, so that it counts a second time.
            self.values += built.values;
        }
        self.check_values(&built.node.place)?;
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        self.put(built)
    }

    fn alias(&mut self, id: usize, place: Place) -> Result<(), Stop> {
        let Some(built) = self.anchors.get(&id) else {
            return self.stop(Problem::error(place, "this repeats a value inside itself", "has no end"));
        };
        self.values += built.values;
        let too_deep = self.open.len() + built.height > DEPTH_LIMIT;
        self.check_values(&place)?;
        if too_deep {
            return self.too_deep(place);
        }
        // The limit was checked before this copy is made.
        let Some(mut built) = self.anchors.get(&id).cloned() else { return Ok(()) };
        built.node.alias = Some(place);
        self.put(built)
    }

    fn put(&mut self, built: Built) -> Result<(), Stop> {
        let Some(top) = self.open.last_mut() else {
            self.root = Some(built.node);
            return Ok(());
        };
        top.values += built.values;
        top.height = top.height.max(built.height);
        let Some(keys) = &mut top.keys else {
            top.items.push(built.node);
            return Ok(());
        };
        match top.key.take() {
            Some(Some(key)) => {
                keys.push(key);
                top.items.push(built.node);
            }
            Some(None) => {}
            None => {
                let key = self.key(built.node);
                if let Some(top) = self.open.last_mut() {
                    top.key = Some(key);
                }
            }
        }
        Ok(())
    }

    /// A key that can be used: a scalar that is new in its map.
    fn key(&mut self, node: Node) -> Option<Key> {
        let text = match &node.value {
            NodeValue::Null => Some(String::new()),
            _ => node.scalar().map(str::to_owned),
        };
        let Some(text) = text.filter(|it| !it.is_empty()) else {
            let message = format!("a key is a word, and this is {}", node.what());
            self.problems.push(Problem::error(node.place, message, "not a key"));
            return None;
        };
        let seen = &mut self.open.last_mut()?.seen;
        if let Some(first) = seen.get(&text) {
            let mut problem =
                Problem::error(node.place, format!("`{text}` stands twice in one map"), "here again")
                    .help("keep one of the two: the second would silently take the place of the first");
            problem.others.push((first.clone(), "first here".to_owned()));
            self.problems.push(problem);
            return None;
        }
        seen.insert(text.clone(), node.place.clone());
        Some(Key { text, place: node.place })
    }

    fn check_values(&mut self, place: &Place) -> Result<(), Stop> {
        if self.values <= VALUE_LIMIT {
            return Ok(());
        }
        let message = format!("this file holds more than {VALUE_LIMIT} values once its aliases are followed");
        self.stop(
            Problem::error(place.clone(), message, "one too many here")
                .help("write the values out, or split the file: a map needs some hundreds"),
        )
    }

    fn too_deep(&mut self, place: Place) -> Result<(), Stop> {
        let message = format!("values stand in each other more than {DEPTH_LIMIT} deep");
        self.stop(Problem::error(place, message, "too deep"))
    }

    /// Text that a terminal does not obey: a control character, which only an escape can bring, is a mistake, and
    /// nothing after it sees it.
    fn visible<'s>(&mut self, text: &'s str, place: &Place) -> Cow<'s, str> {
        // Those that turn the direction of writing show a reader another text than the one that is there.
        let turns = |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let obeyed = |it: char| turns(it) || it.is_control() && !matches!(it, '\n' | '\t' | '\r');
        let Some(first) = text.chars().find(|it| obeyed(*it)) else { return Cow::Borrowed(text) };
        let message = format!("this text holds the control character U+{:04X}", u32::from(first));
        self.problems.push(
            Problem::error(place.clone(), message, "is not only text")
                .help("take it away: a terminal would obey it, and show something else"),
        );
        Cow::Owned(text.replace(obeyed, "\u{fffd}"))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&str>, place: &Place) -> NodeValue {
        match tag {
            Some("str") => return NodeValue::Text(text.to_owned(), true),
            Some("null" | "bool" | "int" | "float") | None => {}
            Some(_) => {
                let problem = Problem::error(place.clone(), "tags have no meaning here", "has a tag")
                    .help("take the `!…` before this value away");
                self.problems.push(problem);
            }
        }
        if style != ScalarStyle::Plain && tag.is_none() {
            return NodeValue::Text(text.to_owned(), true);
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => NodeValue::Null,
            "true" | "True" | "TRUE" => NodeValue::Bool(true),
            "false" | "False" | "FALSE" => NodeValue::Bool(false),
            number if is_decimal(number) => NodeValue::Number(number.to_owned()),
            _ => NodeValue::Text(text.to_owned(), false),
        }
    }

    fn place(&self, span: Span) -> Place {
        let range = span.byte_range().unwrap_or(0..0);
        let written = self.text.get(range.clone()).unwrap_or("");
        self.place_at(range.start, range.start + written.trim_end().len())
    }

    fn place_at(&self, start: usize, end: usize) -> Place {
        Place { file: self.file.clone(), start, end: end.max(start) }
    }
}

/// Whether a plain scalar is a decimal number: `12`, `-3`, `4.50`, `1e3`.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
    let unsigned = |it: &str| it.strip_prefix(['-', '+']).unwrap_or(it).to_owned();
    let number = match unsigned(mantissa).split_once('.') {
        Some((whole, part)) => digits(whole) && (part.is_empty() || digits(part)),
        None => digits(&unsigned(mantissa)),
    };
    number && exponent.is_none_or(|it| digits(&unsigned(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        let (node, problems) = parse_tree(&Arc::from("a.yaml"), text.as_bytes());
        assert_eq!(problems, []);
        node.expect("a tree")
    }

    fn slices(text: &str) -> Vec<String> {
        fn walk(text: &str, node: &Node, out: &mut Vec<String>) {
            out.push(text[node.place.start..node.place.end].to_owned());
            match &node.value {
                NodeValue::List(items) => items.iter().for_each(|it| walk(text, it, out)),
                NodeValue::Map(entries) => {
                    for (key, value) in entries {
                        out.push(text[key.place.start..key.place.end].to_owned());
                        walk(text, value, out);
                    }
                }
                _ => {}
            }
        }
        let mut out = Vec::new();
        walk(text, &tree(text), &mut out);
        out
    }

    #[test]
    fn every_value_knows_its_place() {
        assert_eq!(
            slices("a: \"x\\ty\"   # why\nb: { c: [1, two words], d: }\n\ne:\n  f: 'é'\n\n"),
            [
                "a: \"x\\ty\"   # why\nb: { c: [1, two words], d: }\n\ne:\n  f: 'é'",
                "a",
                "\"x\\ty\"",
                "b",
                "{ c: [1, two words], d: }",
                "c",
                "[1, two words]",
                "1",
                "two words",
                "d",
                "",
                "e",
                "f: 'é'",
                "f",
                "'é'",
            ]
        );
    }

    #[test]
    fn places_are_right_behind_a_byte_order_mark_and_with_other_line_ends() {
        assert_eq!(slices("\u{feff}a: b\n")[1..], ["a", "b"]);
        assert_eq!(slices("a: b\r\nc: 'd'\r\n")[1..], ["a", "b", "c", "'d'"]);
    }

    #[test]
    fn plain_scalars_have_the_types_of_the_core_schema() {
        let NodeValue::List(items) =
            tree("[1, -2.50, 1e3, no, yes, 007, 2027-03-01, ~, true, \"true\", .5, 0x1F]").value
        else {
            panic!("a list")
        };
        let whats: Vec<_> = items.iter().map(Node::what).collect();
        let text = "text";
        let number = "a number";
        assert_eq!(
            whats,
            [number, number, number, text, text, number, text, "nothing", "a yes or no", text, text, text]
        );
    }

    #[test]
    fn a_text_holds_nothing_that_a_terminal_obeys() {
        let file = Arc::from("it");
        for text in [r#"a: "x\e[2Jy""#, r#""\u009b": x"#, r#"a: "\0""#, "a: x\u{202e}y"] {
            let (node, problems) = parse_tree(&file, text.as_bytes());
            let [problem] = &problems[..] else { panic!("{problems:?}") };
            assert!(problem.message.contains("control character U+"), "{}", problem.message);
            assert!(!format!("{node:?}").contains("\\u{1b}") && !format!("{node:?}").contains("\\u{9b}"));
        }
        assert!(parse_tree(&file, b"a: \"x\\n\\ty\"").1.is_empty(), "lines and tabs are text");
    }

    #[test]
    fn aliases_repeat_and_are_counted() {
        let NodeValue::Map(entries) = tree("a: &x [1, 2]\nb: *x\n").value else { panic!("a map") };
        assert_eq!(entries[0].1.value, entries[1].1.value);
        assert_eq!(entries[1].1.alias.as_ref().map(|it| it.start), Some(16));

        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..40 {
            let uses = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{uses}]\n"));
        }
        let (node, problems) = parse_tree(&Arc::from("bomb.yaml"), bomb.as_bytes());
        assert!(node.is_none());
        assert!(problems[0].message.contains("more than 200000 values"), "{problems:?}");
    }
}
