//! The flow map: what a person writes, read with spans into one typed [`Flow`].
//!
//! This crate does no I/O: [`load`] is given a way to read the files that a map names. Parsing never stops at
//! the first mistake; it yields what could be read and every [`Problem`] found.

mod cel;
mod duration;
mod facts;
mod handoff;
mod load;
mod mapping;
mod problem;
mod scenario;
mod schema;
mod secret;
mod system;
mod ties;
mod typed;

pub use cel::{Condition, EvalError, Function, Scope};
pub use duration::{format_span, parse_span};
pub use facts::{Fact, FactValue, Facts, Profile};
pub use handoff::{Backstop, Carrier, Handoff, Mode, OnUnknown, Via, SEAMLESS};
pub use load::{builtin_profile, load, load_profile, load_scenario, Loaded, ReadFile};
pub use mapping::Mapping;
pub use problem::{Level, Place, Problem, Source, Sources};
pub use scenario::{Fault, FaultKind, Given, Moment, Scenario, Step, Then};
pub use schema::json_schema;
pub use secret::{Secret, SecretSource};
pub use system::{POLL_OVERLAP, Api, ApiAuth, DocumentApi, Endpoint, Kind, Role, System, Team, WebhookApi};
pub use ties::{Tie, Ties};
pub use typed::{Allow, Flow, MapHash, Volume};
