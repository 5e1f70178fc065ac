//! Laws of chance: counts that are Poisson or bursty, and sums that are nearly normal.

/// How a count of units is spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Law {
    /// Single units at random times. Mean.
    Poisson(f64),
    /// Units in bursts: mean, and variance over mean (above 1).
    NegativeBinomial(f64, f64),
    /// A sum of many: mean and standard deviation.
    Normal(f64, f64),
}

impl Law {
    /// The mean.
    pub(super) fn mean(self) -> f64 {
        match self {
            Self::Poisson(mean) | Self::NegativeBinomial(mean, _) | Self::Normal(mean, _) => mean,
        }
    }

    /// The standard deviation.
    pub(super) fn deviation(self) -> f64 {
        match self {
            Self::Poisson(mean) => mean.sqrt(),
            Self::NegativeBinomial(mean, burst) => (mean * burst).sqrt(),
            Self::Normal(_, deviation) => deviation,
        }
    }

    /// The law of so many times as much.
    pub(super) fn times(self, times: f64) -> Self {
        match self {
            Self::Poisson(mean) => Self::Poisson(mean * times),
            Self::NegativeBinomial(mean, burst) => Self::NegativeBinomial(mean * times, burst),
            Self::Normal(mean, deviation) => Self::Normal(mean * times, deviation * times.sqrt()),
        }
    }

    /// The law of two such counts together, which are of one sort.
    pub(super) fn and(self, other: Self) -> Self {
        self.times((self.mean() + other.mean()) / self.mean().max(f64::MIN_POSITIVE))
    }

    /// The chance of exactly `k`; for a normal law of what rounds to `k`.
    pub(super) fn chance(self, k: u64) -> f64 {
        let n = k as f64;
        match self {
            Self::Poisson(mean) if mean <= 0.0 => f64::from(u8::from(k == 0)),
            Self::Poisson(mean) => (n * mean.ln() - mean - ln_factorial(k)).exp(),
            Self::NegativeBinomial(mean, burst) if burst <= 1.0 => Self::Poisson(mean).chance(k),
            Self::NegativeBinomial(mean, _) if mean <= 0.0 => f64::from(u8::from(k == 0)),
            Self::NegativeBinomial(mean, burst) => {
                // r successes of chance 1/burst, with r = mean / (burst - 1).
                let r = mean / (burst - 1.0);
                let ln = ln_gamma(n + r) - ln_gamma(r) - ln_factorial(k) - r * burst.ln();
                (ln + n * (1.0 - 1.0 / burst).ln()).exp()
            }
            Self::Normal(mean, deviation) => {
                phi((n + 0.5 - mean) / deviation) - phi((n - 0.5 - mean) / deviation)
            }
        }
    }

    /// The same law where it is counted term by term, and the normal one with its mean and deviation where it is so
    /// large that the two agree: from a mean of [`LARGE`] bursts on.
    fn counted(self) -> Self {
        let burst = match self {
            Self::Poisson(_) | Self::Normal(..) => 1.0,
            Self::NegativeBinomial(_, burst) => burst.max(1.0),
        };
        if self.mean() > LARGE * burst { Self::Normal(self.mean(), self.deviation()) } else { self }
    }

    /// Counts outside of which nothing is left that a double shows.
    pub(super) fn span(self) -> (u64, u64) {
        let far = 40.0 * self.deviation();
        ((self.mean() - far).max(0.0) as u64, (self.mean() + far + 100.0) as u64)
    }

    /// The chance of more than `k`.
    pub(super) fn above(self, k: u64) -> f64 {
        match self.counted() {
            Self::Normal(mean, deviation) => phi(-(k as f64 + 0.5 - mean) / deviation),
            law => {
                let (least, most) = law.span();
                let rest: f64 = if k as f64 >= law.mean() {
                    (k.saturating_add(1)..=most).map(|it| law.chance(it)).sum()
                } else {
                    1.0 - (least..=k).map(|it| law.chance(it)).sum::<f64>()
                };
                rest.clamp(0.0, 1.0)
            }
        }
    }

    /// The expected number of units above `k`: E[(X - k)+].
    pub(super) fn excess(self, k: u64) -> f64 {
        match self.counted() {
            Self::Normal(mean, deviation) => {
                let z = (k as f64 - mean) / deviation;
                (deviation * (density(z) - z * phi(-z))).max(0.0)
            }
            law => {
                let (least, most) = law.span();
                let over = |it: u64| (it as f64 - k as f64) * law.chance(it);
                if k as f64 >= law.mean() {
                    (k.saturating_add(1)..=most).map(over).sum()
                } else {
                    let below: f64 = (least..k).map(|it| -over(it)).sum();
                    (law.mean() - k as f64 + below).max(0.0)
                }
            }
        }
    }

    /// The smallest `k` that is exceeded with at most this chance.
    pub(super) fn exceeded_by_at_most(self, chance: f64) -> u64 {
        let (least, most) = self.span();
        let law = self.counted();
        if let Self::Normal(..) = law {
            return first(most, |it| law.above(it) <= chance);
        }
        let mut left = 1.0;
        for k in least..most {
            left -= law.chance(k);
            if left <= chance {
                return k;
            }
        }
        most
    }
}

/// From how many bursts on a count is taken for normal.
const LARGE: f64 = 2_000.0;

/// The first whole number up to `most` of which something holds that holds of all larger ones.
pub(super) fn first(most: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// The normal distribution. By Abramowitz and Stegun 7.1.26 for the error function in its refined form of 26.2.17 the
/// error would be 7.5e-8; here the continued fraction and series of erfc keep 1e-12.
pub(super) fn phi(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}

pub(super) fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    let root = std::f64::consts::PI.sqrt();
    if x < 2.5 {
        // erf by its series.
        let (mut term, mut sum, mut n) = (x, x, 0.0_f64);
        while term.abs() > 1e-17 {
            n += 1.0;
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return 1.0 - 2.0 / root * sum;
    }
    // The continued fraction, from the inside out.
    let fraction = (1..=60).rev().fold(x, |inner, k| x + f64::from(k) / 2.0 / inner);
    (-x * x).exp() / root / fraction
}

fn ln_factorial(k: u64) -> f64 {
    ln_gamma(k as f64 + 1.0)
}

/// The logarithm of the gamma function, by Lanczos (g = 7, n = 9), for what is above zero.
fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        let pi = std::f64::consts::PI;
        return (pi / (pi * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let sum = COEFFICIENTS
        .iter()
        .zip(1..)
        .fold(0.999_999_999_999_809_9, |sum, (it, n)| sum + it / (x + f64::from(n)));
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}
