//! How long something takes: percentiles of exact values, and how they are said.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// The spread of some durations, in milliseconds. Each percentile is one of the values (nearest rank).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// How many values.
    pub count: u64,
    /// Half of them are not longer.
    pub p50_ms: i64,
    /// Nine in ten are not longer.
    pub p90_ms: i64,
    /// 95 in a hundred are not longer.
    pub p95_ms: i64,
    /// 99 in a hundred are not longer.
    pub p99_ms: i64,
    /// The longest.
    pub max_ms: i64,
}

impl Spread {
    /// The spread of values, which are sorted on the way. `None` where there is none.
    pub fn of(values: &mut [i64]) -> Option<Self> {
        values.sort_unstable();
        let last = *values.last()?;
        let rank = |percent: usize| values[(values.len() * percent).div_ceil(100).max(1) - 1];
        Some(Self {
            count: values.len() as u64,
            p50_ms: rank(50),
            p90_ms: rank(90),
            p95_ms: rank(95),
            p99_ms: rank(99),
            max_ms: last,
        })
    }

    /// `p50 2m, p95 4m 12s, p99 6m, longest 2h`.
    pub fn words(&self) -> String {
        format!(
            "p50 {}, p90 {}, p95 {}, p99 {}, longest {}",
            span(self.p50_ms),
            span(self.p90_ms),
            span(self.p95_ms),
            span(self.p99_ms),
            span(self.max_ms)
        )
    }
}

/// A duration in at most two units, as a person says it: `4m 12s`, `3d 2h`, `0s`.
pub fn span(millis: i64) -> String {
    let sign = if millis < 0 { "-" } else { "" };
    let rest = millis.unsigned_abs();
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    let Some(first) = units.iter().position(|it| rest >= it.1) else {
        return if rest == 0 { "0s".to_owned() } else { format!("{sign}{rest}ms") };
    };
    let (unit, length) = units[first];
    let mut text = format!("{sign}{}{unit}", rest / length);
    if let Some((smaller, size)) = units.get(first + 1) {
        let more = rest % length / size;
        if more > 0 {
            text.push_str(&format!(" {more}{smaller}"));
        }
    }
    text
}

/// A deadline that a person would choose for this: the next longer one of a scale (1m, 2m, 5m, 10m, 15m, 30m, 1h ...).
pub fn rounded_up(millis: i64) -> SignedDuration {
    const MINUTE: i64 = 60_000;
    const STEPS: [i64; 16] = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720];
    let found = STEPS.iter().map(|it| it * MINUTE).find(|it| *it >= millis);
    let day = 1_440 * MINUTE;
    SignedDuration::from_millis(found.unwrap_or_else(|| (millis.saturating_add(day - 1)) / day * day))
}

/// A whole number with its thousands set apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in percent. What is not all is never said to be `100 %`, and what is not nothing never `0 %`.
pub fn percent(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        return "0 %".to_owned();
    }
    if part == whole {
        return "100 %".to_owned();
    }
    let share = part as f64 / whole as f64 * 100.0;
    if share < 0.05 {
        return "under 0.1 %".to_owned();
    }
    format!("{:.1} %", if share < 100.0 { share.min(99.9) } else { share })
}

/// `1 order`, `2 orders`, `1,204 orders`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A day of the log, in UTC.
pub fn day(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms)
        .map_or_else(|_| "?".to_owned(), |it| it.strftime("%Y-%m-%d").to_string())
}

/// A day of the log in a time zone.
pub fn day_in(at_ms: i64, zone: &TimeZone) -> String {
    in_zone(at_ms, zone, "%Y-%m-%d")
}

/// A moment of the log in a time zone, to the second. The zone is to be told beside it.
pub fn moment_in(at_ms: i64, zone: &TimeZone) -> String {
    in_zone(at_ms, zone, "%Y-%m-%d %H:%M:%S")
}

fn in_zone(at_ms: i64, zone: &TimeZone, form: &str) -> String {
    let shown = jiff::Timestamp::from_millisecond(at_ms);
    shown.map_or_else(|_| "?".to_owned(), |it| it.to_zoned(zone.clone()).strftime(form).to_string())
}

/// A moment of the log, in UTC, to the second.
pub fn moment(at_ms: i64) -> String {
    let shown = jiff::Timestamp::from_millisecond(at_ms);
    shown.map_or_else(|_| "?".to_owned(), |it| it.strftime("%Y-%m-%d %H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let mut values: Vec<i64> = (1..=200).rev().collect();
        let spread = Spread::of(&mut values).expect("values");
        assert_eq!(
            (spread.p50_ms, spread.p90_ms, spread.p95_ms, spread.p99_ms, spread.max_ms),
            (100, 180, 190, 198, 200)
        );
        assert_eq!(Spread::of(&mut [7]).map(|it| (it.p50_ms, it.p99_ms)), Some((7, 7)));
        assert_eq!(Spread::of(&mut []), None);
    }

    #[test]
    fn durations_and_shares_are_said_as_people_say_them() {
        let said: Vec<_> = [0, 999, 61_000, 3_600_000, 90_000_000, -5_000].into_iter().map(span).collect();
        assert_eq!(said, ["0s", "999ms", "1m 1s", "1h", "1d 1h", "-5s"]);
        assert_eq!(percent(99_999, 100_000), "99.9 %");
        assert_eq!(percent(1, 100_000), "under 0.1 %");
        assert_eq!([percent(0, 5), percent(5, 5), percent(1, 3)], ["0 %", "100 %", "33.3 %"]);
        assert_eq!(count(1_071_474), "1,071,474");
    }

    #[test]
    fn deadlines_are_rounded_up_to_what_people_choose() {
        let chosen = |seconds: i64| seamless_flow::format_span(rounded_up(seconds * 1_000));
        assert_eq!(
            [chosen(0), chosen(61), chosen(252), chosen(46_000), chosen(90_000)],
            ["1m", "2m", "5m", "1d", "2d"]
        );
    }
}
