//! Moments as files write them: read by their shape alone, with nothing assumed.

/// A moment as it was written: a local date and time, and its offset from UTC if it says one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Milliseconds between 1970-01-01T00:00:00 and the date and time, both without a zone.
    pub local_ms: i64,
    /// Seconds east of UTC.
    pub offset_s: Option<i32>,
    /// Whether only a date was written.
    pub date_only: bool,
}

impl Moment {
    /// Milliseconds since 1970 in UTC, if the offset is written.
    pub fn utc_ms(self) -> Option<i64> {
        Some(self.local_ms - i64::from(self.offset_s?) * 1_000)
    }
}

/// `2026-01-05T10:00:00.123Z`, `2026-01-05 10:00:00 -0500`, `2026/01/05 10:00`, `2026-01-05`: ISO 8601 with the year
/// first, its separators being loose as spreadsheets and databases write them.
pub(crate) fn iso(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 {
        return None;
    }
    let mut at = Scan { bytes, at: 0 };
    let year = at.digits(4, 4)?;
    let separator = at.one_of(b"-/")?;
    let month = at.digits(1, 2)?;
    at.eat(separator).then_some(())?;
    let day = at.digits(1, 2)?;
    let days = days(year, month, day)?;
    time_and_offset(&mut at, days)
}

/// What follows a date: nothing, or a time and perhaps an offset.
pub(crate) fn time_and_offset(at: &mut Scan<'_>, days: i64) -> Option<Moment> {
    if at.done() {
        return Some(Moment { local_ms: days * DAY_MS, offset_s: None, date_only: true });
    }
    at.eat(b',');
    at.one_of(b"Tt ")?;
    at.eat(b' ');
    let mut hour = at.digits(1, 2)?;
    let (mut minute, mut second, mut ms) = (0, 0, 0);
    if at.eat(b':') {
        minute = at.digits(2, 2)?;
        if at.eat(b':') {
            second = at.digits(2, 2)?;
            if at.eat(b'.') || at.eat(b',') {
                ms = at.fraction()?;
            }
        }
    } else if !at.meridiem_follows() {
        return None;
    }
    if let Some(afternoon) = at.meridiem() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset_s = at.offset()?;
    let local_ms = days * DAY_MS + i64::from(hour * 3_600 + minute * 60 + second) * 1_000 + i64::from(ms);
    at.done().then_some(Moment { local_ms, offset_s, date_only: false })
}

pub(crate) const DAY_MS: i64 = 86_400_000;

/// From the year 1 to the end of the year 9999: what four digits can write.
pub(crate) const FOUR_DIGIT_YEARS_MS: std::ops::Range<i64> = -719_162 * DAY_MS..2_932_897 * DAY_MS;

/// Days between 1970-01-01 and a date of the Gregorian calendar; `None` where there is no such date.
pub(crate) fn days(year: u32, month: u32, day: u32) -> Option<i64> {
    const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = LENGTHS.get((month as usize).checked_sub(1)?)? + u32::from(month == 2 && leap);
    if day == 0 || day > length || year == 0 {
        return None;
    }
    // Years that begin in March make the leap day the last of the year.
    let (y, m) = (i64::from(year) - i64::from(month <= 2), (i64::from(month) + 9) % 12);
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * m + 2) / 5 + i64::from(day) - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// Milliseconds since 1970 in UTC as RFC 3339, with a fraction only where there is one.
pub(crate) fn rfc3339(at_ms: i64) -> String {
    let (days, rest) = (at_ms.div_euclid(DAY_MS), at_ms.rem_euclid(DAY_MS));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if rest % 1_000 != 0 {
        text.push_str(&format!(".{:03}", rest % 1_000));
    }
    text.push('Z');
    text
}

/// The date so many days after 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * m + 2) / 5 + 1)
}

/// A short text being read from left to right.
pub(crate) struct Scan<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl Scan<'_> {
    pub fn done(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub fn eat(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    pub fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        bytes.contains(&byte).then(|| {
            self.at += 1;
            byte
        })
    }

    /// A number of so many digits; the digit after it is none.
    pub fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let (mut number, start) = (0, self.at);
        while let Some(digit) = self.bytes.get(self.at).filter(|it| it.is_ascii_digit()) {
            if self.at - start == most {
                return None;
            }
            number = number * 10 + u32::from(digit - b'0');
            self.at += 1;
        }
        (self.at - start >= least).then_some(number)
    }

    /// Letters, as many as there are.
    pub fn letters(&mut self) -> &str {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default()
    }

    /// The digits of a fraction of a second, in milliseconds; what is finer is cut off.
    fn fraction(&mut self) -> Option<u32> {
        let start = self.at;
        let mut ms = 0;
        let mut weight = 100;
        while let Some(digit) = self.bytes.get(self.at).filter(|it| it.is_ascii_digit()) {
            ms += u32::from(digit - b'0') * weight;
            weight /= 10;
            self.at += 1;
        }
        (self.at > start).then_some(ms)
    }

    fn meridiem_follows(&self) -> bool {
        let rest = &self.bytes[self.at..];
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        matches!(rest, [b'a' | b'A' | b'p' | b'P', b'm' | b'M', ..])
    }

    /// `AM` or `PM`: whether it is the afternoon.
    fn meridiem(&mut self) -> Option<bool> {
        if !self.meridiem_follows() {
            return None;
        }
        self.eat(b' ');
        let afternoon = self.bytes[self.at].eq_ignore_ascii_case(&b'p');
        self.at += 2;
        Some(afternoon)
    }

    /// Nothing, or an offset: `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `-05`, with a blank before it or without. The
    /// outer `None` is text that is no offset.
    fn offset(&mut self) -> Option<Option<i32>> {
        if self.done() {
            return Some(None);
        }
        self.eat(b' ');
        let sign = match self.bytes.get(self.at)? {
            b'+' => 1,
            b'-' => -1,
            _ => return matches!(self.letters(), "Z" | "z" | "UTC" | "GMT").then_some(Some(0)),
        };
        self.at += 1;
        let hours = self.pair()?;
        let colon = self.eat(b':');
        let minutes = if colon || !self.done() { self.pair()? } else { 0 };
        let plausible = hours <= 18 && minutes <= 59;
        plausible.then_some(Some(sign * (hours * 3_600 + minutes * 60)))
    }

    fn pair(&mut self) -> Option<i32> {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
        let pair = self.bytes.get(self.at..self.at + 2)?;
        self.at += 2;
        Some(digit(&pair[0])? * 10 + digit(&pair[1])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_with_the_year_first_is_read() {
        let at = |text: &str| iso(text).and_then(Moment::utc_ms).map(rfc3339);
        for (text, expected) in [
            ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"),
            ("2026-01-05 10:00:00 -0500", "2026-01-05T15:00:00Z"),
            ("2026-01-05T10:00:00.1234567+01:00", "2026-01-05T09:00:00.123Z"),
            ("2024-02-29 23:59:60 UTC", "2024-03-01T00:00:00Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("2026/1/5 3:07 PM +05", "2026-01-05T10:07:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(at(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(rfc3339(FOUR_DIGIT_YEARS_MS.start), "0001-01-01T00:00:00Z");
        assert_eq!(rfc3339(FOUR_DIGIT_YEARS_MS.end - 1), "9999-12-31T23:59:59.999Z");
        assert_eq!(iso("2026-01-05").map(|it| (it.date_only, it.offset_s)), Some((true, None)));
        assert_eq!(iso("2026-01-05 10:00").map(|it| (it.date_only, it.offset_s)), Some((false, None)));
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            "2026",
            "2026-02-29",
            "2025-13-01 00:00",
            "2026-01-05T24:00:00Z",
            "2026-01-05 10",
            "2026-01/05",
            "2026-01-05T10:00:00 EST",
            "2026-01-05T10:00:00+1:00",
            "2026-01-05T10:00:00Zx",
            "26-01-05",
            "2026-1-5T",
            "2026-01-05 13:00 PM",
            "é026-01-05",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_goes_there_and_back() {
        for day in -200_000..200_000 {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year as u32, month as u32, of_month as u32), Some(day));
        }
    }
}
