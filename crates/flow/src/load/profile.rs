//! Profiles: facts with their sources, and how an API is spoken with.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::api::read_api;
use super::fields::{Table, Want, may, must, said};
use super::files::Files;
use super::notes::{Notes, decimal, one_of, shorten, words};
use super::tables::OWN_FACT;
use super::thing::Fields;
use crate::nearest::nearest;
use crate::tree::{Key, Node, NodeValue};
use crate::vocabulary::{FactKind, KnownFact, known_fact, known_names};
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

/// What the value of a fact can be.
pub(crate) const FACT_VALUE: Want =
    Want::Any(&[Want::Flag, Want::Amount, Want::Text, Want::List(&Want::Text), Want::ByKey(&Want::Amount)]);

static FACT: Table = Table {
    noun: "fact",
    about: "One fact.",
    fields: &[
        must(
            "value",
            FACT_VALUE,
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
    let value = fact_value(node, &fields.title("value"), notes)?;
    check_fact(key, node, &value, notes);
    Some(Fact { value, source: source? })
}

/// Facts that the map itself states of a system or a carrier, each with its reason.
pub(crate) fn read_own_facts(fields: &Fields<'_>, notes: &mut Notes) -> Facts {
    let mut facts = Facts::new();
    for (key, node) in fields.map_of("facts", notes) {
        let own = Fields::read(node, &OWN_FACT, format!("fact `{}`", shorten(&key.text)), &key.place, notes);
        let reason = own.text("reason", notes);
        let Some(node) = own.get("value") else { continue };
        let Some(value) = fact_value(node, &own.title("value"), notes) else { continue };
        check_fact(key, node, &value, notes);
        if let Some(reason) = reason {
            facts.insert(key.text.clone(), Fact { value, source: format!("the map: {reason}") });
        }
    }
    facts
}

/// Facts by names of the vocabulary alone, as `trade` and `contract` state them: the map is their source.
pub(crate) fn read_said(
    fields: &Fields<'_>,
    name: &str,
    known: &[&'static KnownFact],
    notes: &mut Notes,
) -> Facts {
    let mut facts = Facts::new();
    let all: Vec<_> = known.iter().map(|it| (it.name, *it)).collect();
    for (key, node) in fields.map_of(name, notes) {
        let Some(known) = one_of(&key.text, &key.place, &fields.title(name), &all, notes) else { continue };
        let title = format!("`{}` of {}", key.text, fields.title(name));
        let Some(value) = fact_value(node, &title, notes) else { continue };
        check_value(&key.text, known, node, &value, notes);
        facts.insert(key.text.clone(), Fact { value, source: "the map".to_owned() });
    }
    facts
}

fn fact_value(node: &Node, title: &str, notes: &mut Notes) -> Option<FactValue> {
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
        let message = format!("{title} is not a value that a fact can have");
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
    check_value(&key.text, known, node, value, notes);
}

/// Notes a value that cannot be what the name of its fact says.
fn check_value(name: &str, known: &KnownFact, node: &Node, value: &FactValue, notes: &mut Notes) {
    let fits = match (known.kind, value) {
        (FactKind::YesNo, FactValue::Bool(_))
        | (FactKind::Number, FactValue::Number(_) | FactValue::ByPlan(_))
        | (FactKind::Count | FactKind::Share, FactValue::Number(_)) => true,
        (FactKind::Word(words), FactValue::Text(word)) => words.is_empty() || words.contains(&word.as_str()),
        (FactKind::Words(words), FactValue::List(all)) => {
            words.is_empty() || all.iter().all(|it| words.contains(&it.as_str()))
        }
        (FactKind::Duration, FactValue::Text(text)) => crate::parse_span(text).is_ok(),
        (FactKind::Day, FactValue::Text(text)) => text.parse::<jiff::civil::Date>().is_ok(),
        (FactKind::Time, FactValue::Text(text)) => text.parse::<jiff::civil::Time>().is_ok(),
        (FactKind::Zone, FactValue::Text(text)) => super::words::timezone(text).is_ok(),
        _ => false,
    };
    if !fits {
        let message = format!("the fact `{name}` wants {}", known.kind.wanted());
        let help = format!("{} It is read for {}.", known.about, words(known.read_by.iter().copied()));
        notes.error(&node.place, message, "does not say that", help);
        return;
    }
    let fits = match value {
        FactValue::Number(number) => known.kind.holds(*number),
        FactValue::ByPlan(plans) => plans.values().all(|it| known.kind.holds(*it)),
        _ => true,
    };
    if !fits {
        let message = format!("the fact `{name}` is out of range");
        let (least, most) = known.kind.bounds();
        let help = format!("write a number from {least} to {}. {}", said(most), known.about);
        notes.error(&node.place, message, "out of range", help);
    }
}
