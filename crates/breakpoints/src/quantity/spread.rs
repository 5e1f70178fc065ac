//! How the units sold unseen are spread, where channels are told in intervals: by the phase at which the stock runs
//! out.
//!
//! While every channel has enough left, what all sell in one interval is a plain count, and the stock walks down in
//! such steps: it comes to each number `r` of units that may still be sold with the chance 1 / mean step. From there
//! each channel sells at most r, since each believes that all r are its own. So
//! `P(X = k) = Σ over r ≥ 1 of P(Σ min(Nᵢ, r) = r + k) / mean`, which is the limit of a recursion
//! over the stock where that is large, without walking through it; a test does.

use super::law::{Law, first, phi};

/// How the units sold unseen are spread.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spread {
    /// By one law.
    Law(Law),
    /// The chance of each count, from zero on.
    Counts(Vec<f64>),
    /// Nearly normal at each phase: weight, mean and deviation.
    Phases(Vec<(f64, f64, f64)>),
}

/// What each channel sells in one interval, how often one is lost, and what is sold unseen besides.
pub(super) struct Intervals {
    /// What each channel sells in one interval.
    pub sold: Vec<Law>,
    /// The share of synchronisations that are lost.
    pub lost_share: f64,
    /// What is sold besides, because news takes its time.
    pub besides: Law,
}

/// Up to this mean of one interval counts are exact.
const EXACT: f64 = 60.0;

/// Up to so many channels counts are exact.
const CHANNELS: usize = 16;

/// Phases looked at where counts are not exact.
const PHASES: u32 = 256;

/// A count that is rarer is not looked for.
const RARE: f64 = 1e-7;

impl Intervals {
    pub(super) fn spread(&self) -> Spread {
        let cycles = self.cycles();
        let longest = f64::from(cycles.last().map_or(1, |it| it.0));
        let few = self.mean() * longest <= EXACT;
        if few && self.sold.len() <= CHANNELS && self.besides.mean() <= 2_000.0 {
            Spread::Counts(self.counts(&cycles))
        } else {
            Spread::Phases(self.phases(&cycles))
        }
    }

    fn mean(&self) -> f64 {
        self.sold.iter().map(|it| it.mean()).sum()
    }

    /// How many intervals pass between two synchronisations that arrive, and the chance, by what is sold in one.
    fn cycles(&self) -> Vec<(u32, f64)> {
        let lost = self.lost_share.clamp(0.0, 0.999);
        let chance = |length: u32| (1.0 - lost).powi(2) * lost.powi(length as i32 - 1);
        (1..=200).map(|it| (it, chance(it))).take_while(|it| it.0 == 1 || it.1 > 1e-9).collect()
    }

    /// The chance of each count, exact but for what is rarer than [`RARE`].
    pub(super) fn counts(&self, cycles: &[(u32, f64)]) -> Vec<f64> {
        let mut counts = Vec::new();
        for (length, weight) in cycles {
            let sold: Vec<Law> = self.sold.iter().map(|it| it.times(f64::from(*length))).collect();
            let all = sold.iter().skip(1).fold(sold.first().copied(), |sum, it| sum.map(|sum| sum.and(*it)));
            let most = all.map_or(0, |it| it.exceeded_by_at_most(RARE)) as usize;
            let each: Vec<Vec<f64>> =
                sold.iter().map(|it| table(*it, it.exceeded_by_at_most(RARE))).collect();
            counts.resize(counts.len().max(most + 1), 0.0);
            for left in 1..=most {
                let law = each.iter().fold(vec![1.0], |law, it| both(&law, &capped(it, left), most));
                for (count, chance) in law.iter().enumerate().skip(left) {
                    counts[count - left] += chance * weight / self.mean();
                }
            }
        }
        let besides = table(self.besides, self.besides.exceeded_by_at_most(RARE));
        both(&counts, &besides, counts.len() + besides.len())
    }

    /// The same with laws that are nearly normal, at some hundred phases.
    pub(super) fn phases(&self, cycles: &[(u32, f64)]) -> Vec<(f64, f64, f64)> {
        let mut phases = Vec::new();
        let (more, wide) = (self.besides.mean(), self.besides.deviation().powi(2));
        for (length, weight) in cycles {
            let sold: Vec<Law> = self.sold.iter().map(|it| it.times(f64::from(*length))).collect();
            let mut alike: Vec<(Law, f64, Least)> = Vec::new();
            for law in sold {
                match alike.iter_mut().find(|it| it.0 == law) {
                    Some(it) => it.1 += 1.0,
                    None => alike.push((law, 1.0, Least::of(law))),
                }
            }
            let all = self.mean() * f64::from(*length);
            for phase in 0..PHASES {
                let left = (all * (f64::from(phase) + 0.5) / f64::from(PHASES)).ceil();
                let (mut mean, mut variance) = (more - left, wide);
                for (_, channels, least) in &alike {
                    let (one, two) = least.moments(left);
                    mean += channels * one;
                    variance += channels * (two - one * one).max(0.0);
                }
                let weight = weight * f64::from(*length) / f64::from(PHASES);
                phases.push((weight, mean, variance.sqrt().max(1e-9)));
            }
        }
        phases
    }
}

impl Spread {
    /// The chance of more than `k`.
    pub(super) fn above(&self, k: u64) -> f64 {
        match self {
            Self::Law(law) => law.above(k),
            Self::Counts(counts) => after(counts, k).map(|it| it.1).sum::<f64>().min(1.0),
            Self::Phases(phases) => {
                let over = |it: &(f64, f64, f64)| it.0 * phi((it.1 - k as f64 - 0.5) / it.2);
                phases.iter().map(over).sum::<f64>().min(1.0)
            }
        }
    }

    /// The expected number of units above `k`.
    pub(super) fn excess(&self, k: u64) -> f64 {
        match self {
            Self::Law(law) => law.excess(k),
            Self::Counts(counts) => after(counts, k).map(|it| it.0 * it.1).sum(),
            Self::Phases(phases) => phases.iter().map(|it| it.0 * Law::Normal(it.1, it.2).excess(k)).sum(),
        }
    }

    /// The smallest `k` that is exceeded with at most this chance.
    pub(super) fn exceeded_by_at_most(&self, chance: f64) -> u64 {
        match self {
            Self::Law(law) => law.exceeded_by_at_most(chance),
            Self::Counts(counts) => first(counts.len() as u64, |it| self.above(it) <= chance),
            Self::Phases(phases) => {
                let far = phases.iter().map(|it| it.1 + 10.0 * it.2).fold(0.0, f64::max);
                first(far as u64 + 1, |it| self.above(it) <= chance)
            }
        }
    }
}

/// Counts above `k`, by how much, with their chances.
fn after(counts: &[f64], k: u64) -> impl Iterator<Item = (f64, f64)> {
    let begin = usize::try_from(k).unwrap_or(usize::MAX).saturating_add(1);
    counts.iter().enumerate().skip(begin).map(move |(at, it)| (at as f64 - k as f64, *it))
}

fn table(law: Law, most: u64) -> Vec<f64> {
    (0..=most).map(|it| law.chance(it)).collect()
}

/// The law of a count of which at most `most` is sold.
fn capped(law: &[f64], most: usize) -> Vec<f64> {
    if law.len() <= most {
        return law.to_vec();
    }
    let mut capped = law[..most].to_vec();
    capped.push((1.0 - capped.iter().sum::<f64>()).max(0.0));
    capped
}

/// The law of two counts together, as far as `most`.
fn both(one: &[f64], other: &[f64], most: usize) -> Vec<f64> {
    let mut sum = vec![0.0; (one.len() + other.len()).saturating_sub(1).min(most + 1)];
    for (at, a) in one.iter().enumerate().filter(|it| *it.1 > 0.0) {
        for (b, place) in other.iter().zip(sum.iter_mut().skip(at)) {
            *place += a * b;
        }
    }
    sum
}

/// Moments of the lesser of a count and a bound.
enum Least {
    /// For each bound: the chance of less, and the sums of count and square below it.
    Table(Vec<[f64; 3]>),
    /// Of a normal law.
    Normal(f64, f64),
}

impl Least {
    fn of(law: Law) -> Self {
        if law.mean() > 20_000.0 {
            return Self::Normal(law.mean(), law.deviation());
        }
        let (_, most) = law.span();
        let mut sums = vec![[0.0; 3]];
        let (mut all, mut one, mut two) = (0.0, 0.0, 0.0);
        for count in 0..=most {
            let (n, chance) = (count as f64, law.chance(count));
            all += chance;
            one += n * chance;
            two += n * n * chance;
            sums.push([all, one, two]);
        }
        Self::Table(sums)
    }

    /// Mean and mean square of the lesser of the count and `bound`.
    fn moments(&self, bound: f64) -> (f64, f64) {
        let [below, one, two] = match self {
            Self::Table(sums) => {
                let at = (bound as usize).min(sums.len() - 1);
                sums[at]
            }
            Self::Normal(mean, deviation) => {
                let z = (bound - mean) / deviation;
                let (below, at) = (phi(z), super::law::density(z));
                let two = (mean * mean + deviation * deviation) * below
                    - deviation * (2.0 * mean + deviation * z) * at;
                [below, mean * below - deviation * at, two]
            }
        };
        let above = (1.0 - below).max(0.0);
        (one + bound * above, two + bound * bound * above)
    }
}
