//! Facts about money: currencies, taxes, discounts, tenders, refunds, payouts and the days on which they count.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "currencies",
        FactKind::Words(&[]),
        &["currency-basis-mixed"],
        "The currencies in which customers pay, for example `[USD, CAD]`.",
    ),
    known(
        "gift_cards",
        FactKind::YesNo,
        &["gift-card-double-revenue", "split-tender-misrefund"],
        "Whether gift cards or store credit are sold or taken.",
    ),
    known(
        "split_payments",
        FactKind::YesNo,
        &["split-tender-misrefund"],
        "Whether one order may be paid in several ways.",
    ),
    known(
        "exchanges",
        FactKind::YesNo,
        &["exchange-double-count"],
        "Whether goods that come back are exchanged for others.",
    ),
    known(
        "special_lines",
        FactKind::Words(&["tip", "duty", "fee", "rounding", "custom", "donation"]),
        &["special-line-misclassified"],
        "What else than goods and shipping stands on orders; an empty list where nothing does.",
    ),
    known(
        "discounts",
        FactKind::YesNo,
        &["discount-basis-mismatch"],
        "Whether prices are reduced: codes, automatic discounts, free gifts, free shipping.",
    ),
    known(
        "taxes",
        FactKind::Word(&["included", "added", "both", "none"]),
        &["tax-rounding-drift"],
        "Whether prices include tax.",
    ),
];

pub(super) const CONTRACT: &[KnownFact] = &[
    known(
        "money.currency",
        FactKind::Word(&["shop", "presentment", "both"]),
        &["currency-basis-mixed"],
        "In which money the amounts on this arrow are: the shop's, or what the customer saw.",
    ),
    known(
        "money.discounts",
        FactKind::Word(&["per_line", "per_order", "in_price"]),
        &["discount-basis-mismatch"],
        "Where reductions stand in the message.",
    ),
    known(
        "money.tax",
        FactKind::Word(&["from_source", "recomputed"]),
        &["tax-rounding-drift"],
        "Whether the target books the tax of the source, or works it out again.",
    ),
    known(
        "money.lines",
        FactKind::Words(&[
            "item",
            "shipping",
            "discount",
            "gift_card",
            "tip",
            "duty",
            "fee",
            "rounding",
            "custom",
            "donation",
            "adjustment",
        ]),
        &["special-line-misclassified", "gift-card-double-revenue", "refund-without-lines"],
        "The kinds of lines for which the target has an account.",
    ),
];
