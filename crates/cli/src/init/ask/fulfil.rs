//! How fulfillment happens.

use seamless_flow::{
    Answers, Carried, Fulfiller, How, LANES_MOST, Route, Ships, Split, countries_of, parse_span, time_of_day,
    zone_of,
};

use super::reach::carrier;
use super::{UNKNOWN, free, said, short, system, words};
use crate::init::talk::{Stop, Talk};

const HOWS: [How; 4] = [How::InHouse, How::ThreePl, How::CrossDock, How::Dropship];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub fn ask(talk: &mut Talk<'_>, it: &mut Answers) -> Result<(), Stop> {
    it.fulfillment.clear();
    for number in 1..=LANES_MOST {
        let ships = one(talk, it, number)?;
        it.fulfillment.push(ships);
        let more = format!("ships.{number}.more");
        if number == LANES_MOST || !talk.yes(&more, "Does somebody else ship as well?", false)? {
            break;
        }
    }
    if it.fulfillment.len() > 1 {
        split(talk, it)?;
    }
    let question = "Who carries stock to where it is sold today";
    it.carriers.stock = Some(carrier(talk, it, "stock", question)?);
    if !it.marketplaces.is_empty() {
        let question = "Who carries orders, parcels and stock to and from the marketplaces today";
        it.carriers.marketplaces = Some(carrier(talk, it, "marketplaces", question)?);
    }
    Ok(())
}

/// The software that such a one works with.
fn software(how: How) -> &'static [&'static str] {
    match how {
        How::InHouse => &["shiphero", "shipstation"],
        How::ThreePl => &["shipbob", "shiphero", "extensiv", "x12_3pl", "csv_3pl"],
        How::CrossDock => &["extensiv", "shiphero", "x12_3pl", "csv_3pl"],
        How::Dropship => &["csv_3pl", "x12_3pl", "shipstation"],
    }
}

fn one(talk: &mut Talk<'_>, it: &Answers, number: usize) -> Result<Fulfiller, Stop> {
    let id = |what: &str| format!("ships.{number}.{what}");
    let kinds = words(&[
        "Our own warehouse",
        "A third party (3PL)",
        "A cross-dock: received against orders, shipped on",
        "A vendor, to the customer (dropship)",
    ]);
    let question = if number == 1 { "Who ships" } else { "Who else ships" };
    let how = HOWS[talk.choice(&id("how"), question, &kinds, 0)?];
    let asked = if how == How::InHouse { "Its warehouse software" } else { "How it is spoken with" };
    let system = system(talk, &id("kind"), "warehouse", asked, software(how))?;
    let title = talk.text(&id("title"), "What you call it", &system.title, said)?;
    let name = free(short(&title, "warehouse"), |name| it.is_taken(name));
    let question = format!("Who carries requests and parcels to and from {title} today");
    let by = carrier(talk, it, &format!("ships.{number}"), &question)?;
    let ships = Fulfiller { name, title, kind: system.kind, how, by: Some(by), ..Fulfiller::default() };
    let via = Some(via(talk, number, &ships)?);
    let from = "The country that it ships from, if it is not yours, such as DE";
    let country =
        talk.open(&id("country"), from, "", "yours", |text| match countries_of(text)?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one.clone())),
            _ => Err("write one country".to_owned()),
        })?;
    let until = "Until when does it ship on the same day, such as 2pm";
    let read = |text: &str| if text.is_empty() { Ok(None) } else { time_of_day(text).map(Some) };
    let cutoff = talk.open(&id("cutoff"), until, "", UNKNOWN, read)?;
    let (mut timezone, mut cutoff_days) = (None, Vec::new());
    if cutoff.is_some() {
        timezone = Some(talk.text(&id("zone"), "In which time zone is that", &it.timezone, zone_of)?);
        let names = words(&["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
        let on = [true, true, true, true, true, false, false];
        let days = talk.many(&id("days"), "On which days does it ship", &names, &on)?;
        cutoff_days = days.into_iter().map(|at| DAYS[at].to_owned()).collect();
    }
    Ok(Fulfiller { via, country, cutoff, cutoff_days, timezone, ..ships })
}

/// How requests reach it: those ways alone that its software and who carries them leave.
fn via(talk: &mut Talk<'_>, number: usize, ships: &Fulfiller) -> Result<String, Stop> {
    if ships.by == Some(Carried::Person) {
        return Ok("manual".to_owned());
    }
    let ways = words(&[
        "At once (webhook or API)",
        "It asks every few minutes",
        "Files, every so often",
        "A person types or sends them",
    ]);
    let question = "How do requests to ship reach it";
    let without = if ships.takes_files() { 2 } else { 0 };
    let way = without + talk.choice(&format!("ships.{number}.via"), question, &ways[without..], 0)?;
    let mut every = |word: &str, or: &str| {
        let read = |text: &str| match parse_span(text) {
            Ok(span) if span.is_positive() => Ok(text.to_owned()),
            _ => Err("write for example 15m or 1h".to_owned()),
        };
        let text = talk.text(&format!("ships.{number}.every"), "How often, such as 15m or 1h", or, read)?;
        Ok(format!("{word} {text}"))
    };
    match way {
        0 => Ok("webhook".to_owned()),
        1 => every("poll", "15m"),
        2 => every("file", "30m"),
        _ => Ok("manual".to_owned()),
    }
}

/// Who of several ships which orders.
fn split(talk: &mut Talk<'_>, it: &mut Answers) -> Result<(), Stop> {
    let who = match it.route {
        Route::Native => "Shopify decides, by stock and location",
        Route::Oms | Route::Hybrid => "The OMS decides",
        Route::Erp => "The ERP decides",
    };
    let ways = words(&["The country that the order goes to", "Where it was sold", who]);
    let at = talk.choice("split", "What says who of them ships an order", &ways, 0)?;
    let split = [Split::Country, Split::Channel, Split::System][at];
    it.split = Some(split);
    let titles: Vec<String> = it.fulfillment.iter().map(|it| it.title.clone()).collect();
    if split == Split::Country {
        for index in 0..it.fulfillment.len() {
            let to = countries(talk, it, index)?;
            it.fulfillment[index].ships_to = to;
        }
    }
    if split == Split::Channel {
        for index in 0..it.shops.len() {
            let question = format!("Who ships what is sold in {}", it.shops[index].title);
            let at = talk.choice(&format!("shop.{}.shipped_by", index + 1), &question, &titles, 0)?;
            it.shops[index].shipped_by = Some(it.fulfillment[at].name.clone());
        }
    }
    for index in 0..it.marketplaces.len() {
        let place = &it.marketplaces[index];
        if place.ships == Ships::Itself {
            continue;
        }
        let ours = if place.ships == Ships::Both { ", as far as it is you" } else { "" };
        let question = format!("Who ships what is sold on {}{ours}", place.title);
        let same = (split != Split::Channel).then(|| "As with the shop".to_owned());
        let words: Vec<String> = same.iter().cloned().chain(titles.clone()).collect();
        let at = talk.choice(&format!("{}.shipped_by", place.name), &question, &words, 0)?;
        let at = if same.is_some() { at.checked_sub(1) } else { Some(at) };
        it.marketplaces[index].shipped_by = at.map(|at| it.fulfillment[at].name.clone());
    }
    Ok(())
}

/// The countries that one of several ships to; none for all that nobody else ships to, which one of them takes.
fn countries(talk: &mut Talk<'_>, it: &Answers, index: usize) -> Result<Vec<String>, Stop> {
    let ships = &it.fulfillment[index];
    let before = &it.fulfillment[..index];
    let rest = before.iter().find(|it| it.ships_to.is_empty());
    let title = &ships.title;
    let (question, nothing) = match rest {
        None => (format!("To which countries does {title} ship, such as US, CA or EU"), "all others"),
        Some(rest) => (format!("To which countries does {title} ship, so that {} does not", rest.title), ""),
    };
    let union = ships
        .country
        .as_deref()
        .is_some_and(|it| countries_of("EU").is_ok_and(|all| all.iter().any(|one| one == it)));
    let or = if union { "EU" } else { ships.country.as_deref().unwrap_or("") };
    let read = |text: &str| {
        let all = countries_of(text)?;
        if let Some(rest) = rest.filter(|_| all.is_empty()) {
            return Err(format!("{} takes all others already: name countries", rest.title));
        }
        let twice =
            before.iter().find_map(|it| Some((it, it.ships_to.iter().find(|one| all.contains(one))?)));
        match twice {
            Some((other, country)) => Err(format!("{} ships to {country} already", other.title)),
            None => Ok(all),
        }
    };
    talk.open(&format!("ships.{}.to", index + 1), &question, or, nothing, read)
}
