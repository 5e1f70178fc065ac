//! Mining: what a log or a set of extracts shows of an order flow.

pub mod alternatives;
pub mod clocks;
pub mod extract;
pub mod guess;
pub mod handoffs;
pub mod index;
pub mod meaning;
mod ocdfg;
pub mod rhythm;
pub mod rules;
pub mod spread;
pub mod strays;
pub mod threads;
pub mod variants;
mod whole;
pub mod words;

pub use clocks::Clocks;
pub use handoffs::{FoundHandoff, Passage};
pub use meaning::{EventMeaning, Meaning, MeaningError, Step, SystemMeaning};
pub use ocdfg::{Edge, ocdfg};
pub use rhythm::Rhythm;
pub use spread::Spread;
pub use strays::Apart;
pub use variants::Variant;
pub use whole::{Ground, Mined, Volume, ground, mine};
