//! Facts about parcels: who ships, in how many, and what comes back.

use super::{FactKind, KnownFact, known};

/// The days of a week, as maps and profiles write them.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "cutoff.time",
        FactKind::Time,
        &["date-bucket-and-period-mismatch"],
        "Until when an order is still shipped on the same working day.",
    )
    .of_installation(),
    known(
        "cutoff.timezone",
        FactKind::Zone,
        &["date-bucket-and-period-mismatch"],
        "The zone of the cut-off and of the working days.",
    )
    .of_installation(),
    known(
        "cutoff.days",
        FactKind::Words(&WEEKDAYS),
        &["date-bucket-and-period-mismatch"],
        "The days on which it ships.",
    )
    .such_as("[mon, tue, wed, thu, fri]")
    .of_installation(),
    known(
        "order.ships_itself",
        FactKind::YesNo,
        &["release-filter-excludes-order"],
        "Of a marketplace: whether it ships the orders itself, from warehouses of its own.",
    )
    .of_installation(),
    known(
        "promise.ship_within",
        FactKind::Duration,
        &["date-bucket-and-period-mismatch"],
        "Of a marketplace: until when an order must be confirmed as shipped. In days, the end of the working day so many after the one on which it is placed (`1d`), or of that day (`0d`); in hours, so long after it is placed (`36h`).",
    )
    .such_as("2d")
    .of_installation(),
    known(
        "promise.cutoff",
        FactKind::Time,
        &["date-bucket-and-period-mismatch"],
        "Of a marketplace: from when on an order counts as one of the next day; midnight where it is not said.",
    )
    .of_installation(),
    known(
        "promise.timezone",
        FactKind::Zone,
        &["date-bucket-and-period-mismatch"],
        "Of a marketplace: the zone in which the days of its promise begin and end.",
    )
    .of_installation(),
    known(
        "promise.days",
        FactKind::Words(&WEEKDAYS),
        &["date-bucket-and-period-mismatch"],
        "Of a marketplace: the working days of its promise; Monday to Friday where it is not said.",
    )
    .such_as("[mon, tue, wed, thu, fri]")
    .of_installation(),
    known(
        "order.partial",
        FactKind::YesNo,
        &["partial-fulfilment-collapsed"],
        "Whether it can record that a part of an order has shipped, and the rest later.",
    ),
    known(
        "order.scheduled",
        FactKind::YesNo,
        &["scheduled-fulfilment-misread"],
        "Whether it keeps a part of an order back until the day on which that part may ship.",
    ),
    known(
        "bundles.taken_apart",
        FactKind::YesNo,
        &["bundle-explosion-mismatch"],
        "Whether it takes a bundle apart into what is picked.",
    )
    .of_installation(),
    known(
        "shipment.merged_as",
        FactKind::Word(&["one_each", "names_all", "names_first"]),
        &["merged-shipment-orphan"],
        "What it tells of a parcel with several orders: a shipment for each, one that names all, one that names the first.",
    ),
    known(
        "shorts.told_by",
        FactKind::Word(&["message", "portal", "mail", "nothing", "never"]),
        &["short-ship-not-returned"],
        "How it tells that it ships less than it was asked, or refuses a request; `never` where it ships all or waits.",
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
    )
    .such_as("[digital, gift_card]"),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "grain",
        FactKind::Word(&["order", "request", "parcel", "line"]),
        &["partial-fulfilment-collapsed", "multi-location-fulfilment-rejected"],
        "What one message on this arrow stands for.",
    ),
    known(
        "recalled",
        FactKind::YesNo,
        &["double-fulfilment-two-fulfillers"],
        "Whether a document that its condition no longer takes, after an edit, is called back from the target.",
    ),
    known(
        "scheduled_kept",
        FactKind::YesNo,
        &["scheduled-fulfilment-misread"],
        "Whether what is to ship later stays back until it is due.",
    ),
];
