//! Facts about parcels: who ships, in how many, and what comes back.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "cutoff.time",
        FactKind::Time,
        &["date-bucket-and-period-mismatch"],
        "Until when an order is still shipped on the same working day.",
    ),
    known(
        "cutoff.timezone",
        FactKind::Zone,
        &["date-bucket-and-period-mismatch"],
        "The zone of the cut-off and of the working days.",
    ),
    known(
        "cutoff.days",
        FactKind::Words(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        &["date-bucket-and-period-mismatch"],
        "The days on which it ships.",
    ),
    known(
        "order.ship_within",
        FactKind::Duration,
        &["fulfilment-writeback-missing"],
        "Of a marketplace: how long after it is placed an order must be confirmed as shipped, in working days of 24h.",
    ),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "partial_shipments",
        FactKind::YesNo,
        &["partial-fulfilment-collapsed", "short-ship-not-returned"],
        "Whether one order may leave in several parcels or from several places.",
    ),
    known(
        "merged_shipments",
        FactKind::YesNo,
        &["merged-shipment-orphan"],
        "Whether several orders of one customer may leave in one parcel.",
    ),
    known(
        "preorders",
        FactKind::YesNo,
        &["scheduled-fulfilment-misread"],
        "Whether things are sold that ship later: pre-orders, prepaid subscriptions.",
    ),
    known(
        "not_shipped",
        FactKind::Words(&["digital", "pickup", "pos", "service", "gift_card", "test"]),
        &["non-shippable-or-test-order-routed"],
        "Kinds of orders that nobody ships; an empty list where there are none.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[known(
    "grain",
    FactKind::Word(&["order", "request", "parcel", "line"]),
    &["partial-fulfilment-collapsed", "multi-location-fulfilment-rejected"],
    "What one message on this arrow stands for.",
)];
