//! Reading a map, and the files that it names.

mod api;
mod builtin;
pub(crate) mod fields;
mod files;
mod handoffs;
mod hash;
mod map;
mod moments;
pub(crate) mod notes;
mod profile;
mod scenarios;
mod systems;
pub(crate) mod tables;
pub(crate) mod thing;
mod whole;
pub(crate) mod words;

use std::sync::Arc;

use crate::{Flow, Problem, Profile, Scenario, Sources};

use files::Files;
use notes::Notes;

pub use builtin::{BuiltIn, builtin_profile, builtin_profiles};
pub(crate) use profile::PROFILE;
pub(crate) use scenarios::SCENARIO;
pub(crate) use tables::{FLOW, OWN_FACT};

/// How a file is read: by its path relative to the map's folder. The error is a sentence for people.
///
/// A reader need not read more than [`crate::FILE_LIMIT`] bytes and one: what is longer is refused by its size.
pub type ReadFile<'r> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 'r;

/// What came of reading: a flow if there was no error, and every problem found.
#[derive(Debug, Clone)]
pub struct Loaded<T> {
    /// What was read; `None` if there was an error.
    pub value: Option<T>,
    /// Everything that is wrong, in the order of the files.
    pub problems: Vec<Problem>,
    /// The files that were read, for showing the problems. A secret that stood in one of them is masked.
    pub sources: Sources,
}

/// Reads a map and the profiles and mappings that it names.
pub fn load(file: &str, read: &mut ReadFile<'_>) -> Loaded<Flow> {
    reading(file, read, |node, files, notes| {
        let mut flow = map::read_map(node, files, notes)?;
        flow.hash = hash::map_hash(&flow, files);
        Some(flow)
    })
}

/// Reads a profile on its own.
pub fn load_profile(file: &str, read: &mut ReadFile<'_>) -> Loaded<Profile> {
    reading(file, read, |node, files, notes| Some(profile::read_profile(node, files, notes)))
}

/// Reads a scenario. Whether its handoffs exist is for the rehearsal to say: a scenario fits many maps.
pub fn load_scenario(file: &str, read: &mut ReadFile<'_>) -> Loaded<Scenario> {
    reading(file, read, |node, _, notes| scenarios::read_scenario(node, file, notes))
}

/// Reads a file of answers for a draft.
pub fn load_answers(file: &str, read: &mut ReadFile<'_>) -> Loaded<crate::Answers> {
    reading(file, read, |node, _, notes| crate::draft::read_answers(node, notes))
}

/// Reads a file and what it names; what is read is given only where there was no error.
fn reading<T>(
    file: &str,
    read: &mut ReadFile<'_>,
    build: impl FnOnce(&crate::tree::Node, &mut Files<'_, '_>, &mut Notes) -> Option<T>,
) -> Loaded<T> {
    let mut notes = Notes::default();
    let mut files = Files::new(read);
    let node = files.entry(file, &mut notes);
    let value = node.and_then(|node: Arc<_>| build(&node, &mut files, &mut notes));
    let value = value.filter(|_| notes.is_clean());
    let names = files.names();
    Loaded { value, problems: notes.finish(&names), sources: files.into_sources() }
}

#[cfg(test)]
mod tests;
