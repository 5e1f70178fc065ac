//! What people read: findings, rehearsals and the pages of breakpoints, as text, JSON and JUnit.
//!
//! Everything here is a pure function from values to text: the same values give the same bytes.

mod explain;
pub mod findings;
pub mod handbook;
pub mod markdown;
pub mod plan;
mod png;
pub mod questions;
pub mod rehearsal;
mod words;

pub use explain::explain;
pub use png::{PngError, png};
pub use rehearsal::{RehearsalReport, ScenarioResult};
