//! Facts about what happens to an order between its placing and its picking.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "*.edit_until",
        FactKind::Word(&[]),
        &["late-change-after-pick", "order-edit-not-propagated"],
        "What makes a change impossible, for example `pick` or `shipment`; `never` where it cannot be changed at all.",
    ),
    known("*.hold", FactKind::YesNo, &["hold-not-honoured"], "Whether it can be put on hold over the API."),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "order_edits",
        FactKind::YesNo,
        &["order-edit-not-propagated", "late-change-after-pick", "unpaid-edit-shipped"],
        "Whether orders change after they are placed: edits, upsells, addresses.",
    ),
    known(
        "holds",
        FactKind::YesNo,
        &["hold-not-honoured"],
        "Whether orders are put on hold: for fraud, for stock, for a question.",
    ),
    known(
        "payment_terms",
        FactKind::YesNo,
        &["release-filter-excludes-order", "unpaid-edit-shipped"],
        "Whether some customers pay after they have the goods.",
    ),
    known(
        "capture",
        FactKind::Word(&["at_order", "at_shipment"]),
        &["authorization-expired-before-ship"],
        "When the customer's payment is captured.",
    ),
    known(
        "lead_time_most",
        FactKind::Duration,
        &["authorization-expired-before-ship"],
        "The longest that an order may take from placing to shipping.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[known(
    "hold_window",
    FactKind::Duration,
    &["tag-control-race", "hold-not-honoured", "late-change-after-pick"],
    "How long an order is kept before it travels, so that edits, holds and tags come first.",
)];
