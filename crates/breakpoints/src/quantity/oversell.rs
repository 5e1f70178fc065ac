//! Oversell: units sold twice because channels learn late of each other's sales.
//!
//! The setting: one pool of units is shown on several channels. A channel counts its own sales at once and those of
//! the others only after they have been synchronised; it stops selling when its view falls to the buffer. X is what
//! is sold beyond the pool less the buffer, so that X - buffer units are oversold where X is larger. X depends on
//! neither the buffer nor the size of the pool while the pool is large against X.
//!
//! Source of the formulas: derived for this use and checked by simulation; no published formula for oversell by
//! delay was found. Safety stock formulas of vendors cover demand during lead time and not a delayed view.

use super::law::Law;
use super::spread::{Intervals, Spread};
use super::{said, said_s};

/// One pool of stock, the channels that sell it, and how late they learn of each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Orders a second of each channel.
    pub orders_per_second: Vec<f64>,
    /// Seconds from a sale until the other channels know, where each is told.
    pub latency_s: f64,
    /// Seconds between two synchronisations, where they are periodic; 0 where each sale is told.
    pub interval_s: f64,
    /// The share of synchronisations that are lost; the next one repairs.
    pub lost_share: f64,
    /// Units in an average order, E\[q\].
    pub units_per_order: f64,
    /// How uneven orders are: E\[q²\] / E\[q\]; 1 where every order is for one unit.
    pub burst: f64,
}

impl Pool {
    /// Channels that sell one unit an order, told of each sale after so many seconds.
    pub fn told_after(orders_per_second: Vec<f64>, latency_s: f64) -> Self {
        Self {
            orders_per_second,
            latency_s,
            interval_s: 0.0,
            lost_share: 0.0,
            units_per_order: 1.0,
            burst: 1.0,
        }
    }

    /// The same where an order takes this many units on average. How many it is for is taken to fall off evenly, one
    /// more with the same chance each time (a geometric law), so that E\[q²\] / E\[q\] = 2 E\[q\] - 1.
    pub fn units_each(self, units_per_order: f64) -> Self {
        let units = units_per_order.max(1.0);
        Self { units_per_order: units, burst: 2.0 * units - 1.0, ..self }
    }

    /// Orders a second on all channels together.
    pub fn all_per_second(&self) -> f64 {
        self.orders_per_second.iter().sum()
    }

    /// The sum of squares of the channels' shares (Herfindahl's index): 1 for one channel, 1/n for n equal ones.
    pub fn herfindahl(&self) -> f64 {
        let all = self.all_per_second();
        if all <= 0.0 { 1.0 } else { self.shares().map(|it| it * it).sum() }
    }

    fn shares(&self) -> impl Iterator<Item = f64> {
        let all = self.all_per_second();
        self.orders_per_second.iter().map(move |it| it / all)
    }

    /// Seconds for which a channel does not see another's sale, on average:
    /// `latency + interval / 2 + interval · lost / (1 - lost)`.
    pub fn blind_s(&self) -> f64 {
        let lost = self.lost_share.clamp(0.0, 0.999);
        self.latency_s + self.interval_s / 2.0 + self.interval_s * lost / (1.0 - lost)
    }

    /// Units sold unseen, on average: `E[q] · orders · blind · (1 - H)`, and `(burst - 1) / 2` where one order takes
    /// several units, because the last one may overshoot.
    pub fn mean_units(&self) -> f64 {
        self.mean_over(self.blind_s())
    }

    fn mean_over(&self, blind_s: f64) -> f64 {
        let unseen = self.all_per_second() * (1.0 - self.herfindahl());
        let overshoot = if unseen * self.blind_s() > 0.0 { (self.burst - 1.0).max(0.0) / 2.0 } else { 0.0 };
        unseen * blind_s * self.units_per_order + overshoot
    }

    /// The variance of the units sold unseen in so many seconds, for single units told after a fixed latency:
    /// `orders · blind · v` with `v = Σ pᵢ(1-pᵢ)³ + Σⱼ pⱼ Σᵢ≠ⱼ Σₖ≠ⱼ pᵢ pₖ min(pᵢ, pₖ)`. Always below the mean.
    pub(super) fn variance_over(&self, blind_s: f64) -> f64 {
        let p: Vec<f64> = self.shares().collect();
        let own: f64 = p.iter().map(|it| it * (1.0 - it).powi(3)).sum();
        // Of all pairs: those with the channel itself are taken off again.
        let beside: Vec<f64> = p.iter().map(|a| p.iter().map(|b| b * a.min(*b)).sum()).collect();
        let pairs: f64 = p.iter().zip(&beside).map(|(it, beside)| it * beside).sum();
        let others = |(it, beside): (&f64, &f64)| it * (pairs - 2.0 * it * beside + it.powi(3));
        let crossed: f64 = p.iter().zip(&beside).map(others).sum();
        self.all_per_second() * blind_s * (own + crossed)
    }

    /// How X is spread. Where each sale is told: negative binomial where orders take several units (Poisson is unsafe
    /// there), Poisson for small means (on the safe side), normal with [`Pool::variance_over`] for means of ten and
    /// more. Where channels are told in intervals: by the phase at which the stock runs out, and what news that takes
    /// its time adds, as if the two did not depend on each other.
    fn spread(&self) -> Spread {
        let mean = self.mean_over(self.latency_s);
        let told = if self.burst > 1.000_1 {
            Law::NegativeBinomial(mean, self.burst)
        } else if mean < 10.0 {
            Law::Poisson(mean)
        } else {
            Law::Normal(mean, self.variance_over(self.latency_s).sqrt())
        };
        if self.interval_s <= 0.0 {
            return Spread::Law(told);
        }
        let units = |orders: &f64| orders * self.interval_s * self.units_per_order;
        let sold = |orders: &f64| match self.burst {
            even if even <= 1.000_1 => Law::Poisson(units(orders)),
            burst => Law::NegativeBinomial(units(orders), burst),
        };
        let rates = self.orders_per_second.iter().filter(|it| **it > 0.0);
        let sold = rates.map(sold).collect();
        Intervals { sold, lost_share: self.lost_share, besides: told }.spread()
    }

    /// What a buffer means for this pool, and the smallest one with which the chance of overselling is at most the target;
    /// no chance is taken for smaller than one in a million.
    pub fn with_buffer(&self, buffer_units: u64, target_chance: f64) -> Oversell {
        let spread = Some(self.spread()).filter(|_| self.mean_units() > 0.0);
        let spread = spread.as_ref();
        Oversell {
            blind_s: self.blind_s(),
            mean_units: self.mean_units(),
            buffer_units,
            chance: spread.map_or(0.0, |it| it.above(buffer_units)),
            oversold_units: spread.map_or(0.0, |it| it.excess(buffer_units)),
            target_chance,
            buffer_needed_units: spread.map_or(0, |it| it.exceeded_by_at_most(target_chance.max(1e-6))),
        }
    }
}

/// What a buffer means for a pool of stock.
#[derive(Debug, Clone, PartialEq)]
pub struct Oversell {
    /// Seconds for which a channel does not see another's sale.
    pub blind_s: f64,
    /// Units sold unseen, on average, each time the stock runs out.
    pub mean_units: f64,
    /// The buffer that the map says.
    pub buffer_units: u64,
    /// The chance that anything is oversold, each time the stock runs out.
    pub chance: f64,
    /// Units oversold on average, each time.
    pub oversold_units: f64,
    /// The chance that is aimed at.
    pub target_chance: f64,
    /// The smallest buffer that reaches it.
    pub buffer_needed_units: u64,
}

impl Oversell {
    /// In the merchant's words.
    pub fn says(&self) -> String {
        let blind = said_s(self.blind_s);
        let sold = said(self.mean_units);
        let head =
            format!("for {blind} a channel does not see what the others sell, {sold} units on average");
        if self.chance <= self.target_chance {
            return format!(
                "{head}; the buffer of {} holds in {} of 100 sell-outs",
                self.buffer_units,
                said(100.0 * (1.0 - self.chance))
            );
        }
        format!(
            "{head}; with a buffer of {} something is oversold in {} of 100 sell-outs, {} units on average; a buffer of {} \
             brings that to {} of 100",
            self.buffer_units,
            said(100.0 * self.chance),
            said(self.oversold_units),
            self.buffer_needed_units,
            said(100.0 * self.target_chance),
        )
    }
}
