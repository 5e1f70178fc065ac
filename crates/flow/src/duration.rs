//! Durations as a person writes them: `30s`, `15m`, `1h30m`, `2d`.

use jiff::SignedDuration;

/// The longest duration that a map may say: ten years. Deadlines stay far from the ends of the calendar.
const LONGEST_SECONDS: u64 = 10 * 366 * 86_400;

/// Units, largest first, with their length in milliseconds.
const UNITS: &[(&str, u64)] = &[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Reads a duration: whole numbers with the units `d` (24 h), `h`, `m`, `s`, `ms`, largest first, each at most
/// once, with or without spaces between them. The error says what is wrong, in a sentence for people.
pub fn parse_span(text: &str) -> Result<SignedDuration, String> {
    let mut rest = text.trim();
    let mut units = UNITS.iter();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return Err("a duration is wanted".to_owned());
    }
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let letters = after.len() - after.trim_start_matches(|it: char| it.is_ascii_alphabetic()).len();
        let (unit, after) = after.split_at(letters);
        let wrong = || format!("`{text}` is not a duration");
        let count: u64 = number.parse().map_err(|_| wrong())?;
        let (_, length) = units.find(|it| it.0 == unit).ok_or_else(wrong)?;
        total = count
            .checked_mul(*length)
            .and_then(|it| total.checked_add(it))
            .filter(|it| *it <= LONGEST_SECONDS * 1_000)
            .ok_or_else(|| format!("`{text}` is longer than ten years"))?;
        rest = after.trim_start();
    }
    Ok(SignedDuration::from_millis(i64::try_from(total).unwrap_or(i64::MAX)))
}

/// Writes a duration as a person would: `15m`, `1h 30m`, `2d`. [`parse_span`] reads it back; a negative one,
/// which no map says, has a minus before it.
pub fn format_span(span: SignedDuration) -> String {
    let mut rest = u64::try_from(span.as_millis().unsigned_abs()).unwrap_or(u64::MAX);
    let mut parts = Vec::new();
    for (unit, length) in UNITS {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        }
    }
    let sign = if span.is_negative() && !parts.is_empty() { "-" } else { "" };
    if parts.is_empty() { "0s".to_owned() } else { format!("{sign}{}", parts.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_read_as_a_person_writes_them() {
        let seconds = |text| parse_span(text).map(|it| it.as_secs());
        assert_eq!(seconds("0s"), Ok(0));
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("1h30m"), Ok(5_400));
        assert_eq!(seconds(" 1h 30m "), Ok(5_400));
        assert_eq!(seconds("2d"), Ok(172_800));
        assert_eq!(parse_span("250ms").map(|it| it.as_millis()), Ok(250));
        for wrong in ["", "5", "m", "5x", "30m1h", "1m1m", "-5m", "1.5h", "5 m", "٣m"] {
            assert!(parse_span(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(parse_span("4000d"), Err("`4000d` is longer than ten years".to_owned()));
        assert!(parse_span("99999999999999999999d").is_err());
    }

    #[test]
    fn durations_are_written_short() {
        let written = |seconds| format_span(SignedDuration::from_secs(seconds));
        assert_eq!(written(0), "0s");
        assert_eq!(written(900), "15m");
        assert_eq!(written(5_400), "1h 30m");
        assert_eq!(written(172_800), "2d");
        assert_eq!(written(-900), "-15m");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(millis in 0i64..=300_000_000_000) {
            let span = SignedDuration::from_millis(millis);
            prop_assert_eq!(parse_span(&format_span(span)), Ok(span));
        }

        #[test]
        fn nothing_panics(text in ".*") {
            let _ = parse_span(&text);
        }
    }
}
