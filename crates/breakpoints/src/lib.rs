//! The catalogue of breakpoints and the invariants.
//!
//! A breakpoint is a folder with four faces under one id: a **check** that finds the risk on the map, a
//! **scenario** that reproduces it, a **detector** that sees it live, a **runbook** that repairs it. Detectors and
//! invariants are pure functions of a [`World`](seamless_model::World), so that the same ones judge a rehearsal and
//! watch a live flow.

mod authorization_expired_before_ship;
mod cancel_pick_race;
mod catalogue;
mod detect;
mod due;
mod finding;
mod group;
mod identity;
pub mod invariants;
mod judge;
mod late_change_after_pick;
mod look;
mod lost;
mod non_shippable_or_test_order_routed;
pub mod pairs;
mod rings;
mod unpaid_edit_shipped;
mod way;

mod cancel_not_propagated;
mod currency_basis_mixed;
mod event_out_of_order_dropped;
mod fulfilment_writeback_missing;
mod fulfilment_wrong_line_match;
mod hold_not_honoured;
mod line_identity_lost;
mod order_edit_not_propagated;
mod order_number_collision;
mod partial_order_import;
mod poison_order_dead_letter;
mod refund_not_synced;
mod sku_changed_or_product_deleted;
mod sku_duplicate_ambiguous;
mod sku_unmapped_or_blank;
mod stale_payload_overwrite;
mod timeout_after_commit_duplicate;
mod webhook_duplicate_create;
mod webhook_missed_order;
mod webhook_subscription_removed;
mod writeback_echo_loop;

pub use catalogue::{Breakpoint, Check, Detect, breakpoint, catalogue};
pub use due::{Due, watch, watch_pairs};
pub use finding::{Checked, Finding, Holder, Missing, Severity, Spot, Verdict, check};
pub use group::{Grouped, group};
