//! The four questions. What is asked next depends on what was answered.

mod fulfil;
mod originate;
mod reach;

use seamless_flow::{
    Answers, How, LANES_MOST, Named, ORDERS_MOST, RefundsFrom, Split, currency_of, days_of, zone_of,
};

use super::talk::{Stop, Talk};

pub(super) use reach::system;

/// What it means to answer nothing, where somebody may not know.
const UNKNOWN: &str = "not known";

/// Asks everything that was not answered yet.
pub fn all(talk: &mut Talk<'_>) -> Result<Answers, Stop> {
    let mut it = Answers::default();
    brand(talk, &mut it)?;
    talk.heading("1. Where do orders originate?");
    originate::ask(talk, &mut it)?;
    talk.heading("2. How do orders reach ERP and warehouse?");
    reach::ask(talk, &mut it)?;
    talk.heading("3. How does fulfillment happen?");
    fulfil::ask(talk, &mut it)?;
    talk.heading("4. How are refunds, cancellations and returns processed?");
    come_back(talk, &mut it)?;
    Ok(it)
}

fn brand(talk: &mut Talk<'_>, it: &mut Answers) -> Result<(), Stop> {
    it.title = talk.text("brand", "Your brand's name", &it.title, said)?;
    it.flow = short(&it.title, "my-brand");
    it.timezone = talk.text("zone", "Your time zone (a city is enough)", &it.timezone, zone_of)?;
    it.currency = talk.text("currency", "The currency of your shop", &it.currency, currency_of)?;
    it.orders_per_day = talk.open("orders_per_day", "Orders on an ordinary day", "", UNKNOWN, number)?;
    if it.orders_per_day.is_some() {
        let minute = "Orders in the busiest minute of a sale";
        it.peak_orders_per_minute = talk.open("peak", minute, "", UNKNOWN, number)?;
    }
    let value = format!("Value of an average order in {}", it.currency);
    let priceless = "not known; risks then have no price";
    it.average_order = talk.open("average_order", &value, "", priceless, decimal)?;
    let lines = "Lines on an average order, such as 2.3";
    it.lines_per_order = talk.open("lines_per_order", lines, "", UNKNOWN, decimal)?;
    Ok(())
}

fn come_back(talk: &mut Talk<'_>, it: &mut Answers) -> Result<(), Stop> {
    if it.erp.is_some() {
        let at =
            talk.choice("refunds", "Where are refunds made", &words(&["In the shop", "In the ERP"]), 0)?;
        it.refunds = if at == 0 { RefundsFrom::Shop } else { RefundsFrom::Erp };
    }
    it.returns = talk.yes("returns", "Can customers send goods back?", true)?;
    if it.returns {
        it.returns_to = receiver(talk, it)?;
        let window = "How long may they, such as 30 days";
        let read = |text: &str| if text.is_empty() { Ok(None) } else { days_of(text).map(Some) };
        it.return_window = talk.open("return_window", window, "", UNKNOWN, read)?;
    }
    if it.erp.is_some() || it.accounting.is_some() {
        let question = "Is each payout matched with its orders in the books, or is it to be?";
        it.payouts = talk.yes("payouts", question, true)?;
        it.carriers.money =
            Some(reach::carrier(talk, it, "money", "Who carries refunds and payouts into the books today")?);
    }
    let desks = ["zendesk", "gorgias"];
    let words = words(&["A mailbox, or nothing", "Zendesk", "Gorgias", "Another help desk"]);
    it.helpdesk = match talk.choice("helpdesk", "What does customer service work with", &words, 0)? {
        0 => None,
        at => match desks.get(at - 1) {
            Some(kind) => Some(named("helpdesk", &words[at], kind)),
            None => {
                let title = talk.text("helpdesk.title", "Its name", "Help desk", said)?;
                Some(named("helpdesk", &title, "http"))
            }
        },
    };
    Ok(())
}

/// Who takes goods back, where there is a choice; nobody in particular where it goes by country.
fn receiver(talk: &mut Talk<'_>, it: &Answers) -> Result<Option<String>, Stop> {
    let able: Vec<_> = it.fulfillment.iter().filter(|it| it.how != How::Dropship).collect();
    if able.len() < 2 {
        return Ok(None);
    }
    let by_country = it.split == Some(Split::Country);
    let first = by_country.then(|| "Whoever ships to that country".to_owned());
    let words: Vec<String> = first.into_iter().chain(able.iter().map(|it| it.title.clone())).collect();
    let at = talk.choice("returns.to", "Who takes returns", &words, 0)?;
    let at = if by_country { at.checked_sub(1) } else { Some(at) };
    Ok(at.and_then(|at| able.get(at)).map(|it| it.name.clone()))
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|it| (*it).to_owned()).collect()
}

fn named(name: &str, title: &str, kind: &str) -> Named {
    Named { name: name.to_owned(), title: title.to_owned(), kind: kind.to_owned() }
}

/// Text that says something.
fn said(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("write a name".to_owned()) } else { Ok(text.to_owned()) }
}

/// A letter as names spell it, which know no accents.
fn plain(letter: char) -> String {
    match letter.to_lowercase().next().unwrap_or(letter) {
        'ä' | 'æ' => "ae".to_owned(),
        'ö' | 'ø' | 'œ' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        'ß' => "ss".to_owned(),
        'å' => "aa".to_owned(),
        'à' | 'á' | 'â' | 'ã' => "a".to_owned(),
        'ç' | 'č' => "c".to_owned(),
        'è' | 'é' | 'ê' | 'ë' => "e".to_owned(),
        'ì' | 'í' | 'î' | 'ï' => "i".to_owned(),
        'ł' => "l".to_owned(),
        'ñ' | 'ń' => "n".to_owned(),
        'ò' | 'ó' | 'ô' | 'õ' => "o".to_owned(),
        'š' => "s".to_owned(),
        'ù' | 'ú' | 'û' => "u".to_owned(),
        'ý' => "y".to_owned(),
        'ž' => "z".to_owned(),
        other => other.to_string(),
    }
}

/// A title as a name: its letters and digits, in lower case.
fn short(title: &str, or: &str) -> String {
    let title: String = title.chars().map(plain).collect();
    let words = title.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(60).collect();
    if name.is_empty() { or.to_owned() } else { name }
}

/// A name that nobody bears yet.
fn free(name: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    (2..).map(|number| format!("{name}-{number}")).find(|it| !taken(it)).unwrap_or(name)
}

/// The digits of a whole number, whose thousands may be told apart: `1,200`, `1.200`, `1 200`.
fn grouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split([',', '.', ' ', '\'', '\u{a0}']).collect();
    let is_good = |(at, group): (usize, &&str)| match at {
        0 => !group.is_empty() && (groups.len() == 1 || group.len() <= 3),
        _ => group.len() == 3,
    };
    let digits = groups.concat();
    let good = groups.iter().enumerate().all(is_good) && digits.chars().all(|it| it.is_ascii_digit());
    good.then_some(digits)
}

/// A decimal with a point, from one with a point or a comma; of `1,200` nobody can tell which it is.
fn pointed(text: &str) -> Option<String> {
    match text.rfind(['.', ',']) {
        Some(at) if text.len() - at <= 3 => Some(format!("{}.{}", grouped(&text[..at])?, &text[at + 1..])),
        Some(_) if text.contains(',') => None,
        Some(_) => Some(text.to_owned()),
        None => grouped(text),
    }
}

/// A whole number; nothing where nobody knows.
fn number(text: &str) -> Result<Option<u64>, String> {
    let plain = grouped(text).unwrap_or_default();
    match plain.parse::<u64>() {
        _ if text.is_empty() => Ok(None),
        Ok(number) if (1..=ORDERS_MOST).contains(&number) => Ok(Some(number)),
        Ok(_) => Err("write a number from 1 to 10 million, or nothing".to_owned()),
        Err(_) => Err("write a whole number, such as 400, or nothing".to_owned()),
    }
}

/// How many of something; at least one.
fn count(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(number) if (1..=LANES_MOST).contains(&number) => Ok(number),
        Ok(0) => Err("one at least".to_owned()),
        Ok(_) => Err(format!(
            "a draft is made for {LANES_MOST} shops at most: begin with some, and add the others to the map"
        )),
        Err(_) => Err("write a whole number, such as 1".to_owned()),
    }
}

/// A decimal; nothing where nobody knows.
fn decimal(text: &str) -> Result<Option<String>, String> {
    let plain = pointed(text.trim_matches(|it: char| !it.is_ascii_digit())).unwrap_or_default();
    let digits = plain.replacen('.', "", 1);
    let good = !digits.is_empty() && digits.len() <= 9 && digits.chars().all(|it| it.is_ascii_digit());
    match text.is_empty() {
        true => Ok(None),
        false if good && plain.contains(|it: char| ('1'..='9').contains(&it)) => Ok(Some(plain)),
        false => Err("write a number with a point, such as 82.50, or nothing".to_owned()),
    }
}

#[cfg(test)]
mod tests;
