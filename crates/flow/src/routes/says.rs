//! A document in a sentence: what it is, and what of it the conditions speak of.

use seamless_model::DocumentKind;
use serde_json::Value;

use super::document::Document;
use super::slot::{Slot, Slots, Sort, Step, path};

/// For example `order #1001 to DE, tagged "wholesale", of 84.00 USD`.
pub(super) fn says(slots: &Slots, kind: DocumentKind, document: &Document) -> String {
    let order = match document.roots.get("order").and_then(|it| it.get("number")).and_then(Value::as_str) {
        Some(number) => format!("order {number}"),
        None => "an order without a number".to_owned(),
    };
    let mut out = match kind {
        DocumentKind::Order => order,
        other => format!("the {} of {order}", other.words()),
    };
    let mut said = Vec::new();
    for slot in &slots.all {
        for phrase in phrases(slot, kind, document) {
            if !said.contains(&phrase) {
                said.push(phrase);
            }
        }
    }
    // The currency stands beside its amounts already.
    let amounts: Vec<String> = said.iter().filter(|it| !it.starts_with("in ")).cloned().collect();
    said.retain(|it| !it.strip_prefix("in ").is_some_and(|code| amounts.iter().any(|it| it.ends_with(code))));
    // Where it goes follows its name without a comma.
    said.sort_by_key(|it| !it.starts_with("to "));
    for phrase in said {
        let between = if phrase.starts_with("to ") { " " } else { ", " };
        out.push_str(between);
        out.push_str(&phrase);
    }
    out
}

fn phrases(slot: &Slot, kind: DocumentKind, document: &Document) -> Vec<String> {
    if let [Step::Field(name)] = &slot.steps[..] {
        let currency =
            |field: &str| document.roots.get("order").and_then(|it| it.get(field)).and_then(Value::as_str);
        return match name.as_str() {
            "¤shop" => currency("currency").map(|it| format!("in {it}")).into_iter().collect(),
            "¤presentment" => {
                currency("presentment_currency").map(|it| format!("paid in {it}")).into_iter().collect()
            }
            _ => Vec::new(),
        };
    }
    if slot.list().is_some() || slot.sort == Sort::Size {
        return listed(slot, document);
    }
    let value = at(document, &slot.steps);
    let name = path(&slot.steps);
    let field = name.rsplit_once('.').map_or(name.as_str(), |(_, field)| field);
    let phrase = match (name.as_str(), field, value) {
        (_, "country", Some(code)) => format!("to {}", plain(code)),
        (_, "country", None) => "without a country".to_owned(),
        ("order.source", _, Some(source)) => format!("from {source}"),
        ("order.payment", _, Some(Value::String(word))) => match word.as_str() {
            "pending" | "authorized" => format!("payment {word}"),
            word => spaced(word),
        },
        ("order.number", _, Some(_)) => return Vec::new(),
        ("order.placed_at", _, Some(time)) => format!("placed at {}", plain(time)),
        ("order.totals.total.shop" | "order.totals.total.presentment", _, Some(total)) => {
            format!("of {}", plain(total))
        }
        _ if slot.sort == Sort::There => match value {
            Some(_) if slot.steps.len() > 2 => return Vec::new(),
            Some(_) if field == "cancelled" => "cancelled".to_owned(),
            Some(_) => return Vec::new(),
            None if field == "cancelled" => return Vec::new(),
            None => format!("without {}", article(&spaced(field))),
        },
        (_, _, Some(Value::Bool(true))) => spaced(field),
        (_, _, Some(Value::Bool(false))) => format!("not {}", spaced(field)),
        (_, _, Some(value)) => format!("{} {}", words(kind, &name), quoted(value)),
        (_, _, None) => format!("without {}", article(&words(kind, &name))),
    };
    vec![phrase]
}

/// What is said of a list: how many elements, and what each says in this place.
fn listed(slot: &Slot, document: &Document) -> Vec<String> {
    let list = slot.list().unwrap_or(&slot.steps);
    let name = path(list);
    let field = name.rsplit_once('.').map_or(name.as_str(), |(_, field)| field);
    let items = at(document, list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        return vec![format!("without {}", spaced(field))];
    }
    let below = &slot.steps[(list.len() + 1).min(slot.steps.len())..];
    if slot.sort == Sort::Size {
        let noun = if items.len() == 1 { field.trim_end_matches('s') } else { field };
        return if field == "tags" {
            vec![tagged(items)]
        } else {
            vec![format!("{} {}", items.len(), spaced(noun))]
        };
    }
    if slot.sort == Sort::There {
        return Vec::new();
    }
    if below.is_empty() && field == "tags" {
        return vec![tagged(items)];
    }
    let of = path(below);
    let shown: Vec<String> = items
        .iter()
        .take(4)
        .map(|item| {
            let found = of.split('.').try_fold(item, |value, part| value.get(part));
            found.map_or_else(|| "none".to_owned(), quoted)
        })
        .collect();
    let more = if items.len() > 4 { " and more" } else { "" };
    vec![format!("{} of its {} {}{more}", spaced(&of), spaced(field), shown.join(" and "))]
}

fn tagged(items: &[Value]) -> String {
    let tags: Vec<String> = items.iter().take(4).map(quoted).collect();
    let more = if items.len() > 4 { format!(" and {} more", items.len() - 4) } else { String::new() };
    format!("tagged {}{more}", tags.join(", "))
}

fn at<'d>(document: &'d Document, steps: &[Step]) -> Option<&'d Value> {
    let mut steps = steps.iter();
    let Some(Step::Field(root)) = steps.next() else { return None };
    steps.try_fold(document.roots.get(root)?, |value, step| match step {
        Step::Field(name) => value.get(name.as_str()),
        Step::Element => None,
    })
}

/// The field as people say it: with the part that it belongs to, without the document.
fn words(kind: DocumentKind, name: &str) -> String {
    let below = name
        .strip_prefix("order.")
        .or_else(|| name.strip_prefix(kind.word())?.strip_prefix('.'))
        .unwrap_or(name);
    spaced(below)
}

fn spaced(name: &str) -> String {
    name.replace(['_', '.'], " ")
}

fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o']);
    if name.ends_with('s') && !name.ends_with("ss") {
        name.to_owned()
    } else {
        format!("{} {name}", if vowel { "an" } else { "a" })
    }
}

fn quoted(value: &Value) -> String {
    match value {
        Value::String(_) => value.to_string(),
        other => plain(other),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => match (map.get("amount"), map.get("currency"), map.get("unknown")) {
            (Some(amount), Some(currency), _) => format!("{} {}", plain(amount), plain(currency)),
            (_, _, Some(word)) => format!("{word}, which the house does not know"),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}
