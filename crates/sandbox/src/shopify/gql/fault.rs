//! An error in the answer, in Shopify's shape.

use serde_json::json;

use super::{Json, Map};

/// An error of the top level: `{message, locations?, path?, extensions?}`.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Fault {
    pub(in crate::shopify) message: String,
    pub(in crate::shopify) locations: Vec<(usize, usize)>,
    pub(in crate::shopify) path: Option<Vec<Json>>,
    pub(in crate::shopify) extensions: Map,
}

impl Fault {
    pub(in crate::shopify) fn new(code: &str, message: impl Into<String>) -> Self {
        let mut extensions = Map::new();
        if !code.is_empty() {
            extensions.insert("code".to_owned(), json!(code));
        }
        Self { message: message.into(), locations: Vec::new(), path: None, extensions }
    }

    /// A wrong identifier given to a mutation.
    pub(in crate::shopify) fn invalid_id(id: &str) -> Self {
        Self::new("RESOURCE_NOT_FOUND", format!("Invalid id: {id}"))
    }

    pub(in crate::shopify) fn bad_request(message: impl Into<String>) -> Self {
        Self::new("BAD_REQUEST", message)
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.extensions.insert(key.to_owned(), value.into());
        self
    }

    pub(super) fn at(mut self, location: Option<(usize, usize)>) -> Self {
        self.locations.extend(location);
        self
    }

    pub(in crate::shopify) fn json(&self) -> Json {
        let mut out = Map::new();
        out.insert("message".to_owned(), json!(self.message));
        if !self.locations.is_empty() {
            let locations: Vec<Json> =
                self.locations.iter().map(|(line, column)| json!({"line": line, "column": column})).collect();
            out.insert("locations".to_owned(), Json::Array(locations));
        }
        if let Some(path) = &self.path {
            out.insert("path".to_owned(), Json::Array(path.clone()));
        }
        if !self.extensions.is_empty() {
            out.insert("extensions".to_owned(), Json::Object(self.extensions.clone()));
        }
        Json::Object(out)
    }
}
