//! An error in the answer, in Shopify's shape.

use serde_json::json;

use super::{Json, Map};

/// An error of the top level: `{message, locations?, path?, extensions?}`. Boxed, as it travels through every result.
#[derive(Debug, Clone)]
pub(in crate::shopify) struct Fault(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    message: String,
    locations: Vec<(usize, usize)>,
    path: Option<Vec<Json>>,
    extensions: Map,
}

impl Fault {
    pub(in crate::shopify) fn new(code: &str, message: impl Into<String>) -> Self {
        let mut extensions = Map::new();
        if !code.is_empty() {
            extensions.insert("code".to_owned(), json!(code));
        }
        Self(Box::new(Parts { message: message.into(), locations: Vec::new(), path: None, extensions }))
    }

    /// A wrong identifier given to a mutation.
    pub(in crate::shopify) fn invalid_id(id: &str) -> Self {
        Self::new("RESOURCE_NOT_FOUND", format!("Invalid id: {id}"))
    }

    pub(in crate::shopify) fn bad_request(message: impl Into<String>) -> Self {
        Self::new("BAD_REQUEST", message)
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.0.extensions.insert(key.to_owned(), value.into());
        self
    }

    pub(super) fn at(mut self, location: Option<(usize, usize)>) -> Self {
        self.0.locations.extend(location);
        self
    }

    pub(super) fn on(mut self, path: Vec<Json>) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(super) fn has_place(&self) -> bool {
        !self.0.locations.is_empty()
    }

    /// What went wrong, in words.
    pub(in crate::shopify) fn into_message(self) -> String {
        self.0.message
    }

    pub(in crate::shopify) fn json(&self) -> Json {
        let mut out = Map::new();
        out.insert("message".to_owned(), json!(self.0.message));
        if !self.0.locations.is_empty() {
            let locations: Vec<Json> = self
                .0
                .locations
                .iter()
                .map(|(line, column)| json!({"line": line, "column": column}))
                .collect();
            out.insert("locations".to_owned(), Json::Array(locations));
        }
        if let Some(path) = &self.0.path {
            out.insert("path".to_owned(), Json::Array(path.clone()));
        }
        if !self.0.extensions.is_empty() {
            out.insert("extensions".to_owned(), Json::Object(self.0.extensions.clone()));
        }
        Json::Object(out)
    }
}
