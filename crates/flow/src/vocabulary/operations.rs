//! Facts about the way that documents travel, about credentials, and about who looks after it.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "access.scopes",
        FactKind::Words(&[]),
        &["credential-scope-lapse", "history-window-60-days"],
        "What the credentials of the system in this flow have been granted.",
    )
    .such_as("[read_orders, write_fulfillments]")
    .of_installation(),
    known(
        "access.token_ttl",
        FactKind::Duration,
        &["credential-scope-lapse"],
        "How long a credential is good for; leave it out where it does not end.",
    )
    .such_as("1h")
    .of_installation(),
    known(
        "access.renewed_by_itself",
        FactKind::YesNo,
        &["credential-scope-lapse"],
        "Whether a credential that ends is renewed without a person.",
    )
    .of_installation(),
    known(
        "api.version",
        FactKind::Word(&[]),
        &["api-version-sunset"],
        "The version of its API that is spoken in this flow, for example `2026-10`.",
    )
    .such_as("2026-10")
    .of_installation(),
    known(
        "api.supported_until",
        FactKind::Day,
        &["api-version-sunset"],
        "The last day on which that version is answered.",
    ),
    known(
        "*.read_access",
        FactKind::Words(&[]),
        &["credential-scope-lapse"],
        "Grants of which one is needed to read it.",
    )
    .such_as("[read_orders]"),
    known(
        "*.write_access",
        FactKind::Words(&[]),
        &["credential-scope-lapse"],
        "Grants of which one is needed to write it.",
    )
    .such_as("[write_orders]"),
    known(
        "history.lifted_by",
        FactKind::Word(&[]),
        &["history-window-60-days"],
        "The grant with which older documents can be read as well.",
    )
    .such_as("read_all_orders"),
    known(
        "*.deletable",
        FactKind::YesNo,
        &["delete-cascade-and-unlink"],
        "Whether one that came from elsewhere can be deleted, and not only cancelled.",
    )
    .of_installation(),
    known(
        "deletable",
        FactKind::YesNo,
        &["delete-cascade-and-unlink"],
        "Whether what came from elsewhere can be deleted, and not only cancelled, of whatever kind it is.",
    )
    .of_installation(),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "lines_most",
        FactKind::Number,
        &["nested-page-truncation"],
        "Lines on the longest order that is to be expected.",
    )
    .such_as("250"),
    known(
        "return_window",
        FactKind::Duration,
        &["history-window-60-days"],
        "How long after the purchase a customer may bring goods back.",
    )
    .such_as("30d"),
    known(
        "peak_lasts",
        FactKind::Duration,
        &["rate-limit-backlog"],
        "How long the busiest time lasts, for example the first hours of a sale.",
    )
    .such_as("2h"),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "import_from",
        FactKind::Word(&[]),
        &["cutover-double-import"],
        "The day from which orders travel on this arrow, for example `2026-12-01`.",
    )
    .such_as("2026-12-01"),
    known(
        "echo_filter",
        FactKind::YesNo,
        &["writeback-echo-loop"],
        "Whether changes that answer its own writing are told apart, and not carried back.",
    ),
    known(
        "version_guard",
        FactKind::YesNo,
        &["stale-payload-overwrite"],
        "Whether an older message that comes late is known as older, or the document is read again before it is written.",
    ),
    known(
        "orphans",
        FactKind::Word(&["waits", "fetched", "dropped"]),
        &["event-out-of-order-dropped"],
        "What becomes of one whose order is not in the target yet.",
    ),
    known(
        "webhook.audited",
        FactKind::YesNo,
        &["webhook-subscription-removed"],
        "Whether subscriptions are compared with what is needed, at least daily, and made anew where they are gone.",
    ),
    known(
        "cursor.field",
        FactKind::Word(&["changed", "created", "number", "full"]),
        &["cursor-gap-missed-update"],
        "By what a poll or a file takes up what is new: the time of the last change, the time of creation, a running number, or all each time.",
    ),
    known(
        "cursor.overlap",
        FactKind::Duration,
        &["cursor-gap-missed-update"],
        "How far a poll reaches back over where the last one ended.",
    )
    .such_as("10m"),
    known(
        "lines_most",
        FactKind::Number,
        &["nested-page-truncation"],
        "The most lines of one document that are carried or taken whole; 0 where there is no limit.",
    )
    .such_as("250"),
    known(
        "errors.by_document",
        FactKind::YesNo,
        &["silent-skip-marked-success"],
        "Whether a run that skipped a document names it, and is not shown as good.",
    ),
    known(
        "errors.alert",
        FactKind::YesNo,
        &["exception-without-owner"],
        "Whether a person of the brand is told when something fails.",
    ),
    known(
        "settings.compared",
        FactKind::YesNo,
        &["config-drift"],
        "Whether its tables are compared with both systems at least daily, so that a new value is seen before an order has it.",
    ),
    known(
        "brought_again",
        FactKind::YesNo,
        &["delete-cascade-and-unlink"],
        "Whether one that was deleted in the target can be carried once more.",
    ),
    known(
        "api.supported_until",
        FactKind::Day,
        &["api-version-sunset"],
        "The last day on which the version of the API that the carrier speaks is answered.",
    ),
];
