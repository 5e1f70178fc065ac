//! The JSON Schema of the map, of profiles and of scenarios, for editors.
//!
//! It is made from the same tables that the reader reads by.

use serde_json::{Map, Value, json};

use crate::load::fields::{Field, MOST, Table, Want, Word};
use crate::load::{FLOW, OWN_FACT, PROFILE, SCENARIO};
use crate::tree::{Node, NodeValue, parse_tree};
use crate::vocabulary::{FactKind, KnownFact, known_fact, known_names};

/// The schema of the map's file: JSON Schema, draft 2020-12, with a description and an example for every field.
pub fn json_schema() -> Value {
    schema(&FLOW)
}

/// The schema of a profile's file.
pub fn profile_schema() -> Value {
    schema(&PROFILE)
}

/// The schema of a scenario's file.
pub fn scenario_schema() -> Value {
    schema(&SCENARIO)
}

fn schema(root: &'static Table) -> Value {
    let mut things = Things::default();
    let mut schema = things.fields(root);
    while let Some(table) = things.open.pop() {
        let fields = Value::Object(things.fields(table));
        things.done.insert(slug(table), fields);
    }
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("title".to_owned(), json!(format!("Seamless {}", root.noun)));
    whole.append(&mut schema);
    things.done.sort_keys();
    whole.insert("$defs".to_owned(), Value::Object(things.done));
    Value::Object(whole)
}

/// The things that a schema speaks of: those that are described, and those that still have to be.
#[derive(Default)]
struct Things {
    done: Map<String, Value>,
    open: Vec<&'static Table>,
}

impl Things {
    fn fields(&mut self, table: &'static Table) -> Map<String, Value> {
        let mut properties = Map::new();
        for field in table.fields {
            properties.insert(field.name.to_owned(), self.field(field));
        }
        let required: Vec<_> = table.fields.iter().filter(|it| it.required).map(|it| it.name).collect();
        let mut thing = Map::new();
        thing.insert("type".to_owned(), kind_of(table));
        thing.insert("description".to_owned(), json!(table.about));
        thing.insert("properties".to_owned(), Value::Object(properties));
        thing.insert("required".to_owned(), json!(required));
        thing.insert("additionalProperties".to_owned(), json!(false));
        thing
    }

    fn field(&mut self, field: &'static Field) -> Value {
        let mut wanted = Map::new();
        wanted.insert("description".to_owned(), json!(field.about));
        wanted.insert("examples".to_owned(), json!([example(field)]));
        wanted.append(&mut self.want(&field.want));
        Value::Object(wanted)
    }

    fn want(&mut self, want: &'static Want) -> Map<String, Value> {
        let described = match want {
            Want::Text => json!({ "type": ["string", "number"], "minLength": 1 }),
            Want::Pattern(pattern) => json!({ "type": "string", "minLength": 1, "pattern": pattern }),
            Want::OneOf(words) => json!({ "enum": words() }),
            Want::Offer(words) => {
                json!({ "anyOf": [{ "enum": words() }, { "type": "string", "minLength": 1 }] })
            }
            Want::Flag => json!({ "type": "boolean" }),
            Want::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Want::Amount => json!({ "type": "number", "minimum": 0, "maximum": MOST }),
            Want::List(of) => json!({ "type": "array", "items": self.want(of) }),
            Want::Fixed(table) => self.reference(table),
            Want::Named(table) => json!({ "type": "object", "additionalProperties": self.reference(table) }),
            Want::ByWord(words, value) => {
                let value = self.want(value);
                let said: Map<String, Value> =
                    words().into_iter().map(|it| (it.word.to_owned(), by_word(&it, &value))).collect();
                json!({ "type": "object", "properties": said, "additionalProperties": false })
            }
            Want::OwnFacts => self.own_facts(),
            Want::Facts(known) => {
                let said: Map<String, Value> =
                    known().into_iter().map(|it| (it.name.to_owned(), fact(it))).collect();
                json!({ "type": "object", "properties": said, "additionalProperties": false })
            }
            Want::ByKey(value) => json!({ "type": "object", "additionalProperties": self.want(value) }),
            Want::Any(all) => {
                let all: Vec<_> = all.iter().map(|it| self.want(it)).collect();
                json!({ "anyOf": all })
            }
        };
        match described {
            Value::Object(described) => described,
            _ => Map::new(),
        }
    }

    /// The facts that a map may override, under the names that checks read; others may stand there as well.
    fn own_facts(&mut self) -> Value {
        let own = self.reference(&OWN_FACT);
        if !self.done.contains_key(OWN_FACTS) {
            let said: Map<String, Value> = known_names()
                .filter_map(|name| Some((name, known_fact(name)?)))
                // What a contract says of all documents need not be offered once more for each.
                .filter(|(name, known)| known.name == *name || known.name.starts_with("*."))
                .map(|(name, known)| (name.to_owned(), own_fact(known, &own)))
                .collect();
            let facts = json!({ "type": "object", "properties": said, "additionalProperties": own });
            self.done.insert(OWN_FACTS.to_owned(), facts);
        }
        json!({ "$ref": format!("#/$defs/{OWN_FACTS}") })
    }

    fn reference(&mut self, table: &'static Table) -> Value {
        let name = slug(table);
        let reference = json!({ "$ref": format!("#/$defs/{name}") });
        if !self.done.contains_key(&name) {
            // Its place is taken before it is described, so that it is described once.
            self.done.insert(name, Value::Null);
            self.open.push(table);
        }
        reference
    }
}

/// The definition of the facts that a map may override.
const OWN_FACTS: &str = "facts_of_your_own";

/// A fact of a profile, as a map overrides it.
fn own_fact(known: &KnownFact, own: &Value) -> Value {
    let example = json!({ "value": value(known.example()), "reason": "Our vendor says so, ticket 4711" });
    let mut wanted = json!({ "description": known.about, "examples": [example] });
    wanted["$ref"] = own["$ref"].clone();
    wanted
}

/// What may stand under a word that is a key itself.
fn by_word(it: &Word, wanted: &Map<String, Value>) -> Value {
    let mut said = Map::new();
    said.insert("description".to_owned(), json!(it.about));
    said.insert("examples".to_owned(), json!([value(&it.example)]));
    said.extend(wanted.clone());
    Value::Object(said)
}

/// A fact of the vocabulary that stands by its name alone.
fn fact(known: &KnownFact) -> Value {
    let example = value(known.example());
    let mut wanted = match known.kind {
        FactKind::YesNo => json!({ "type": "boolean" }),
        FactKind::Number | FactKind::Count | FactKind::Share => {
            let (least, most) = known.kind.bounds();
            json!({ "type": "number", "minimum": least, "maximum": most })
        }
        FactKind::Word([]) => json!({ "type": "string", "minLength": 1 }),
        FactKind::Word(words) => json!({ "enum": words }),
        FactKind::Words([]) => json!({ "type": "array", "items": { "type": "string", "minLength": 1 } }),
        FactKind::Words(words) => json!({ "type": "array", "items": { "enum": words } }),
        FactKind::Duration => json!({ "type": "string", "pattern": "^[0-9dhms ]+$" }),
        FactKind::Day => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        FactKind::Time => json!({ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$" }),
        FactKind::Zone => json!({ "type": "string", "minLength": 1 }),
    };
    if let Value::Object(wanted) = &mut wanted {
        wanted.insert("description".to_owned(), json!(known.about));
        wanted.insert("examples".to_owned(), json!([example]));
    }
    wanted
}

/// What can be left empty may be: a team of which only the name matters.
fn kind_of(table: &Table) -> Value {
    if table.fields.iter().any(|it| it.required) { json!("object") } else { json!(["object", "null"]) }
}

/// The name of a table among definitions.
fn slug(table: &Table) -> String {
    let plain = table.noun.replace('`', "");
    plain.replace(' ', "_")
}

/// A field's example as JSON.
fn example(field: &Field) -> Value {
    value(field.example)
}

/// A text of YAML as JSON.
fn value(text: &str) -> Value {
    let (node, _) = parse_tree(&std::sync::Arc::from("example"), text.as_bytes());
    node.map_or(Value::Null, |it| plain(&it))
}

fn plain(node: &Node) -> Value {
    match &node.value {
        NodeValue::Null => Value::Null,
        NodeValue::Bool(value) => json!(value),
        NodeValue::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        NodeValue::Text(text, _) => json!(text),
        NodeValue::List(items) => items.iter().map(plain).collect(),
        NodeValue::Map(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.text.clone(), plain(value))).collect())
        }
    }
}
