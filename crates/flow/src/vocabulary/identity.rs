//! Facts about identifiers, items, addresses and the codes that two systems have for one thing.

use super::{FactKind, KnownFact, known};

const CODES: FactKind = FactKind::Word(&["same", "mapped", "default", "partial"]);

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "*.order_ref",
        FactKind::YesNo,
        &["line-identity-lost"],
        "Whether it names the order or request that it belongs to, by the reference that came with it.",
    ),
    known(
        "order.unique_keys",
        FactKind::Words(&[]),
        &["order-number-collision"],
        "The fields of an order whose values no other shop or account has.",
    )
    .such_as("[id, name]"),
    known(
        "items.retired_kept",
        FactKind::YesNo,
        &["sku-changed-or-product-deleted"],
        "Whether an item that was renamed or deleted is still known by its old code.",
    ),
    known(
        "address.too_long",
        FactKind::Word(&["accepted", "refused", "truncated"]),
        &["address-rejected-or-truncated"],
        "What becomes of a street line that is longer than its field.",
    ),
    known(
        "address.line_max",
        FactKind::Number,
        &["address-rejected-or-truncated"],
        "The most letters that a street line may have.",
    )
    .such_as("40"),
    known(
        "access.personal_data",
        FactKind::YesNo,
        &["pii-redacted-order"],
        "Whether its credentials in this flow see names, addresses and e-mail addresses.",
    )
    .of_installation(),
];

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
        "order_numbers_distinct",
        FactKind::YesNo,
        &["order-number-collision"],
        "Whether no two shops or channels give out the same order number, for example because each has its prefix.",
    ),
    known(
        "repeated_skus",
        FactKind::YesNo,
        &["fulfilment-wrong-line-match"],
        "Whether one order may have the same SKU on two lines: a free gift, an engraving, two prices.",
    ),
    known(
        "skus_change",
        FactKind::YesNo,
        &["sku-changed-or-product-deleted"],
        "Whether SKUs are renamed or products deleted while orders of them are open.",
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
    known(
        "tags_within",
        FactKind::Duration,
        &["tag-control-race"],
        "How long after an order is placed the last tag that decides about it is set.",
    )
    .such_as("10m"),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "customs.fields",
        FactKind::Words(&["hs_code", "origin", "value", "description", "weight", "tax_id"]),
        &["address-rejected-or-truncated"],
        "What customs is told of each line, where goods cross a border.",
    )
    .such_as("[hs_code, origin, value, description]"),
    known(
        "codes.sku",
        CODES,
        &["sku-unmapped-or-blank"],
        "How SKUs are translated: the same on both sides, a table of all, a table with a default, a table of some.",
    ),
    known("codes.location", CODES, &["location-unmapped-or-unstocked"], "How locations are translated."),
    known("codes.ship_method", CODES, &["shipping-method-unmapped"], "How shipping methods are translated."),
    known(
        "items.by",
        FactKind::Word(&["sku", "variant", "barcode"]),
        &["sku-duplicate-ambiguous", "sku-changed-or-product-deleted"],
        "By what an item is known on this arrow.",
    ),
    known(
        "items.activated",
        FactKind::YesNo,
        &["location-unmapped-or-unstocked"],
        "Whether an item that a place did not stock before is set up there by itself.",
    ),
    known(
        "lines.by",
        FactKind::Word(&["line", "sku"]),
        &["fulfilment-wrong-line-match"],
        "By what a line is found again: by a reference to the line, or by its SKU.",
    ),
    known(
        "all_or_nothing",
        FactKind::YesNo,
        &["partial-order-import"],
        "Whether an order is refused whole where one of its lines cannot be brought.",
    ),
    known(
        "bundles.as",
        FactKind::Word(&["parent", "components", "both"]),
        &["bundle-explosion-mismatch"],
        "How a bundle stands in the message: as the one thing sold, as its parts, or as both.",
    ),
    known(
        "customer.by",
        FactKind::Word(&["id", "email", "phone", "one_account", "new"]),
        &["customer-identity-mismatch"],
        "By what a customer is found again; `one_account` where all share one, `new` where each order makes one.",
    ),
    known(
        "customer.missing",
        FactKind::Word(&["guest", "refused"]),
        &["customer-identity-mismatch"],
        "What becomes of an order without a customer.",
    ),
    known(
        "address.fitted",
        FactKind::YesNo,
        &["address-rejected-or-truncated"],
        "Whether addresses fit the target's fields: limited at the checkout, or parted over its lines.",
    ),
    known(
        "personal_data",
        FactKind::YesNo,
        &["pii-redacted-order"],
        "Whether names, addresses and e-mail addresses pass unmasked.",
    ),
    known(
        "rules_again",
        FactKind::YesNo,
        &["tag-control-race"],
        "Whether the target applies its rules again when the tags of an order change.",
    ),
];
