//! What one column of an extract looks like, in bounded memory: how full, how different, of what shape; and a sketch of
//! its values, so that columns of different files can be compared without keeping them.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use super::near::Lead;
use crate::read::{Identifier, TimeEvidence, identifier};

/// So many of the smallest hashes are kept of a column: an overlap of a hundredth is seen in ten million values.
const KEPT: usize = 4_096;

/// A value as it is compared: repaired where a spreadsheet wrote a number with `.0`, without blanks around it, without
/// a leading `#`, in small letters; of a Shopify gid, what stands behind the last `/`. `None` where a spreadsheet lost
/// its last digits.
pub fn normal(text: &str) -> Option<String> {
    let text = match identifier(text.trim()) {
        Identifier::Lost(_) => return None,
        other => other.text()?,
    };
    let text = if text.starts_with("gid://") { text.rsplit('/').next()? } else { text };
    let text = text.strip_prefix('#').unwrap_or(text).trim();
    (!text.is_empty()).then(|| text.to_lowercase())
}

/// A hash of a normal value, the same on every run.
pub fn hash(normal: &str) -> u64 {
    let mut hasher = FixedState::with_seed(0x5ea1_1e55).build_hasher();
    hasher.write(normal.as_bytes());
    // The sketch keeps the smallest: every bit must count.
    let mut it = hasher.finish();
    it ^= it >> 32;
    it = it.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    it ^ (it >> 29)
}

/// The smallest hashes of the distinct values of a column (a bottom-k sketch).
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    hashes: Vec<u64>,
    sorted: usize,
}

impl Sketch {
    /// Adds a value's hash.
    pub fn add(&mut self, hash: u64) {
        if self.sorted >= KEPT && hash >= self.hashes[KEPT - 1] {
            return;
        }
        self.hashes.push(hash);
        if self.hashes.len() >= KEPT * 4 {
            self.settle();
        }
    }

    /// Sorts what is kept; to be called before the sketch is read.
    pub fn settle(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes.truncate(KEPT);
        self.sorted = self.hashes.len();
    }

    /// About how many distinct values there are: exact up to the size of the sketch.
    pub fn distinct(&self) -> u64 {
        match self.hashes.get(KEPT - 1) {
            None => self.hashes.len() as u64,
            Some(last) => ((KEPT - 1) as f64 / (*last as f64 / u64::MAX as f64)) as u64,
        }
    }

    /// About which share of this column's distinct values the other one has as well.
    pub fn within(&self, other: &Sketch) -> f64 {
        let limit = |it: &Sketch| if it.hashes.len() < KEPT { u64::MAX } else { it.hashes[KEPT - 1] };
        let limit = limit(self).min(limit(other));
        let mine = self.hashes.iter().take_while(|it| **it <= limit);
        let (mut all, mut shared) = (0u64, 0u64);
        for hash in mine {
            all += 1;
            shared += u64::from(other.hashes.binary_search(hash).is_ok());
        }
        if all == 0 { 0.0 } else { shared as f64 / all as f64 }
    }
}

/// What one column looks like.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// Rows with a value.
    pub filled: u64,
    /// The times among the values.
    pub times: TimeEvidence,
    /// The sketch of the distinct values.
    pub sketch: Sketch,
    /// What all values begin with before a number.
    pub lead: Lead,
    /// Whole numbers among the values.
    pub whole_numbers: u64,
    /// The smallest and the largest of them.
    pub range: Option<(u64, u64)>,
    /// Identifiers that a spreadsheet rounded.
    pub lost: u64,
    /// Numbers that a spreadsheet wrote with `.0`.
    pub repaired: u64,
    /// Values that are longer than an identifier is.
    pub long: u64,
    /// Values that are amounts: digits with a point or comma and two or more behind it.
    pub amounts: u64,
    /// One of the values.
    pub example: String,
}

impl Column {
    /// Looks at a value.
    pub fn look(&mut self, text: &str) {
        self.filled += 1;
        if self.example.is_empty() {
            self.example = text.chars().take(40).collect();
        }
        self.times.look(text);
        if text.len() > 64 {
            self.long += 1;
            return;
        }
        self.amounts += u64::from(is_amount(text));
        match identifier(text) {
            Identifier::Lost(_) => self.lost += 1,
            Identifier::Repaired(_) => self.repaired += 1,
            Identifier::Whole(_) => {}
        }
        let Some(normal) = normal(text) else { return };
        if let Ok(number) = normal.parse::<u64>() {
            self.whole_numbers += 1;
            let (low, high) = self.range.unwrap_or((number, number));
            self.range = Some((low.min(number), high.max(number)));
        }
        self.sketch.add(hash(&normal));
        self.lead.look(text);
    }

    /// Whether most values are times: those that are none are listed as such, not passed over with their column.
    pub fn is_time(&self) -> bool {
        self.times.dates * 2 > self.filled
    }

    /// Whether it is one whole number after the other: what counts from one somewhere counts so everywhere.
    pub fn is_counted(&self) -> bool {
        let Some((low, high)) = self.range else { return false };
        self.whole_numbers == self.filled - self.lost
            && high - low < self.sketch.distinct().saturating_mul(3) + 10
    }

    /// Why it cannot be an identifier, for people; `None` where it can.
    pub fn why_not(&self) -> Option<String> {
        let distinct = self.sketch.distinct();
        if self.is_time() {
            return Some("times".to_owned());
        }
        if self.long * 2 > self.filled {
            return Some("prose: longer than an identifier is".to_owned());
        }
        if self.amounts * 2 > self.filled {
            return Some("amounts".to_owned());
        }
        if distinct < 12 && distinct * 2 <= self.filled {
            return Some(format!("only {distinct} different values: a status or a choice"));
        }
        if distinct * 20 < self.filled {
            return Some(format!("{} rows share a value on average", self.filled / distinct.max(1)));
        }
        None
    }

    /// Whether each value stands about once.
    pub fn is_unique(&self) -> bool {
        self.sketch.distinct() * 100 >= self.filled.saturating_sub(self.lost) * 95
    }
}

/// A number with a fraction. What a spreadsheet makes of a whole number, `1001.0`, is none.
fn is_amount(text: &str) -> bool {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let parts = text.trim_start_matches('-').split_once(['.', ',']);
    parts.is_some_and(|(whole, fraction)| digits(whole) && digits(fraction) && fraction != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(values: impl Iterator<Item = u64>) -> Sketch {
        let mut sketch = Sketch::default();
        values.for_each(|it| sketch.add(hash(&it.to_string())));
        sketch.settle();
        sketch
    }

    #[test]
    fn values_are_compared_as_systems_write_them() {
        let normal = |text| normal(text).unwrap_or_default();
        assert_eq!(
            [normal(" #1001 "), normal("1001.0"), normal("gid://shopify/Order/1001")],
            ["1001", "1001", "1001"]
        );
        assert_eq!(normal("SO-17"), "so-17");
        assert_eq!(super::normal("1.00123E+12"), None);
    }

    #[test]
    fn a_sketch_estimates_what_it_does_not_keep() {
        let (all, half) = (sketch(0..100_000), sketch(50_000..150_000));
        assert!((95_000..105_000).contains(&all.distinct()), "{}", all.distinct());
        assert!((0.46..0.54).contains(&all.within(&half)), "{}", all.within(&half));
        assert_eq!(sketch(0..100).distinct(), 100);
        assert_eq!(sketch(0..100).within(&sketch(50..300)), 0.5);
    }

    #[test]
    fn what_is_no_identifier_says_why() {
        let column = |values: &[&str]| {
            let mut column = Column::default();
            (0..100).for_each(|it| column.look(values[it % values.len()]));
            column.sketch.settle();
            column
        };
        assert_eq!(
            column(&["paid", "open"]).why_not().as_deref(),
            Some("only 2 different values: a status or a choice")
        );
        assert_eq!(column(&["2026-01-05T10:00:00Z"]).why_not().as_deref(), Some("times"));
        assert_eq!(column(&["10.00", "12.50"]).why_not().as_deref(), Some("amounts"));
    }
}
