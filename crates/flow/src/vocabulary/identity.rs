//! Facts about identifiers, items, addresses and the codes that two systems have for one thing.

use super::{FactKind, KnownFact, known};

const CODES: FactKind = FactKind::Word(&["same", "mapped", "default", "partial"]);

pub(super) const FACTS: &[KnownFact] = &[];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "bundles",
        FactKind::YesNo,
        &["bundle-explosion-mismatch"],
        "Whether one thing that is sold can be several that are shipped.",
    ),
    known(
        "custom_items",
        FactKind::YesNo,
        &["sku-unmapped-or-blank"],
        "Whether lines are sold that have no SKU, for example on draft orders.",
    ),
    known(
        "skus_unique",
        FactKind::YesNo,
        &["sku-duplicate-ambiguous"],
        "Whether no two variants that are sold share a SKU.",
    ),
    known(
        "skus_complete",
        FactKind::YesNo,
        &["sku-unmapped-or-blank"],
        "Whether every variant that is sold has a SKU that the other systems know.",
    ),
    known(
        "tags_control",
        FactKind::YesNo,
        &["tag-control-race"],
        "Whether tags or workflows that set them decide what happens to an order.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "codes.sku",
        CODES,
        &["sku-unmapped-or-blank", "sku-changed-or-product-deleted"],
        "How SKUs are translated: the same on both sides, a table of all, a table with a default, a table of some.",
    ),
    known("codes.location", CODES, &["location-unmapped-or-unstocked"], "How locations are translated."),
    known("codes.ship_method", CODES, &["shipping-method-unmapped"], "How shipping methods are translated."),
];
