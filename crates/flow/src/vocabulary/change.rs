//! Facts about what happens to an order between its placing and its picking.

use super::{FactKind, KnownFact, known};
use crate::fields::PAYMENT_STATES;

const NOT_SHIPPED: FactKind = FactKind::Words(&["digital", "pickup", "pos", "service", "gift_card", "test"]);

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "*.edit_until",
        FactKind::Word(&[]),
        &["late-change-after-pick", "order-edit-not-propagated"],
        "What makes a change impossible, for example `pick` or `shipment`; `never` where it cannot be changed at all.",
    )
    .such_as("pick"),
    known(
        "*.late_change",
        FactKind::Word(&["refused", "applied", "ignored"]),
        &["late-change-after-pick"],
        "What the system does with a change that comes too late: it says no, it makes it all the same, it says nothing.",
    ),
    known("*.hold", FactKind::YesNo, &["hold-not-honoured"], "Whether it can be put on hold over the API."),
    known(
        "*.covers_edit",
        FactKind::YesNo,
        &["order-edit-not-propagated"],
        "Of a carrier: whether it carries a change of it: lines, quantities, address.",
    ),
    known(
        "*.covers_hold",
        FactKind::YesNo,
        &["hold-not-honoured"],
        "Of a carrier: whether it carries a hold of it, and the hold's end.",
    ),
    known(
        "order.paid_only",
        FactKind::YesNo,
        &["unpaid-edit-shipped"],
        "Whether the system lets an order go on to be shipped only when nothing is left to pay on it, or terms are agreed.",
    ),
    known(
        "order.ignores",
        NOT_SHIPPED,
        &["non-shippable-or-test-order-routed"],
        "Kinds of orders that the system takes and does not have shipped; an empty list where it ships whatever it gets.",
    )
    .such_as("[digital, test]")
    .of_installation(),
    known(
        "payment.authorized_for",
        FactKind::Duration,
        &["authorization-expired-before-ship"],
        "How long a payment that is authorised can be captured, for example `7d`.",
    )
    .such_as("7d"),
    known(
        "payment.reauthorizes",
        FactKind::YesNo,
        &["authorization-expired-before-ship"],
        "Whether an authorisation that nears its end is renewed without a person.",
    ),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "order_edits",
        FactKind::YesNo,
        &[
            "order-edit-not-propagated",
            "late-change-after-pick",
            "unpaid-edit-shipped",
            "double-fulfilment-two-fulfillers",
        ],
        "Whether orders change after they are placed: edits, upsells, addresses.",
    ),
    known(
        "edit_window",
        FactKind::Duration,
        &["late-change-after-pick"],
        "How long after it is placed an order may still be changed in the shop.",
    )
    .such_as("30m"),
    known(
        "holds",
        FactKind::YesNo,
        &["hold-not-honoured"],
        "Whether orders are put on hold: for fraud, for stock, for a question.",
    ),
    known(
        "hold_latest",
        FactKind::Duration,
        &["hold-not-honoured"],
        "How long after it is placed an order may still be put on hold, for example the time that a fraud check takes.",
    )
    .such_as("15m"),
    known(
        "payment_terms",
        FactKind::YesNo,
        &["release-filter-excludes-order", "unpaid-edit-shipped"],
        "Whether some customers pay after they have the goods.",
    ),
    known(
        "capture",
        FactKind::Word(&["at_order", "at_shipment"]),
        &["authorization-expired-before-ship", "release-filter-excludes-order"],
        "When the customer's payment is captured.",
    ),
    known(
        "lead_time_most",
        FactKind::Duration,
        &["authorization-expired-before-ship"],
        "The longest that an order may take from placing to shipping.",
    )
    .such_as("3d"),
    known(
        "refund_on_cancel",
        FactKind::Word(&["at_once", "when_confirmed"]),
        &["cancel-pick-race"],
        "When the money of a cancelled order goes back: at once, or when whoever ships has confirmed that nothing leaves.",
    ),
    known(
        "cutoff_promised",
        FactKind::Time,
        &["date-bucket-and-period-mismatch"],
        "Until when an order leaves on the same working day, as customers are told; in the map's time zone.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "hold_window",
        FactKind::Duration,
        &[
            "tag-control-race",
            "hold-not-honoured",
            "late-change-after-pick",
            "date-bucket-and-period-mismatch",
        ],
        "How long an order is kept before it travels, so that edits, holds and tags come first.",
    )
    .such_as("30m"),
    known(
        "cancel_answer",
        FactKind::Word(&["at_once", "later", "none"]),
        &["cancel-pick-race"],
        "How the target answers a cancellation: in the call itself, by a message of its own, not at all.",
    ),
    known(
        "payment_states",
        FactKind::Words(PAYMENT_STATES),
        &["release-filter-excludes-order", "unpaid-edit-shipped"],
        "The states of payment in which an order travels on this arrow.",
    )
    .such_as("[paid, partially_refunded]"),
    known(
        "filter_again",
        FactKind::YesNo,
        &["release-filter-excludes-order"],
        "Whether an order that was left out is looked at again when it changes.",
    ),
    known(
        "excludes",
        NOT_SHIPPED,
        &["non-shippable-or-test-order-routed"],
        "Kinds of orders that do not travel on this arrow; an empty list where all do.",
    )
    .such_as("[digital, test]"),
];
