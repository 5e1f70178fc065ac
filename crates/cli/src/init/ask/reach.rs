//! How orders reach ERP and warehouse, and who carries what today.

use seamless_flow::{Answers, Carried, Named, Route, Ships, builtin_profile};

use super::{free, named, said, short, words};
use crate::init::talk::{Stop, Talk};

const ROUTES: [Route; 4] = [Route::Native, Route::Oms, Route::Hybrid, Route::Erp];
const ERPS: &[&str] = &["netsuite", "business_central", "acumatica", "odoo", "erpnext", "tryton"];

pub fn ask(talk: &mut Talk<'_>, it: &mut Answers) -> Result<(), Stop> {
    let ways = words(&[
        "Shopify itself",
        "An OMS, which also tells the ERP",
        "An OMS, while the shop tells the ERP",
        "The ERP",
    ]);
    it.route = ROUTES[talk.choice("route", "Who asks the warehouse to ship", &ways, 0)?];
    if matches!(it.route, Route::Oms | Route::Hybrid) {
        let title = talk.text("oms", "What is the OMS called", "OMS", said)?;
        it.oms = Some(named("oms", &title, "http"));
    }
    let needs = matches!(it.route, Route::Hybrid | Route::Erp);
    if needs || talk.yes("has_erp", "Is there an ERP?", true)? {
        it.erp = Some(system(talk, "erp", "erp", "Which ERP", ERPS)?);
    }
    let question = "Is there accounting software beside it, such as QuickBooks or Xero?";
    let alone = "Is there accounting software, such as QuickBooks or Xero?";
    let question = if it.erp.is_some() { question } else { alone };
    if talk.yes("has_books", question, it.erp.is_none())? {
        it.accounting =
            Some(system(talk, "books", "books", "Which accounting software", &["quickbooks", "xero"])?);
    }
    if let Some(into) = it.oms.as_ref().map(|it| it.title.clone()) {
        let question = format!("Who carries orders from the shop into {into} today");
        it.carriers.oms = Some(carrier(talk, it, "oms", &question)?);
    }
    if let Some(into) = it.erp.as_ref().map(|it| it.title.clone()) {
        let question = format!("Who carries orders into {into} today");
        it.carriers.orders = Some(carrier(talk, it, "orders", &question)?);
    }
    for index in 0..it.marketplaces.len() {
        through(talk, it, index)?;
    }
    Ok(())
}

/// Who takes the orders of a marketplace in, where the shop asks for its own and somebody else may ask for these.
fn through(talk: &mut Talk<'_>, it: &mut Answers, index: usize) -> Result<(), Stop> {
    let shops = it.shops.iter().map(|it| (it.name.clone(), it.title.clone()));
    let erp = it.erp.iter().map(|it| (it.name.clone(), it.title.clone()));
    let (names, titles): (Vec<String>, Vec<String>) = shops.chain(erp).unzip();
    let place = &mut it.marketplaces[index];
    if it.route == Route::Native && place.ships != Ships::Itself && names.len() > 1 {
        let question = format!("Who takes the orders of {} in, and asks for them to be shipped", place.title);
        let at = talk.choice(&format!("{}.through", place.name), &question, &titles, 0)?;
        place.through = names.get(at).cloned();
    }
    Ok(())
}

/// The carriers that fit an ERP.
fn fitting(it: &Answers) -> &'static [&'static str] {
    match it.erp.as_ref().map(|it| it.kind.as_str()) {
        Some("netsuite") => &["celigo", "pipe17"],
        Some("business_central") => &["bc_connector", "pipe17"],
        Some("erpnext") => &["erpnext_connector"],
        Some("tryton") => &["tryton_shopify"],
        _ => &["pipe17"],
    }
}

/// Who carries a group of handoffs today.
pub fn carrier(talk: &mut Talk<'_>, it: &Answers, group: &str, question: &str) -> Result<Carried, Stop> {
    let mut all = vec![("Nobody knows yet".to_owned(), Carried::Unknown)];
    for kind in fitting(it) {
        let title = builtin_profile(kind).map_or_else(|| (*kind).to_owned(), |it| it.title);
        all.push((title.clone(), Carried::By(named(&kind.replace('_', "-"), &title, kind))));
    }
    all.push(("Custom code".to_owned(), Carried::By(named("custom", "Custom code", "custom"))));
    for by in it.named_carriers() {
        if !all.iter().any(|(title, _)| *title == by.title) {
            all.push((by.title.clone(), Carried::By(by.clone())));
        }
    }
    all.push(("A person, by hand".to_owned(), Carried::Person));
    all.push(("Seamless".to_owned(), Carried::Seamless));
    let other = all.len();
    let words = all.iter().map(|(title, _)| title.clone()).chain(["Another integration".to_owned()]);
    let words: Vec<String> = words.collect();
    let at = talk.choice(&format!("carrier.{group}"), question, &words, 0)?;
    if at == other {
        let title = talk.text(&format!("carrier.{group}.title"), "Its name", "Connector", said)?;
        let known = it.named_carriers().find(|by| by.title == title).cloned();
        let new = || named(&free(short(&title, "connector"), |name| it.is_carrier_taken(name)), &title, "");
        return Ok(Carried::By(known.unwrap_or_else(new)));
    }
    Ok(all.swap_remove(at).1)
}

/// A system of a kind that is known, or of another.
pub fn system(
    talk: &mut Talk<'_>,
    id: &str,
    name: &str,
    question: &str,
    kinds: &[&str],
) -> Result<Named, Stop> {
    let title = |kind: &&str| builtin_profile(kind).map_or_else(|| (*kind).to_owned(), |it| it.title);
    let titles: Vec<String> = kinds.iter().map(title).chain(["Another".to_owned()]).collect();
    let at = talk.choice(id, question, &titles, 0)?;
    Ok(match kinds.get(at) {
        Some(kind) => named(name, &titles[at], kind),
        None => named(name, &talk.text(&format!("{id}.title"), "Its name", "", said)?, "http"),
    })
}
