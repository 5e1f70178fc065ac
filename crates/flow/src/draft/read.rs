//! A file of answers.

use super::words::{clock, country, currency, not_a_time, zone};
use super::{
    Answers, Carried, Carriers, Fulfiller, How, Marketplace, Named, RefundsFrom, Route, Ships, Shop, Split,
    Stage,
};
use crate::load::builtin_profile;
use crate::load::fields::{Field, Table, Want, may};
use crate::load::notes::{Mistake, Notes, suggest};
use crate::load::tables::{carrier_kinds, kinds};
use crate::load::thing::Fields;
use crate::load::words::{interval, via};
use crate::tree::{Node, NodeValue};

const SYSTEM: Want = Want::Text;

static ANSWERS: Table = Table {
    noun: "file of answers",
    about: "What `seamless init` asks. What is left out has the default.",
    fields: FIELDS,
};

static FIELDS: &[Field] = &[
    may("flow", Want::Text, "northwind", "The flow's short name."),
    may("title", Want::Text, "Northwind Outdoor", "The brand's name."),
    may("timezone", Want::Text, "America/New_York", "Its time zone."),
    may("currency", Want::Text, "USD", "The shop's currency."),
    may("stage", Want::Text, "as_is", "Today (`as_is`), or what is to be (`to_be`)."),
    may("orders_per_day", Want::Whole(0, 0), "400", "Orders on an ordinary day."),
    may("peak_orders_per_minute", Want::Whole(0, 0), "30", "Orders in the busiest minute."),
    may("average_order", Want::Amount, "80.00", "Value of an average order."),
    may("lines_per_order", Want::Amount, "2.3", "Lines on an average order."),
    may("shops", Want::Text, "[{ name: shop, plan: plus }]", "The shops."),
    may("marketplaces", Want::Text, "[{ name: amazon, ships: us }]", "The marketplaces."),
    may("payments", Want::Text, "[shopify_payments, paypal]", "What takes the payments."),
    may("route", Want::Text, "native", "Who asks the warehouse to ship."),
    may("oms", SYSTEM, "{ title: Our OMS, kind: http }", "The OMS."),
    may("erp", SYSTEM, "netsuite", "The ERP."),
    may("accounting", SYSTEM, "quickbooks", "Accounting beside the ERP, or in its stead."),
    may("carriers", Want::Text, "{ orders: celigo, warehouse: unknown }", "Who carries what today."),
    may("fulfillment", Want::Text, "[{ name: warehouse, kind: shiphero, how: 3pl }]", "Who ships."),
    may("split", Want::Text, "country", "By what it is decided who ships."),
    may("refunds", Want::Text, "shop", "Where refunds are made."),
    may("returns", Want::Flag, "true", "Whether goods come back."),
    may("returns_to", Want::Text, "warehouse", "Who takes all of them back."),
    may("return_window", Want::SPAN, "30d", "How long goods may be brought back."),
    may("payouts", Want::Flag, "true", "Whether payouts are tied out in the books."),
    may("helpdesk", SYSTEM, "zendesk", "What customer service works with."),
];

static SHOP: Table = Table {
    noun: "shop",
    about: "A shop.",
    fields: &[
        may("name", Want::Text, "shop", "Its name in the map."),
        may("title", Want::Text, "Shopify", "Its title."),
        may("plan", Want::Text, "plus", "Its plan."),
        may("retail", Want::Flag, "true", "Whether it sells in stores as well."),
        may("b2b", Want::Flag, "true", "Whether companies buy on terms."),
        may("shipped_by", Want::Text, "warehouse", "Who ships its orders."),
    ],
};

static MARKETPLACE: Table = Table {
    noun: "marketplace",
    about: "A marketplace.",
    fields: &[
        may("name", Want::Text, "amazon", "Its name in the map."),
        may("title", Want::Text, "Amazon US", "Its title."),
        may("kind", Want::Text, "amazon", "Its kind."),
        may("ships", Want::Text, "us", "Who ships: `us`, `itself` or `both`."),
        may("shipped_by", Want::Text, "warehouse", "Who ships its orders."),
    ],
};

static NAMED: Table = Table {
    noun: "system",
    about: "A system or carrier.",
    fields: &[
        may("name", Want::Text, "erp", "Its name in the map."),
        may("title", Want::Text, "NetSuite", "Its title."),
        may("kind", Want::Text, "netsuite", "Its kind."),
    ],
};

static CARRIERS: Table = Table {
    noun: "carriers",
    about: "Who carries what.",
    fields: &[
        may("oms", Want::Text, "unknown", "Orders from the shops into the OMS."),
        may("orders", Want::Text, "celigo", "Orders into the ERP."),
        may("warehouse", Want::Text, "unknown", "Requests, parcels, stock and returns."),
        may("marketplaces", Want::Text, "unknown", "All that goes to and from marketplaces."),
        may("money", Want::Text, "person", "Refunds, payouts and journals."),
    ],
};

static FULFILLER: Table = Table {
    noun: "one who ships",
    about: "Somebody who ships.",
    fields: &[
        may("name", Want::Text, "warehouse", "Its name in the map."),
        may("title", Want::Text, "ShipHero Reno", "Its title."),
        may("kind", Want::Text, "shiphero", "Its software."),
        may("how", Want::Text, "3pl", "How it ships."),
        may("via", Want::Text, "file 30m", "How requests reach it."),
        may("country", Want::Text, "DE", "The country that it ships from."),
        may("ships_to", Want::List(&Want::Text), "[US, CA]", "The countries that it ships to."),
        may("cutoff", Want::Text, "\"14:00\"", "Until when it ships on the same day."),
        may(
            "cutoff_days",
            Want::List(&Want::Text),
            "[mon, tue, wed, thu, fri]",
            "The days on which it ships.",
        ),
        may("timezone", Want::Text, "Europe/Berlin", "Its time zone."),
    ],
};

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
const DAYS: &[(&str, &str)] = &[
    ("mon", "mon"),
    ("tue", "tue"),
    ("wed", "wed"),
    ("thu", "thu"),
    ("fri", "fri"),
    ("sat", "sat"),
    ("sun", "sun"),
];

/// The most shops, marketplaces or fulfillers that one map is drafted for.
pub const LANES_MOST: usize = 20;
/// The most orders a day, and a minute, that are taken for meant.
pub const ORDERS_MOST: u64 = 10_000_000;

/// Reads a file of answers, and notes all that is wrong with it.
pub(crate) fn read_answers(node: &Node, notes: &mut Notes) -> Option<Answers> {
    let it = Fields::read(node, &ANSWERS, "these answers", &node.place, notes);
    let or = Answers::default();
    let decimal = |name: &str, notes: &mut Notes| money(&it, name, notes);
    let answers = Answers {
        flow: it.text("flow", notes).unwrap_or(or.flow),
        title: it.text("title", notes).unwrap_or(or.title),
        timezone: it.parse("timezone", notes, |text| zone(text, false)).unwrap_or(or.timezone),
        currency: it.parse("currency", notes, currency).unwrap_or(or.currency),
        stage: it.word("stage", notes, STAGES).unwrap_or(or.stage),
        orders_per_day: it.whole("orders_per_day", (0, ORDERS_MOST), notes),
        peak_orders_per_minute: it.whole("peak_orders_per_minute", (0, ORDERS_MOST), notes),
        average_order: decimal("average_order", notes),
        lines_per_order: decimal("lines_per_order", notes),
        shops: if it.get("shops").is_some() { list(&it, "shops", notes, shop) } else { or.shops },
        marketplaces: list(&it, "marketplaces", notes, marketplace),
        payments: list(&it, "payments", notes, |node, notes| system(node, "", &kinds(), notes)),
        route: it.word("route", notes, ROUTES).unwrap_or(or.route),
        oms: one(&it, "oms", "oms", notes),
        erp: one(&it, "erp", "erp", notes),
        accounting: one(&it, "accounting", "books", notes),
        carriers: it.get("carriers").map(|node| carriers(node, notes)).unwrap_or_default(),
        fulfillment: match it.get("fulfillment") {
            Some(_) => list(&it, "fulfillment", notes, fulfiller),
            None => or.fulfillment,
        },
        split: it.word("split", notes, SPLITS),
        refunds: it.word("refunds", notes, REFUNDS).unwrap_or(or.refunds),
        returns: it.flag("returns", notes).unwrap_or(or.returns),
        returns_to: it.text("returns_to", notes),
        return_window: it.parse("return_window", notes, |text| interval(text).map(|_| text.to_owned())),
        payouts: it.flag("payouts", notes).unwrap_or(or.payouts),
        helpdesk: one(&it, "helpdesk", "helpdesk", notes),
    };
    // What disagrees is told of what could be read; a mistake above may be why it does.
    if notes.is_clean() {
        for wrong in answers.disagreements() {
            let place = it.key(wrong.at).map_or(&node.place, |key| &key.place);
            notes.error(place, wrong.message, "cannot be", wrong.help);
        }
    }
    Some(answers)
}

fn money(it: &Fields<'_>, name: &str, notes: &mut Notes) -> Option<String> {
    let node = it.get(name)?;
    if let NodeValue::Text(text, _) = &node.value {
        // Numbers in quotes are taken: many files of answers were written so.
        if let Some(read) =
            crate::load::notes::decimal(text).filter(|it| crate::load::fields::within(*it, 1_000_000_000))
        {
            return Some(read.to_string());
        }
    }
    it.amount(name, notes).map(|it| it.to_string())
}

fn list<T>(
    it: &Fields<'_>,
    name: &str,
    notes: &mut Notes,
    mut read: impl FnMut(&Node, &mut Notes) -> Option<T>,
) -> Vec<T> {
    let nodes = it.list_of(name, notes);
    if let Some(node) = nodes.get(LANES_MOST) {
        let message = format!("`{name}` has {}, and a draft is made for {LANES_MOST} at most", nodes.len());
        notes.error(
            &node.place,
            message,
            "too many",
            "draft with some of them, and add the others to the map",
        );
    }
    nodes.iter().take(LANES_MOST).filter_map(|node| read(node, notes)).collect()
}

fn shop(node: &Node, notes: &mut Notes) -> Option<Shop> {
    let it = Fields::read(node, &SHOP, "this shop", &node.place, notes);
    let or = Shop::default();
    Some(Shop {
        name: it.text("name", notes).unwrap_or(or.name),
        title: it.text("title", notes).unwrap_or(or.title),
        plan: it.word("plan", notes, PLANS).map_or(or.plan, str::to_owned),
        retail: it.flag("retail", notes).unwrap_or(or.retail),
        b2b: it.flag("b2b", notes).unwrap_or(or.b2b),
        shipped_by: it.text("shipped_by", notes),
    })
}

fn marketplace(node: &Node, notes: &mut Notes) -> Option<Marketplace> {
    if let NodeValue::Text(..) = node.value {
        let it = system(node, "", &kinds(), notes)?;
        return Some(Marketplace { name: it.name, title: it.title, kind: it.kind, ..Marketplace::default() });
    }
    let it = Fields::read(node, &MARKETPLACE, "this marketplace", &node.place, notes);
    let or = Marketplace::default();
    let kind = kind(&it, &kinds(), notes).unwrap_or(or.kind);
    Some(Marketplace {
        name: it.text("name", notes).unwrap_or_else(|| kind.replace('_', "-")),
        title: it.text("title", notes).unwrap_or_else(|| title(&kind)),
        kind,
        ships: it.word("ships", notes, SHIPS).unwrap_or(or.ships),
        shipped_by: it.text("shipped_by", notes),
    })
}

fn fulfiller(node: &Node, notes: &mut Notes) -> Option<Fulfiller> {
    let it = Fields::read(node, &FULFILLER, "this one who ships", &node.place, notes);
    let or = Fulfiller::default();
    let ships_to = it.list_of("ships_to", notes).iter();
    let ships_to = ships_to.filter_map(|node| {
        country(node.scalar().unwrap_or(node.what())).map_err(|it| notes.mistake(&node.place, it)).ok()
    });
    let ships_to: Vec<String> = ships_to.flatten().collect();
    let mut cutoff_days = Vec::new();
    for node in it.list_of("cutoff_days", notes) {
        let word = node.scalar().unwrap_or(node.what());
        let title = it.title("cutoff_days");
        cutoff_days
            .extend(crate::load::notes::one_of(word, &node.place, &title, DAYS, notes).map(str::to_owned));
    }
    let kind = kind(&it, &kinds(), notes).unwrap_or(or.kind);
    Some(Fulfiller {
        name: it.text("name", notes).unwrap_or(or.name),
        title: it
            .text("title", notes)
            .unwrap_or_else(|| if kind == "http" { or.title } else { title(&kind) }),
        kind,
        how: it.word("how", notes, HOWS).unwrap_or(or.how),
        via: it.parse("via", notes, |text| via(text).map(|_| text.trim().to_owned())).unwrap_or(or.via),
        country: it.parse("country", notes, |text| match country(text)?.as_slice() {
            [one] => Ok(one.clone()),
            _ => Err(Mistake::new(
                "it ships from one country",
                "several",
                "write its two letters, such as `DE`",
            )),
        }),
        ships_to,
        cutoff: it.parse("cutoff", notes, |text| match clock(text) {
            Some(time) if text.contains(':') && !text.ends_with(['m', 'M']) => Ok(time),
            _ => Err(not_a_time(text)),
        }),
        cutoff_days,
        timezone: it.parse("timezone", notes, |text| zone(text, false)),
    })
}

fn carriers(node: &Node, notes: &mut Notes) -> Carriers {
    let it = Fields::read(node, &CARRIERS, "`carriers`", &node.place, notes);
    let mut group = |name: &str| {
        let node = it.get(name)?;
        match node.scalar() {
            Some("seamless") => Some(Carried::Seamless),
            Some("unknown") => Some(Carried::Unknown),
            Some("person") => Some(Carried::Person),
            _ => {
                let known: Vec<_> =
                    ["seamless", "unknown", "person"].into_iter().chain(carrier_kinds()).collect();
                system(node, "", &known, notes).map(Carried::By)
            }
        }
    };
    Carriers {
        oms: group("oms"),
        orders: group("orders"),
        warehouse: group("warehouse"),
        marketplaces: group("marketplaces"),
        money: group("money"),
    }
}

fn one(it: &Fields<'_>, field: &str, name: &str, notes: &mut Notes) -> Option<Named> {
    system(it.get(field)?, name, &kinds(), notes)
}

/// The title of a kind, for people.
pub(super) fn title(kind: &str) -> String {
    match kind {
        "etsy" => "Etsy".to_owned(),
        "tiktok_shop" => "TikTok Shop".to_owned(),
        "mirakl" => "Mirakl".to_owned(),
        _ => builtin_profile(kind).map_or_else(|| kind.to_owned(), |it| it.title),
    }
}

/// A system: its kind alone, or its name, title and kind.
fn system(node: &Node, name: &str, known: &[&'static str], notes: &mut Notes) -> Option<Named> {
    let named = |kind: &str| if name.is_empty() { kind.replace('_', "-") } else { name.to_owned() };
    if let Some(kind) = node.scalar() {
        let kind = known_kind(kind, node, known, notes)?;
        return Some(Named { name: named(&kind), title: title(&kind), kind });
    }
    let it = Fields::read(node, &NAMED, "this system", &node.place, notes);
    if it.get("kind").is_none() && it.get("name").is_none() && it.get("title").is_none() {
        if !it.is_broken() {
            notes.error(
                &node.place,
                "it has neither kind nor title",
                "empty",
                "write its kind, such as `netsuite`",
            );
        }
        return None;
    }
    let carrier = known.contains(&"person");
    let said = it.get("kind").is_some();
    let kind = match kind(&it, known, notes) {
        Some(kind) => kind,
        None if said => return None,
        None if carrier => String::new(),
        None => "http".to_owned(),
    };
    let title = it.text("title", notes).unwrap_or_else(|| match kind.as_str() {
        "" | "http" => it.text("name", notes).unwrap_or_else(|| kind.clone()),
        kind => title(kind),
    });
    let name = it.text("name", notes).unwrap_or_else(|| match kind.as_str() {
        "" => "connector".to_owned(),
        kind => named(kind),
    });
    Some(Named { name, title, kind })
}

fn kind(it: &Fields<'_>, known: &[&'static str], notes: &mut Notes) -> Option<String> {
    let (text, node) = it.scalar("kind", notes)?;
    known_kind(text, node, known, notes)
}

fn known_kind(kind: &str, node: &Node, known: &[&'static str], notes: &mut Notes) -> Option<String> {
    if known.contains(&kind) {
        return Some(kind.to_owned());
    }
    let help = suggest(kind, known.iter().copied(), "it can be");
    let help = match known.contains(&"http") {
        true => format!("{help}; one that is not among these is `{{ title: Its name, kind: http }}`"),
        false => format!("{help}; one that is not among these is `{{ title: Its name }}`"),
    };
    notes.error(&node.place, format!("`{kind}` is not a kind"), "not a kind", help);
    None
}
