//! What may stand in a file of answers, and the words of it.

use super::answers::CARRIED;
use super::{How, RefundsFrom, Route, Ships, Split, Stage};
use crate::SEAMLESS;
use crate::load::fields::{Field, Table, Want, may};
use crate::load::tables::{carrier_kinds, kinds};

/// The most shops, marketplaces or fulfillers that one map is drafted for.
pub const LANES_MOST: usize = 20;
/// The most orders a day, and a minute, that are taken for meant.
pub const ORDERS_MOST: u64 = 10_000_000;

pub(super) const STAGES: &[(&str, Stage)] = &[("as_is", Stage::AsIs), ("to_be", Stage::ToBe)];
pub(super) const PLANS: &[(&str, &str)] =
    &[("standard", "standard"), ("advanced", "advanced"), ("plus", "plus"), ("enterprise", "enterprise")];
pub(super) const SHIPS: &[(&str, Ships)] =
    &[("us", Ships::Us), ("itself", Ships::Itself), ("both", Ships::Both)];
pub(super) const ROUTES: &[(&str, Route)] =
    &[("native", Route::Native), ("oms", Route::Oms), ("hybrid", Route::Hybrid), ("erp", Route::Erp)];
pub(super) const SPLITS: &[(&str, Split)] =
    &[("country", Split::Country), ("channel", Split::Channel), ("system", Split::System)];
pub(super) const HOWS: &[(&str, How)] = &[
    ("in_house", How::InHouse),
    ("3pl", How::ThreePl),
    ("cross_dock", How::CrossDock),
    ("dropship", How::Dropship),
];
pub(super) const REFUNDS: &[(&str, RefundsFrom)] = &[("shop", RefundsFrom::Shop), ("erp", RefundsFrom::Erp)];
pub(super) const DAYS: &[(&str, &str)] = &[
    ("mon", "mon"),
    ("tue", "tue"),
    ("wed", "wed"),
    ("thu", "thu"),
    ("fri", "fri"),
    ("sat", "sat"),
    ("sun", "sun"),
];

/// A system: its kind alone, or its fields.
const SYSTEM: Want = Want::Any(&[Want::OneOf(kinds), Want::Fixed(&NAMED)]);
/// A carrier: a word or a kind alone, or its fields.
const CARRIER: Want = Want::Any(&[Want::OneOf(carried), Want::Fixed(&NAMED)]);
const DAY_OF_WEEK: Want = Want::OneOf(|| words(DAYS));

fn words<T>(all: &[(&'static str, T)]) -> Vec<&'static str> {
    all.iter().map(|(word, _)| *word).collect()
}

/// The words for who carries something, and the carriers of which there is a profile.
pub(super) fn carried() -> Vec<&'static str> {
    words(CARRIED).into_iter().chain(integrations()).collect()
}

/// The kinds of integrations, without the house itself.
pub(super) fn integrations() -> Vec<&'static str> {
    carrier_kinds().into_iter().filter(|it| *it != SEAMLESS).collect()
}

pub(super) static ANSWERS: Table = Table {
    noun: "file of answers",
    about: "What `seamless init` asks. What is left out has the default.",
    fields: FIELDS,
};

static FIELDS: &[Field] = &[
    may("flow", Want::Text, "northwind", "The flow's short name."),
    may("title", Want::Text, "Northwind Outdoor", "The brand's name."),
    may("timezone", Want::Text, "America/New_York", "Its time zone."),
    may("currency", Want::Text, "USD", "The shop's currency."),
    may("stage", Want::OneOf(|| words(STAGES)), "as_is", "Today (`as_is`), or what is to be (`to_be`)."),
    may("orders_per_day", Want::Whole(0, ORDERS_MOST), "400", "Orders on an ordinary day."),
    may("peak_orders_per_minute", Want::Whole(0, ORDERS_MOST), "30", "Orders in the busiest minute."),
    may("average_order", Want::Amount, "80.00", "Value of an average order."),
    may("lines_per_order", Want::Amount, "2.3", "Lines on an average order."),
    may("shops", Want::List(&Want::Fixed(&SHOP)), "[{ name: shop, plan: plus }]", "The shops."),
    may(
        "marketplaces",
        Want::List(&Want::Any(&[Want::OneOf(kinds), Want::Fixed(&MARKETPLACE)])),
        "[{ name: amazon, ships: us }]",
        "The marketplaces.",
    ),
    may("payments", Want::List(&SYSTEM), "[shopify_payments, paypal]", "What takes the payments."),
    may("route", Want::OneOf(|| words(ROUTES)), "native", "Who asks the warehouse to ship."),
    may("oms", SYSTEM, "{ title: Our OMS, kind: http }", "The OMS."),
    may("erp", SYSTEM, "netsuite", "The ERP."),
    may("accounting", SYSTEM, "quickbooks", "Accounting beside the ERP, or in its stead."),
    may(
        "carriers",
        Want::Fixed(&CARRIERS),
        "{ orders: celigo, warehouse: unknown }",
        "Who carries what today.",
    ),
    may(
        "fulfillment",
        Want::List(&Want::Fixed(&FULFILLER)),
        "[{ name: warehouse, kind: shiphero, how: 3pl }]",
        "Who ships.",
    ),
    may("split", Want::OneOf(|| words(SPLITS)), "country", "By what it is decided who ships."),
    may("refunds", Want::OneOf(|| words(REFUNDS)), "shop", "Where refunds are made."),
    may("returns", Want::Flag, "true", "Whether goods come back."),
    may("returns_to", Want::Text, "warehouse", "Who takes all of them back."),
    may("return_window", Want::SPAN, "30d", "How long goods may be brought back."),
    may("payouts", Want::Flag, "true", "Whether payouts are tied out in the books."),
    may("helpdesk", SYSTEM, "zendesk", "What customer service works with."),
];

pub(super) static SHOP: Table = Table {
    noun: "shop",
    about: "A shop.",
    fields: &[
        may("name", Want::Text, "shop", "Its name in the map."),
        may("title", Want::Text, "Shopify", "Its title."),
        may("plan", Want::OneOf(|| words(PLANS)), "plus", "Its plan."),
        may("retail", Want::Flag, "true", "Whether it sells in stores as well."),
        may("b2b", Want::Flag, "true", "Whether companies buy on terms."),
        may("shipped_by", Want::Text, "warehouse", "Who ships its orders."),
    ],
};

pub(super) static MARKETPLACE: Table = Table {
    noun: "marketplace",
    about: "A marketplace.",
    fields: &[
        may("name", Want::Text, "amazon", "Its name in the map."),
        may("title", Want::Text, "Amazon US", "Its title."),
        may("kind", Want::OneOf(kinds), "amazon", "Its kind."),
        may("ships", Want::OneOf(|| words(SHIPS)), "us", "Who ships: `us`, `itself` or `both`."),
        may("shipped_by", Want::Text, "warehouse", "Who ships its orders."),
        may(
            "through",
            Want::Text,
            "shop",
            "The shop or the ERP that takes its orders in, where the shop asks the warehouse.",
        ),
    ],
};

pub(super) static NAMED: Table = Table {
    noun: "system",
    about: "A system or carrier.",
    fields: &[
        may("name", Want::Text, "erp", "Its name in the map."),
        may("title", Want::Text, "NetSuite", "Its title."),
        may("kind", Want::Text, "netsuite", "Its kind."),
    ],
};

pub(super) static CARRIERS: Table = Table {
    noun: "carriers",
    about: "Who carries what.",
    fields: &[
        may("oms", CARRIER, "unknown", "Orders from the shops into the OMS."),
        may("orders", CARRIER, "celigo", "Orders into the ERP."),
        may("warehouse", CARRIER, "unknown", "Requests, parcels and returns of those who ship."),
        may("stock", CARRIER, "celigo", "Stock, to where it is sold."),
        may("marketplaces", CARRIER, "unknown", "All that goes to and from marketplaces."),
        may("money", CARRIER, "person", "Refunds, payouts and journals."),
    ],
};

pub(super) static FULFILLER: Table = Table {
    noun: "one who ships",
    about: "Somebody who ships.",
    fields: &[
        may("name", Want::Text, "warehouse", "Its name in the map."),
        may("title", Want::Text, "ShipHero Reno", "Its title."),
        may("kind", Want::OneOf(kinds), "shiphero", "Its software."),
        may("how", Want::OneOf(|| words(HOWS)), "3pl", "How it ships."),
        may("via", Want::Text, "file 30m", "How requests reach it."),
        may("by", CARRIER, "celigo", "Who carries its requests, parcels and returns."),
        may("country", Want::Text, "DE", "The country that it ships from."),
        may("ships_to", Want::List(&Want::Text), "[US, CA]", "The countries that it ships to."),
        may("cutoff", Want::Text, "\"14:00\"", "Until when it ships on the same day."),
        may(
            "cutoff_days",
            Want::List(&DAY_OF_WEEK),
            "[mon, tue, wed, thu, fri]",
            "The days on which it ships.",
        ),
        may("timezone", Want::Text, "Europe/Berlin", "Its time zone."),
    ],
};
