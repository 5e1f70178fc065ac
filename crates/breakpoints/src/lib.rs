//! The catalogue of breakpoints and the invariants.
//!
//! A breakpoint is a folder with four faces under one id: a **check** that finds the risk on the map, a
//! **scenario** that reproduces it, a **detector** that sees it live, a **runbook** that repairs it. Detectors and
//! invariants are pure functions of a [`World`](seamless_model::World), so that the same ones judge a rehearsal and
//! watch a live flow.

mod arrows;
mod authority;
mod authorization_expired_before_ship;
mod cancel_pick_race;
mod catalogue;
mod date_bucket_and_period_mismatch;
mod detect;
mod discount_basis_mismatch;
mod due;
mod exchange_double_count;
mod finding;
mod gift_card_double_revenue;
mod group;
#[cfg(test)]
mod growth;
pub mod identity;
pub mod invariants;
mod judge;
mod late_change_after_pick;
mod look;
mod lost;
mod marketplace_tax_double_remit;
mod non_shippable_or_test_order_routed;
mod pace;
pub mod pairs;
mod payout_not_tied_out;
mod proposal;
pub mod quantity;
mod refund_pending_zeroed;
mod refund_two_way_loop;
mod refund_without_lines;
mod release_filter_excludes_order;
mod restock;
mod rings;
mod runbook;
mod special_line_misclassified;
mod split_tender_misrefund;
mod strikes;
mod tax_rounding_drift;
mod unpaid_edit_shipped;
mod way;

mod address_rejected_or_truncated;
mod api_version_sunset;
mod bundle_explosion_mismatch;
mod cancel_not_propagated;
mod cancel_restock_wrong;
mod config_drift;
mod credential_scope_lapse;
mod currency_basis_mixed;
mod cursor_gap_missed_update;
mod customer_identity_mismatch;
mod cutover_double_import;
mod delete_cascade_and_unlink;
mod double_fulfilment_two_fulfillers;
mod event_out_of_order_dropped;
mod exception_without_owner;
mod fulfilment_writeback_missing;
mod fulfilment_wrong_line_match;
mod history_window_60_days;
mod hold_not_honoured;
mod line_identity_lost;
mod location_unmapped_or_unstocked;
mod merged_shipment_orphan;
mod multi_location_fulfilment_rejected;
mod nested_page_truncation;
mod order_edit_not_propagated;
mod order_number_collision;
mod oversell_sync_lag;
mod partial_fulfilment_collapsed;
mod partial_order_import;
mod pii_redacted_order;
mod poison_order_dead_letter;
mod rate_limit_backlog;
mod refund_not_synced;
mod return_double_restock;
mod scheduled_fulfilment_misread;
mod shipping_method_unmapped;
mod short_ship_not_returned;
mod silent_skip_marked_success;
mod sku_changed_or_product_deleted;
mod sku_duplicate_ambiguous;
mod sku_unmapped_or_blank;
mod snapshot_overwrites_decrement;
mod stale_payload_overwrite;
mod stale_stock_retry;
mod stock_basis_mismatch;
mod tag_control_race;
mod timeout_after_commit_duplicate;
mod unfulfil_not_reversed;
mod webhook_duplicate_create;
mod webhook_missed_order;
mod webhook_subscription_removed;
mod writeback_echo_loop;

pub use catalogue::{Breakpoint, Check, Detect, breakpoint, catalogue};
pub use due::{Due, watch, watch_pairs};
pub use finding::{Checked, Finding, Holder, Missing, Severity, Spot, Verdict, check};
pub use group::{Grouped, group};
pub use strikes::{is_of_the_way, strikes};
