//! The four questions, asked in a terminal. What is asked next depends on what was answered.

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, Select};
use seamless_flow::{
    Answers, Fulfiller, How, Marketplace, Named, RefundsFrom, Route, SEAMLESS, Shop, builtin_profiles,
    parse_span,
};

use crate::output::{self, Failed};

/// Asks everything.
pub fn all() -> Result<Answers, Failed> {
    output::say(
        "Four questions about how your orders flow. Enter takes what stands in brackets; ctrl-C leaves.\n",
    );
    let mut it = Answers::default();
    it.title = text("The brand's name", &it.title, |_| Ok(()))?;
    it.flow = short(&it.title);
    it.timezone = text("Its time zone", &it.timezone, |zone| {
        jiff::tz::TimeZone::get(zone)
            .map(drop)
            .map_err(|_| "write an IANA name, such as Europe/Berlin".to_owned())
    })?;
    it.currency = text("The shop's currency", &it.currency, |code| {
        let good = code.len() == 3 && code.chars().all(|it| it.is_ascii_uppercase());
        if good { Ok(()) } else { Err("write three capital letters, such as USD".to_owned()) }
    })?;
    it.orders_per_day = number("Orders on an ordinary day (empty: not known)")?;
    if it.orders_per_day.is_some() {
        it.peak_orders_per_minute = number("Orders in the busiest minute (empty: not known)")?;
    }
    originate(&mut it)?;
    reach(&mut it)?;
    fulfil(&mut it)?;
    come_back(&mut it)?;
    Ok(it)
}

fn originate(it: &mut Answers) -> Result<(), Failed> {
    output::say("\n1. Where do orders originate?");
    let count = number("How many Shopify shops (1)")?.unwrap_or(1).clamp(1, 50);
    let plans = ["standard", "advanced", "plus", "enterprise"];
    let plan = plans[choice("The plan", &["Basic, Grow or Standard", "Advanced", "Plus", "Enterprise"])?];
    let retail = yes("Do you sell in stores as well (POS)?", false)?;
    let b2b = yes("Do companies buy on terms?", false)?;
    it.shops = (1..=count)
        .map(|index| {
            let one = count == 1;
            Shop {
                name: if one { "shop".to_owned() } else { format!("shop-{index}") },
                title: if one { "Shopify".to_owned() } else { format!("Shopify {index}") },
                plan: plan.to_owned(),
                retail,
                b2b,
                shipped_by: None,
            }
        })
        .collect();
    while yes("Is there a marketplace (another one)?", false)? {
        let kinds = ["amazon", "walmart", "ebay", "etsy", "tiktok_shop", "mirakl"];
        let titles = ["Amazon", "Walmart", "eBay", "Etsy", "TikTok Shop", "Mirakl"];
        let at = choice("Which", &titles)?;
        let same = it.marketplaces.iter().filter(|it| it.kind == kinds[at]).count();
        let name = kinds[at].replace('_', "-");
        it.marketplaces.push(Marketplace {
            name: if same == 0 { name } else { format!("{name}-{}", same + 1) },
            title: titles[at].to_owned(),
            kind: kinds[at].to_owned(),
            ..Marketplace::default()
        });
    }
    Ok(())
}

fn reach(it: &mut Answers) -> Result<(), Failed> {
    output::say("\n2. How do orders reach ERP and warehouse?");
    let routes = [Route::Native, Route::Oms, Route::Hybrid, Route::Erp];
    let at = choice(
        "Who asks the warehouse to ship",
        &[
            "Shopify itself",
            "An OMS, which also tells the ERP",
            "An OMS, while the ERP is told by the shop",
            "The ERP",
        ],
    )?;
    it.route = routes[at];
    if matches!(it.route, Route::Oms | Route::Hybrid) {
        it.oms = Some(named("oms", "The OMS", "OMS", "http")?);
    }
    if matches!(it.route, Route::Hybrid | Route::Erp) || yes("Is there an ERP?", true)? {
        it.erp = Some(system(
            "erp",
            "Which ERP",
            &["netsuite", "business_central", "acumatica", "odoo", "erpnext", "tryton"],
        )?);
    }
    if yes("Is accounting a system of its own?", it.erp.is_none())? {
        it.accounting = Some(system("books", "Which", &["quickbooks", "xero"])?);
    }
    if it.erp.is_some() {
        let kinds: Vec<&'static str> = builtin_profiles()
            .iter()
            .filter(|it| it.is_carrier && it.kind != SEAMLESS)
            .map(|it| it.kind)
            .collect();
        let mut words = vec!["Seamless".to_owned()];
        words.extend(kinds.iter().map(|it| (*it).to_owned()));
        words.push("Another integration".to_owned());
        let at = choice("Who carries orders into the ERP today", &words)?;
        if at > 0 {
            let kind = kinds.get(at - 1).copied().unwrap_or("");
            it.carriers.orders = Some(seamless_flow::Carried::By(named(
                "connector",
                "Its name",
                if kind.is_empty() { "Connector" } else { kind },
                kind,
            )?));
        }
    }
    Ok(())
}

fn fulfil(it: &mut Answers) -> Result<(), Failed> {
    output::say("\n3. How does fulfillment happen?");
    it.fulfillment.clear();
    let hows = [How::InHouse, How::ThreePl, How::CrossDock, How::Dropship];
    let names = ["warehouse", "3pl", "dock", "vendor"];
    loop {
        let at = choice(
            "Who ships",
            &[
                "Our own warehouse",
                "A third party (3PL)",
                "A cross-dock: received against orders, shipped on",
                "A vendor, to the customer (dropship)",
            ],
        )?;
        let same = it.fulfillment.iter().filter(|it| it.how == hows[at]).count();
        let name = if same == 0 { names[at].to_owned() } else { format!("{}-{}", names[at], same + 1) };
        let mut ships = system(
            &name,
            "Its software",
            &["shiphero", "shipbob", "shipstation", "extensiv", "x12_3pl", "csv_3pl"],
        )?;
        ships.title = text("Its title", &ships.title, |_| Ok(()))?;
        let files = matches!(ships.kind.as_str(), "x12_3pl" | "csv_3pl");
        let via = text(
            "How requests reach it (webhook, poll 5m, file 15m, manual)",
            if files { "file 15m" } else { "webhook" },
            via,
        )?;
        let country =
            text("Its country, where goods cross a border to the customer (empty: the shop's)", "", |_| {
                Ok(())
            })?;
        let cutoff =
            text("Until when it ships on the same day, such as 14:00 (empty: not known)", "", |time| {
                let good = time.is_empty() || time.parse::<jiff::civil::Time>().is_ok();
                if good { Ok(()) } else { Err("write a time of day, such as 14:00".to_owned()) }
            })?;
        let filled = |text: String| (!text.is_empty()).then_some(text);
        it.fulfillment.push(Fulfiller {
            name: ships.name,
            title: ships.title,
            kind: ships.kind,
            how: hows[at],
            via,
            country: filled(country),
            cutoff: filled(cutoff),
            ..Fulfiller::default()
        });
        if !yes("Does somebody else ship as well?", false)? {
            break;
        }
    }
    for index in 0..it.marketplaces.len() {
        let mut words = vec!["Whoever is nearest".to_owned()];
        words.extend(it.fulfillment.iter().map(|it| it.title.clone()));
        let question = format!("Who ships the orders of {}", it.marketplaces[index].title);
        let at = choice(&question, &words)?;
        it.marketplaces[index].shipped_by = at.checked_sub(1).map(|at| it.fulfillment[at].name.clone());
    }
    Ok(())
}

fn come_back(it: &mut Answers) -> Result<(), Failed> {
    output::say("\n4. How are refunds, cancellations and returns processed?");
    if it.erp.is_some() {
        let at = choice("Where are refunds made", &["In the shop", "In the ERP"])?;
        it.refunds = [RefundsFrom::Shop, RefundsFrom::Erp][at];
    }
    it.returns = yes("Do goods come back?", true)?;
    if it.erp.is_some() || it.accounting.is_some() {
        it.payouts = yes("Are payouts tied out in the books?", true)?;
    }
    Ok(())
}

fn via(text: &str) -> Result<(), String> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let good = match word {
        "webhook" | "api" | "manual" => rest.is_empty(),
        "poll" | "file" => parse_span(rest).is_ok_and(|it| it.is_positive()),
        _ => false,
    };
    if good { Ok(()) } else { Err("write webhook, api, manual, poll 5m or file 15m".to_owned()) }
}

/// A system of a kind that is known, or of another.
fn system(name: &str, question: &str, kinds: &[&str]) -> Result<Named, Failed> {
    let titles: Vec<String> = kinds
        .iter()
        .map(|kind| seamless_flow::builtin_profile(kind).map_or_else(|| (*kind).to_owned(), |it| it.title))
        .chain(["Another".to_owned()])
        .collect();
    let at = choice(question, &titles)?;
    match kinds.get(at) {
        Some(kind) => {
            Ok(Named { name: name.to_owned(), title: titles[at].clone(), kind: (*kind).to_owned() })
        }
        None => named(name, "Its title", name, "http"),
    }
}

fn named(name: &str, question: &str, title: &str, kind: &str) -> Result<Named, Failed> {
    let title = text(question, title, |_| Ok(()))?;
    Ok(Named { name: name.to_owned(), title, kind: kind.to_owned() })
}

/// A title as a name: its letters and digits, in lower case.
fn short(title: &str) -> String {
    let words = title.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(64).collect();
    if name.is_empty() { "my-brand".to_owned() } else { name }
}

fn left(error: &dialoguer::Error) -> Failed {
    Failed::Said(format!("nothing was written: {error}"))
}

fn text(question: &str, or: &str, good: impl Fn(&str) -> Result<(), String>) -> Result<String, Failed> {
    let theme = ColorfulTheme::default();
    let input = Input::<String>::with_theme(&theme).with_prompt(question).allow_empty(or.is_empty());
    let input = if or.is_empty() { input } else { input.default(or.to_owned()) };
    let input = input.validate_with(|text: &String| good(text.trim()));
    Ok(input.interact_text().map_err(|error| left(&error))?.trim().to_owned())
}

fn number(question: &str) -> Result<Option<u64>, Failed> {
    let text = text(question, "", |text| {
        let good = text.is_empty() || text.parse::<u64>().is_ok();
        if good { Ok(()) } else { Err("write a whole number, or nothing".to_owned()) }
    })?;
    Ok(text.parse().ok())
}

fn yes(question: &str, or: bool) -> Result<bool, Failed> {
    Confirm::with_theme(&ColorfulTheme::default())
        .with_prompt(question)
        .default(or)
        .interact()
        .map_err(|error| left(&error))
}

fn choice<T: std::fmt::Display>(question: &str, of: &[T]) -> Result<usize, Failed> {
    Select::with_theme(&ColorfulTheme::default())
        .with_prompt(question)
        .items(of)
        .default(0)
        .interact()
        .map_err(|error| left(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_gives_a_name() {
        assert_eq!(short("Northwind & Sons, Ltd."), "northwind-sons-ltd");
        assert_eq!(short("東京"), "my-brand");
    }

    #[test]
    fn ways_to_travel_are_those_of_the_map() {
        for good in ["webhook", "poll 5m", "file 1h", "manual"] {
            assert_eq!(via(good), Ok(()), "{good}");
        }
        assert!(via("poll").is_err() && via("pigeon").is_err() && via("file 0s").is_err());
    }
}
