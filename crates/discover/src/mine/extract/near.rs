//! Identifiers that are the same but for what stands before the number: `SO500003` in one system, `500003` in the other.
//! They tie nothing, because what merely looks alike is not taken for one; a person is told.

use super::column::{Column, Sketch, hash, normal};
use super::links::{Link, Verdict};
use super::survey::Survey;
use crate::mine::spread::counted;

/// A smaller share of the values with a lead is chance.
const SHARE: f64 = 0.5;
/// Fewer values than these are chance.
const FEWEST: u64 = 20;
/// What counts up from less than this meets what counts up elsewhere.
const SMALL: u64 = 1_000;
/// A longer text before a number is no lead.
const LONGEST: usize = 8;

/// What all values of a column begin with before a number, and these numbers.
#[derive(Debug, Clone, Default)]
pub struct Lead {
    text: Option<String>,
    differs: bool,
    /// The values without it.
    pub rest: Sketch,
}

impl Lead {
    /// Looks at a value.
    pub fn look(&mut self, text: &str) {
        if self.differs {
            return;
        }
        let text = text.trim();
        let digit = text.find(|it: char| it.is_ascii_digit());
        let lead = digit.filter(|it| (1..=LONGEST).contains(it)).map(|it| text.split_at(it));
        let same = lead.is_some_and(|it| self.text.as_deref().is_none_or(|text| text == it.0));
        match lead.filter(|_| same) {
            Some((lead, rest)) => {
                self.text.get_or_insert_with(|| lead.to_owned());
                normal(rest).into_iter().for_each(|it| self.rest.add(hash(&it)));
            }
            None => *self = Self { differs: true, ..Self::default() },
        }
    }

    fn get(&self) -> Option<&str> {
        // A leading `#` is taken away from all values, and separates none.
        self.text.as_deref().filter(|it| *it != "#")
    }
}

/// Notes on the tables that nothing ties to each other and that would be tied without a lead: by table.
pub fn near(tables: &[Survey], links: &[Link]) -> Vec<(usize, String)> {
    let tied = |a: usize, b: usize| {
        let is_tied = |it: &Link| {
            let ends = (it.ends.0.table, it.ends.1.table);
            (ends == (a, b) || ends == (b, a)) && !matches!(it.verdict, Verdict::Rejected(_))
        };
        links.iter().any(is_tied)
    };
    let mut notes = Vec::new();
    for (a, led) in tables.iter().enumerate() {
        for (b, plain) in tables.iter().enumerate() {
            if led.system != plain.system && !tied(a, b) {
                notes.extend(best(led, plain).map(|it| (a, it)));
            }
        }
    }
    notes
}

/// The two columns that share most, if they share enough.
fn best(led: &Survey, plain: &Survey) -> Option<String> {
    let pairs = led.columns.iter().flat_map(|one| plain.columns.iter().map(move |other| (one, other)));
    let shared = pairs.filter_map(|(one, other)| Some((shared(one, other)?, one, other)));
    let (number, one, other) = shared.max_by_key(|it| it.0)?;
    Some(format!(
        "`{}` equals `{}` of {} with `{}` before it: {}. What only looks alike is not tied: write both alike in one of the files, and its rows find their orders",
        one.name,
        other.name,
        plain.system,
        one.lead.get()?,
        counted(number, "value", "values")
    ))
}

/// How many values of a column with a lead are values of another without it.
fn shared(one: &Column, other: &Column) -> Option<u64> {
    one.lead.get()?;
    let small = other.range.is_some_and(|it| it.0 < SMALL);
    if small || one.why_not().is_some() || other.why_not().is_some() {
        return None;
    }
    let share = one.lead.rest.within(&other.sketch);
    let number = (share * one.lead.rest.distinct() as f64).round() as u64;
    (share >= SHARE && number >= FEWEST).then_some(number)
}
