//! Conditions and expressions in CEL, the Common Expression Language.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

/// A function that an expression may call: JSON in, JSON out.
pub type Function = Arc<dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync>;

/// What an expression is evaluated over: variables by name, and functions beside the house's own.
#[derive(Clone, Default)]
pub struct Scope {
    /// Variables by name, for example `order`, in the house's JSON form.
    pub variables: IndexMap<String, Value>,
    /// Functions beside the house's own, for scenarios.
    pub functions: IndexMap<String, Function>,
}

impl Scope {
    /// A scope with one variable more.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.variables.insert(name.to_owned(), value);
        self
    }
}

/// A condition: an expression that is true or false.
#[derive(Clone)]
pub struct Condition {
    text: Arc<str>,
}

impl Condition {
    /// Parses an expression without checking its types, for scenarios, whose functions are their own.
    pub fn parse(text: &str) -> Result<Self, EvalError> {
        Ok(Self { text: Arc::from(text) })
    }

    /// The expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds. An expression that fails is an error, never taken for false.
    pub fn holds(&self, _scope: &Scope) -> Result<bool, EvalError> {
        Err(EvalError { expression: self.text.to_string(), message: "unfinished".into() })
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

/// An expression failed when it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{expression}` failed: {message}")]
pub struct EvalError {
    /// The expression.
    pub expression: String,
    /// What went wrong.
    pub message: String,
}
