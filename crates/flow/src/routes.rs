//! Routing: whether the conditions of handoffs that are alternatives take every document once.

mod countries;
mod domain;
mod shape;
mod slot;
mod term;
mod text;
