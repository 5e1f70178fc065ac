//! Facts about money: currencies, taxes, discounts, tenders, refunds, payouts and the days on which they count.

use super::{FactKind, KnownFact, known};

pub(super) const FACTS: &[KnownFact] = &[
    known(
        "refund.pays_customer",
        FactKind::YesNo,
        &["refund-two-way-loop"],
        "Whether a refund that is made in the system sends the money back to the customer.",
    )
    .of_installation(),
    known(
        "order.remits_tax",
        FactKind::YesNo,
        &["marketplace-tax-double-remit"],
        "Of a marketplace: whether it collects the tax of its orders and pays it to the authorities itself.",
    ),
    known(
        "discounts.before_tax",
        FactKind::YesNo,
        &["discount-basis-mismatch"],
        "Whether a reduction of a whole order is taken off before its tax is worked out.",
    )
    .of_installation(),
    known(
        "taxes.included",
        FactKind::YesNo,
        &["tax-rounding-drift"],
        "Whether the system can book prices that include tax.",
    ),
    known(
        "period.late",
        FactKind::Word(&["next_open", "refused"]),
        &["date-bucket-and-period-mismatch"],
        "What becomes of a document that is dated into a closed period.",
    ),
];

pub(super) const TRADE: &[KnownFact] = &[
    known(
        "currencies",
        FactKind::Words(&[]),
        &["currency-basis-mixed"],
        "The currencies in which customers pay, for example `[USD, CAD]`.",
    )
    .such_as("[USD, CAD]"),
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
        "exchange_model",
        FactKind::Word(&["same_order", "new_order"]),
        &["exchange-double-count"],
        "Where the goods that a customer gets in exchange stand: on the first order, or on a new one.",
    ),
    known(
        "special_lines",
        FactKind::Words(&["tip", "duty", "fee", "rounding", "custom", "donation"]),
        &["special-line-misclassified"],
        "What else than goods and shipping stands on orders; an empty list where nothing does.",
    )
    .such_as("[tip, duty]"),
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
    known(
        "remitting_channels",
        FactKind::Words(&[]),
        &["marketplace-tax-double-remit"],
        "The channels of the shop that pay the tax of their orders to the authorities themselves; an empty list where none does.",
    )
    .such_as("[amazon]"),
    known(
        "payouts",
        FactKind::Word(&["matched", "not_matched"]),
        &["payout-not-tied-out"],
        "Whether every payout is matched with its orders, where no handoff carries payouts.",
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
    )
    .such_as("[item, shipping, discount, gift_card]"),
    known(
        "money.prices",
        FactKind::Word(&["from_source", "own_list"]),
        &["discount-basis-mismatch"],
        "Whether the target books the prices of the source, or those of a price list of its own.",
    ),
    known(
        "money.tenders",
        FactKind::Word(&["each", "one"]),
        &["split-tender-misrefund"],
        "Whether each payment of an order is booked with its own way of paying, or the order has one.",
    ),
    known(
        "money.gift_card_paid",
        FactKind::Word(&["liability", "discount", "sale", "ignored"]),
        &["gift-card-double-revenue"],
        "How it is booked when a gift card or store credit pays: off what is owed to card holders, as a reduction, as a sale, not at all.",
    ),
    known(
        "money.channel_tax",
        FactKind::YesNo,
        &["marketplace-tax-double-remit"],
        "Whether tax that the channel pays to the authorities is told apart from tax that the brand owes.",
    ),
    known(
        "money.refunded",
        FactKind::Word(&["moved", "lines"]),
        &["refund-without-lines"],
        "What a credit is worth: the money that went back, or the value of the lines that the refund names.",
    ),
    known(
        "money.settled_only",
        FactKind::YesNo,
        &["refund-pending-zeroed"],
        "Whether a refund travels only when its money has moved.",
    ),
    known(
        "money.exchanges",
        FactKind::Word(&["same_order", "new_order", "not_carried"]),
        &["exchange-double-count"],
        "How an exchange arrives: as a change of the first order, as a new order that names it, not at all.",
    ),
    known(
        "money.payout_detail",
        FactKind::Word(&["transactions", "totals", "net"]),
        &["payout-not-tied-out"],
        "What a payout is made of on this arrow: every movement with its order, one sum for each kind, one sum.",
    ),
    known(
        "money.payout_kinds",
        FactKind::Words(&["charge", "refund", "fee", "dispute", "reserve", "adjustment", "exchange"]),
        &["payout-not-tied-out"],
        "The kinds of movements in a payout for which the target has an account; `exchange` is between currencies.",
    )
    .such_as("[charge, refund, fee, dispute]"),
    known(
        "date.of",
        FactKind::Word(&["placed", "paid", "shipped", "moved", "imported"]),
        &["date-bucket-and-period-mismatch"],
        "The moment from which the target takes the day of the document.",
    ),
    known(
        "date.zone",
        FactKind::Zone,
        &["date-bucket-and-period-mismatch"],
        "The zone in which that moment becomes a day.",
    ),
    known(
        "period.late",
        FactKind::Word(&["next_open", "refused"]),
        &["date-bucket-and-period-mismatch"],
        "What becomes of one that comes when its period is closed: dated into the first open one on the way, or refused.",
    ),
];
