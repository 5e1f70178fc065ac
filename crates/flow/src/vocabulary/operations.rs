//! Facts about the way that documents travel, about credentials, and about who looks after it.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "access.scopes",
        FactKind::Words(&[]),
        &["credential-scope-lapse", "history-window-60-days", "pii-redacted-order"],
        "What the credentials of the system in this flow have been granted.",
    ),
    known(
        "access.token_ttl",
        FactKind::Duration,
        &["credential-scope-lapse"],
        "How long a credential is good for; leave it out where it does not end.",
    ),
    known(
        "access.renewed_by_itself",
        FactKind::YesNo,
        &["credential-scope-lapse"],
        "Whether a credential that ends is renewed without a person.",
    ),
    known(
        "api.version",
        FactKind::Word(&[]),
        &["api-version-sunset"],
        "The version of its API that is spoken in this flow, for example `2026-10`.",
    ),
    known(
        "api.supported_until",
        FactKind::Word(&[]),
        &["api-version-sunset"],
        "The last day on which that version is answered, for example `2027-10-01`.",
    ),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "lines_most",
        FactKind::Number,
        &["nested-page-truncation"],
        "Lines on the longest order that is to be expected.",
    ),
    known(
        "return_window",
        FactKind::Duration,
        &["history-window-60-days"],
        "How long after the purchase a customer may bring goods back.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[known(
    "import_from",
    FactKind::Word(&[]),
    &["cutover-double-import"],
    "The day from which orders travel on this arrow, for example `2026-12-01`.",
)];
