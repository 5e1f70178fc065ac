//! The list of breakpoints.

use jiff::civil::Date;
use seamless_flow::Flow;
use seamless_model::World;

use crate::pairs::Pair;
use crate::{Due, Finding, Severity};

/// A known way in which a handoff breaks, with its four faces.
pub struct Breakpoint {
    /// Its id: file, rule, page and test bear the same name.
    pub id: &'static str,
    /// Its title for people.
    pub title: &'static str,
    /// What it costs when it strikes.
    pub severity: Severity,
    /// What protects against it when Seamless carries.
    pub protection: &'static str,
    /// Its page: what it is, why, how it shows, where it is known from (Markdown).
    pub page: &'static str,
    /// What a person does about it, with its marks ([`crate::runbook`]).
    pub(crate) runbook: &'static str,
    /// The scenario that reproduces it (YAML), where rehearsals can play it yet.
    pub scenario: Option<&'static str>,
    /// Finds the risk on a map.
    pub check: Check,
    /// Sees it live, over the world of one order and its pairs, where it shows there yet.
    pub detect: Option<Detect>,
}

/// Sees a breakpoint live, over the world of one order and its pairs.
pub type Detect = fn(&Flow, &World, &[Pair<'_>]) -> Vec<Due>;

/// Whether and how a map shows a breakpoint.
#[derive(Clone, Copy)]
pub enum Check {
    /// The map shows it.
    OnMap(fn(&Flow) -> Vec<Finding>),
    /// The map and the day show it. Without a day it judges only what needs none.
    OnDay(fn(&Flow, Option<Date>) -> Vec<Finding>),
    /// No map can show it; here is why, and what shows it instead.
    Never(&'static str),
}

impl Breakpoint {
    /// What a person does about it (Markdown): where Seamless carries, or where `carrier` does and has to be asked.
    pub fn runbook(&self, carrier: Option<&str>) -> String {
        crate::runbook::read(self.runbook, carrier)
    }

    /// What the check finds on a map, on a day; nothing where no map can show it.
    pub fn findings(&self, flow: &Flow, today: Option<Date>) -> Vec<Finding> {
        match self.check {
            Check::OnMap(check) => check(flow),
            Check::OnDay(check) => check(flow, today),
            Check::Never(_) => Vec::new(),
        }
    }
}

impl std::fmt::Debug for Breakpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// All breakpoints that have four faces, by id.
pub fn catalogue() -> &'static [Breakpoint] {
    CATALOGUE
}

/// The breakpoint with this id.
pub fn breakpoint(id: &str) -> Option<&'static Breakpoint> {
    CATALOGUE.iter().find(|it| it.id == id)
}

static CATALOGUE: &[Breakpoint] = &[
    crate::address_rejected_or_truncated::BREAKPOINT,
    crate::api_version_sunset::BREAKPOINT,
    crate::authorization_expired_before_ship::BREAKPOINT,
    crate::bundle_explosion_mismatch::BREAKPOINT,
    crate::cancel_not_propagated::BREAKPOINT,
    crate::cancel_pick_race::BREAKPOINT,
    crate::cancel_restock_wrong::BREAKPOINT,
    crate::config_drift::BREAKPOINT,
    crate::credential_scope_lapse::BREAKPOINT,
    crate::currency_basis_mixed::BREAKPOINT,
    crate::cursor_gap_missed_update::BREAKPOINT,
    crate::customer_identity_mismatch::BREAKPOINT,
    crate::cutover_double_import::BREAKPOINT,
    crate::date_bucket_and_period_mismatch::BREAKPOINT,
    crate::delete_cascade_and_unlink::BREAKPOINT,
    crate::discount_basis_mismatch::BREAKPOINT,
    crate::double_fulfilment_two_fulfillers::BREAKPOINT,
    crate::event_out_of_order_dropped::BREAKPOINT,
    crate::exception_without_owner::BREAKPOINT,
    crate::exchange_double_count::BREAKPOINT,
    crate::fulfilment_writeback_missing::BREAKPOINT,
    crate::fulfilment_wrong_line_match::BREAKPOINT,
    crate::gift_card_double_revenue::BREAKPOINT,
    crate::history_window_60_days::BREAKPOINT,
    crate::hold_not_honoured::BREAKPOINT,
    crate::late_change_after_pick::BREAKPOINT,
    crate::line_identity_lost::BREAKPOINT,
    crate::location_unmapped_or_unstocked::BREAKPOINT,
    crate::marketplace_tax_double_remit::BREAKPOINT,
    crate::merged_shipment_orphan::BREAKPOINT,
    crate::multi_location_fulfilment_rejected::BREAKPOINT,
    crate::nested_page_truncation::BREAKPOINT,
    crate::non_shippable_or_test_order_routed::BREAKPOINT,
    crate::order_edit_not_propagated::BREAKPOINT,
    crate::order_number_collision::BREAKPOINT,
    crate::oversell_sync_lag::BREAKPOINT,
    crate::partial_fulfilment_collapsed::BREAKPOINT,
    crate::partial_order_import::BREAKPOINT,
    crate::payout_not_tied_out::BREAKPOINT,
    crate::pii_redacted_order::BREAKPOINT,
    crate::poison_order_dead_letter::BREAKPOINT,
    crate::rate_limit_backlog::BREAKPOINT,
    crate::refund_not_synced::BREAKPOINT,
    crate::refund_pending_zeroed::BREAKPOINT,
    crate::refund_two_way_loop::BREAKPOINT,
    crate::refund_without_lines::BREAKPOINT,
    crate::release_filter_excludes_order::BREAKPOINT,
    crate::return_double_restock::BREAKPOINT,
    crate::scheduled_fulfilment_misread::BREAKPOINT,
    crate::shipping_method_unmapped::BREAKPOINT,
    crate::short_ship_not_returned::BREAKPOINT,
    crate::silent_skip_marked_success::BREAKPOINT,
    crate::sku_changed_or_product_deleted::BREAKPOINT,
    crate::sku_duplicate_ambiguous::BREAKPOINT,
    crate::sku_unmapped_or_blank::BREAKPOINT,
    crate::snapshot_overwrites_decrement::BREAKPOINT,
    crate::special_line_misclassified::BREAKPOINT,
    crate::split_tender_misrefund::BREAKPOINT,
    crate::stale_payload_overwrite::BREAKPOINT,
    crate::stale_stock_retry::BREAKPOINT,
    crate::stock_basis_mismatch::BREAKPOINT,
    crate::tag_control_race::BREAKPOINT,
    crate::tax_rounding_drift::BREAKPOINT,
    crate::timeout_after_commit_duplicate::BREAKPOINT,
    crate::unfulfil_not_reversed::BREAKPOINT,
    crate::unpaid_edit_shipped::BREAKPOINT,
    crate::webhook_duplicate_create::BREAKPOINT,
    crate::webhook_missed_order::BREAKPOINT,
    crate::webhook_subscription_removed::BREAKPOINT,
    crate::writeback_echo_loop::BREAKPOINT,
];
