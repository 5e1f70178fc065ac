//! Where an answer is written, and what stands there.

use std::collections::BTreeMap;

use jiff::civil::Date;
use seamless_breakpoints::Holder;
use seamless_flow::{Edit, quoted, scalar_at};

use super::Answer;

/// Where an answer is written: in the map, or in the profile that the map names; where it names none, in a new one, which
/// the map then names.
pub(super) struct Place {
    pub file: String,
    pub path: Vec<String>,
    /// Where the map is to name the profile, where it names none.
    names: Option<Vec<String>>,
    /// Whether a value stands there alone, or with its source.
    sourced: bool,
}

/// What stands where an answer is to be written.
pub(super) struct Stands {
    pub value: String,
    pub same_value: bool,
    source: Option<String>,
}

impl Stands {
    /// Whether the answer says nothing new, and the same one says it.
    pub fn is_same(&self, it: &Answer) -> bool {
        let said = self.source.as_ref().is_none_or(|had| {
            had.strip_prefix(it.source.as_str()).is_some_and(|it| it.is_empty() || it.starts_with(DATED))
        });
        self.same_value && said
    }
}

/// What stands before the day in a source.
const DATED: &str = ", answered on ";

impl Place {
    pub fn of(it: &Answer, map: &str, files: &BTreeMap<String, String>) -> Self {
        let here = |path: &[&str]| Self {
            file: map.to_owned(),
            path: path.iter().map(|it| (*it).to_owned()).collect(),
            names: None,
            sourced: false,
        };
        let fact = it.fact.as_str();
        let (group, id) = match &it.holder {
            Holder::Trade => return here(&["trade", fact]),
            Holder::Authority => return here(&["authority", fact]),
            Holder::Handoff(id) => return here(&["handoffs", id.as_str(), fact]),
            Holder::Contract(id) => return here(&["handoffs", id.as_str(), "contract", fact]),
            Holder::System(id) => ("systems", id.as_str()),
            Holder::Carrier(id) => ("carriers", id.as_str()),
        };
        let names = [group, id, "profile"];
        let text = files.get(map).map(String::as_str).unwrap_or_default();
        let named = scalar_at(text, &names);
        Self {
            names: named.is_none().then(|| names.map(str::to_owned).to_vec()),
            file: named.unwrap_or_else(|| format!("profiles/{id}.yaml")),
            path: vec!["facts".to_owned(), fact.to_owned()],
            sourced: true,
        }
    }

    pub fn stands(&self, text: &str, value: &str) -> Option<Stands> {
        let at = |last: Option<&str>| {
            let path: Vec<&str> = self.path.iter().map(String::as_str).chain(last).collect();
            scalar_at(text, &path)
        };
        let had = at(self.sourced.then_some("value"))?;
        // The value as it is read back, without what quotes it.
        let same_value = scalar_at(&format!("it: {value}"), &["it"]).as_deref() == Some(had.as_str());
        let source = if self.sourced { at(Some("source")) } else { None };
        Some(Stands { value: said(&had), same_value, source })
    }

    pub fn edits(&self, it: &Answer, value: &str, map: &str, today: Date) -> Vec<(String, Edit)> {
        let path = self.path.iter().map(String::as_str);
        if !self.sourced {
            return vec![(self.file.clone(), Edit::set(path, value))];
        }
        let source = quoted(&format!("{}{DATED}{today}", it.source));
        let fact = format!("{{ value: {value}, source: {source} }}");
        let mut edits = vec![(self.file.clone(), Edit::set(path, fact))];
        if let Some(names) = &self.names {
            let names = names.iter().map(String::as_str);
            edits.push((map.to_owned(), Edit::set(names, self.file.as_str())));
        }
        edits
    }
}

/// A value as people say it.
fn said(value: &str) -> String {
    match value {
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    }
}

/// A profile that is not there yet.
pub(super) fn new_profile(it: &Answer, map: &str, today: Date) -> String {
    let (group, name) = match &it.holder {
        Holder::System(id) => ("systems", id.as_str()),
        Holder::Carrier(id) => ("carriers", id.as_str()),
        _ => ("", "profile"),
    };
    let title = scalar_at(map, &[group, name, "title"]);
    let title = title.map(|it| format!("title: {}\n", quoted(&it))).unwrap_or_default();
    format!("profile: {name}\n{title}as_of: {today}\nfacts:\n")
}
