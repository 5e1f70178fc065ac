//! A file of answers.

use super::answers::CARRIED;
use super::tables::{
    ANSWERS, CARRIERS, DAYS, FULFILLER, HOWS, LANES_MOST, MARKETPLACE, NAMED, ORDERS_MOST, PLANS, REFUNDS,
    ROUTES, SHIPS, SHOP, SPLITS, STAGES, carried, integrations,
};
use super::words::{clock, country, currency, not_a_time, zone};
use super::{Answers, Carried, Carriers, Fulfiller, Marketplace, Named, Shop};
use crate::load::builtin_profile;
use crate::load::fields::{MOST, within};
use crate::load::notes::{Mistake, Notes, decimal, one_of, suggest};
use crate::load::tables::kinds;
use crate::load::thing::Fields;
use crate::load::words::{interval, via};
use crate::tree::{Node, NodeValue};

/// Reads a file of answers, and notes all that is wrong with it.
pub(crate) fn read_answers(node: &Node, notes: &mut Notes) -> Option<Answers> {
    let it = Fields::read(node, &ANSWERS, "these answers", &node.place, notes);
    let or = Answers::default();
    let answers = Answers {
        flow: it.text("flow", notes).unwrap_or(or.flow),
        title: it.text("title", notes).unwrap_or(or.title),
        timezone: it.parse("timezone", notes, |text| zone(text, false)).unwrap_or(or.timezone),
        currency: it.parse("currency", notes, currency).unwrap_or(or.currency),
        stage: it.word("stage", notes, STAGES).unwrap_or(or.stage),
        orders_per_day: it.whole("orders_per_day", (0, ORDERS_MOST), notes),
        peak_orders_per_minute: it.whole("peak_orders_per_minute", (0, ORDERS_MOST), notes),
        average_order: money(&it, "average_order", notes),
        lines_per_order: money(&it, "lines_per_order", notes),
        shops: if it.get("shops").is_some() { list(&it, "shops", notes, shop) } else { or.shops },
        marketplaces: list(&it, "marketplaces", notes, marketplace),
        payments: list(&it, "payments", notes, |node, notes| system(node, "", Sort::System, notes)),
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
    let mut wrong = answers.disagreements();
    // What could not be read may be why they disagree.
    wrong.retain(|wrong| wrong.of.iter().all(|field| is_sound(&it, field, notes)));
    for wrong in wrong {
        let key = wrong.of.iter().find_map(|field| it.key(field));
        let place = key.map_or(&node.place, |key| &key.place);
        notes.error(place, wrong.message, "cannot be", wrong.help);
    }
    Some(answers)
}

/// Whether a field was read without a mistake, or is surely absent.
fn is_sound(it: &Fields<'_>, field: &str, notes: &Notes) -> bool {
    match it.present().find(|(key, _)| key.text == field) {
        Some((key, value)) => notes.is_clean_in(key.place.start..value.place.end),
        None => !it.is_broken(),
    }
}

fn money(it: &Fields<'_>, name: &str, notes: &mut Notes) -> Option<String> {
    let node = it.get(name)?;
    if let NodeValue::Text(text, _) = &node.value {
        // Numbers in quotes are taken: many files of answers were written so.
        if let Some(read) = decimal(text).filter(|it| within(*it, MOST)) {
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
        let it = system(node, "", Sort::System, notes)?;
        return Some(Marketplace { name: it.name, title: it.title, kind: it.kind, ..Marketplace::default() });
    }
    let it = Fields::read(node, &MARKETPLACE, "this marketplace", &node.place, notes);
    let or = Marketplace::default();
    let kind = kind_of_marketplace(&it, notes)?;
    Some(Marketplace {
        name: it.text("name", notes).unwrap_or_else(|| kind.replace('_', "-")),
        title: it.text("title", notes).unwrap_or_else(|| title(&kind)),
        kind,
        ships: it.word("ships", notes, SHIPS).unwrap_or(or.ships),
        shipped_by: it.text("shipped_by", notes),
        through: it.text("through", notes),
    })
}

/// Which marketplace it is: what it says, else what its name says.
fn kind_of_marketplace(it: &Fields<'_>, notes: &mut Notes) -> Option<String> {
    if it.get("kind").is_some() {
        return kind(it, Sort::System, notes);
    }
    let name = it.scalar("name", &mut Notes::default()).map_or("", |(name, _)| name).replace('-', "_");
    if let Some(known) = kinds().into_iter().find(|it| *it == name) {
        return Some(known.to_owned());
    }
    if !it.is_broken() {
        let near = kinds().into_iter().find(|it| name.starts_with(it)).unwrap_or("amazon");
        let help = format!("add its `kind`, such as `kind: {near}`, or `kind: http` if it is another one");
        notes.error(&it.place, "this marketplace does not say which it is", "no kind", help);
    }
    None
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
        cutoff_days.extend(one_of(word, &node.place, &title, DAYS, notes).map(str::to_owned));
    }
    let kind = kind(&it, Sort::System, notes).unwrap_or(or.kind);
    Some(Fulfiller {
        name: it.text("name", notes).unwrap_or(or.name),
        title: it
            .text("title", notes)
            .unwrap_or_else(|| if kind == "http" { or.title } else { title(&kind) }),
        kind,
        how: it.word("how", notes, HOWS).unwrap_or(or.how),
        via: it.parse("via", notes, |text| via(text).map(|_| text.trim().to_owned())),
        by: carried_in(&it, "by", notes),
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
    let mut group = |name: &str| carried_in(&it, name, notes);
    Carriers {
        oms: group("oms"),
        orders: group("orders"),
        warehouse: group("warehouse"),
        stock: group("stock"),
        marketplaces: group("marketplaces"),
        money: group("money"),
    }
}

/// Who carries something: a word, a kind, or the fields of an integration.
fn carried_in(it: &Fields<'_>, name: &str, notes: &mut Notes) -> Option<Carried> {
    let node = it.get(name)?;
    match CARRIED.iter().find(|(word, _)| node.scalar() == Some(*word)) {
        Some((_, carried)) => Some(carried.clone()),
        None => system(node, "", Sort::Carrier, notes).map(Carried::By),
    }
}

fn one(it: &Fields<'_>, field: &str, name: &str, notes: &mut Notes) -> Option<Named> {
    system(it.get(field)?, name, Sort::System, notes)
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

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    System,
    Carrier,
}

impl Sort {
    fn kinds(self) -> Vec<&'static str> {
        match self {
            Self::System => kinds(),
            Self::Carrier => integrations(),
        }
    }

    /// What may stand alone, without fields.
    fn alone(self) -> Vec<&'static str> {
        match self {
            Self::System => kinds(),
            Self::Carrier => carried(),
        }
    }

    /// The kind of what has none of these; `None` where its title is enough.
    fn any(self) -> Option<&'static str> {
        (self == Self::System).then_some("http")
    }

    /// What to write for what is of no kind.
    fn other(self) -> String {
        let kind = self.any().map_or_else(String::new, |kind| format!(", kind: {kind}"));
        format!("one that is not among these is `{{ title: Its name{kind} }}`")
    }
}

/// A system or carrier: its kind alone, or its name, title and kind.
fn system(node: &Node, name: &str, sort: Sort, notes: &mut Notes) -> Option<Named> {
    let named = |kind: &str| if name.is_empty() { kind.replace('_', "-") } else { name.to_owned() };
    if let Some(kind) = node.scalar() {
        let kind = known_kind(kind, node, sort, &sort.alone(), notes)?;
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
    let kind = match it.get("kind") {
        Some(_) => kind(&it, sort, notes)?,
        None => sort.any().unwrap_or_default().to_owned(),
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

fn kind(it: &Fields<'_>, sort: Sort, notes: &mut Notes) -> Option<String> {
    let (text, node) = it.scalar("kind", notes)?;
    known_kind(text, node, sort, &sort.kinds(), notes)
}

fn known_kind(
    kind: &str,
    node: &Node,
    sort: Sort,
    offered: &[&'static str],
    notes: &mut Notes,
) -> Option<String> {
    if sort.kinds().contains(&kind) {
        return Some(kind.to_owned());
    }
    let help = format!("{}; {}", suggest(kind, offered.iter().copied(), "it can be"), sort.other());
    notes.error(&node.place, format!("`{kind}` is not a kind"), "not a kind", help);
    None
}
