//! Oversell against simulations of channels that learn late.

use super::super::oversell::Pool;
use super::super::spread::{Intervals, Spread};
use super::*;

impl Pool {
    fn variance(&self) -> f64 {
        self.variance_over(self.blind_s())
    }

    fn chance(&self, buffer_units: u64) -> f64 {
        self.with_buffer(buffer_units, 1.0).chance
    }

    fn oversold_units(&self, buffer_units: u64) -> f64 {
        self.with_buffer(buffer_units, 1.0).oversold_units
    }

    fn buffer_for(&self, chance: f64) -> u64 {
        self.with_buffer(0, chance).buffer_needed_units
    }
}

/// Units sold beyond the stock, where the others learn of each sale so many seconds later.
fn told_late(
    draw: &mut Draw,
    rates: &[f64],
    latency_s: &mut dyn FnMut(&mut Draw) -> f64,
    stock: i64,
    units: &mut dyn FnMut(&mut Draw) -> i64,
) -> f64 {
    let all: f64 = rates.iter().sum();
    let (mut now, mut sold) = (0.0, 0);
    let mut own = vec![0; rates.len()];
    let mut seen = vec![0; rates.len()];
    let mut news: Vec<VecDeque<(f64, i64)>> = vec![VecDeque::new(); rates.len()];
    loop {
        now += draw.gap_s(all);
        let channel = draw.one_of(rates);
        news[channel].retain(|(at, units)| {
            let heard = *at <= now;
            seen[channel] += if heard { *units } else { 0 };
            !heard
        });
        if stock - own[channel] - seen[channel] > 0 {
            let q = units(draw);
            own[channel] += q;
            sold += q;
            for other in (0..rates.len()).filter(|it| *it != channel) {
                news[other].push_back((now + latency_s(draw), q));
            }
        } else if (0..rates.len()).all(|it| stock - own[it] - seen[it] <= 0) {
            return (sold - stock) as f64;
        }
    }
}

fn one(_: &mut Draw) -> i64 {
    1
}

#[test]
fn units_sold_unseen_agree_with_a_simulation() {
    for (rates, latency, stock) in
        [(vec![0.05, 0.05], 60.0, 40), (vec![0.2, 0.1], 30.0, 50), (vec![0.5, 0.3, 0.2], 30.0, 120)]
    {
        let pool = Pool::told_after(rates.clone(), latency);
        let mut draw = Draw::new(11);
        let trials = if stock > 100 { 1_500 } else { 4_000 };
        let sold: Vec<f64> =
            (0..trials).map(|_| told_late(&mut draw, &rates, &mut |_| latency, stock, &mut one)).collect();
        agrees(pool.mean_units(), &sold, 0.01);
        // A variance of n samples of a nearly normal law has the relative error √(2/n).
        let (_, error) = mean(&sold);
        let variance = error.powi(2) * sold.len() as f64;
        let tolerance = 4.0 * (2.0 / sold.len() as f64).sqrt() + 0.05;
        assert!((variance / pool.variance() - 1.0).abs() < tolerance, "{variance} {}", pool.variance());
        assert!(pool.variance() < pool.mean_units());
        // The chance that is told is on the safe side for small means, and near the truth for large ones.
        let buffer = pool.buffer_for(0.05);
        let over = sold.iter().filter(|it| **it > buffer as f64).count() as f64 / sold.len() as f64;
        let error = 4.0 * (0.05 * 0.95 / sold.len() as f64).sqrt();
        assert!(over <= 0.05 + error, "{over} with {buffer}");
        if pool.mean_units() >= 10.0 {
            assert!((over - pool.chance(buffer)).abs() <= error, "{over} against {}", pool.chance(buffer));
        }
    }
}

#[test]
fn random_latency_does_not_change_the_mean() {
    let rates = [0.1, 0.1];
    let mut draw = Draw::new(5);
    let mut latency = |draw: &mut Draw| draw.gap_s(1.0 / 60.0);
    let sold: Vec<f64> =
        (0..2_500).map(|_| told_late(&mut draw, &rates, &mut latency, 60, &mut one)).collect();
    agrees(Pool::told_after(rates.to_vec(), 60.0).mean_units(), &sold, 0.02);
}

#[test]
fn orders_of_several_units_agree_with_a_simulation_and_poisson_would_not() {
    let rates = [0.05, 0.05];
    let mut draw = Draw::new(3);
    // One unit, and another one with an even chance each time: E[q] = 2, E[q²] = 6.
    let mut units = |draw: &mut Draw| 1 + (0..60).take_while(|_| draw.uniform() < 0.5).count() as i64;
    let sold: Vec<f64> =
        (0..5_000).map(|_| told_late(&mut draw, &rates, &mut |_| 60.0, 120, &mut units)).collect();
    let pool = Pool { units_per_order: 2.0, burst: 3.0, ..Pool::told_after(rates.to_vec(), 60.0) };
    agrees(pool.mean_units(), &sold, 0.02);
    let buffer = pool.buffer_for(0.05);
    let over = |buffer: u64| sold.iter().filter(|it| **it > buffer as f64).count() as f64 / sold.len() as f64;
    assert!(over(buffer) <= 0.05, "{} with {buffer}", over(buffer));
    let poisson = Law::Poisson(pool.mean_units()).exceeded_by_at_most(0.05);
    assert!(over(poisson) > 0.07, "{} with {poisson}", over(poisson));
}

/// Channels that are all set right at the end of each interval.
fn set_each(draw: &mut Draw, rates: &[f64], interval_s: f64, stock: i64, buffer: i64) -> f64 {
    let mut left = stock;
    while left > buffer {
        let shown = left - buffer;
        for rate in rates {
            let (mut now, mut sold) = (draw.gap_s(*rate), 0);
            while now < interval_s && sold < shown {
                sold += 1;
                now += draw.gap_s(*rate);
            }
            left -= sold;
        }
    }
    f64::from(i32::try_from((-left).max(0)).expect("few"))
}

/// Units oversold on average, and the chance that any is, where all channels are set to the true stock every
/// `interval_s` and are blind in between: exact, by the recursion
/// `V(s) = Σ over n > 0 of P(n) · [n ≥ s: n - s, else V(s - n)] / (1 - P(0))`, `V(s ≤ buffer) = 0`, where P is the law
/// of Σ min(Poisson(rateᵢ · interval), s - buffer). Takes about `stock³` steps; at most 2,000 units are looked at,
/// for more do not change the end.
fn periodic(
    orders_per_second: &[f64],
    interval_s: f64,
    stock_units: usize,
    buffer_units: usize,
) -> (f64, f64) {
    let stock = stock_units.min(2_000);
    let mut expected = vec![0.0; stock + 1];
    let mut chance = vec![0.0; stock + 1];
    for s in buffer_units + 1..=stock {
        let law = cycle(orders_per_second, interval_s, s - buffer_units);
        let (mut units, mut any) = (0.0, 0.0);
        for (n, p) in law.iter().enumerate().skip(1) {
            if n >= s {
                units += p * (n - s) as f64;
                any += if n > s { *p } else { 0.0 };
            } else {
                units += p * expected[s - n];
                any += p * chance[s - n];
            }
        }
        let something = 1.0 - law[0];
        if something > 0.0 {
            expected[s] = units / something;
            chance[s] = any / something;
        }
    }
    (expected[stock], chance[stock])
}

/// The law of what all channels sell in one interval, each at most `most`.
fn cycle(orders_per_second: &[f64], interval_s: f64, most: usize) -> Vec<f64> {
    orders_per_second.iter().fold(vec![1.0], |law, rate| {
        let poisson = Law::Poisson(rate * interval_s);
        let mut one: Vec<f64> = (0..most as u64).map(|k| poisson.chance(k)).collect();
        one.push((1.0 - one.iter().sum::<f64>()).max(0.0));
        let mut both = vec![0.0; law.len() + most];
        for (i, a) in law.iter().enumerate() {
            for (j, b) in one.iter().enumerate() {
                both[i + j] += a * b;
            }
        }
        both
    })
}

#[test]
fn periodic_synchronisation_is_exact() {
    for (rates, interval, stock, buffer) in [(vec![0.02, 0.02], 300.0, 60, 0), (vec![0.1, 0.1], 60.0, 60, 3)]
    {
        let (expected, chance) = periodic(&rates, interval, stock, buffer);
        let mut draw = Draw::new(7);
        let trials = 30_000;
        let over: Vec<f64> =
            (0..trials).map(|_| set_each(&mut draw, &rates, interval, stock as i64, buffer as i64)).collect();
        agrees(expected, &over, 0.0);
        let any: Vec<f64> = over.iter().map(|it| f64::from(u8::from(*it > 0.0))).collect();
        agrees(chance, &any, 0.0);
    }
    // The law that the buffer comes from is where that recursion ends, for each buffer.
    for (rates, interval) in
        [(vec![10.0 / 120.0; 2], 60.0), (vec![2.0 / 120.0; 2], 300.0), (vec![0.05, 0.03, 0.02], 100.0)]
    {
        let pool = Pool { interval_s: interval, ..Pool::told_after(rates.clone(), 0.0) };
        for buffer in [0, 2, 5, 8] {
            let (expected, chance) = periodic(&rates, interval, 250, buffer);
            assert!((pool.chance(buffer as u64) - chance).abs() < 1e-5, "{chance} {buffer}");
            assert!((pool.oversold_units(buffer as u64) - expected).abs() < 1e-4, "{expected} {buffer}");
        }
    }
    // Poisson would hold 21 and 15 of these, and promise less than one in a hundred.
    let needed = |per_minute: f64, interval_s: f64| {
        let pool = Pool { interval_s, ..Pool::told_after(vec![per_minute / 120.0; 2], 0.0) };
        (pool.buffer_for(0.01), Law::Poisson(pool.mean_units()).exceeded_by_at_most(0.01))
    };
    assert_eq!(needed(10.0, 300.0), (28, 21));
    assert_eq!(needed(2.0, 900.0), (18, 15));
    // Half the interval is what the fluid formula says.
    let pool = Pool { interval_s: 300.0, ..Pool::told_after(vec![0.02, 0.02], 0.0) };
    let (exact, _) = periodic(&[0.02, 0.02], 300.0, 120, 0);
    assert!((pool.mean_units() / exact - 1.0).abs() < 0.01, "{exact}");
}

#[test]
fn lost_synchronisations_agree_with_a_simulation() {
    // A sale is seen at the end of the interval, or of the next one where that is lost, and so on.
    let (interval, lost, rates) = (60.0, 0.3, [0.1, 0.1]);
    let pool = Pool { interval_s: interval, lost_share: lost, ..Pool::told_after(rates.to_vec(), 0.0) };
    let mut draw = Draw::new(9);
    let blind: Vec<f64> = (0..100_000)
        .map(|_| {
            let mut blind = draw.uniform() * interval;
            while draw.uniform() < lost {
                blind += interval;
            }
            blind
        })
        .collect();
    agrees(pool.blind_s(), &blind, 0.0);
}

#[test]
fn one_channel_never_oversells_and_buffers_say_what_they_do() {
    let alone = Pool::told_after(vec![1.0], 600.0);
    assert_eq!((alone.mean_units(), alone.chance(0), alone.buffer_for(0.01)), (0.0, 0.0, 0));
    let pool = Pool::told_after(vec![5.0 / 60.0, 5.0 / 60.0], 300.0);
    assert_eq!(pool.mean_units(), 25.0);
    // The Poisson rule would hold 37; two equal channels spread half as far.
    assert_eq!(Law::Poisson(25.0).exceeded_by_at_most(0.01), 37);
    assert_eq!(pool.buffer_for(0.01), 33);
    let told = pool.with_buffer(10, 0.01);
    assert_eq!(
        told.says(),
        "for 5.0 min a channel does not see what the others sell, 25 units on average; with a buffer of 10 something is \
         oversold in 100 of 100 sell-outs, 15 units on average; a buffer of 33 brings that to 1.0 of 100"
    );
    assert_eq!(
        pool.with_buffer(40, 0.01).says(),
        "for 5.0 min a channel does not see what the others sell, 25 units on average; the buffer of 40 holds in 100 of \
         100 sell-outs"
    );
}

/// Channels that are shown, every so many seconds, what was true a while ago; their own sales count at once.
fn shown_each(
    draw: &mut Draw,
    rates: &[f64],
    (interval_s, latency_s): (f64, f64),
    stock: i64,
    units: &mut dyn FnMut(&mut Draw) -> i64,
) -> f64 {
    let all: f64 = rates.iter().sum();
    let (mut now, mut told, mut next) = (0.0, 0, draw.uniform() * interval_s);
    let mut sales: Vec<(f64, usize, i64)> = Vec::new();
    let (mut own, mut seen, mut counted) = (vec![0; rates.len()], vec![0; rates.len()], vec![0; rates.len()]);
    loop {
        now += draw.gap_s(all);
        while next <= now {
            while let Some((_, channel, q)) = sales.get(told).filter(|it| it.0 + latency_s <= next) {
                counted[*channel] += q;
                told += 1;
            }
            let sum: i64 = counted.iter().sum();
            seen = counted.iter().map(|it| sum - it).collect();
            next += interval_s;
        }
        let channel = draw.one_of(rates);
        if stock - own[channel] - seen[channel] > 0 {
            let q = units(draw);
            own[channel] += q;
            sales.push((now, channel, q));
        } else if (0..rates.len()).all(|it| stock - own[it] - seen[it] <= 0) {
            return (own.iter().sum::<i64>() - stock) as f64;
        }
    }
}

#[test]
fn a_buffer_holds_where_channels_are_told_late_and_in_intervals() {
    for (rates, interval, latency, units, stock) in [
        (vec![0.05; 2], 60.0, 60.0, 1.0, 200),
        (vec![0.02; 2], 300.0, 600.0, 1.0, 400),
        (vec![0.1, 0.05, 0.02], 120.0, 30.0, 1.0, 300),
        (vec![0.2; 2], 300.0, 60.0, 1.0, 900),
        (vec![0.05; 2], 300.0, 120.0, 1.6, 600),
    ] {
        let pool =
            Pool { interval_s: interval, ..Pool::told_after(rates.clone(), latency) }.units_each(units);
        let mut draw = Draw::new(17);
        let mut each =
            |draw: &mut Draw| 1 + (0..60).take_while(|_| draw.uniform() < 1.0 - 1.0 / units).count() as i64;
        let sold: Vec<f64> = (0..4_000)
            .map(|_| shown_each(&mut draw, &rates, (interval, latency), stock, &mut each))
            .collect();
        agrees(pool.mean_units(), &sold, 0.02);
        let buffer = pool.buffer_for(0.05);
        let over = sold.iter().filter(|it| **it > buffer as f64).count() as f64 / sold.len() as f64;
        assert!(over <= 0.05 + 4.0 * (0.05 * 0.95 / 4_000.0_f64).sqrt(), "{over} with {buffer}");
    }
}

#[test]
fn large_counts_are_nearly_normal_and_no_number_takes_long() {
    // Just below and just above where terms are counted, the two agree.
    for (law, normal) in [
        (Law::Poisson(1_999.0), Law::Normal(1_999.0, 1_999.0_f64.sqrt())),
        (Law::NegativeBinomial(5_999.0, 3.0), Law::Normal(5_999.0, (5_999.0_f64 * 3.0).sqrt())),
    ] {
        for chance in [0.1, 0.01, 0.001] {
            let (exact, near) = (law.exceeded_by_at_most(chance), normal.exceeded_by_at_most(chance));
            assert!(exact.abs_diff(near) as f64 <= 0.1 * law.deviation(), "{law:?} {exact} {near}");
        }
        let k = law.exceeded_by_at_most(0.05);
        assert!((law.above(k) - normal.above(k)).abs() < 0.003, "{law:?}");
        assert!((law.excess(k) / normal.excess(k) - 1.0).abs() < 0.1, "{law:?}");
    }
    // Where phases are taken for normal, a buffer is at most two units larger than by counting, and never smaller.
    for sold in [vec![Law::Poisson(30.5); 2], vec![Law::Poisson(20.0), Law::Poisson(41.0)]] {
        let told = Intervals { sold, lost_share: 0.0, besides: Law::Poisson(5.0) };
        let cycles = [(1, 1.0)];
        let (exact, near) = (Spread::Counts(told.counts(&cycles)), Spread::Phases(told.phases(&cycles)));
        for chance in [0.1, 0.05, 0.01] {
            let (exact, near) = (exact.exceeded_by_at_most(chance), near.exceeded_by_at_most(chance));
            assert!((exact..=exact + 2).contains(&near), "{exact} {near} at {chance}");
        }
        assert!((near.excess(20) / exact.excess(20) - 1.0).abs() < 0.05);
    }
    let vast = Pool { interval_s: 86_400.0, ..Pool::told_after(vec![1e9 / 120.0; 2], 1e6) };
    let told = vast.with_buffer(1_000_000_000, 0.01);
    assert!(told.chance > 0.99 && told.buffer_needed_units > 1_000_000_000, "{told:?}");
    let held = Pool::told_after(vec![0.01; 2], 60.0).with_buffer(1_000_000_000, 0.0);
    assert_eq!((held.chance, held.oversold_units), (0.0, 0.0));
    let several = vast.units_each(100.0).with_buffer(1_000_000_000, 0.01);
    assert!(several.buffer_needed_units > told.buffer_needed_units, "{several:?}");
}
