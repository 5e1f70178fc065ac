//! The flow map: what a person writes, read with spans into one typed [`Flow`].
//!
//! This crate does no I/O: [`load`] is given a way to read the files that a map names. Parsing never stops at
//! the first mistake; it yields what could be read and every [`Problem`] found.

mod answer;
mod cel;
mod countries;
#[cfg(test)]
mod docs;
mod draft;
mod duration;
mod edit;
mod facts;
mod fields;
mod formula;
mod handoff;
mod known;
mod load;
mod mapping;
mod nearest;
mod problem;
mod quoted;
mod render;
mod routes;
mod scenario;
mod schema;
mod secret;
mod source;
mod system;
mod ties;
mod tree;
mod typed;
mod vocabulary;
mod yaml_error;

pub use answer::{
    Replied, answer_given, entry_at, fact_means, fact_of_installation, fact_wants, names_at, scalar_at,
    value_at,
};
pub use cel::{Condition, EvalError, Expression, Function, Scope};
pub use draft::{
    Answers, Carried, Carriers, Disagreement, Fulfiller, How, LANES_MOST, Marketplace, Named, ORDERS_MOST,
    RefundsFrom, Route, Ships, Shop, Split, Stage, Template, countries_of, currency_of, days_of, template,
    templates, time_of_day, via_of, zone_of,
};
pub use duration::{format_span, parse_span};
pub use edit::{Change, Edit, EditError, Replacement, Written, apply_edit, apply_edits};
pub use facts::{Fact, FactValue, Facts, Profile};
pub use fields::PAYMENT_STATES;
pub use formula::is_formula;
pub use handoff::{Backstop, Carrier, Handoff, Mode, OnUnknown, SEAMLESS, UNKNOWN, Via};
pub use known::{BREAKPOINT_IDS, FUTURE_KINDS};
pub use load::{
    BuiltIn, Loaded, ReadFile, builtin_profile, builtin_profiles, load, load_answers, load_profile,
    load_scenario,
};
pub use mapping::{Mapping, MappingUse};
pub use nearest::nearest;
pub use problem::{Level, Place, Problem};
pub use quoted::quoted;
pub use render::{line_column, render};
pub use routes::{Origin, Question, Routing, Way, WaySort, Witness, group, route, route_from};
pub use scenario::{Fault, FaultKind, Given, Moment, Scenario, Step, Then};
pub use schema::{json_schema, profile_schema, scenario_schema};
pub use secret::{Secret, SecretSource};
pub use source::{Source, Sources};
pub use system::{Api, ApiAuth, DocumentApi, Endpoint, Kind, POLL_OVERLAP, Role, System, Team, WebhookApi};
pub use ties::{Tie, Ties};
pub use tree::FILE_LIMIT;
pub use typed::{Allow, Flow, MapHash, Volume};
pub use vocabulary::WEEKDAYS;
