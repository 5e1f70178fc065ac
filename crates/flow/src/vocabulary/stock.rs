//! Facts about stock: whose it is, what its numbers mean and how they are written.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "restock.on_cancel",
        FactKind::YesNo,
        &["cancel-restock-wrong"],
        "Whether it puts the units of a cancelled order back to stock by itself.",
    )
    .of_installation(),
    known(
        "restock.on_refund",
        FactKind::YesNo,
        &["return-double-restock"],
        "Whether it puts units back to stock when money is given back for them.",
    )
    .of_installation(),
    known(
        "restock.on_return",
        FactKind::YesNo,
        &["return-double-restock"],
        "Whether it puts units back to stock when they come back.",
    )
    .of_installation(),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "fastest_item_per_minute",
        FactKind::Number,
        &["oversell-sync-lag"],
        "Units of the item that sells fastest, in the busiest minute.",
    )
    .such_as("12"),
    known(
        "units_per_order",
        FactKind::Count,
        &["oversell-sync-lag"],
        "Units of the item that sells fastest in an order that has it, on average; 1 where nobody takes more than one.",
    )
    .such_as("1.6"),
    known(
        "oversell_target",
        FactKind::Share,
        &["oversell-sync-lag"],
        "The chance of overselling an item at a peak that is accepted, for example 0.01.",
    )
    .such_as("0.01"),
    known(
        "returns",
        FactKind::YesNo,
        &["return-double-restock", "exchange-double-count", "refund-not-synced"],
        "Whether goods come back.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "stock.basis",
        FactKind::Word(&["on_hand", "available", "available_less_open_orders"]),
        &["stock-basis-mismatch"],
        "What the number on this arrow means.",
    ),
    known(
        "stock.write",
        FactKind::Word(&["absolute", "compare_and_set", "delta"]),
        &["snapshot-overwrites-decrement", "stale-stock-retry"],
        "How the number is written in the target.",
    ),
    known(
        "stock.into",
        FactKind::Word(&["on_hand", "available"]),
        &["stock-basis-mismatch"],
        "Which number of the target it becomes.",
    ),
    known(
        "stock.retry",
        FactKind::Word(&["recomputed", "as_sent"]),
        &["stale-stock-retry"],
        "What is sent when a write of stock is tried again: the number of that moment, or the one that failed.",
    ),
];
