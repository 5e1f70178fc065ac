//! The profiles that the house brings.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::load_profile;
use crate::{Profile, SEAMLESS};

/// A profile that the house brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The word that names it as a system's or a carrier's `kind`.
    pub kind: &'static str,
    /// Whether it is of a carrier; of a system otherwise.
    pub is_carrier: bool,
    /// Its text (YAML), as it stands in `profiles/`.
    pub text: &'static str,
}

const fn system(kind: &'static str, text: &'static str) -> BuiltIn {
    BuiltIn { kind, is_carrier: false, text }
}

const fn carrier(kind: &'static str, text: &'static str) -> BuiltIn {
    BuiltIn { kind, is_carrier: true, text }
}

/// All of them, systems first.
static ALL: &[BuiltIn] = &[
    system("acumatica", include_str!("../../../../profiles/acumatica.yaml")),
    system("amazon", include_str!("../../../../profiles/amazon.yaml")),
    system("business_central", include_str!("../../../../profiles/business_central.yaml")),
    system("csv_3pl", include_str!("../../../../profiles/csv_3pl.yaml")),
    system("ebay", include_str!("../../../../profiles/ebay.yaml")),
    system("erpnext", include_str!("../../../../profiles/erpnext.yaml")),
    system("extensiv", include_str!("../../../../profiles/extensiv.yaml")),
    system("gorgias", include_str!("../../../../profiles/gorgias.yaml")),
    system("netsuite", include_str!("../../../../profiles/netsuite.yaml")),
    system("odoo", include_str!("../../../../profiles/odoo.yaml")),
    system("paypal", include_str!("../../../../profiles/paypal.yaml")),
    system("quickbooks", include_str!("../../../../profiles/quickbooks.yaml")),
    system("shipbob", include_str!("../../../../profiles/shipbob.yaml")),
    system("shiphero", include_str!("../../../../profiles/shiphero.yaml")),
    system("shipstation", include_str!("../../../../profiles/shipstation.yaml")),
    system("shopify", include_str!("../../../../profiles/shopify.yaml")),
    system("shopify_payments", include_str!("../../../../profiles/shopify_payments.yaml")),
    system("stripe", include_str!("../../../../profiles/stripe.yaml")),
    system("tryton", include_str!("../../../../profiles/tryton.yaml")),
    system("walmart", include_str!("../../../../profiles/walmart.yaml")),
    system("x12_3pl", include_str!("../../../../profiles/x12_3pl.yaml")),
    system("xero", include_str!("../../../../profiles/xero.yaml")),
    system("zendesk", include_str!("../../../../profiles/zendesk.yaml")),
    carrier("bc_connector", include_str!("../../../../profiles/bc_connector.yaml")),
    carrier("celigo", include_str!("../../../../profiles/celigo.yaml")),
    carrier("custom", include_str!("../../../../profiles/custom.yaml")),
    carrier("erpnext_connector", include_str!("../../../../profiles/erpnext_connector.yaml")),
    carrier("pipe17", include_str!("../../../../profiles/pipe17.yaml")),
    carrier("seamless", include_str!("../../../../profiles/seamless.yaml")),
    carrier("spreadsheet", include_str!("../../../../profiles/spreadsheet.yaml")),
    carrier("tryton_shopify", include_str!("../../../../profiles/tryton_shopify.yaml")),
];

/// The profiles that the house brings, systems first, then carriers.
pub fn builtin_profiles() -> &'static [BuiltIn] {
    ALL
}

/// The words that may stand as a carrier's `kind`. The house itself has a profile to be read, and is never declared.
pub(crate) fn carriers() -> Vec<&'static str> {
    ALL.iter().filter(|it| it.is_carrier && it.kind != SEAMLESS).map(|it| it.kind).collect()
}

/// The profile that the house brings for a kind of system or carrier, for example `shopify`.
pub fn builtin_profile(kind: &str) -> Option<Profile> {
    static READ: LazyLock<HashMap<&'static str, Profile>> = LazyLock::new(|| {
        let read = |it: &BuiltIn| {
            let file = format!("{}.yaml", it.kind);
            Some((it.kind, load_profile(&file, &mut |_| Ok(it.text.as_bytes().to_vec())).value?))
        };
        ALL.iter().filter_map(read).collect()
    });
    READ.get(kind).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FUTURE_KINDS;
    use crate::vocabulary::known_fact;

    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/profiles.md");
    const TABLE: &str = "## Those that Seamless brings";

    /// A fact that no check reads may be kept, but only on purpose.
    const KEPT: [&str; 0] = [];

    fn read(it: &BuiltIn) -> Profile {
        let file = format!("{}.yaml", it.kind);
        let loaded = load_profile(&file, &mut |_| Ok(it.text.as_bytes().to_vec()));
        assert_eq!(loaded.problems, [], "{file}");
        loaded.value.expect("a profile without problems")
    }

    #[test]
    fn values_are_read_as_what_they_are() {
        let profile = builtin_profile("shopify").expect("the built-in profile");
        assert_eq!(profile.span("webhook.retry_window"), Some(jiff::SignedDuration::from_hours(4)));
        assert_eq!(profile.number("rate.points_per_second", Some("standard")), Some(100.into()));
        assert_eq!(profile.word("webhook.dedupe_key"), Some("webhook_id"));
        assert!(builtin_profile("http").is_none());
    }

    #[test]
    fn each_fact_has_a_source_and_a_check_that_reads_it() {
        for it in ALL {
            let profile = read(it);
            assert_eq!(profile.name, it.kind);
            assert!(profile.as_of.is_some(), "{} names no day on which its facts were true", it.kind);
            // Nothing is published of code that nobody else has.
            assert!(!profile.facts.is_empty() || it.kind == "custom", "{} has no facts", it.kind);
            for (name, fact) in &profile.facts {
                let known = known_fact(name).is_some() || KEPT.contains(&name.as_str());
                assert!(known, "{}: no check reads `{name}`", it.kind);
                let source = &fact.source;
                assert!(
                    source.chars().count() > 12,
                    "{}: `{name}` has a source of no use: {source}",
                    it.kind
                );
            }
        }
    }

    #[test]
    fn they_stand_in_order_and_a_map_may_name_each() {
        let order: Vec<_> = ALL.iter().map(|it| (it.is_carrier, it.kind)).collect();
        let sorted = order.windows(2).all(|it| it[0] < it[1]);
        assert!(sorted, "systems first, then carriers, each by its kind: {order:?}");
        for it in ALL.iter().filter(|it| !it.is_carrier) {
            let known = it.kind == "shopify" || FUTURE_KINDS.contains(&it.kind);
            assert!(known, "no system can be of the kind `{}`", it.kind);
        }
        assert!(FUTURE_KINDS.is_sorted(), "{FUTURE_KINDS:?}");
    }

    /// The table of `docs/profiles.md`.
    fn table() -> String {
        let mut rows = format!("{TABLE}\n\n| kind | of a | is | as of |\n|---|---|---|---|\n");
        for it in ALL {
            let profile = read(it);
            let of = if it.is_carrier { "carrier" } else { "system" };
            let day = profile.as_of.unwrap_or_default();
            rows.push_str(&format!("| `{}` | {of} | {} | {day} |\n", it.kind, profile.title));
        }
        rows
    }

    /// The page holds this table. `SEAMLESS_DOCS=write` writes it into the page.
    #[test]
    fn the_page_names_each() {
        let shown = std::fs::read_to_string(PAGE).expect("the page");
        let words = shown.split_once(TABLE).map_or(shown.as_str(), |(words, _)| words);
        let wanted = format!("{words}{}", table());
        if std::env::var("SEAMLESS_DOCS").as_deref() == Ok("write") {
            std::fs::write(PAGE, &wanted).expect("the page can be written");
        }
        let shown = std::fs::read_to_string(PAGE).expect("the page");
        assert!(shown == wanted, "docs/profiles.md is not of these profiles: SEAMLESS_DOCS=write makes it");
    }
}
