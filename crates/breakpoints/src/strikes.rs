//! Which documents a breakpoint strikes: what is to be known about a handoff by those who look after it.

use seamless_model::DocumentKind::{
    self, FulfillmentRequest, Hold, Inventory, Journal, Order, Payment, Payout, Refund, Return, Shipment,
};

/// The kinds of documents that each breakpoint strikes, by its id.
const STRIKES: &[(&str, &[DocumentKind])] = &[
    ("address-rejected-or-truncated", &[Order, FulfillmentRequest]),
    ("api-version-sunset", &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("authorization-expired-before-ship", &[Payment, FulfillmentRequest]),
    ("bundle-explosion-mismatch", &[Order, FulfillmentRequest]),
    ("cancel-not-propagated", &[Order, FulfillmentRequest]),
    ("cancel-pick-race", &[Order, FulfillmentRequest]),
    ("cancel-restock-wrong", &[Inventory, Order]),
    ("config-drift", &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("credential-scope-lapse", &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("currency-basis-mixed", &[Order, Refund, Payment]),
    ("cursor-gap-missed-update", &[Order, Shipment, Refund, Payment]),
    ("customer-identity-mismatch", &[Order]),
    ("cutover-double-import", &[Order]),
    ("date-bucket-and-period-mismatch", &[Order, Refund, Payout, Journal]),
    ("delete-cascade-and-unlink", &[Order, Shipment]),
    ("discount-basis-mismatch", &[Order, Refund]),
    ("double-fulfilment-two-fulfillers", &[FulfillmentRequest]),
    ("event-out-of-order-dropped", &[Order, Shipment, Refund, Payment]),
    ("exception-without-owner", &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("exchange-double-count", &[Return, Refund, Order]),
    ("fulfilment-writeback-missing", &[Shipment]),
    ("fulfilment-wrong-line-match", &[Shipment]),
    ("gift-card-double-revenue", &[Order, Payment]),
    ("history-window-60-days", &[Order, Refund, Return]),
    ("hold-not-honoured", &[Order, Hold, FulfillmentRequest]),
    ("late-change-after-pick", &[Order, FulfillmentRequest]),
    ("line-identity-lost", &[Order, FulfillmentRequest, Shipment, Refund]),
    ("location-unmapped-or-unstocked", &[FulfillmentRequest, Inventory]),
    ("marketplace-tax-double-remit", &[Order]),
    ("merged-shipment-orphan", &[Shipment]),
    ("multi-location-fulfilment-rejected", &[Shipment]),
    ("nested-page-truncation", &[Order, Shipment, Refund]),
    ("non-shippable-or-test-order-routed", &[Order, FulfillmentRequest]),
    ("order-edit-not-propagated", &[Order, FulfillmentRequest]),
    ("order-number-collision", &[Order]),
    ("oversell-sync-lag", &[Inventory]),
    ("partial-fulfilment-collapsed", &[Shipment]),
    ("partial-order-import", &[Order]),
    ("payout-not-tied-out", &[Payout]),
    ("pii-redacted-order", &[Order, FulfillmentRequest]),
    ("poison-order-dead-letter", &[Order, FulfillmentRequest]),
    ("rate-limit-backlog", &[Order, Inventory]),
    ("refund-not-synced", &[Refund]),
    ("refund-pending-zeroed", &[Refund]),
    ("refund-two-way-loop", &[Refund]),
    ("refund-without-lines", &[Refund]),
    ("release-filter-excludes-order", &[Order, FulfillmentRequest]),
    ("return-double-restock", &[Return, Inventory]),
    ("scheduled-fulfilment-misread", &[Order, FulfillmentRequest]),
    ("shipping-method-unmapped", &[Order, FulfillmentRequest]),
    ("short-ship-not-returned", &[FulfillmentRequest, Shipment]),
    ("silent-skip-marked-success", &[Order, Shipment, Inventory]),
    ("sku-changed-or-product-deleted", &[Order, Inventory]),
    ("sku-duplicate-ambiguous", &[Order, Inventory]),
    ("sku-unmapped-or-blank", &[Order, FulfillmentRequest]),
    ("snapshot-overwrites-decrement", &[Inventory]),
    ("special-line-misclassified", &[Order]),
    ("split-tender-misrefund", &[Payment, Refund]),
    ("stale-payload-overwrite", &[Order, FulfillmentRequest, Shipment]),
    ("stale-stock-retry", &[Inventory]),
    ("stock-basis-mismatch", &[Inventory]),
    ("tag-control-race", &[Order]),
    ("tax-rounding-drift", &[Order, Refund]),
    ("timeout-after-commit-duplicate", &[Order, FulfillmentRequest, Shipment, Refund, Payment]),
    ("unfulfil-not-reversed", &[Shipment]),
    ("unpaid-edit-shipped", &[Order, FulfillmentRequest]),
    ("webhook-duplicate-create", &[Order, FulfillmentRequest, Shipment, Refund]),
    ("webhook-missed-order", &[Order, FulfillmentRequest]),
    ("webhook-subscription-removed", &[Order, FulfillmentRequest, Shipment, Refund]),
    ("writeback-echo-loop", &[Order, Shipment, Inventory]),
];

/// The kinds of documents that a breakpoint strikes; none for an id that is not known.
pub fn strikes(breakpoint: &str) -> &'static [DocumentKind] {
    STRIKES.iter().find(|it| it.0 == breakpoint).map_or(&[], |it| it.1)
}

#[cfg(test)]
mod tests {
    use seamless_flow::BREAKPOINT_IDS;

    use super::*;

    #[test]
    fn every_breakpoint_strikes_something() {
        let ids: Vec<&str> = STRIKES.iter().map(|it| it.0).collect();
        assert_eq!(ids, BREAKPOINT_IDS);
        assert!(STRIKES.iter().all(|it| !it.1.is_empty()));
    }
}
