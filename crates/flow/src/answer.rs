//! Answers that people give to questions about facts: what is wanted, and how an answer is written into a file.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::quoted;
use crate::tree::{Key, Node, NodeValue, parse_tree};
use crate::vocabulary::{FactKind, KnownFact, contract, known_fact, trade};

fn known(name: &str) -> Option<&'static KnownFact> {
    let said = || trade().into_iter().chain(contract()).find(|it| it.name == name);
    known_fact(name).or_else(said)
}

/// What the answer to a question about a fact must be, for people: "`true` or `false`".
pub fn fact_wants(name: &str) -> Option<String> {
    known(name).map(|it| match it.kind {
        FactKind::YesNo => "yes or no".to_owned(),
        other => other.wanted(),
    })
}

/// What a fact means, in a sentence.
pub fn fact_means(name: &str) -> Option<&'static str> {
    known(name).map(|it| it.about)
}

/// Whether a fact of a system is one of each brand's own installation: a setting, a grant, what was agreed with whoever
/// runs it. The team that owns the system knows it; all others are facts of a product, which its vendor knows.
pub fn fact_of_installation(name: &str) -> bool {
    known_fact(name).is_some_and(|it| it.of_installation)
}

/// An answer as YAML, on one line. The error says what was wanted instead.
pub fn answer_value(name: &str, answer: &str) -> Result<String, String> {
    let answer = answer.trim();
    let Some(fact) = known(name) else { return Ok(quoted(answer)) };
    let lower = answer.to_lowercase();
    let split =
        || answer.trim_matches(['[', ']']).split([',', ';']).map(str::trim).filter(|it| !it.is_empty());
    let read = match fact.kind {
        FactKind::YesNo => match lower.as_str() {
            "yes" | "y" | "true" | "ja" | "oui" | "sí" | "si" => Some("true".to_owned()),
            "no" | "n" | "false" | "nein" | "non" => Some("false".to_owned()),
            _ => None,
        },
        FactKind::Number | FactKind::Count | FactKind::Share => {
            let number = answer.replace([',', ' '], "");
            number.parse::<Decimal>().ok().filter(|it| fact.kind.holds(*it)).map(|it| it.to_string())
        }
        FactKind::Word([]) => (!answer.is_empty()).then(|| quoted(answer)),
        FactKind::Word(words) => words.iter().find(|it| lower == **it).map(|it| (*it).to_owned()),
        FactKind::Words(words) => {
            let none = ["none", "[]", "-"].contains(&lower.as_str());
            let all: Vec<String> = if none { Vec::new() } else { split().map(quoted).collect() };
            let good = words.is_empty() || split().all(|it| none || words.contains(&it));
            (good && (none || !all.is_empty())).then(|| format!("[{}]", all.join(", ")))
        }
        FactKind::Duration => crate::parse_span(answer).ok().map(|_| answer.to_owned()),
        FactKind::Day => answer.parse::<jiff::civil::Date>().ok().map(|it| it.to_string()),
        FactKind::Time => answer.parse::<jiff::civil::Time>().ok().map(|_| format!("\"{answer}\"")),
        FactKind::Zone => jiff::tz::TimeZone::get(answer).ok().map(|_| answer.to_owned()),
    };
    let wanted =
        || format!("`{answer}` is no answer to `{name}`: {} is wanted", fact_wants(name).unwrap_or_default());
    read.ok_or_else(wanted)
}

/// The scalar that stands at a path of a file, for example `["carriers", "acme", "profile"]`.
pub fn scalar_at(text: &str, path: &[&str]) -> Option<String> {
    at(text, path, |_, node| node.scalar().map(str::to_owned))?
}

/// Where the entry at a path of a file stands, in bytes: from its key to the end of its value, or of the key where it
/// has none.
pub fn entry_at(text: &str, path: &[&str]) -> Option<Range<usize>> {
    at(text, path, |key, node| key.place.start..node.place.end.max(key.place.end))
}

fn at<T>(text: &str, path: &[&str], take: impl FnOnce(&Key, &Node) -> T) -> Option<T> {
    let (node, _) = parse_tree(&std::sync::Arc::from("read"), text.as_bytes());
    let mut here = &node?;
    let mut found = None;
    for name in path {
        let NodeValue::Map(entries) = &here.value else { return None };
        let (key, node) = entries.iter().find(|(key, _)| key.text == *name)?;
        (here, found) = (node, Some((key, node)));
    }
    found.map(|(key, node)| take(key, node))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_give_them() {
        for (fact, answer, yaml) in [
            ("order.dedupe", "Yes", "true"),
            ("bundles", "no", "false"),
            ("rate.calls_per_second", "1,200", "1200"),
            ("order.delivery", "at_least_once", "at_least_once"),
            ("order.events", "create, edit", "[create, edit]"),
            ("special_lines", "none", "[]"),
            ("webhook.retry_window", "4h", "4h"),
            ("cutoff.time", "14:00", "\"14:00\""),
            ("api.supported_until", "2027-10-01", "2027-10-01"),
            ("order.lookup_by", "PO #", "\"PO #\""),
        ] {
            assert_eq!(answer_value(fact, answer).as_deref(), Ok(yaml), "{fact}");
        }
        let wrong = answer_value("order.dedupe", "mostly").expect_err("no answer");
        assert_eq!(wrong, "`mostly` is no answer to `order.dedupe`: yes or no is wanted");
        let wrong = answer_value("api.supported_until", "soon").expect_err("no day");
        assert_eq!(
            wrong,
            "`soon` is no answer to `api.supported_until`: a day such as `2026-12-01` is wanted"
        );
        assert!(
            answer_value("cutoff.timezone", "Mars").is_err() && answer_value("capture", "later").is_err()
        );
    }

    #[test]
    fn settings_and_grants_are_told_from_what_a_product_does() {
        for grant in ["access.scopes", "refund.deletable", "cutoff.time", "restock.on_cancel"] {
            assert!(fact_of_installation(grant), "{grant}");
        }
        for ability in ["order.cancel", "rate.calls_per_second", "capture", "codes.sku", "unheard.of"] {
            assert!(!fact_of_installation(ability), "{ability}");
        }
    }

    #[test]
    fn a_scalar_is_found_by_its_path() {
        assert_eq!(scalar_at("a: { b: x }", &["a", "b"]).as_deref(), Some("x"));
        assert_eq!(scalar_at("a: { b: x }", &["a"]), None);
        let entry = |text: &str, path: &[&str]| entry_at(text, path).map(|it| text[it].to_owned());
        assert_eq!(entry("a: { b: x, c: y }", &["a", "b"]).as_deref(), Some("b: x"));
        assert_eq!(entry("a: { b: x }\nc:\n", &["a"]).as_deref(), Some("a: { b: x }"));
        assert_eq!(entry("c:\n", &["c"]).as_deref(), Some("c"));
        assert_eq!(entry("c:\n", &["a"]), None);
    }
}
