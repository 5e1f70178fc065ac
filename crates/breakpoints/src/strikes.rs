//! Which documents a breakpoint strikes, and whether it lies in the way or in the document: what is to be known about a
//! handoff by those who look after it.

use seamless_model::DocumentKind::{
    self, FulfillmentRequest, Hold, Inventory, Journal, Order, Payment, Payout, Refund, Return, Shipment,
};

/// It lies in the way itself, whatever travels on it.
const WAY: bool = true;
/// It lies in what the document says or in what is done about it.
const DOCUMENT: bool = false;

/// Where each breakpoint lies, and the kinds of documents that it strikes, by its id.
const STRIKES: &[(&str, bool, &[DocumentKind])] = &[
    ("address-rejected-or-truncated", DOCUMENT, &[Order, FulfillmentRequest]),
    ("api-version-sunset", WAY, &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("authorization-expired-before-ship", DOCUMENT, &[Payment, FulfillmentRequest]),
    ("bundle-explosion-mismatch", DOCUMENT, &[Order, FulfillmentRequest]),
    ("cancel-not-propagated", DOCUMENT, &[Order, FulfillmentRequest]),
    ("cancel-pick-race", DOCUMENT, &[Order, FulfillmentRequest]),
    ("cancel-restock-wrong", DOCUMENT, &[Inventory, Order]),
    ("config-drift", WAY, &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("credential-scope-lapse", WAY, &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("currency-basis-mixed", DOCUMENT, &[Order, Refund, Payment]),
    ("cursor-gap-missed-update", WAY, &[Order, Shipment, Refund, Payment]),
    ("customer-identity-mismatch", DOCUMENT, &[Order]),
    ("cutover-double-import", WAY, &[Order]),
    ("date-bucket-and-period-mismatch", DOCUMENT, &[Order, Refund, Payout, Journal]),
    ("delete-cascade-and-unlink", DOCUMENT, &[Order, Shipment]),
    ("discount-basis-mismatch", DOCUMENT, &[Order, Refund]),
    ("double-fulfilment-two-fulfillers", DOCUMENT, &[FulfillmentRequest]),
    ("event-out-of-order-dropped", WAY, &[Order, Shipment, Refund, Payment]),
    ("exception-without-owner", DOCUMENT, &[Order, FulfillmentRequest, Shipment, Refund, Inventory]),
    ("exchange-double-count", DOCUMENT, &[Return, Refund, Order]),
    ("fulfilment-writeback-missing", DOCUMENT, &[Shipment]),
    ("fulfilment-wrong-line-match", DOCUMENT, &[Shipment]),
    ("gift-card-double-revenue", DOCUMENT, &[Order, Payment]),
    ("history-window-60-days", WAY, &[Order, Refund, Return]),
    ("hold-not-honoured", DOCUMENT, &[Order, Hold, FulfillmentRequest]),
    ("late-change-after-pick", DOCUMENT, &[Order, FulfillmentRequest]),
    ("line-identity-lost", DOCUMENT, &[Order, FulfillmentRequest, Shipment, Refund]),
    ("location-unmapped-or-unstocked", DOCUMENT, &[FulfillmentRequest, Inventory]),
    ("marketplace-tax-double-remit", DOCUMENT, &[Order]),
    ("merged-shipment-orphan", DOCUMENT, &[Shipment]),
    ("multi-location-fulfilment-rejected", DOCUMENT, &[Shipment]),
    ("nested-page-truncation", WAY, &[Order, Shipment, Refund]),
    ("non-shippable-or-test-order-routed", DOCUMENT, &[Order, FulfillmentRequest]),
    ("order-edit-not-propagated", DOCUMENT, &[Order, FulfillmentRequest]),
    ("order-number-collision", DOCUMENT, &[Order]),
    ("oversell-sync-lag", DOCUMENT, &[Inventory]),
    ("partial-fulfilment-collapsed", DOCUMENT, &[Shipment]),
    ("partial-order-import", DOCUMENT, &[Order]),
    ("payout-not-tied-out", DOCUMENT, &[Payout]),
    ("pii-redacted-order", WAY, &[Order, FulfillmentRequest]),
    ("poison-order-dead-letter", WAY, &[Order, FulfillmentRequest]),
    ("rate-limit-backlog", WAY, &[Order, Inventory]),
    ("refund-not-synced", DOCUMENT, &[Refund]),
    ("refund-pending-zeroed", DOCUMENT, &[Refund]),
    ("refund-two-way-loop", DOCUMENT, &[Refund]),
    ("refund-without-lines", DOCUMENT, &[Refund]),
    ("release-filter-excludes-order", DOCUMENT, &[Order, FulfillmentRequest]),
    ("return-double-restock", DOCUMENT, &[Return, Inventory]),
    ("scheduled-fulfilment-misread", DOCUMENT, &[Order, FulfillmentRequest]),
    ("shipping-method-unmapped", DOCUMENT, &[Order, FulfillmentRequest]),
    ("short-ship-not-returned", DOCUMENT, &[FulfillmentRequest, Shipment]),
    ("silent-skip-marked-success", WAY, &[Order, Shipment, Inventory]),
    ("sku-changed-or-product-deleted", DOCUMENT, &[Order, Inventory]),
    ("sku-duplicate-ambiguous", DOCUMENT, &[Order, Inventory]),
    ("sku-unmapped-or-blank", DOCUMENT, &[Order, FulfillmentRequest]),
    ("snapshot-overwrites-decrement", WAY, &[Inventory]),
    ("special-line-misclassified", DOCUMENT, &[Order]),
    ("split-tender-misrefund", DOCUMENT, &[Payment, Refund]),
    ("stale-payload-overwrite", WAY, &[Order, FulfillmentRequest, Shipment]),
    ("stale-stock-retry", WAY, &[Inventory]),
    ("stock-basis-mismatch", DOCUMENT, &[Inventory]),
    ("tag-control-race", DOCUMENT, &[Order]),
    ("tax-rounding-drift", DOCUMENT, &[Order, Refund]),
    ("timeout-after-commit-duplicate", WAY, &[Order, FulfillmentRequest, Shipment, Refund, Payment]),
    ("unfulfil-not-reversed", DOCUMENT, &[Shipment]),
    ("unpaid-edit-shipped", DOCUMENT, &[Order, FulfillmentRequest]),
    ("webhook-duplicate-create", WAY, &[Order, FulfillmentRequest, Shipment, Refund]),
    ("webhook-missed-order", WAY, &[Order, FulfillmentRequest]),
    ("webhook-subscription-removed", WAY, &[Order, FulfillmentRequest, Shipment, Refund]),
    ("writeback-echo-loop", WAY, &[Order, Shipment, Inventory]),
];

/// The kinds of documents that a breakpoint strikes; none for an id that is not known.
pub fn strikes(breakpoint: &str) -> &'static [DocumentKind] {
    STRIKES.iter().find(|it| it.0 == breakpoint).map_or(&[], |it| it.2)
}

/// Whether a breakpoint lies in the way itself, so that who keeps the integrations acts on it, whatever travels there.
pub fn is_of_the_way(breakpoint: &str) -> bool {
    STRIKES.iter().any(|it| it.0 == breakpoint && it.1 == WAY)
}

#[cfg(test)]
mod tests {
    use seamless_flow::BREAKPOINT_IDS;

    use super::*;

    #[test]
    fn every_breakpoint_strikes_something() {
        let ids: Vec<&str> = STRIKES.iter().map(|it| it.0).collect();
        assert_eq!(ids, BREAKPOINT_IDS);
        assert!(STRIKES.iter().all(|it| !it.2.is_empty()));
    }
}
