//! Reading a map, and the files that it names.

use crate::{Flow, Problem, Profile, Scenario, Sources};

/// How a file is read: by its path relative to the map's folder. The error is a sentence for people.
pub type ReadFile<'r> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 'r;

/// What came of reading: a flow if there was no error, and every problem found.
#[derive(Debug, Clone)]
pub struct Loaded<T> {
    /// What was read; `None` if there was an error.
    pub value: Option<T>,
    /// Everything that is wrong, in the order of the files.
    pub problems: Vec<Problem>,
    /// The files that were read, for showing the problems.
    pub sources: Sources,
}

/// Reads a map and the profiles and mappings that it names.
pub fn load(_file: &str, _read: &mut ReadFile<'_>) -> Loaded<Flow> {
    Loaded { value: None, problems: Vec::new(), sources: Vec::new() }
}

/// Reads a profile on its own.
pub fn load_profile(_file: &str, _read: &mut ReadFile<'_>) -> Loaded<Profile> {
    Loaded { value: None, problems: Vec::new(), sources: Vec::new() }
}

/// Reads a scenario. Whether its handoffs exist is for the rehearsal to say: a scenario fits many maps.
pub fn load_scenario(_file: &str, _read: &mut ReadFile<'_>) -> Loaded<Scenario> {
    Loaded { value: None, problems: Vec::new(), sources: Vec::new() }
}

/// The profile that the house brings for a kind of system, for example `shopify`.
pub fn builtin_profile(_kind: &str) -> Option<Profile> {
    None
}
