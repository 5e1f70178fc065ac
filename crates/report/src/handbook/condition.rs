//! Conditions in words, where they have a shape that people have a word for.

use seamless_flow::{Condition, Flow, countries_of};

/// From so many countries of the Union on, those that are missing are said instead.
const MOST_OF_THE_UNION: usize = 20;

/// What a condition lets through, in a sentence: `Only for orders to the EU.` A part for which there are no words stands
/// between backticks, as it is.
pub(super) fn says(flow: &Flow, condition: &Condition) -> String {
    let (mut said, mut raw) = (Vec::new(), Vec::new());
    for part in condition.parts() {
        match in_words(flow, &part.words()) {
            Some(words) => said.push(words),
            None => raw.push(format!("`{}`", part.text().split_whitespace().collect::<Vec<_>>().join(" "))),
        }
    }
    match (said.is_empty(), raw.is_empty()) {
        (true, _) => format!("Only where {}.", raw.join(" and ")),
        (_, true) => format!("Only for orders {}.", said.join(" and ")),
        _ => format!("Only for orders {}, where {}.", said.join(" and "), raw.join(" and ")),
    }
}

/// A part of a condition in words that go on from `orders`; `part` is written as [`Condition::words`] writes.
fn in_words(flow: &Flow, part: &str) -> Option<String> {
    if let Some(denied) = part.strip_prefix("not(").and_then(|it| it.strip_suffix(')')) {
        if denied == "order.test" {
            return Some("that are no tests".to_owned());
        }
        let (field, values) = asks(denied)?;
        return of_field(flow, field, &values, false);
    }
    if let Some(denied) = part.strip_prefix("!=(") {
        let equal = format!("==({denied}");
        let (field, values) = asks(&equal)?;
        return of_field(flow, field, &values, false);
    }
    match part {
        "order.test" => return Some("that are tests".to_owned()),
        "Exists(order.lines,it,,it.ships)" => return Some("with something to ship".to_owned()),
        "Exists(order.lines,it,,not(it.gift_card))" => {
            return Some("of more than gift cards".to_owned());
        }
        _ => {}
    }
    if let Some((field, values)) = asks(part) {
        return of_field(flow, field, &values, true);
    }
    let begins = part.strip_prefix("startsWith(order.number,")?.strip_suffix(')')?;
    let begins: String = serde_json::from_str(begins).ok()?;
    Some(format!("whose number begins with {}", quoted(&begins)))
}

/// The field that is asked, and the texts that it may be.
fn asks(part: &str) -> Option<(&str, Vec<String>)> {
    if let Some(inner) = part.strip_prefix("==(") {
        let (field, value) = inner.strip_suffix(')')?.split_once(',')?;
        return Some((field, vec![serde_json::from_str(value).ok()?]));
    }
    let (field, values) = part.strip_prefix("in(")?.strip_suffix(')')?.split_once(',')?;
    let values: Vec<String> = serde_json::from_str(values).ok()?;
    (!values.is_empty()).then_some((field, values))
}

fn of_field(flow: &Flow, field: &str, values: &[String], holds: bool) -> Option<String> {
    Some(match field {
        "order.ship_to.country" if holds => format!("to {}", countries(values)),
        "order.ship_to.country" => format!("to anywhere but {}", countries(values)),
        "order.source" => {
            let titles = values.iter().map(|it| source(flow, it)).collect::<Vec<_>>();
            format!("{}from {}", if holds { "" } else { "that are not " }, list(&titles, "or"))
        }
        "order.payment" => {
            let states = values.iter().map(|it| it.replace('_', " ")).collect::<Vec<_>>();
            format!("whose payment is {}{}", if holds { "" } else { "not " }, list(&states, "or"))
        }
        "fulfillment_request.location" => {
            let places = values.iter().map(|it| quoted(it)).collect::<Vec<_>>();
            format!("{} {}", if holds { "at the place" } else { "at any place but" }, list(&places, "or"))
        }
        _ => return None,
    })
}

/// Where an order comes from: a system of the map, or the word that the order carries.
fn source(flow: &Flow, word: &str) -> String {
    flow.systems.get(word).map_or_else(|| quoted(word), |it| it.title.clone())
}

fn quoted(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// Countries as people say them: `the EU`, `the EU without DE`, `the EU, CH and NO`, `US and CA`.
fn countries(codes: &[String]) -> String {
    let union = countries_of("EU").unwrap_or_default();
    let missing: Vec<&String> = union.iter().filter(|it| !codes.contains(it)).collect();
    if missing.len() + MOST_OF_THE_UNION > union.len() {
        return list(codes, "and");
    }
    let without = match missing.is_empty() {
        true => String::new(),
        false => format!(" without {}", list(&missing, "and")),
    };
    let mut all = vec![format!("the EU{without}")];
    all.extend(codes.iter().filter(|it| !union.contains(it)).cloned());
    list(&all, "and")
}

/// Words with commas between them and a word before the last.
pub(super) fn list<T: AsRef<str>>(all: &[T], last: &str) -> String {
    let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
    match all.split_last() {
        Some((end, [])) => (*end).to_owned(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_words_is_said_in_them() {
        let flow = super::super::tests::flow();
        let union = countries_of("EU").expect("the Union");
        let union = |without: &str, more: &[&str]| {
            let all =
                union.iter().map(String::as_str).filter(|it| *it != without).chain(more.iter().copied());
            all.map(|it| format!("{it:?}")).collect::<Vec<_>>().join(", ")
        };
        let to = |codes: &str| format!("order.ship_to.country in [{codes}]");
        for (text, said) in [
            ("!order.test".to_owned(), "Only for orders that are no tests."),
            (to(&union("", &[])), "Only for orders to the EU."),
            (format!("!({})", to(&union("", &[]))), "Only for orders to anywhere but the EU."),
            (to(&union("DE", &[])), "Only for orders to the EU without DE."),
            (to(&union("", &["CH", "NO"])), "Only for orders to the EU, CH and NO."),
            (to(r#""US", "CA""#), "Only for orders to US and CA."),
            (r#"order.ship_to.country != "US""#.to_owned(), "Only for orders to anywhere but US."),
            (r#"order.source == "shop""#.to_owned(), "Only for orders from Shop."),
            (
                r#"order.number.startsWith("EU-") && !(order.source in ["amazon"])"#.to_owned(),
                "Only for orders whose number begins with `EU-` and that are not from `amazon`.",
            ),
            (
                r#"order.payment in ["paid", "partially_refunded"] && order.lines.exists(it, !it.gift_card)"#
                    .to_owned(),
                "Only for orders whose payment is paid or partially refunded and of more than gift cards.",
            ),
            ("order.lines.exists(it, it.ships)".to_owned(), "Only for orders with something to ship."),
            (
                r#"fulfillment_request.location != "east""#.to_owned(),
                "Only for orders at any place but `east`.",
            ),
            ("order.note.size() > 3".to_owned(), "Only where `order.note.size() > 3`."),
            (
                "!order.test && order.note.size()\n > 3".to_owned(),
                "Only for orders that are no tests, where `order.note.size() > 3`.",
            ),
            (
                r#"order.test || order.source == "shop""#.to_owned(),
                r#"Only where `order.test || order.source == "shop"`."#,
            ),
        ] {
            assert_eq!(says(&flow, &Condition::parse(&text).expect("it parses")), said, "{text}");
        }
    }
}
