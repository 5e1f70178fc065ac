//! Mappings: the shape of what they build, with CEL at the leaves and `each:` for lists.

use serde_json::Value;

use crate::{EvalError, Scope};

/// A mapping, compiled.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The file that it was read from.
    pub file: String,
}

impl Mapping {
    /// Builds the JSON that the mapping has the shape of.
    pub fn build(&self, _scope: &Scope) -> Result<Value, EvalError> {
        Err(EvalError { expression: self.file.clone(), message: "unfinished".into() })
    }
}
