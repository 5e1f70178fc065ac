//! GraphQL: a request's text is parsed and validated against the trimmed schema, priced, and executed.

mod bucket;
mod coerce;
mod connection;
mod cost;
mod document;
mod execute;
mod fault;
mod problems;
mod value;

pub(super) use bucket::Bucket;
pub(super) use connection::{Key, Page, connection, first_of};
pub(super) use cost::price;
pub(super) use document::{Document, Documents};
pub(super) use execute::answer;
pub(super) use fault::Fault;
pub(super) use value::{Args, Ctx, Json, Map, Obj, Val, time as read_time};
