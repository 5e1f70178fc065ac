//! The systems and carriers of a drafted map.

use super::answers::SUPPLIER;
use super::drafted::{Drafted, one_line};
use super::handoffs::handoffs;
use super::routing::{Market, markets};
use super::{Answers, Carried, Fulfiller, How, Named, Route, Stage};
use crate::quoted;

/// The system that asks warehouses to ship: where several shops do, the first of them.
pub(super) fn hub(it: &Answers) -> &str {
    let named = match it.route {
        Route::Native => None,
        Route::Oms | Route::Hybrid => it.oms.as_ref(),
        Route::Erp => it.erp.as_ref(),
    };
    named.map_or(it.shops[0].name.as_str(), |it| it.name.as_str())
}

/// Who asks those who ship: the hub; where each shop asks for its own, the shops, and the ERP for what it takes in.
pub(super) fn askers(it: &Answers) -> Vec<&str> {
    if it.route != Route::Native {
        return vec![hub(it)];
    }
    let erp = it.erp.iter().map(|it| it.name.as_str());
    let takes_in = |erp: &&str| markets(it).iter().any(|place| !place.itself && into(it, place) == *erp);
    it.shops.iter().map(|it| it.name.as_str()).chain(erp.filter(takes_in)).collect()
}

/// The system that takes the orders of a marketplace in. Those that it ships itself go into the books alone.
pub(super) fn into<'a>(it: &'a Answers, place: &Market<'a>) -> &'a str {
    match (place.itself, place.through) {
        (false, Some(through)) if it.route == Route::Native => through,
        (false, _) => hub(it),
        (true, _) => sales_books(it).unwrap_or_else(|| hub(it)),
    }
}

/// The system in which the stock of all who ship comes together, where there is one.
pub(super) fn stock_centre(it: &Answers) -> Option<&str> {
    match it.route {
        Route::Native if it.fulfillment.len() == 1 => None,
        Route::Native => it.erp.as_ref().map(|it| it.name.as_str()),
        _ => Some(hub(it)),
    }
}

/// Who can receive what customers send back: not a vendor, who has sold the goods.
pub(super) fn receivers(it: &Answers) -> Vec<&Fulfiller> {
    it.fulfillment.iter().filter(|it| it.how != How::Dropship).collect()
}

/// The system that keeps the books.
pub(super) fn books(it: &Answers) -> Option<&str> {
    it.accounting.as_ref().or(it.erp.as_ref()).map(|it| it.name.as_str())
}

/// The books in which sales stand, order by order: the ERP's, where there is one.
pub(super) fn sales_books(it: &Answers) -> Option<&str> {
    it.erp.as_ref().or(it.accounting.as_ref()).map(|it| it.name.as_str())
}

/// A system's title: its name, where the answers give none.
pub(super) fn titled<'a>(it: &'a Answers, name: &'a str) -> &'a str {
    let named = [&it.oms, &it.erp, &it.accounting].into_iter().flatten().find(|it| it.name == name);
    named.map(|it| it.title.trim()).filter(|it| !it.is_empty()).unwrap_or(name)
}

/// The supplier's name, where goods are received against orders.
pub(super) fn supplier(it: &Answers) -> Option<&'static str> {
    it.fulfillment.iter().any(|it| it.how == How::CrossDock).then_some(SUPPLIER)
}

/// One entry for each system.
pub(super) fn systems(it: &Answers) -> Vec<String> {
    let mut all = Vec::new();
    for shop in &it.shops {
        let mut fields = vec![
            ("plan", shop.plan.clone()),
            ("shop", format!("{}.myshopify.com   # decide: your shop's domain", shop.name)),
            ("secret", format!("\"${{{}_SECRET}}\"", variable(&shop.name))),
            ("token", format!("\"${{{}_TOKEN}}\"", variable(&shop.name))),
        ];
        fields.insert(0, ("team", "service".to_owned()));
        all.push(entry(&shop.name, &shop.title, "shopify", "storefront", fields));
    }
    for place in markets(it) {
        let mut fields = vec![("team", "service".to_owned())];
        let (ships, reason) = (place.itself, quoted(said(it)));
        fields.push(("facts", format!("{{ order.ships_itself: {{ value: {ships}, reason: {reason} }} }}")));
        all.push(entry(&place.name, &place.title, place.kind, "marketplace", fields));
    }
    for payer in &it.payments {
        // A lane to which nothing comes and from which nothing goes would say nothing.
        all.push(match it.payouts {
            true => named(payer, "payments", "it"),
            false => left_out(payer),
        });
    }
    if let (Some(oms), Route::Oms | Route::Hybrid) = (&it.oms, it.route) {
        all.push(named(oms, "oms", "it"));
    }
    if let Some(erp) = &it.erp {
        all.push(named(erp, "erp", "it"));
    }
    if let Some(books) = &it.accounting {
        all.push(named(books, "accounting", "it"));
    }
    if let Some(desk) = &it.helpdesk {
        all.push(named(desk, "helpdesk", "service"));
    }
    if let Some(name) = supplier(it) {
        let fields = vec![("team", "operations".to_owned())];
        all.push(entry(name, "Supplier", "http", "supplier", fields));
    }
    all.extend(it.fulfillment.iter().map(|ships| fulfiller(it, ships)));
    all
}

/// Where an answer comes from: of what is to be, nobody has said anything yet.
fn said(it: &Answers) -> &'static str {
    match it.stage {
        Stage::AsIs => "Said in the mapping session",
        Stage::ToBe => "Assumed in the draft",
    }
}

/// What takes payments, where nothing of it goes into the books.
fn left_out(it: &Named) -> String {
    let (name, kind) = (&it.name, &it.kind);
    format!(
        "  # decide: whether payouts of {} are to be tied out in the books: then it has a lane, and a handoff from it.\n  \
         # {name}: {{ title: {}, kind: {kind}, role: payments, team: it }}\n",
        one_line(&it.title),
        quoted(&one_line(&it.title))
    )
}

fn named(it: &Named, role: &str, team: &str) -> String {
    entry(&it.name, &it.title, &it.kind, role, vec![("team", team.to_owned())])
}

fn fulfiller(answers: &Answers, it: &Fulfiller) -> String {
    let role = match it.how {
        How::InHouse => "wms",
        How::ThreePl | How::CrossDock => "3pl",
        How::Dropship => "dropship",
    };
    let mut fields = vec![("team", "operations".to_owned())];
    let reason = quoted(said(answers));
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| {
        facts.push(format!("      {name}: {{ value: {value}, reason: {reason} }}"));
    };
    if let Some(time) = &it.cutoff {
        fact("cutoff.time", quoted(time));
        if let Some(zone) = &it.timezone {
            fact("cutoff.timezone", zone.clone());
        }
        if !it.cutoff_days.is_empty() {
            fact("cutoff.days", format!("[{}]", it.cutoff_days.join(", ")));
        }
        let about = format!("  # decide: whether {} agrees\n{}", one_line(&it.title), facts.join("\n"));
        fields.push(("facts", about));
    }
    entry(&it.name, &it.title, &it.kind, role, fields)
}

fn entry(name: &str, title: &str, kind: &str, role: &str, fields: Vec<(&str, String)>) -> String {
    let mut out = format!("  {name}:\n    title: {}\n    kind: {kind}\n    role: {role}\n", quoted(title));
    for (field, value) in fields {
        out.push_str(&format!("    {field}: {value}\n"));
    }
    if kind == "http" {
        out.push_str(&format!(
            "    # decide: write what you know of it into a profile, and how its API is spoken with:\n    # profile: profiles/{name}.yaml\n    # url: \"https://{name}.example/api\"\n    # token: \"${{{}_TOKEN}}\"\n",
            variable(name)
        ));
    }
    out
}

fn variable(name: &str) -> String {
    let name = name.to_uppercase().replace('-', "_");
    // No variable of the environment begins with a digit.
    if name.starts_with(|it: char| it.is_ascii_digit()) { format!("SHOP_{name}") } else { name }
}

/// One entry for each carrier.
pub(super) fn carriers(it: &Answers) -> Vec<String> {
    let handoffs = handoffs(it);
    let mut all: Vec<String> = Vec::new();
    for carried in handoffs.iter().filter_map(Drafted::carrier) {
        let name = carried.name();
        let entry = match carried {
            Carried::Seamless => continue,
            Carried::Unknown => format!(
                "  {name}:   # decide: who it is; until then `check` asks\n    title: To be found out\n    team: it\n"
            ),
            Carried::Person => format!(
                "  {name}:\n    title: A person, by hand\n    team: operations\n    kind: spreadsheet\n"
            ),
            Carried::By(by) => {
                let kind = match by.kind.as_str() {
                    "" => format!("    # decide: profile: profiles/{name}.yaml\n"),
                    kind => format!("    kind: {kind}\n"),
                };
                format!("  {name}:\n    title: {}\n    team: it\n{kind}", quoted(&by.title))
            }
        };
        if !all.contains(&entry) {
            all.push(entry);
        }
    }
    all
}
