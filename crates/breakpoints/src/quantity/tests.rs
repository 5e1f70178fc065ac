//! The formulas, each held against a simulation with a seeded generator or against a second, exact computation.

use std::collections::VecDeque;

use super::law::{Law, phi};
use super::*;

mod calendar;
mod oversell;

/// A generator of our own (SplitMix64), so that every run draws the same numbers.
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Above 0, at most 1.
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Seconds to the next of events that come at random.
    pub(super) fn gap_s(&mut self, per_second: f64) -> f64 {
        -self.uniform().ln() / per_second
    }

    /// One of several, by their shares of the sum.
    pub(super) fn one_of(&mut self, rates: &[f64]) -> usize {
        let mut left = self.uniform() * rates.iter().sum::<f64>();
        for (at, rate) in rates.iter().enumerate() {
            left -= rate;
            if left <= 0.0 {
                return at;
            }
        }
        rates.len() - 1
    }
}

/// The mean of samples and its standard error.
pub(super) fn mean(samples: &[f64]) -> (f64, f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let variance = samples.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// A formula agrees with a simulation within four standard errors and `bias` of itself, and the simulation is fine
/// enough that a formula that is 5 % off would not.
pub(super) fn agrees(formula: f64, samples: &[f64], bias: f64) {
    let (mean, error) = mean(samples);
    let tolerance = 4.0 * error + bias * formula;
    assert!(tolerance < 0.05 * formula, "too few trials: {formula} against {mean} ± {error}");
    assert!((formula - mean).abs() <= tolerance, "{formula} against {mean} ± {error}");
}

#[test]
fn the_laws_agree_with_sums_that_are_known() {
    // From tables: Φ(1.96), Φ(-3).
    assert!((phi(1.959_963_984_540_054) - 0.975).abs() < 1e-12);
    assert!((phi(-3.0) - 0.001_349_898_031_630_09).abs() < 1e-14);
    for law in
        [Law::Poisson(3.0), Law::Poisson(60.0), Law::NegativeBinomial(6.0, 3.0), Law::Normal(40.0, 5.0)]
    {
        let all = |of: &dyn Fn(f64) -> f64| (0..600_u64).map(|k| of(k as f64) * law.chance(k)).sum::<f64>();
        assert!((all(&|_| 1.0) - 1.0).abs() < 1e-9, "{law:?}");
        let mean = all(&|k| k);
        assert!((mean - law.mean()).abs() < 1e-6, "{law:?} {mean}");
        let deviation = all(&|k| (k - mean).powi(2)).sqrt();
        assert!((deviation / law.deviation() - 1.0).abs() < 2e-3, "{law:?} {deviation}");
        let above = all(&|k| f64::from(u8::from(k > 9.0)));
        assert!((law.above(9) - above).abs() < 1e-9, "{law:?}");
        let excess = all(&|k| (k - 9.0).max(0.0));
        assert!((law.excess(9) - excess).abs() < 1e-3 * excess.max(1.0), "{law:?} {excess}");
        let most = law.exceeded_by_at_most(0.01);
        assert!(law.above(most) <= 0.01 && law.above(most - 1) > 0.01, "{law:?}");
    }
}

/// Orders through a leaky bucket, then through a limit behind it: the longest wait and when all waiting ends.
fn through(draw: &mut Draw, peak: drain::Peak, bucket: [f64; 3], behind: f64, retry: f64) -> (f64, f64) {
    let [points_per_second, bucket_points, cost] = bucket;
    let (mut now, mut points, mut at, mut free) = (0.0, bucket_points, 0.0_f64, 0.0_f64);
    let (mut longest, mut clear) = (0.0_f64, peak.lasts_s);
    while now < peak.lasts_s * 8.0 {
        let rate = if now < peak.lasts_s { peak.orders_per_second } else { peak.afterwards_per_second };
        now += draw.gap_s(rate);
        let mut need = cost;
        while draw.uniform() < retry {
            need += cost;
        }
        let mut start = f64::max(now, at);
        points = f64::min(bucket_points, points + (start - at) * points_per_second);
        if points < need {
            start += (need - points) / points_per_second;
            points = need;
        }
        points -= need;
        at = start;
        free = f64::max(start, free) + 1.0 / behind;
        let waited = free - 1.0 / behind - now;
        longest = longest.max(waited);
        if waited > 1.0 && now > peak.lasts_s {
            clear = free;
        }
    }
    (longest, clear)
}

#[test]
fn backlog_age_and_drain_agree_with_an_event_simulation() {
    let peak = |orders_per_second, lasts_s, afterwards_per_second| drain::Peak {
        orders_per_second,
        lasts_s,
        afterwards_per_second,
    };
    let bucket = |points_per_second, bucket_points, points_per_order, retry_share| drain::Limit::Bucket {
        points_per_second,
        bucket_points,
        points_per_order,
        reserve_share: 0.0,
        retry_share,
    };
    for (peak, [rate, points, cost], behind, retry) in [
        (peak(10.0, 600.0, 0.5), [100.0, 2_000.0, 30.0], 1e9, 0.0),
        (peak(25.0, 300.0, 1.0), [1_000.0, 20_000.0, 30.0], 5.0, 0.0),
        (peak(20.0, 600.0, 0.5), [200.0, 4_000.0, 22.0], 1e9, 0.05),
    ] {
        let limits = [bucket(rate, points, cost, retry), drain::Limit::Rate(behind)];
        let told = drain::drain(peak, &limits, 0.0);
        let runs: Vec<(f64, f64)> = (0..12)
            .map(|seed| through(&mut Draw::new(seed), peak, [rate, points, cost], behind, retry))
            .collect();
        let ages: Vec<f64> = runs.iter().map(|it| it.0).collect();
        let ends: Vec<f64> = runs.iter().map(|it| it.1).collect();
        agrees(told.oldest_s, &ages, 0.02);
        agrees(told.clear_s.expect("it drains"), &ends, 0.02);
        assert!((told.backlog_orders - told.oldest_s * told.through_per_second).abs() < 1e-6);
    }
}

#[test]
fn the_worst_backlog_of_a_hundred_is_a_quantile_of_arrivals() {
    let peak = drain::Peak { orders_per_second: 2.0, lasts_s: 900.0, afterwards_per_second: 0.1 };
    let told = drain::drain(peak, &[drain::Limit::Rate(1.5)], 0.0);
    let arrivals = Law::Poisson(1_800.0).exceeded_by_at_most(0.01) as f64;
    assert!((told.backlog_p99_orders / (arrivals - 1_350.0) - 1.0).abs() < 0.01, "{told:?} {arrivals}");
}

#[test]
fn what_never_drains_and_what_never_piles_up_are_told_apart() {
    let peak =
        |afterwards_per_second| drain::Peak { orders_per_second: 4.0, lasts_s: 600.0, afterwards_per_second };
    let never = drain::drain(peak(1.0), &[drain::Limit::Rate(1.0)], 0.0);
    assert_eq!((never.drain_s, never.clear_s), (None, None));
    let drains = drain::drain(peak(0.5), &[drain::Limit::Rate(9.0), drain::Limit::Rate(2.0)], 300.0);
    assert_eq!((drains.narrowest, drains.backlog_orders), (Some(1), 1_200.0));
    assert_eq!((drains.oldest_s, drains.drain_s, drains.clear_s), (900.0, Some(800.0), Some(1_700.0)));
    let calm = drain::drain(peak(0.5), &[drain::Limit::Rate(9.0)], 60.0);
    assert_eq!((calm.backlog_orders, calm.oldest_s, calm.drain_s), (0.0, 60.0, Some(0.0)));
    assert_eq!(drain::drain(peak(0.5), &[], 0.0).narrowest, None);
}

/// The budget's sum against every call of an hour, one by one.
#[test]
fn budgets_add_up_to_the_calls_of_an_hour() {
    let flow = flow();
    let of = |system: &str| {
        let system = flow.system(&system.into());
        let loads = flow.handoffs.values().filter_map(|it| budget::load(&flow, it, system, 1.5)).collect();
        budget::Budget { system: system.id.clone(), limits: budget::Limits::of(system), loads }
    };
    let shop = of("shop");
    // Ninety orders a minute: each fetched once by webhook, and each shipped back with a look-up and a write. The
    // backstop asks four times an hour.
    let mut calls = VecDeque::new();
    for _order in 0..90 * 60 {
        calls.extend(["fetch the order", "look for the fulfillment", "write the fulfillment"]);
    }
    calls.extend(["backstop"; 4]);
    assert!((shop.calls_per_second() * 3_600.0 - calls.len() as f64).abs() < 1e-6, "{shop:?}");
    // A fetch costs 1 point, a look-up 1 and a write 10.
    assert!((shop.points_per_second() * 3_600.0 - (90.0 * 60.0 * 12.0 + 4.0)).abs() < 1e-6, "{shop:?}");
    assert!((shop.used_share().expect("a plan") - shop.points_per_second() / 100.0).abs() < 1e-12);
    assert_eq!(shop.heaviest().map(|it| it.handoff.as_str()), Some("shipped"));
    let erp = of("erp");
    // The profile says three calls a document, and sixty a minute.
    assert!((erp.calls_per_second() - 4.5).abs() < 1e-9, "{erp:?}");
    assert!((erp.call_may_take_s().expect("known") - 2.0 / 4.5).abs() < 1e-9);
}

fn flow() -> seamless_flow::Flow {
    let map = "\
flow: budgets
title: Budgets
timezone: America/New_York
currency: USD
teams:
  it: { title: IT }
systems:
  shop: { kind: shopify, role: storefront, team: it, shop: a.myshopify.com, plan: standard }
  erp: { kind: netsuite, role: erp, team: it, profile: erp.yaml }
handoffs:
  booking: { carry: order, from: shop, to: erp, via: webhook, backstop: every 15m over 48h, within: 5m, key: { shop: id, erp: id } }
  shipped: { carry: shipment, from: erp, to: shop, via: webhook, within: 5m, key: { shop: id, erp: id } }
";
    let erp = "\
profile: erp
title: ERP
facts:
  rate.calls_per_minute: { value: 60, source: a test }
  rate.concurrent: { value: 2, source: a test }
  order.calls_per_write: { value: 2, source: a test }
";
    let mut read = |file: &str| Ok(if file.ends_with("erp.yaml") { erp } else { map }.as_bytes().to_vec());
    let loaded = seamless_flow::load("flow.yaml", &mut read);
    let problems = loaded.problems;
    loaded.value.unwrap_or_else(|| panic!("{problems:?}"))
}
