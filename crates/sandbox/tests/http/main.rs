//! The `http` twins held to their published contract, `docs/twins.md`, and what can go wrong around them.

mod bench;
mod carrier;
mod contract;
mod faults;
mod hostile;
mod northwind;
mod people;
mod webhooks;
