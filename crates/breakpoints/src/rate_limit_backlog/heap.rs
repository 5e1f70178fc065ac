//! What piles up before a system at the peak, how long it waits, and whether that is longer than the map allows.

use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, Handoff};

use crate::judge::Asked;
use crate::look::span;
use crate::quantity::budget::{Budget, Load};
use crate::quantity::calendar::Leg;
use crate::quantity::drain::{Drain, Limit, Peak, drain};
use crate::quantity::{said, said_s};

const LASTS: &str = "peak_lasts";

/// How long the peak of the example lasts where the brand does not say.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What a peak leaves before one system.
pub(super) struct Heap<'f> {
    lasts: SignedDuration,
    /// `None` where nothing gets through at all.
    left: Option<Drain>,
    /// The handoff whose documents may wait the shortest, and how long they may.
    tightest: Option<(&'f Handoff, SignedDuration)>,
}

impl<'f> Heap<'f> {
    /// Of a budget that is overdrawn.
    pub(super) fn of(flow: &'f Flow, budget: &Budget, peak: f64) -> Self {
        let lasts = Asked::Trade(flow).span(LASTS).unwrap_or(AN_HOUR);
        let day = flow.volume.orders_per_day.and_then(|it| it.to_f64()).unwrap_or_default();
        let peak = Peak {
            orders_per_second: peak,
            lasts_s: lasts.as_secs_f64(),
            afterwards_per_second: day / 86_400.0,
        };
        let limits = limits(budget, peak.orders_per_second);
        let through = limits.iter().all(|it| it.orders_per_second() > 0.0);
        let waiting = budget.loads.iter().filter(|it| it.documents_per_second > 0.0);
        let tightest =
            waiting.filter_map(|it| flow.handoffs.get(&it.handoff)).map(|it| (it, Leg::of(it).spare()));
        Self {
            lasts,
            left: through.then(|| drain(peak, &limits, 0.0)),
            tightest: tightest.min_by_key(|it| it.1),
        }
    }

    /// Whether what waits is through before the deadline, in all but the worst of a hundred peaks too.
    pub(super) fn is_in_time(&self) -> bool {
        self.within(|it| it.backlog_p99_orders / it.through_per_second)
    }

    /// Whether it is so in most peaks.
    pub(super) fn is_mostly_in_time(&self) -> bool {
        self.within(|it| it.oldest_s)
    }

    fn within(&self, waits_s: impl Fn(&Drain) -> f64) -> bool {
        let (Some(left), Some((_, spare))) = (&self.left, self.tightest) else { return false };
        left.drain_s.is_some() && waits_s(left) <= spare.as_secs_f64()
    }

    /// In one plain sentence.
    pub(super) fn says(&self, flow: &Flow, budget: &Budget, title: &str) -> String {
        let asked = asked(budget, title);
        let Some(left) = &self.left else {
            return format!(
                "{asked}. What is asked at intervals takes all of it, whether orders come or not: #1001 does not get through."
            );
        };
        let after = match Asked::Trade(flow).span(LASTS) {
            Some(_) => format!("after the {} of the peak", span(self.lasts)),
            None => format!("after {} of it", span(self.lasts)),
        };
        // What the worst of a hundred peaks leaves, where others are in time.
        let (orders, waits) = match self.is_mostly_in_time() {
            true => (left.backlog_p99_orders, left.backlog_p99_orders / left.through_per_second),
            false => (left.backlog_orders, left.oldest_s),
        };
        let worst = if self.is_mostly_in_time() { " in a bad one of a hundred peaks" } else { "" };
        let due = self.tightest.map_or(String::new(), |(handoff, _)| {
            format!(", where `{}` is due within {}", handoff.id, span(handoff.within))
        });
        let after_that = match left.drain_s {
            Some(_) => String::new(),
            None => "; as much comes in afterwards, so that it never ends".to_owned(),
        };
        format!(
            "{asked}: {after} {} orders wait{worst}, and #1001, the last of them, waits {}{due}{after_that}.",
            said(orders),
            said_s(waits)
        )
    }
}

/// What is asked and what is answered, and by whom most is asked.
fn asked(budget: &Budget, title: &str) -> String {
    let (points, calls) = (budget.points_per_second(), budget.calls_per_second());
    let over = budget.limits.points_per_second.filter(|it| points > *it);
    let whose = budget.heaviest().map(|it| format!(", mostly by `{}`", it.handoff)).unwrap_or_default();
    match over {
        Some(limit) => format!(
            "At the peak {title} is asked for {} points a second{whose}, and gives {}",
            said(points),
            said(limit)
        ),
        None => format!(
            "At the peak {title} is asked {} times a second{whose}, and answers {}",
            said(calls),
            said(budget.limits.calls_per_second.unwrap_or_default())
        ),
    }
}

/// The limits of a system in orders a second, after what polls take whether orders come or not.
fn limits(budget: &Budget, peak: f64) -> Vec<Limit> {
    let for_each = |used: f64, standing: f64| ((used - standing) / peak).max(f64::EPSILON);
    let standing: f64 = budget.loads.iter().map(Load::standing_points_per_second).sum();
    let points = budget.limits.points_per_second.map(|it| Limit::Bucket {
        points_per_second: (it - standing).max(0.0),
        bucket_points: budget.limits.bucket_points.unwrap_or_default(),
        points_per_order: for_each(budget.points_per_second(), standing),
        reserve_share: 0.0,
        retry_share: 0.0,
    });
    let standing: f64 = budget.loads.iter().map(|it| it.standing_calls_per_second).sum();
    let for_each = for_each(budget.calls_per_second(), standing);
    let calls = budget.limits.calls_per_second.map(|it| Limit::Rate((it - standing).max(0.0) / for_each));
    points.into_iter().chain(calls).collect()
}
