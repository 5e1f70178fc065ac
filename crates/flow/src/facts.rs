//! Profiles: facts about a kind of system or a carrier, each with its source.

use indexmap::IndexMap;
use jiff::SignedDuration;
use rust_decimal::Decimal;

use crate::Api;

/// What is known of a kind of system or of a carrier.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Its name; empty where nothing is known.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// The day to which the facts were true, as written.
    pub as_of: Option<String>,
    /// The facts.
    pub facts: Facts,
    /// How its API is spoken with, for systems of kind `http`.
    pub api: Option<Api>,
}

/// Facts by name, for example `order.delivery`. The names follow one vocabulary, `document.what` or `area.what`.
/// A fact that nobody knows is absent.
pub type Facts = IndexMap<String, Fact>;

/// One fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What is so.
    pub value: FactValue,
    /// Who says so.
    pub source: String,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// A word.
    Text(String),
    /// A list of words.
    List(Vec<String>),
    /// A number by plan.
    ByPlan(IndexMap<String, Decimal>),
}

impl FactValue {
    /// The value as people say it: `yes`, `2.5`, `create, edit`, `none` of an empty list, `basic 2, plus 10`.
    pub fn words(&self) -> String {
        match self {
            Self::Bool(true) => "yes".to_owned(),
            Self::Bool(false) => "no".to_owned(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Text(text) => text.clone(),
            Self::List(all) if all.is_empty() => "none".to_owned(),
            Self::List(all) => all.join(", "),
            Self::ByPlan(plans) => {
                let each = plans.iter().map(|(plan, number)| format!("{plan} {}", number.normalize()));
                each.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Profile {
    /// A yes-or-no fact; `None` where nobody knows.
    pub fn yes(&self, name: &str) -> Option<bool> {
        match &self.facts.get(name)?.value {
            FactValue::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A fact that is a word.
    pub fn word(&self, name: &str) -> Option<&str> {
        match &self.facts.get(name)?.value {
            FactValue::Text(value) => Some(value),
            _ => None,
        }
    }

    /// A fact that is a list of words.
    pub fn list(&self, name: &str) -> Option<&[String]> {
        match &self.facts.get(name)?.value {
            FactValue::List(value) => Some(value),
            _ => None,
        }
    }

    /// A fact that is a number, by plan where it depends on one.
    pub fn number(&self, name: &str, plan: Option<&str>) -> Option<Decimal> {
        match &self.facts.get(name)?.value {
            FactValue::Number(value) => Some(*value),
            FactValue::ByPlan(plans) => plans.get(plan?).copied(),
            _ => None,
        }
    }

    /// A fact that is a duration, written as in the map (`15m`, `48h`).
    pub fn span(&self, name: &str) -> Option<SignedDuration> {
        crate::parse_span(self.word(name)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_said_in_words() {
        let words = |all: &[&str]| FactValue::List(all.iter().map(|it| (*it).to_owned()).collect()).words();
        assert_eq!((words(&[]).as_str(), words(&["create", "edit"]).as_str()), ("none", "create, edit"));
        assert_eq!(FactValue::Bool(false).words(), "no");
        assert_eq!(FactValue::Number(Decimal::new(2_500, 3)).words(), "2.5");
        let plans =
            IndexMap::from([("basic".to_owned(), Decimal::new(20, 1)), ("plus".to_owned(), Decimal::TEN)]);
        assert_eq!(FactValue::ByPlan(plans).words(), "basic 2, plus 10");
    }
}
