//! One fault at work, and whether it strikes.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use seamless_flow::{Fault, FaultKind};

use crate::About;
use crate::chance;

/// How many different things are remembered for chance before it begins anew.
const REMEMBERED_MAX: usize = 100_000;

/// A fault that was armed.
pub struct Rule {
    /// Its number, which sets its chance apart from that of others.
    pub number: u64,
    /// The fault.
    pub fault: Fault,
    /// How often it has struck.
    pub struck: u64,
    until: Option<Timestamp>,
}

impl Rule {
    pub fn new(number: u64, fault: Fault, now: Timestamp) -> Self {
        let until = fault.during.map(|it| now.saturating_add(it).unwrap_or(Timestamp::MAX));
        Self { number, fault, struck: 0, until }
    }

    /// Whether it may still strike.
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|it| now < it) && self.fault.times.is_none_or(|it| self.struck < it)
    }

    /// Whether it strikes where it is asked.
    pub fn is_on(&self, here: impl Fn(&str) -> bool) -> bool {
        self.fault.on.as_deref().is_none_or(here)
    }

    pub fn strikes_messages(&self) -> bool {
        use FaultKind::{Delay, Drop, Duplicate, Reorder};
        matches!(self.fault.kind, Duplicate(_) | Drop | Delay(_) | Reorder)
    }

    pub fn strikes_calls(&self) -> bool {
        use FaultKind::{ServerError, Throttle, TimeoutAfterCommit};
        matches!(self.fault.kind, Throttle | ServerError(_) | TimeoutAfterCommit)
    }
}

/// The word for a kind of fault in scenarios and in counts.
pub fn word(kind: &FaultKind) -> &'static str {
    match kind {
        FaultKind::Duplicate(_) => "duplicate",
        FaultKind::Drop => "drop",
        FaultKind::Delay(_) => "delay",
        FaultKind::Reorder => "reorder",
        FaultKind::Throttle => "throttle",
        FaultKind::ServerError(_) => "server_error",
        FaultKind::TimeoutAfterCommit => "timeout_after_commit",
        FaultKind::Crash(_) => "crash",
        FaultKind::MappingGap => "mapping_gap",
        FaultKind::Forget => "forget",
    }
}

/// Chance, as the seed decides it. The same thing asked again is a new draw: a message that is sent again may
/// arrive.
pub struct Draws {
    seed: u64,
    asked: HashMap<u64, u64>,
}

impl Draws {
    pub fn new(seed: u64) -> Self {
        Self { seed, asked: HashMap::new() }
    }

    /// Whether a rule strikes this time.
    pub fn strikes(&mut self, rule: &Rule, words: &[&str]) -> bool {
        let Some(percent) = rule.fault.percent else { return true };
        let number = rule.number.to_string();
        let words: Vec<&str> =
            [word(&rule.fault.kind), &number].into_iter().chain(words.iter().copied()).collect();
        self.happens(percent, &words)
    }

    /// Whether something with this probability happens this time.
    pub fn happens(&mut self, percent: u8, words: &[&str]) -> bool {
        percent > 0 && self.number(words) % 100 < u64::from(percent)
    }

    /// A number for this time.
    pub fn number(&mut self, words: &[&str]) -> u64 {
        if self.asked.len() >= REMEMBERED_MAX {
            self.asked.clear();
        }
        let first = chance::draw(self.seed, words);
        let times = self.asked.entry(first).and_modify(|it| *it += 1).or_insert(0);
        if *times == 0 { first } else { chance::draw(first, &[&times.to_string()]) }
    }
}

/// Under which identifiers the systems know the orders that scenarios name.
#[derive(Default)]
pub struct Names(HashMap<String, BTreeSet<String>>);

impl Names {
    pub fn know(&mut self, order: &str, identifier: &str) {
        self.0.entry(order.to_owned()).or_default().insert(identifier.to_owned());
    }

    fn names<'n>(&'n self, order: &'n str) -> impl Iterator<Item = &'n str> {
        std::iter::once(order).chain(self.0.get(order).into_iter().flatten().map(String::as_str))
    }

    /// Whether something is about the order that a fault is for, or the fault is for all.
    pub fn is_about(&self, order: Option<&str>, about: &About) -> bool {
        order.is_none_or(|order| {
            self.names(order).any(|name| about.order.as_deref() == Some(name) || about.id == name)
        })
    }

    /// Whether a text names the order that a fault is for, or the fault is for all.
    pub fn is_mentioned(&self, order: Option<&str>, text: &str) -> bool {
        order.is_none_or(|order| self.names(order).any(|name| names(text, name)))
    }
}

/// Whether a name stands in a text as a word of its own: `FR-1` does not stand in `FR-12`.
fn names(text: &str, name: &str) -> bool {
    let part =
        |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || matches!(it, '#' | '-' | '.' | '_'));
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            !part(text[..at].chars().next_back()) && !part(text[at + name.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        for (text, name, found) in [
            ("/pick_orders/FR-1", "FR-1", true),
            ("/pick_orders/FR-12", "FR-1", false),
            (r##"{"reference":"#1001"}"##, "#1001", true),
            (r##"{"reference":"#1001"}"##, "1001", false),
            ("gid://shopify/Order/1001", "1001", true),
            (r#"{"total":"1001.00"}"#, "1001", false),
            ("1001", "1001", true),
            ("", "", false),
        ] {
            assert_eq!(names(text, name), found, "{name} in {text}");
        }
    }
}
