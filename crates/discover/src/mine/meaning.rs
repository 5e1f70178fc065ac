//! What the words of a log mean in the words of a map: which system an event happened in, to which document, and what
//! must come before and after it. A person writes it as a YAML file; `discover` writes its draft.

use indexmap::IndexMap;
use jiff::SignedDuration;
use seamless_flow::{Kind, Role};
use seamless_model::{DocumentKind, Event};
use serde::Deserialize;

/// What the words of a log mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meaning {
    /// The type of object of which each is one order.
    pub thread: String,
    /// Types of objects that many orders meet: people, products. They tie nothing together.
    pub aside: Vec<String>,
    /// The systems, in the order of their lanes.
    pub systems: IndexMap<String, SystemMeaning>,
    /// The types of events.
    pub events: IndexMap<String, EventMeaning>,
}

/// A system of which a log tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemMeaning {
    /// Its title for people.
    pub title: Option<String>,
    /// Which connector it has.
    pub kind: Kind,
    /// What it does in the flow.
    pub role: Role,
    /// How that is known, where it is not by its name.
    pub role_evidence: Option<String>,
}

/// A step of an order's journey: something that happened to a document in a system.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// The system.
    pub system: String,
    /// What it happened to.
    pub document: DocumentKind,
    /// What happened.
    pub event: Event,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.system, self.document, self.event)
    }
}

/// What one type of event means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventMeaning {
    /// Where it happens, and to what. `None` where it is no step of the map.
    pub step: Option<Step>,
    /// The type of the touched object that is the document.
    pub of: Option<String>,
    /// Whether it happens at most once to each document.
    pub once: bool,
    /// What must have happened before, each with the type of object over which the two are tied, where that is said.
    pub after: IndexMap<String, Option<String>>,
    /// What must happen afterwards, each with its deadline, where there is one.
    pub needs: IndexMap<String, Option<SignedDuration>>,
    /// The evidence for each of these, for the comments of the draft: `once`, `after NAME`, `needs NAME`.
    pub evidence: IndexMap<String, String>,
}

impl EventMeaning {
    /// What happens to which document where, as the draft is read back.
    pub fn at(system: &str, document: DocumentKind, event: Event) -> Self {
        Self { step: Some(Step { system: system.to_owned(), document, event }), ..Self::default() }
    }
}

/// What is wrong with such a file: text for people, with the place where there is one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MeaningError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOf {
    thread: String,
    #[serde(default)]
    aside: Vec<String>,
    #[serde(default)]
    systems: IndexMap<String, SystemFile>,
    events: IndexMap<String, EventFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemFile {
    title: Option<String>,
    kind: String,
    role: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct EventFile {
    system: Option<String>,
    document: Option<DocumentKind>,
    event: Option<Event>,
    of: Option<String>,
    once: bool,
    after: Option<Names>,
    needs: Option<Names>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    List(Vec<String>),
    Map(IndexMap<String, Option<String>>),
}

impl Names {
    fn map(self) -> IndexMap<String, Option<String>> {
        match self {
            Self::List(all) => all.into_iter().map(|it| (it, None)).collect(),
            Self::Map(all) => all,
        }
    }
}

impl Meaning {
    /// Reads such a file. All names of events in `after` and `needs` must stand in `events` themselves.
    pub fn read(text: &str) -> Result<Self, MeaningError> {
        let file: FileOf = serde_saphyr::from_str(text).map_err(|error| MeaningError(error.to_string()))?;
        let mut meaning = Self { thread: file.thread, aside: file.aside, ..Self::default() };
        for (name, system) in file.systems {
            meaning.systems.insert(name.clone(), read_system(&name, system)?);
        }
        let names: Vec<String> = file.events.keys().cloned().collect();
        for (name, event) in file.events {
            let read = read_event(&name, event, &names)?;
            meaning.events.insert(name, read);
        }
        Ok(meaning)
    }

    /// The step that a type of event is, where it is one.
    pub fn step(&self, event: &str) -> Option<&Step> {
        self.events.get(event)?.step.as_ref()
    }
}

fn read_system(name: &str, file: SystemFile) -> Result<SystemMeaning, MeaningError> {
    let role = Role::ALL.iter().copied().find(|it| it.word() == file.role).ok_or_else(|| {
        let known: Vec<_> = Role::ALL.iter().map(|it| it.word()).collect();
        MeaningError(format!(
            "system `{name}`: `{}` is no role; the roles are {}",
            file.role,
            known.join(", ")
        ))
    })?;
    Ok(SystemMeaning { title: file.title, kind: kind(&file.kind), role, role_evidence: None })
}

/// A kind of system by its word.
pub fn kind(word: &str) -> Kind {
    match word {
        "shopify" => Kind::Shopify,
        "http" => Kind::Http,
        other => Kind::Other(other.to_owned()),
    }
}

fn read_event(name: &str, file: EventFile, names: &[String]) -> Result<EventMeaning, MeaningError> {
    let step = match (file.system, file.document, file.event) {
        (Some(system), Some(document), Some(event)) => Some(Step { system, document, event }),
        (None, None, None) => None,
        _ => {
            return Err(MeaningError(format!(
                "event `{name}`: `system`, `document` and `event` belong together: give all three, or none where it is no step of the map"
            )));
        }
    };
    let known = |what: &str, other: &String| {
        if names.contains(other) {
            return Ok(());
        }
        let meant = seamless_flow::nearest(other, names.iter().map(String::as_str));
        let help = meant.map_or_else(String::new, |it| format!("; did you mean `{it}`?"));
        Err(MeaningError(format!(
            "event `{name}`: `{what}` names `{other}`, which is no event of this file{help}"
        )))
    };
    let after = file.after.map_or_else(IndexMap::new, Names::map);
    after.keys().try_for_each(|it| known("after", it))?;
    let mut needs = IndexMap::new();
    for (other, within) in file.needs.map_or_else(IndexMap::new, Names::map) {
        known("needs", &other)?;
        let within = within.map(|it| seamless_flow::parse_span(&it)).transpose();
        let within = within.map_err(|why| MeaningError(format!("event `{name}`, needs `{other}`: {why}")))?;
        needs.insert(other, within);
    }
    Ok(EventMeaning { step, of: file.of, once: file.once, after, needs, evidence: IndexMap::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "thread: orders\naside: [customers]\nsystems:\n  shop: { kind: shopify, role: storefront }\nevents:\n  \
        place order: { system: shop, document: order, event: create, of: orders, once: true, needs: { pay order: 21d } }\n  \
        pay order: { after: [place order] }\n";

    #[test]
    fn a_file_is_read() {
        let meaning = Meaning::read(FILE).expect("a meaning");
        assert_eq!(meaning.systems["shop"].role, Role::Storefront);
        assert_eq!(
            meaning.step("place order").map(ToString::to_string).as_deref(),
            Some("shop order create")
        );
        let days = SignedDuration::from_hours(21 * 24);
        assert_eq!(meaning.events["place order"].needs["pay order"], Some(days));
        assert_eq!(meaning.events["pay order"].after["place order"], None);
        assert_eq!(meaning.step("pay order"), None);
    }

    #[test]
    fn mistakes_are_said() {
        let why = |from: &str, to: &str| match Meaning::read(&FILE.replace(from, to)) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{to} was taken"),
        };
        assert!(why("[place order]", "[place oder]").contains("did you mean `place order`?"));
        assert!(why("storefront", "shop").contains("the roles are storefront, marketplace"));
        assert!(
            why("21d", "soon").contains("event `place order`, needs `pay order`: `soon` is not a duration")
        );
        assert!(why("document: order, ", "").contains("belong together"));
        assert!(why("once:", "onse:").contains("onse"));
    }
}
