//! Facts that hold for all of order flow: how changes are announced, written, found again, limited.

use super::{FactKind, KnownFact, known};

const DELIVERIES: FactKind = FactKind::Word(&["at_least_once", "at_most_once", "exactly_once"]);
const UNKNOWNS: FactKind = FactKind::Word(&["hold", "reject", "drop"]);

/// All facts that checks read.
pub(super) const FACTS: &[KnownFact] = &[
    known(
        "*.delivery",
        DELIVERIES,
        &["webhook-duplicate-create"],
        "How often one change of it may be announced.",
    ),
    known(
        "*.ordered",
        FactKind::YesNo,
        &["event-out-of-order-dropped", "stale-payload-overwrite"],
        "Whether changes are announced in their order.",
    ),
    known(
        "*.delivery_guaranteed",
        FactKind::YesNo,
        &["webhook-missed-order", "refund-not-synced"],
        "Whether every change is announced, whatever happens.",
    ),
    known(
        "*.delivery_delay_max",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How late an announcement may be.",
    )
    .such_as("1h"),
    known(
        "*.events",
        FactKind::Words(&[]),
        &["cancel-not-propagated", "refund-not-synced"],
        "The events of it that the system announces, in the words of `covers`.",
    )
    .such_as("[create, edit, cancel]"),
    known(
        "*.idempotent_create",
        FactKind::YesNo,
        &["webhook-duplicate-create", "timeout-after-commit-duplicate"],
        "Whether creating it twice with one key makes one document.",
    ),
    known(
        "*.idempotent_write",
        FactKind::YesNo,
        &["timeout-after-commit-duplicate"],
        "Whether any change of it may be repeated with one key.",
    ),
    known(
        "*.unique_external_ref",
        FactKind::YesNo,
        &["webhook-duplicate-create"],
        "Whether the system itself refuses a second document with the same external key.",
    ),
    known(
        "*.lookup_by_external",
        FactKind::YesNo,
        &["timeout-after-commit-duplicate"],
        "Whether it can be found by the key that another system gave it.",
    ),
    known(
        "*.lookup_by",
        FactKind::Word(&[]),
        &["timeout-after-commit-duplicate"],
        "The field by which it can be found.",
    )
    .such_as("name"),
    known(
        "*.cancel",
        FactKind::YesNo,
        &["cancel-not-propagated"],
        "Whether it can be cancelled over the API.",
    ),
    known(
        "*.cancel_until",
        FactKind::Word(&[]),
        &["cancel-not-propagated", "cancel-pick-race"],
        "What makes a cancellation impossible, for example `pick` or `shipment`.",
    )
    .such_as("pick"),
    known(
        "*.dedupe",
        FactKind::YesNo,
        &["webhook-duplicate-create"],
        "Of a carrier: whether it recognises a change that is announced twice.",
    ),
    known(
        "*.backstop",
        FactKind::YesNo,
        &["webhook-missed-order"],
        "Of a carrier: whether it compares source and target afterwards.",
    ),
    known(
        "*.covers_cancel",
        FactKind::YesNo,
        &["cancel-not-propagated", "unfulfil-not-reversed"],
        "Of a carrier: whether it carries a cancellation of it.",
    ),
    known(
        "*.carried",
        FactKind::YesNo,
        &["refund-not-synced"],
        "Of a carrier: whether it carries it at all.",
    ),
    known(
        "retry.looks_up_first",
        FactKind::YesNo,
        &["timeout-after-commit-duplicate"],
        "Of a carrier: whether it looks a document up before it creates it again.",
    ),
    known(
        "errors.held_in_sight",
        FactKind::YesNo,
        &["poison-order-dead-letter", "fulfilment-writeback-missing"],
        "Of a carrier: whether what it cannot hand on stays where a person sees it.",
    ),
    known(
        "*.on_unknown",
        UNKNOWNS,
        &["poison-order-dead-letter"],
        "What becomes of one that cannot be mapped.",
    ),
    known(
        "on_unknown",
        UNKNOWNS,
        &["poison-order-dead-letter"],
        "What becomes of documents that cannot be mapped.",
    ),
    known(
        "inventory.compare_and_set",
        FactKind::YesNo,
        &["snapshot-overwrites-decrement"],
        "Whether stock can be written only if it is what was read.",
    ),
    known(
        "webhook.retries",
        FactKind::Number,
        &["webhook-missed-order"],
        "How often a webhook that failed is sent again.",
    )
    .such_as("8"),
    known(
        "webhook.retry_window",
        FactKind::Duration,
        &["webhook-missed-order"],
        "Over how long a webhook that failed is sent again.",
    )
    .such_as("4h"),
    known(
        "webhook.timeout",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How long a webhook waits for its acknowledgement.",
    )
    .such_as("5s"),
    known(
        "webhook.dedupe_key",
        FactKind::Word(&[]),
        &["webhook-duplicate-create"],
        "What tells a repeated webhook from a new one.",
    )
    .such_as("event_id"),
    known(
        "webhook.subscription_removed_after_failures",
        FactKind::Number,
        &["webhook-subscription-removed"],
        "After how many failures in a row the system stops to send; 0 where it never does.",
    )
    .such_as("8"),
    known(
        "idempotency.window",
        FactKind::Duration,
        &["timeout-after-commit-duplicate"],
        "How long an idempotency key is remembered.",
    )
    .such_as("24h"),
    known(
        "reconcile.every",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How often a carrier compares source and target.",
    )
    .such_as("1d"),
    known(
        "reconcile.window",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How far back a carrier compares source and target.",
    )
    .such_as("7d"),
    known(
        "rate.points_per_second",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Cost points that come back each second.",
    )
    .such_as("100"),
    known(
        "rate.bucket_points",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Cost points that can be saved up.",
    )
    .such_as("2000"),
    known(
        "rate.query_points_max",
        FactKind::Number,
        &["rate-limit-backlog"],
        "The most points that one call may cost.",
    )
    .such_as("1000"),
    known(
        "rate.calls_per_second",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Calls that are answered each second.",
    )
    .such_as("2"),
    known(
        "rate.calls_per_minute",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Calls that are answered each minute.",
    )
    .such_as("100"),
    known("rate.concurrent", FactKind::Number, &["rate-limit-backlog"], "Calls that are answered at once.")
    .such_as("15"),
    known(
        "*.calls_per_write",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Calls that writing one of it takes, the look-up before it counted.",
    )
    .such_as("2"),
    known(
        "*.points_per_write",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Cost points that writing one of it takes, the look-up before it counted.",
    )
    .such_as("10"),
    known(
        "order.peak_per_minute",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Where several shops or marketplaces sell: how many of the orders of the busiest minute are sold in this one.",
    )
    .of_installation(),
    known(
        "history.days",
        FactKind::Number,
        &["history-window-60-days"],
        "How many days of documents can be read.",
    )
    .such_as("60"),
];
