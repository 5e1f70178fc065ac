//! Sets of values, by their numbers.

use std::collections::HashMap;
use std::rc::Rc;

/// Sets of values, each kept once, so that what was found out of one is found again.
#[derive(Default)]
pub(super) struct Sets {
    all: Vec<Rc<[u16]>>,
    numbers: HashMap<Rc<[u16]>, u32>,
}

impl Sets {
    /// The number of a set.
    pub(super) fn number(&mut self, values: Vec<u16>) -> u32 {
        let values: Rc<[u16]> = values.into();
        if let Some(number) = self.numbers.get(&values) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(values.clone());
        self.numbers.insert(values, number);
        number
    }

    /// The set of a number.
    pub(super) fn of(&self, number: u32) -> Rc<[u16]> {
        self.all[number as usize].clone()
    }
}

/// Each value alone.
pub(super) fn single(values: &[u16]) -> Vec<Vec<u16>> {
    values.iter().map(|it| vec![*it]).collect()
}

/// How many tuples there are that take one value of each set.
pub(super) fn tuples(sets: &[Rc<[u16]>]) -> usize {
    sets.iter().fold(1, |product: usize, it| product.saturating_mul(it.len()))
}

/// Goes on to the next tuple, the last place fastest; false after the last one.
pub(super) fn next(tuple: &mut [usize], width: impl Fn(usize) -> usize) -> bool {
    for place in (0..tuple.len()).rev() {
        tuple[place] += 1;
        if tuple[place] < width(place) {
            return true;
        }
        tuple[place] = 0;
    }
    false
}
