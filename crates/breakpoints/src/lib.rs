//! The catalogue of breakpoints and the invariants.
//!
//! A breakpoint is a folder with four faces under one id: a **check** that finds the risk on the map, a
//! **scenario** that reproduces it, a **detector** that sees it live, a **runbook** that repairs it. Detectors and
//! invariants are pure functions of a [`World`](seamless_model::World), so that the same ones judge a rehearsal and
//! watch a live flow.

mod catalogue;
mod detect;
mod due;
mod finding;
mod group;
pub mod invariants;
mod judge;
mod look;
mod lost;
pub mod pairs;

mod cancel_not_propagated;
mod currency_basis_mixed;
mod fulfilment_writeback_missing;
mod poison_order_dead_letter;
mod refund_not_synced;
mod timeout_after_commit_duplicate;
mod webhook_duplicate_create;
mod webhook_missed_order;

pub use catalogue::{Breakpoint, Check, Detect, breakpoint, catalogue};
pub use due::{Due, watch, watch_pairs};
pub use finding::{Checked, Finding, Holder, Missing, Severity, Spot, Verdict, check};
pub use group::{Grouped, group};
