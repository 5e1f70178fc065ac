//! The names of facts that checks read: what each means and what its value must be.
//!
//! There are three places where a fact may stand. A **profile** says what is true of a kind of system or of a
//! carrier ([`facts`] and the topics). `trade` of the map says what the brand itself does. `contract` of a handoff
//! says what its two sides agreed on that arrow; what a contract may say, a carrier's profile may say as well, for
//! all that it carries (`money.currency`, or `order.money.currency` for one kind of document).
//!
//! `docs/profile-facts.md` shows these tables; a test holds the page to them.

mod change;
mod facts;
mod fulfillment;
mod identity;
mod money;
mod operations;
mod stock;

pub use fulfillment::WEEKDAYS;

use std::sync::OnceLock;

use rust_decimal::Decimal;
use seamless_model::DocumentKind;

use crate::load::fields::MOST;

/// What the value of a fact must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// `true` or `false`.
    YesNo,
    /// A number, or a number for each plan; from nothing to a thousand millions.
    Number,
    /// A number from 1 to [`COUNT_MOST`]: how many of something there are of which there is at least one.
    Count,
    /// A share, from 0 to 1.
    Share,
    /// One word of these; any word where there are none.
    Word(&'static [&'static str]),
    /// A list of words of these; of any words where there are none.
    Words(&'static [&'static str]),
    /// A duration.
    Duration,
    /// A day, such as `2026-12-01`.
    Day,
    /// A time of day, such as `14:00`.
    Time,
    /// A time zone by its IANA name.
    Zone,
}

/// The largest [`FactKind::Count`].
pub(crate) const COUNT_MOST: i64 = 100;

impl FactKind {
    /// The bounds of a number, both included.
    pub fn bounds(self) -> (i64, i64) {
        match self {
            Self::Count => (1, COUNT_MOST),
            Self::Share => (0, 1),
            _ => (0, MOST),
        }
    }

    /// Whether a number can be the value of such a fact.
    pub fn holds(self, number: Decimal) -> bool {
        let (least, most) = self.bounds();
        (Decimal::from(least)..=Decimal::from(most)).contains(&number)
    }

    /// What is wanted, for messages.
    pub fn wanted(self) -> String {
        match self {
            Self::YesNo => "`true` or `false`".to_owned(),
            Self::Number => "a number, or a number for each plan".to_owned(),
            Self::Count => format!("a number from 1 to {COUNT_MOST}"),
            Self::Share => "a share from 0 to 1".to_owned(),
            Self::Word([]) => "a word".to_owned(),
            Self::Word(words) => format!("one of `{}`", words.join("`, `")),
            Self::Words([]) => "a list of words".to_owned(),
            Self::Words(words) => format!("a list of `{}`", words.join("`, `")),
            Self::Duration => "a duration such as `24h`".to_owned(),
            Self::Day => "a day such as `2026-12-01`".to_owned(),
            Self::Time => "a time of day such as `\"14:00\"`".to_owned(),
            Self::Zone => "a time zone such as `America/New_York`".to_owned(),
        }
    }

    /// A value that fits, whatever the fact means.
    fn example(self) -> &'static str {
        match self {
            Self::YesNo => "true",
            Self::Number => "100",
            Self::Count => "1.5",
            Self::Share => "0.01",
            Self::Word(words) => words.first().copied().unwrap_or("reference"),
            Self::Words(_) => "[]",
            Self::Duration => "24h",
            Self::Day => "2027-10-01",
            Self::Time => "\"14:00\"",
            Self::Zone => "America/New_York",
        }
    }
}

/// A fact that a check reads.
#[derive(Debug)]
pub(crate) struct KnownFact {
    /// Its name; `*` stands for a kind of document.
    pub name: &'static str,
    /// What its value must be.
    pub kind: FactKind,
    /// What it means.
    pub about: &'static str,
    /// The breakpoints whose checks read it.
    pub read_by: &'static [&'static str],
    /// Whether each brand has set it up or been granted it for itself, so that its own people know it and no vendor.
    pub of_installation: bool,
    such_as: Option<&'static str>,
}

impl KnownFact {
    /// A value as it could stand in a file.
    pub fn example(&self) -> &'static str {
        self.such_as.unwrap_or(self.kind.example())
    }

    /// The same, with a value in YAML as it could stand in a file, where its kind alone would not tell what is meant.
    const fn such_as(self, example: &'static str) -> Self {
        Self { such_as: Some(example), ..self }
    }

    /// The same, as a fact of each brand's own installation: a setting, a grant, what was agreed with whoever runs it.
    const fn of_installation(self) -> Self {
        Self { of_installation: true, ..self }
    }
}

const fn known(
    name: &'static str,
    kind: FactKind,
    read_by: &'static [&'static str],
    about: &'static str,
) -> KnownFact {
    KnownFact { name, kind, about, read_by, of_installation: false, such_as: None }
}

/// Facts of profiles, by topic.
const FACTS: &[&[KnownFact]] = &[
    facts::FACTS,
    operations::FACTS,
    identity::FACTS,
    change::FACTS,
    fulfillment::FACTS,
    stock::FACTS,
    money::FACTS,
];

/// What a brand may say of its own trade.
const TRADE: &[&[KnownFact]] =
    &[operations::TRADE, identity::TRADE, change::TRADE, fulfillment::TRADE, stock::TRADE, money::TRADE];

/// What the two sides of a handoff may agree on.
const CONTRACT: &[&[KnownFact]] = &[
    operations::CONTRACT,
    identity::CONTRACT,
    change::CONTRACT,
    fulfillment::CONTRACT,
    stock::CONTRACT,
    money::CONTRACT,
];

fn all(tables: &'static [&'static [KnownFact]]) -> impl Iterator<Item = &'static KnownFact> {
    tables.iter().copied().flatten()
}

/// What `trade` of a map may say.
pub(crate) fn trade() -> Vec<&'static KnownFact> {
    all(TRADE).collect()
}

/// What `contract` of a handoff may say.
pub(crate) fn contract() -> Vec<&'static KnownFact> {
    all(CONTRACT).collect()
}

/// What is known of a fact's name in a profile.
pub(crate) fn known_fact(name: &str) -> Option<&'static KnownFact> {
    let (document, rest) = name.split_once('.').unwrap_or(("", name));
    let of_document = document.parse::<DocumentKind>().is_ok();
    let plain = |it: &&KnownFact| it.name == name;
    all(FACTS)
        .find(plain)
        .or_else(|| all(FACTS).find(|it| of_document && it.name.strip_prefix("*.") == Some(rest)))
        .or_else(|| all(CONTRACT).find(plain))
        .or_else(|| all(CONTRACT).find(|it| of_document && it.name == rest))
}

/// All names that a known fact can have in a profile.
pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let each = |rest: &str| DocumentKind::ALL.iter().map(|kind| format!("{kind}.{rest}")).collect::<Vec<_>>();
    let names = NAMES.get_or_init(|| {
        let own = all(FACTS).flat_map(|it| match it.name.strip_prefix("*.") {
            Some(rest) => each(rest),
            None => vec![it.name.to_owned()],
        });
        let agreed = all(CONTRACT).flat_map(|it| each(it.name).into_iter().chain([it.name.to_owned()]));
        own.chain(agreed).collect()
    });
    names.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::BREAKPOINT_IDS;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/profile-facts.md");

    fn table(title: &str, knows: &str, tables: &'static [&'static [KnownFact]]) -> String {
        let mut rows =
            format!("{title}\n\n| fact | value | meaning | who knows | read for |\n|---|---|---|---|---|\n");
        for fact in all(tables) {
            let name = fact.name.replace('*', "<document>");
            let read_by = fact.read_by.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            let knows = if fact.of_installation { "the system's team" } else { knows };
            rows.push_str(&format!(
                "| `{name}` | {} | {} | {knows} | {read_by} |\n",
                fact.kind.wanted(),
                fact.about
            ));
        }
        rows
    }

    /// The tables of `docs/profile-facts.md`.
    fn tables() -> String {
        [
            table("## In a profile", "the vendor", FACTS),
            table("## In `trade` of the map", "the brand", TRADE),
            table("## In `contract` of a handoff, or in the profile of its carrier", "the carrier", CONTRACT),
        ]
        .join("\n")
    }

    /// The page holds these tables. `SEAMLESS_DOCS=write` writes them into it.
    #[test]
    fn the_page_shows_these_tables() {
        let shown = std::fs::read_to_string(PAGE).expect("the page");
        let (words, _) = shown.split_once("## In a profile").expect("the tables begin with this heading");
        let wanted = format!("{words}{}", tables());
        if std::env::var("SEAMLESS_DOCS").as_deref() == Ok("write") {
            std::fs::write(PAGE, &wanted).expect("the page can be written");
        }
        let shown = std::fs::read_to_string(PAGE).expect("the page");
        assert!(
            shown == wanted,
            "docs/profile-facts.md is not of these tables: SEAMLESS_DOCS=write makes it"
        );
    }

    #[test]
    fn facts_are_read_for_breakpoints_that_exist_and_stand_once() {
        for tables in [FACTS, TRADE, CONTRACT] {
            let mut seen = BTreeSet::new();
            for fact in all(tables) {
                assert!(seen.insert(fact.name), "{} stands twice", fact.name);
                assert!(fact.about.ends_with('.') && fact.about.len() > 15, "{}", fact.name);
                for id in fact.read_by {
                    assert!(BREAKPOINT_IDS.contains(id), "{id} of {}", fact.name);
                }
            }
        }
    }

    #[test]
    fn a_fact_whose_kind_says_little_has_an_example_of_its_own() {
        for fact in [FACTS, TRADE, CONTRACT].into_iter().flat_map(all) {
            let tells = !matches!(fact.kind, FactKind::Word([]) | FactKind::Words([]));
            assert!(tells || fact.example() != fact.kind.example(), "{}", fact.name);
        }
    }

    #[test]
    fn a_fact_of_a_document_is_known_for_every_kind() {
        assert_eq!(known_fact("refund.delivery").map(|it| it.name), Some("*.delivery"));
        assert_eq!(known_fact("webhook.retries").map(|it| it.name), Some("webhook.retries"));
        assert_eq!(known_fact("on_unknown").map(|it| it.name), Some("on_unknown"));
        assert_eq!(known_fact("refund.money.currency").map(|it| it.name), Some("money.currency"));
        assert!(known_fact("parcel.delivery").is_none() && known_fact("order.colour").is_none());
    }
}
