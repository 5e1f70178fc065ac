//! The names of facts that checks read: what each means and what its value must be.
//!
//! `docs/profile-facts.md` shows this table; a test holds the page to it.

use std::sync::OnceLock;

use seamless_model::DocumentKind;

/// What the value of a fact must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// `true` or `false`.
    YesNo,
    /// A number, or a number for each plan.
    Number,
    /// One word of these; any word where there are none.
    Word(&'static [&'static str]),
    /// A list of words.
    Words,
    /// A duration.
    Duration,
}

impl FactKind {
    /// What is wanted, for messages.
    pub fn wanted(self) -> String {
        match self {
            Self::YesNo => "`true` or `false`".to_owned(),
            Self::Number => "a number, or a number for each plan".to_owned(),
            Self::Word([]) => "a word".to_owned(),
            Self::Word(words) => format!("one of `{}`", words.join("`, `")),
            Self::Words => "a list of words".to_owned(),
            Self::Duration => "a duration such as `24h`".to_owned(),
        }
    }
}

/// A fact that a check reads.
#[derive(Debug)]
pub(crate) struct KnownFact {
    /// Its name; `*` stands for a kind of document.
    pub name: &'static str,
    /// What its value must be.
    pub kind: FactKind,
    /// What it means.
    pub about: &'static str,
    /// The breakpoints whose checks read it.
    pub read_by: &'static [&'static str],
}

const fn known(
    name: &'static str,
    kind: FactKind,
    read_by: &'static [&'static str],
    about: &'static str,
) -> KnownFact {
    KnownFact { name, kind, about, read_by }
}

const DELIVERIES: FactKind = FactKind::Word(&["at_least_once", "at_most_once", "exactly_once"]);
const UNKNOWNS: FactKind = FactKind::Word(&["hold", "reject", "drop"]);

/// All facts that checks read.
pub(crate) const KNOWN_FACTS: &[KnownFact] = &[
    known(
        "*.delivery",
        DELIVERIES,
        &["webhook-duplicate-create"],
        "How often one change of it may be announced.",
    ),
    known(
        "*.ordered",
        FactKind::YesNo,
        &["event-out-of-order-dropped"],
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
    ),
    known(
        "*.events",
        FactKind::Words,
        &["cancel-not-propagated", "refund-not-synced"],
        "The events of it that the system announces, in the words of `covers`.",
    ),
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
    ),
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
    ),
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
        &["cancel-not-propagated"],
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
    ),
    known(
        "webhook.retry_window",
        FactKind::Duration,
        &["webhook-missed-order"],
        "Over how long a webhook that failed is sent again.",
    ),
    known(
        "webhook.timeout",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How long a webhook waits for its acknowledgement.",
    ),
    known(
        "webhook.dedupe_key",
        FactKind::Word(&[]),
        &["webhook-duplicate-create"],
        "What tells a repeated webhook from a new one.",
    ),
    known(
        "webhook.subscription_removed_after_failures",
        FactKind::Number,
        &["webhook-missed-order"],
        "After how many failures in a row the system stops to send.",
    ),
    known(
        "idempotency.window",
        FactKind::Duration,
        &["timeout-after-commit-duplicate"],
        "How long an idempotency key is remembered.",
    ),
    known(
        "reconcile.every",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How often a carrier compares source and target.",
    ),
    known(
        "reconcile.window",
        FactKind::Duration,
        &["webhook-missed-order"],
        "How far back a carrier compares source and target.",
    ),
    known(
        "rate.points_per_second",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Cost points that come back each second.",
    ),
    known(
        "rate.bucket_points",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Cost points that can be saved up.",
    ),
    known(
        "rate.query_points_max",
        FactKind::Number,
        &["rate-limit-backlog"],
        "The most points that one call may cost.",
    ),
    known(
        "rate.calls_per_second",
        FactKind::Number,
        &["rate-limit-backlog"],
        "Calls that are answered each second.",
    ),
    known(
        "history.days",
        FactKind::Number,
        &["history-window-60-days"],
        "How many days of documents can be read.",
    ),
];

/// What is known of a fact's name.
pub(crate) fn known_fact(name: &str) -> Option<&'static KnownFact> {
    let (document, rest) = name.split_once('.').unwrap_or(("", name));
    let of_document = document.parse::<DocumentKind>().is_ok();
    KNOWN_FACTS
        .iter()
        .find(|it| it.name == name)
        .or_else(|| KNOWN_FACTS.iter().find(|it| of_document && it.name.strip_prefix("*.") == Some(rest)))
}

/// All names that a known fact can have.
pub(crate) fn known_names() -> impl Iterator<Item = &'static str> {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        KNOWN_FACTS
            .iter()
            .flat_map(|it| match it.name.strip_prefix("*.") {
                Some(rest) => DocumentKind::ALL.iter().map(|kind| format!("{kind}.{rest}")).collect(),
                None => vec![it.name.to_owned()],
            })
            .collect()
    });
    names.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BREAKPOINT_IDS;

    /// The table of `docs/profile-facts.md`.
    fn page() -> String {
        let mut rows = String::from("| fact | value | meaning | read for |\n|---|---|---|---|\n");
        for fact in KNOWN_FACTS {
            let name = fact.name.replace('*', "<document>");
            let read_by = fact.read_by.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            rows.push_str(&format!("| `{name}` | {} | {} | {read_by} |\n", fact.kind.wanted(), fact.about));
        }
        rows
    }

    #[test]
    fn the_page_shows_this_table() {
        let shown = include_str!("../../../docs/profile-facts.md");
        assert!(shown.contains(&page()), "docs/profile-facts.md should hold this table:\n\n{}", page());
    }

    #[test]
    fn facts_are_read_for_breakpoints_that_exist() {
        for fact in KNOWN_FACTS {
            for id in fact.read_by {
                assert!(BREAKPOINT_IDS.contains(id), "{id} of {}", fact.name);
            }
        }
    }

    #[test]
    fn a_fact_of_a_document_is_known_for_every_kind() {
        assert_eq!(known_fact("refund.delivery").map(|it| it.name), Some("*.delivery"));
        assert_eq!(known_fact("webhook.retries").map(|it| it.name), Some("webhook.retries"));
        assert_eq!(known_fact("on_unknown").map(|it| it.name), Some("on_unknown"));
        assert!(known_fact("parcel.delivery").is_none() && known_fact("order.colour").is_none());
    }
}
