//! Whether arrivals keep a rhythm: documents that appear only at :00, :05, :10 were fetched, not announced.

/// The intervals that are looked for, in seconds, longest first: the longest one that fits is the interval.
const INTERVALS: [i64; 13] =
    [86_400, 43_200, 21_600, 14_400, 7_200, 3_600, 1_800, 1_200, 900, 600, 300, 120, 60];
/// Fewer arrivals than these prove nothing.
const FEWEST: usize = 20;
/// How closely the phases must agree: 1 is all in one instant, 0 is spread evenly (mean resultant length).
const AGREEMENT: f64 = 0.85;
/// At most so many arrivals are looked at, evenly taken from all.
const LOOKED_AT: usize = 50_000;

/// What arrival times show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// They come at marks of an interval.
    Every {
        /// The interval in seconds.
        seconds: i64,
        /// The share of arrivals within a tenth of the interval around the mark, in percent.
        share_percent: u8,
    },
    /// The times are kept only to this many seconds, so that a rhythm up to it cannot be seen.
    Coarse {
        /// What all times are a multiple of, in seconds.
        seconds: i64,
    },
    /// They come at any time.
    Free,
    /// There are too few to tell.
    TooFew,
}

/// Finds the rhythm of arrival times, in milliseconds.
pub fn rhythm(arrivals: &[i64]) -> Rhythm {
    if arrivals.len() < FEWEST {
        return Rhythm::TooFew;
    }
    let step = arrivals.len().div_ceil(LOOKED_AT);
    let sample: Vec<i64> = arrivals.iter().copied().step_by(step).collect();
    // Whole minutes, hours or days alone say how times are kept, not when documents came.
    let grain =
        [86_400, 3_600, 60].into_iter().find(|it| sample.iter().all(|at| at.rem_euclid(it * 1_000) == 0));
    let finest = grain.map_or(0, |it| it + 1);
    for seconds in INTERVALS.into_iter().filter(|it| *it >= finest) {
        let (agreement, mark) = phases(&sample, seconds);
        // A rhythm needs several marks: a morning's orders all lie in one half of a day.
        if agreement >= AGREEMENT && marks(&sample, seconds) >= FEWEST.min(8) {
            let near = sample.iter().filter(|at| from_mark(**at, seconds, mark) <= seconds * 50).count();
            return Rhythm::Every { seconds, share_percent: (near * 100 / sample.len()) as u8 };
        }
    }
    grain.map_or(Rhythm::Free, |seconds| Rhythm::Coarse { seconds })
}

/// The mean resultant length of the phases, and the mean phase in milliseconds.
fn phases(sample: &[i64], seconds: i64) -> (f64, i64) {
    let whole = (seconds * 1_000) as f64;
    let (mut x, mut y) = (0.0, 0.0);
    for at in sample {
        let angle = at.rem_euclid(seconds * 1_000) as f64 / whole * std::f64::consts::TAU;
        x += angle.cos();
        y += angle.sin();
    }
    let length = x.hypot(y) / sample.len() as f64;
    let mark = y.atan2(x).rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU * whole;
    (length, mark as i64)
}

/// How far an arrival is from the nearest mark, in milliseconds.
fn from_mark(at: i64, seconds: i64, mark: i64) -> i64 {
    let away = (at - mark).rem_euclid(seconds * 1_000);
    away.min(seconds * 1_000 - away)
}

/// At how many different marks something came.
fn marks(sample: &[i64], seconds: i64) -> usize {
    let mut all: Vec<i64> = sample.iter().map(|at| at.div_euclid(seconds * 1_000)).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arrivals at marks of an interval, each a few seconds late.
    fn polled(seconds: i64) -> Vec<i64> {
        (0..200).map(|it: i64| (it * 7 * seconds + it * it % 9) * 1_000 + 37).collect()
    }

    #[test]
    fn a_poll_is_known_by_its_marks() {
        for seconds in [300, 900, 3_600] {
            let Rhythm::Every { seconds: found, share_percent } = rhythm(&polled(seconds)) else {
                panic!("{seconds}: {:?}", rhythm(&polled(seconds)));
            };
            assert_eq!(found, seconds);
            assert!(share_percent >= 95, "{share_percent}");
        }
    }

    #[test]
    fn what_comes_at_any_time_has_no_rhythm() {
        let free: Vec<i64> = (0..500).map(|it: i64| it * it * 7_919 % 90_000_000).collect();
        assert_eq!(rhythm(&free), Rhythm::Free);
        assert_eq!(rhythm(&free[..5]), Rhythm::TooFew);
    }

    #[test]
    fn times_kept_to_the_minute_are_no_poll_of_a_minute() {
        let minutes: Vec<i64> = (0..500).map(|it: i64| it * it * 7 % 9_001 * 60_000).collect();
        assert_eq!(rhythm(&minutes), Rhythm::Coarse { seconds: 60 });
        let days: Vec<i64> = (0..50).map(|it| it * 86_400_000).collect();
        assert_eq!(rhythm(&days), Rhythm::Coarse { seconds: 86_400 });
    }
}
