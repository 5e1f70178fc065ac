//! Times, numbers and money as people say them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use seamless_model::Money;

/// A moment and a time zone, against which times are said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock<'z> {
    pub now: Timestamp,
    pub zone: &'z TimeZone,
}

impl Clock<'_> {
    /// `4 min ago`, `in 20 s`; the exact moment on hover.
    pub fn when(&self, at: Timestamp) -> Markup {
        let words = match self.now.duration_since(at) {
            past if past.as_secs() > 0 => format!("{} ago", short(past)),
            past if past.as_secs() == 0 => "now".to_owned(),
            ahead => format!("in {}", short(-ahead)),
        };
        self.said(at, &words)
    }

    /// `14 min`: how long it has lasted.
    pub fn since(&self, at: Timestamp) -> Markup {
        self.said(at, &short(self.now.duration_since(at).max(SignedDuration::ZERO)))
    }

    /// `14:05:03`, with the day where it is another.
    pub fn time(&self, at: Timestamp) -> Markup {
        self.said(at, &self.time_words(at))
    }

    /// The same without markup.
    pub fn time_words(&self, at: Timestamp) -> String {
        let (here, now) = (at.to_zoned(self.zone.clone()), self.now.to_zoned(self.zone.clone()));
        let form = if here.date() == now.date() { "%H:%M:%S" } else { "%-d %b %H:%M:%S" };
        here.strftime(form).to_string()
    }

    fn said(&self, at: Timestamp, words: &str) -> Markup {
        let zone = self.zone.iana_name().unwrap_or("UTC");
        let exact = at.to_zoned(self.zone.clone()).strftime("%A %-d %B %Y, %H:%M:%S").to_string();
        html! { time datetime=(format!("{at:.0}")) title=(format!("{exact} {zone}")) { (words) } }
    }
}

/// A duration in a few letters: `4 s`, `14 min`, `3 h`, `2 days`.
pub(crate) fn short(span: SignedDuration) -> String {
    let (count, unit) = largest(span);
    let unit = match (unit, count) {
        ("second", _) => "s",
        ("minute", _) => "min",
        ("hour", _) => "h",
        (_, 1) => "day",
        _ => "days",
    };
    format!("{count} {unit}")
}

/// A duration in a sentence: `4 seconds`, `14 minutes`.
pub(crate) fn long(span: SignedDuration) -> String {
    let (count, unit) = largest(span);
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{s}")
}

fn largest(span: SignedDuration) -> (i64, &'static str) {
    match span.as_secs().max(0) {
        it @ ..60 => (it, "second"),
        3_600 => (1, "hour"),
        it @ ..5_400 => (it / 60, "minute"),
        it @ ..172_800 => ((it + 1_800) / 3_600, "hour"),
        it => (it / 86_400, "day"),
    }
}

/// `1 order`, `3 orders`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count)) }
}

/// `12,408`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `a, b and c`.
pub(crate) fn listed<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// Sums by currency, `1,240.00 USD and 80.00 EUR`; none where there is no money.
pub(crate) fn money_of(amounts: impl Iterator<Item = Money>) -> Option<String> {
    let mut sums: Vec<Money> = Vec::new();
    for amount in amounts {
        match sums.iter_mut().find(|it| it.currency() == amount.currency()) {
            Some(sum) => *sum = sum.plus(amount).unwrap_or(*sum),
            None => sums.push(amount),
        }
    }
    let words: Vec<String> = sums.into_iter().map(money).collect();
    (!words.is_empty()).then(|| listed(&words))
}

/// `1,240.00 USD`.
pub(crate) fn money(amount: Money) -> String {
    let decimal = amount.decimal().to_string();
    let (sign, plain) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |it| ("-", it));
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(whole, rest)| (whole, Some(rest)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let rest = rest.map(|it| format!(".{it}")).unwrap_or_default();
    format!("{sign}{whole}{rest} {}", amount.currency())
}

/// Text for a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_people_say_them() {
        for (seconds, brief, full) in [
            (0, "0 s", "0 seconds"),
            (20, "20 s", "20 seconds"),
            (60, "1 min", "1 minute"),
            (3_600, "1 h", "1 hour"),
            (95, "1 min", "1 minute"),
            (14 * 60, "14 min", "14 minutes"),
            (3 * 3600, "3 h", "3 hours"),
            (86_400 * 3, "3 days", "3 days"),
        ] {
            let span = SignedDuration::from_secs(seconds);
            assert_eq!((short(span).as_str(), long(span).as_str()), (brief, full));
        }
    }

    #[test]
    fn numbers_and_money_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        let sum = ["1200.50 USD", "-3.00 EUR", "39.50 USD"].map(|it| it.parse::<Money>().expect("money"));
        assert_eq!(money_of(sum.into_iter()).as_deref(), Some("1,240.00 USD and -3.00 EUR"));
        assert_eq!(money_of(std::iter::empty()), None);
    }
}
