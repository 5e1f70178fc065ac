//! A declared map held against a log: what was declared and never seen, what was seen and never declared, what took
//! longer than declared, and each order's deviations with their moments.

mod declared;
mod hold;
mod json;
mod origins;
mod text;

pub use declared::{Among, Declared, Rule, RuleKind, Undeclared, declared};
pub use hold::{Deviation, Fit, Held, Kind, hold};
pub use json::{csv, json};
pub use origins::origins;
pub use text::text;

use crate::log::Log;

/// A type of event in a sentence, in quotes, because its name can be a sentence itself.
pub fn named(log: &Log, kind: u32) -> String {
    format!("\"{}\"", log.event_types.get(kind))
}
