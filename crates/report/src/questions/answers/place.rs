//! Where an answer is written, and what stands there.

use std::collections::BTreeMap;

use jiff::civil::Date;
use seamless_breakpoints::Holder;
use seamless_flow::{Edit, entry_at, quoted, scalar_at, value_at};

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
            had.strip_prefix(sourced(it).as_str()).is_some_and(|it| it.is_empty() || it.starts_with(DATED))
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
            value_at(text, &path)
        };
        let had = at(self.sourced.then_some("value"))?;
        // The value as it is read back, without what quotes it.
        let same_value = value_at(&format!("it: {value}"), &["it"]).as_deref() == Some(had.as_str());
        let source = if self.sourced { at(Some("source")) } else { None };
        Some(Stands { value: said(&had), same_value, source })
    }

    pub fn edits(&self, it: &Answer, value: &str, map: &str, today: Date) -> Vec<(String, Edit)> {
        let path = self.path.iter().map(String::as_str);
        if !self.sourced {
            return vec![(self.file.clone(), Edit::set(path, value))];
        }
        let source = quoted(&format!("{}{DATED}{today}", sourced(it)));
        let fact = format!("{{ value: {value}, source: {source} }}");
        let mut edits = vec![(self.file.clone(), Edit::set(path, fact))];
        if let Some(names) = &self.names {
            let names = names.iter().map(String::as_str);
            edits.push((map.to_owned(), Edit::set(names, self.file.as_str())));
        }
        edits
    }
}

/// Who says so, and what was said beside it.
fn sourced(it: &Answer) -> String {
    if it.note.is_empty() { it.source.clone() } else { format!("{} ({})", it.source, it.note) }
}

/// A text into which an answer was written, with what was said beside it. Where a value stands alone, without its
/// source, that is a comment at the end of its line.
pub(super) fn with_note(text: String, edit: &Edit, it: &Answer) -> String {
    let alone =
        matches!(it.holder, Holder::Trade | Holder::Authority | Holder::Handoff(_) | Holder::Contract(_));
    let path: Vec<&str> = edit.path.iter().map(String::as_str).collect();
    let Some(entry) = entry_at(&text, &path).filter(|_| alone && !it.note.is_empty()) else { return text };
    let (before, after) = text.split_at(entry.end);
    let (rest, below) = after.find('\n').map_or((after, ""), |at| after.split_at(at));
    let note: String = sourced(it).chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let note = format!("{}: {note}", it.fact);
    let sign = if rest.contains(" #") { "; " } else { "   # " };
    format!("{before}{}{sign}{note}{below}", rest.trim_end())
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
