//! Profiles: facts with their sources, and how an API is spoken with.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::api::read_api;
use super::fields::{Table, Want, may, must};
use super::files::Files;
use super::notes::{Notes, decimal, shorten, words};
use super::thing::Fields;
use crate::nearest::nearest;
use crate::tree::{Key, Node, NodeValue};
use crate::vocabulary::{FactKind, known_fact, known_names};
use crate::{Fact, FactValue, Facts, Place, Profile};

/// The fields of a profile.
pub(crate) static PROFILE: Table = Table {
    noun: "profile",
    about: "What is known of a kind of system or of a carrier, each fact with its source.",
    fields: &[
        must("profile", Want::Text, "wms", "The profile's name."),
        may("title", Want::Text, "Northwind WMS", "Its title for people; its name if left out."),
        may("as_of", Want::DAY, "2026-10-01", "The day on which the facts were true."),
        may(
            "facts",
            Want::Named(&FACT),
            "{ order.ordered: { value: false, source: \"vendor's manual, page 12\" } }",
            "The facts by their names. A fact that nobody knows is left out.",
        ),
        may(
            "api",
            Want::Fixed(&super::api::API),
            "{ auth: bearer, documents: { order: { read: \"GET /orders/{id}\" } } }",
            "For systems of kind `http`: how the API is spoken with.",
        ),
    ],
};

static FACT: Table = Table {
    noun: "fact",
    about: "One fact.",
    fields: &[
        must(
            "value",
            Want::Any(&[
                Want::Flag,
                Want::Amount,
                Want::Text,
                Want::List(&Want::Text),
                Want::ByKey(&Want::Text, &Want::Amount),
            ]),
            "at_least_once",
            "What is so: yes or no, a number, a word, a list of words, or a number for each plan.",
        ),
        must("source", Want::Text, "\"vendor's manual, page 12\"", "Who says so."),
    ],
};

/// Reads a profile.
pub(crate) fn read_profile(node: &Node, files: &mut Files<'_, '_>, notes: &mut Notes) -> Profile {
    let start = Place { end: node.place.start, ..node.place.clone() };
    let fields = Fields::read(node, &PROFILE, "the profile", &start, notes);
    let name = fields.text("profile", notes).unwrap_or_default();
    let title = fields.text("title", notes).unwrap_or_else(|| name.clone());
    let as_of = fields.parse("as_of", notes, super::words::day).map(|it| it.to_string());
    let mut facts = Facts::new();
    for (key, node) in fields.map_of("facts", notes) {
        if let Some(fact) = read_fact(key, node, notes) {
            facts.insert(key.text.clone(), fact);
        }
    }
    let api = fields.get("api").map(|node| {
        let place = fields.key("api").map_or(&start, |it| &it.place);
        read_api(node, place, files, notes)
    });
    Profile { name, title, as_of, facts, api }
}

/// One profile over another: the facts of `over` win, and its API does.
pub(crate) fn merge(under: Profile, over: Profile) -> Profile {
    let mut facts = under.facts;
    facts.extend(over.facts);
    Profile { facts, api: over.api.or(under.api), as_of: over.as_of.or(under.as_of), ..over }
}

fn read_fact(key: &Key, node: &Node, notes: &mut Notes) -> Option<Fact> {
    let fields = Fields::read(node, &FACT, format!("fact `{}`", shorten(&key.text)), &key.place, notes);
    let source = fields.text("source", notes);
    let node = fields.get("value")?;
    let value = fact_value(node, &fields, notes)?;
    check_fact(key, node, &value, notes);
    Some(Fact { value, source: source? })
}

fn fact_value(node: &Node, fields: &Fields<'_>, notes: &mut Notes) -> Option<FactValue> {
    let read = match &node.value {
        NodeValue::Bool(value) => Some(FactValue::Bool(*value)),
        NodeValue::Number(text) => decimal(text).map(FactValue::Number),
        NodeValue::Text(text, _) => Some(FactValue::Text(text.clone())),
        NodeValue::List(items) => {
            items.iter().map(|it| it.scalar().map(str::to_owned)).collect::<Option<_>>().map(FactValue::List)
        }
        NodeValue::Map(entries) => entries
            .iter()
            .map(|(key, node)| Some((key.text.clone(), plan_number(node)?)))
            .collect::<Option<IndexMap<_, _>>>()
            .map(FactValue::ByPlan),
        NodeValue::Null => None,
    };
    if read.is_none() {
        let message = format!("{} is not a value that a fact can have", fields.title("value"));
        let help = "write yes or no as `true` or `false`, a number, a word, a list of words, \
                    or a number for each plan such as `{ standard: 100, plus: 1000 }`";
        notes.error(&node.place, message, "not such a value", help);
    }
    read
}

fn plan_number(node: &Node) -> Option<Decimal> {
    match &node.value {
        NodeValue::Number(text) => decimal(text),
        _ => None,
    }
}

/// Notes a fact whose value cannot be what its name says, or whose name is nearly a known one.
fn check_fact(key: &Key, node: &Node, value: &FactValue, notes: &mut Notes) {
    let Some(known) = known_fact(&key.text) else {
        if let Some(meant) = nearest(&key.text, known_names()) {
            let message = format!("no check knows the fact `{}`", shorten(&key.text));
            notes.warning(&key.place, message, "not a known fact", format!("did you mean `{meant}`?"));
        }
        return;
    };
    let fits = match (known.kind, value) {
        (FactKind::YesNo, FactValue::Bool(_))
        | (FactKind::Number, FactValue::Number(_) | FactValue::ByPlan(_))
        | (FactKind::Words, FactValue::List(_)) => true,
        (FactKind::Word(words), FactValue::Text(word)) => words.is_empty() || words.contains(&word.as_str()),
        (FactKind::Duration, FactValue::Text(text)) => crate::parse_span(text).is_ok(),
        _ => false,
    };
    if !fits {
        let message = format!("the fact `{}` wants {}", key.text, known.kind.wanted());
        let help = format!("{} It is read for {}.", known.about, words(known.read_by.iter().copied()));
        notes.error(&node.place, message, "does not say that", help);
    }
}
