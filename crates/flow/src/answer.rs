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

/// What the answer to a question about a fact must be, for people: `yes if lines are sold that have no SKU; no if not`.
pub fn fact_wants(name: &str) -> Option<String> {
    known(name).map(|it| match it.kind {
        FactKind::YesNo => {
            yes_means(it).map_or("yes or no".to_owned(), |yes| format!("yes if {yes}; no if not"))
        }
        other => choices(other),
    })
}

/// When the answer to a yes-or-no fact is yes: `lines are sold that have no SKU`. The fact's own sentence says it.
fn yes_means(fact: &KnownFact) -> Option<&'static str> {
    let about = fact.about.strip_suffix('.').unwrap_or(fact.about);
    let about =
        about.strip_prefix("Of a carrier: ").or(about.strip_prefix("Of a marketplace: ")).unwrap_or(about);
    about.strip_prefix("Whether ").or(about.strip_prefix("whether "))
}

/// What is wanted, with its choices as people write them.
fn choices(kind: FactKind) -> String {
    let plain = |words: &[&str]| words.iter().map(|it| it.replace('_', " ")).collect::<Vec<_>>().join(", ");
    match kind {
        FactKind::YesNo => "yes or no".to_owned(),
        FactKind::Word([]) => "a word".to_owned(),
        FactKind::Word(words) => format!("one of: {}", plain(words)),
        FactKind::Words([]) => "a list of words, with commas".to_owned(),
        FactKind::Words(words) => format!("those that fit of: {}; or `none`", plain(words)),
        FactKind::Number => "a number".to_owned(),
        FactKind::Time => "a time of day such as `14:00`".to_owned(),
        FactKind::Duration => "a duration such as `24h`, `30m` or `2d`".to_owned(),
        other => other.wanted(),
    }
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

/// An answer that was read: its value, and what was said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replied {
    /// The value as YAML, on one line.
    pub value: String,
    /// What follows the value: of `yes, every 90 days` it is `every 90 days`. Empty where nothing does.
    pub note: String,
}

/// Reads an answer as people give it. The error says what was wanted instead.
pub fn answer_given(name: &str, answer: &str) -> Result<Replied, String> {
    let answer = answer.trim();
    let whole = |value: String| Replied { value, note: String::new() };
    let Some(fact) = known(name) else { return Ok(whole(quoted(answer))) };
    let why = match value(fact, answer) {
        Ok(value) => return Ok(whole(value)),
        Err(why) => why,
    };
    if let Some((first, note)) = with_note(answer, fact.kind)
        && let Ok(value) = value(fact, first)
    {
        return Ok(Replied { value, note: note.to_owned() });
    }
    let wanted = match (why, fact.kind) {
        (Some(why), _) => why,
        (None, FactKind::YesNo) => {
            let yes = yes_means(fact).map(|it| format!("; yes if {it}")).unwrap_or_default();
            format!("yes or no is wanted{yes}")
        }
        (None, kind) => format!("{} is wanted", choices(kind)),
    };
    Err(format!("`{answer}` is no answer to `{name}`: {wanted}"))
}

/// The first word or words of an answer and what follows them, for kinds whose values hold no such signs.
fn with_note(answer: &str, kind: FactKind) -> Option<(&str, &str)> {
    let takes = matches!(kind, FactKind::YesNo | FactKind::Word([_, ..]) | FactKind::Duration);
    let at = answer.find([',', ';', ':', '.', '(', '\u{2013}', '\u{2014}']).or_else(|| answer.find(" - "));
    let (first, note) = answer.split_at(at.filter(|_| takes)?);
    let note = note.trim_start_matches([',', ';', ':', '.', '(', '-', '\u{2013}', '\u{2014}', ' ']);
    let note = if note.contains('(') { note } else { note.trim_end_matches(')') };
    Some((first.trim(), note.trim()))
}

/// The value of an answer as YAML; the error is what is wanted, where its kind alone does not say it.
fn value(fact: &KnownFact, answer: &str) -> Result<String, Option<String>> {
    let lower = answer.to_lowercase();
    let word = lower.replace([' ', '-'], "_");
    let read = match fact.kind {
        FactKind::YesNo => match lower.as_str() {
            "yes" | "y" | "true" | "ja" | "oui" | "sí" | "si" => Some("true".to_owned()),
            "no" | "n" | "false" | "nein" | "nei" | "non" => Some("false".to_owned()),
            _ => None,
        },
        FactKind::Number | FactKind::Count | FactKind::Share => return number(fact.kind, answer),
        FactKind::Word([]) => (!answer.is_empty()).then(|| quoted(answer)),
        FactKind::Word(words) => words.iter().find(|it| word == **it).map(|it| (*it).to_owned()),
        FactKind::Words(words) => return list(fact, words, answer),
        FactKind::Duration => span(fact, &lower),
        FactKind::Day => return day(answer),
        FactKind::Time => answer.parse::<jiff::civil::Time>().ok().map(|_| format!("\"{answer}\"")),
        FactKind::Zone => jiff::tz::TimeZone::get(answer).ok().map(|_| answer.to_owned()),
    };
    read.ok_or(None)
}

/// A number; commas and blanks part thousands where three digits follow each.
fn number(kind: FactKind, answer: &str) -> Result<String, Option<String>> {
    let mut groups = answer.split([',', ' ']);
    let whole = groups.next().unwrap_or("");
    let mut text = whole.to_owned();
    for group in groups {
        if group.split('.').next().is_none_or(|it| it.len() != 3) {
            return Err(Some("a number is wanted, with a point before its decimals".to_owned()));
        }
        text.push_str(group);
    }
    let number = text.parse::<Decimal>().ok().filter(|it| kind.holds(*it));
    number.map(|it| it.to_string()).ok_or(None)
}

/// A list; of the currencies of a brand, each must be one.
fn list(fact: &KnownFact, words: &[&str], answer: &str) -> Result<String, Option<String>> {
    if ["none", "[]", "-"].contains(&answer.to_lowercase().as_str()) {
        return Ok("[]".to_owned());
    }
    let each = answer.trim_matches(['[', ']']).split([',', ';']).map(str::trim).filter(|it| !it.is_empty());
    let mut all = Vec::new();
    for it in each {
        let word = it.to_lowercase().replace([' ', '-'], "_");
        if fact.name == "currencies" {
            let code = it.to_uppercase();
            let known = seamless_model::Currency::from_code(&code);
            all.push(known.map(|_| code).map_err(|_| {
                Some(format!("`{it}` is no currency: codes of ISO 4217 are wanted, such as `NOK, EUR`"))
            })?);
        } else if words.is_empty() {
            all.push(quoted(it));
        } else {
            all.push((*words.iter().find(|had| **had == word).ok_or(None)?).to_owned());
        }
    }
    if all.is_empty() { Err(None) } else { Ok(format!("[{}]", all.join(", "))) }
}

/// A duration as people write it: `2 days`, and `2 working days` where the fact counts in them.
fn span(fact: &KnownFact, lower: &str) -> Option<String> {
    let short = lower.replace("working ", " working ").split_whitespace().collect::<Vec<_>>().join(" ");
    let short = match fact.about.contains("working day") {
        true => short.replace("working days", "d").replace("working day", "d"),
        false => short,
    };
    let mut text = short;
    for (long, unit) in [
        ("days", "d"),
        ("day", "d"),
        ("hours", "h"),
        ("hour", "h"),
        ("minutes", "m"),
        ("minute", "m"),
        ("min", "m"),
        ("seconds", "s"),
        ("second", "s"),
    ] {
        text = text.replace(long, unit);
    }
    let text = [" d", " h", " m", " s"].iter().fold(text, |text, it| text.replace(it, it.trim()));
    crate::parse_span(&text).ok().map(|_| text)
}

/// A day, as `2026-12-31`; as `31.12.2026` only where the first number can be no month.
fn day(answer: &str) -> Result<String, Option<String>> {
    if let Ok(day) = answer.parse::<jiff::civil::Date>() {
        return Ok(day.to_string());
    }
    let parts: Vec<&str> = answer.split(['.', '/']).map(str::trim).collect();
    let numbers: Vec<i16> = parts.iter().filter_map(|it| it.parse().ok()).collect();
    let &[one, two, year] = &numbers[..] else { return Err(None) };
    let made = |month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(year, month, day).ok().filter(|_| year > 1000)
    };
    match (made(two, one), made(one, two)) {
        (Some(day), None) | (None, Some(day)) => Ok(day.to_string()),
        (Some(one), Some(two)) if one == two => Ok(one.to_string()),
        (Some(one), Some(two)) => {
            Err(Some(format!("write the day as `{one}` or as `{two}`: it can be read as either")))
        }
        (None, None) => Err(None),
    }
}

/// The scalar that stands at a path of a file, for example `["carriers", "acme", "profile"]`.
pub fn scalar_at(text: &str, path: &[&str]) -> Option<String> {
    at(text, path, |_, node| node.scalar().map(str::to_owned))?
}

/// The value that stands at a path of a file as one line: a scalar as it is read, a list of them as `[a, b]`.
pub fn value_at(text: &str, path: &[&str]) -> Option<String> {
    at(text, path, |_, node| match &node.value {
        NodeValue::List(all) => {
            let all: Option<Vec<&str>> = all.iter().map(Node::scalar).collect();
            all.map(|it| format!("[{}]", it.join(", ")))
        }
        _ => node.scalar().map(str::to_owned),
    })?
}

/// The names of the entries below a path of a file, for example the carriers of a map.
pub fn names_at(text: &str, path: &[&str]) -> Vec<String> {
    let names = at(text, path, |_, node| match &node.value {
        NodeValue::Map(entries) => entries.iter().map(|it| it.0.text.to_string()).collect(),
        _ => Vec::new(),
    });
    names.unwrap_or_default()
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
            ("capture", "at order", "at_order"),
            ("currencies", "nok, EUR", "[NOK, EUR]"),
            ("not_shipped", "gift card, digital", "[gift_card, digital]"),
            ("promise.ship_within", "2 working days", "2d"),
            ("webhook.retry_window", "1 hour 30 minutes", "1h 30m"),
            ("api.supported_until", "31.12.2026", "2026-12-31"),
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
            let given = answer_given(fact, answer).map(|it| (it.value, it.note));
            assert_eq!(given, Ok((yaml.to_owned(), String::new())), "{fact}");
        }
        for (fact, answer, wanted) in [
            (
                "order.dedupe",
                "mostly",
                "yes or no is wanted; yes if it recognises a change that is announced twice",
            ),
            ("api.supported_until", "soon", "a day such as `2026-12-01` is wanted"),
            (
                "api.supported_until",
                "01.12.2026",
                "write the day as `2026-12-01` or as `2026-01-12`: it can be read as either",
            ),
            (
                "currencies",
                "kroner",
                "`kroner` is no currency: codes of ISO 4217 are wanted, such as `NOK, EUR`",
            ),
            ("rate.calls_per_second", "1,5", "a number is wanted, with a point before its decimals"),
            ("capture", "later", "one of: at order, at shipment is wanted"),
            ("return_window", "30 working days", "a duration such as `24h`, `30m` or `2d` is wanted"),
            ("cutoff.timezone", "Mars", "a time zone such as `America/New_York` is wanted"),
        ] {
            let why = format!("`{answer}` is no answer to `{fact}`: {wanted}");
            assert_eq!(answer_given(fact, answer).map_err(|it| it.to_string()), Err(why));
        }
    }

    #[test]
    fn what_follows_a_yes_is_a_note() {
        for (fact, answer, value, note) in [
            ("access.renewed_by_itself", "yes, every 90 days", "true", "every 90 days"),
            ("order.dedupe", "no - because we log in by hand", "false", "because we log in by hand"),
            ("order.dedupe", "Yes (by the event's id)", "true", "by the event's id"),
            ("address.too_long", "truncated, after 35 letters", "truncated", "after 35 letters"),
            ("promise.ship_within", "2 working days, Saturdays not", "2d", "Saturdays not"),
        ] {
            let given = Replied { value: value.to_owned(), note: note.to_owned() };
            assert_eq!(answer_given(fact, answer), Ok(given));
        }
        assert!(answer_given("order.dedupe", "nobody knows, sorry").is_err());
        assert!(answer_given("order.dedupe", "no idea").is_err());
    }

    #[test]
    fn a_question_of_yes_or_no_says_what_yes_means() {
        assert_eq!(
            fact_wants("order_numbers_distinct").as_deref(),
            Some(
                "yes if no two shops or channels give out the same order number, for example because each has its prefix; no if not"
            )
        );
        assert_eq!(fact_wants("refund_on_cancel").as_deref(), Some("one of: at once, when confirmed"));
        let facts = crate::vocabulary::known_names().filter_map(known_fact);
        let all = trade().into_iter().chain(contract()).chain(facts);
        for fact in all.filter(|it| it.kind == FactKind::YesNo) {
            assert!(yes_means(fact).is_some(), "{}", fact.name);
        }
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
