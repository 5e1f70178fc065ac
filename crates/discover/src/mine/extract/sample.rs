//! A part of the orders that stands for all: where extracts hold more than is kept in memory, each order is taken or
//! left by a hash of its identifier, so that every file gives the same orders.

use hashbrown::HashMap;

use super::links::End;
use crate::mine::Volume;

/// So many rows and times of rows are kept at most: about 400 MiB.
pub const KEPT_MAX: u64 = 3_000_000;
/// The filter of what was left out has so many bits: one in a hundred values is mistaken at ten million.
const BITS: u64 = 1 << 27;
/// Each value sets so many of them.
const MARKS: u64 = 4;
/// Minutes of which orders are counted: longer than ten years.
const MINUTES_MAX: usize = 6_000_000;

/// Which orders are kept.
#[derive(Debug)]
pub struct Sample {
    /// One in so many; 1 is all.
    pub one_in: u64,
    /// By the place of each table that has its own orders: the column whose values choose.
    pub chosen_by: Vec<Option<usize>>,
    /// Columns by which other tables find their orders.
    pub joined: Vec<End>,
    left_out: Vec<u64>,
    minutes: HashMap<i64, u32>,
}

impl Sample {
    /// For so many rows and times in all, of which at most so many are kept.
    pub fn new(all: u64, kept_max: u64, tables: usize) -> Self {
        // Powers of two: a larger file keeps a part of what a smaller one keeps.
        let one_in = all.div_ceil(kept_max.max(1)).max(1).next_power_of_two();
        Self {
            one_in,
            chosen_by: vec![None; tables],
            joined: Vec::new(),
            left_out: if one_in > 1 { vec![0; (BITS / 64) as usize] } else { Vec::new() },
            minutes: HashMap::new(),
        }
    }

    /// Whether everything is kept.
    pub fn is_all(&self) -> bool {
        self.one_in == 1
    }

    /// Whether the order whose identifier has this hash is kept.
    pub fn keeps(&self, hash: u64) -> bool {
        self.one_in == 1 || mixed(hash, 0).is_multiple_of(self.one_in)
    }

    /// Notes that the order with this value was left out, for tables that know it by this column.
    pub fn leave(&mut self, end: End, hash: u64) {
        for mark in 1..=MARKS {
            let bit = place(end, hash, mark);
            self.left_out[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }

    /// Whether the order with this value was left out. One in a hundred that never was one is taken for it.
    pub fn has_left(&self, end: End, hash: u64) -> bool {
        (1..=MARKS).all(|mark| {
            let bit = place(end, hash, mark);
            self.left_out[(bit / 64) as usize] & (1 << (bit % 64)) != 0
        })
    }

    /// Counts an order, kept or not: how much flows is known of all.
    pub fn count(&mut self, at_ms: i64) {
        let minute = at_ms.div_euclid(60_000);
        if self.minutes.len() < MINUTES_MAX || self.minutes.contains_key(&minute) {
            *self.minutes.entry(minute).or_default() += 1;
        }
    }

    /// How much flows, of all orders.
    pub fn volume(&self, span_ms: (i64, i64)) -> Volume {
        let mut days: HashMap<i64, u64> = HashMap::new();
        for (minute, orders) in &self.minutes {
            *days.entry(minute.div_euclid(1_440)).or_default() += u64::from(*orders);
        }
        let mut days: Vec<u64> = days.into_values().collect();
        days.sort_unstable();
        Volume {
            orders: days.iter().sum(),
            per_day: days.get(days.len() / 2).copied().unwrap_or(0),
            peak_minute: self.minutes.values().copied().max().map_or(0, u64::from),
            span_ms,
        }
    }
}

/// What was kept of extracts that are too large to keep whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampled {
    /// One order in so many.
    pub one_in: u64,
    /// How much flows, counted over all of them.
    pub volume: Volume,
}

impl Sampled {
    /// What a person must know of it, in a sentence.
    pub fn words(&self) -> String {
        format!(
            "Too many rows to keep: numbers are of 1 in {} orders, the same ones in every file, chosen by a hash of their identifier; how much flows is counted of all {}.",
            self.one_in,
            crate::mine::spread::counted(self.volume.orders, "order", "orders")
        )
    }
}

fn place(end: End, hash: u64, mark: u64) -> u64 {
    mixed(hash ^ ((end.table as u64) << 32) ^ end.column as u64, mark) % BITS
}

/// Another hash of a hash: sketches use the first one, and what is chosen must not depend on them.
fn mixed(hash: u64, salt: u64) -> u64 {
    let mut it = hash.wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)) ^ 0x5ea1_1e55_0000_0000;
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_kept_and_a_smaller_part_is_a_part_of_it() {
        let (all, half, eighth) = (Sample::new(8, 8, 1), Sample::new(9, 8, 1), Sample::new(64, 8, 1));
        assert_eq!((all.one_in, half.one_in, eighth.one_in), (1, 2, 8));
        let kept = |it: &Sample| (0..80_000).filter(|hash| it.keeps(*hash)).count();
        assert_eq!(kept(&all), 80_000);
        assert!((39_000..41_000).contains(&kept(&half)) && (9_500..10_500).contains(&kept(&eighth)));
        assert!((0..80_000).all(|it| half.keeps(it) || !eighth.keeps(it)));
    }

    #[test]
    fn what_was_left_out_is_known() {
        let mut sample = Sample::new(2, 1, 1);
        let end = End { table: 1, column: 2 };
        (0..10_000).for_each(|it| sample.leave(end, it));
        assert!((0..10_000).all(|it| sample.has_left(end, it)));
        assert!((10_000..20_000).filter(|it| sample.has_left(end, *it)).count() < 10);
        assert!(!sample.has_left(End { table: 0, column: 2 }, 7));
    }
}
