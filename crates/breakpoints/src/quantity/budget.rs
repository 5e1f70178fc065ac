//! Rate budgets: what all handoffs together ask of each system at the declared peak, against what it allows.
//!
//! Calls are counted by a small table, which the facts of a profile override: a document that is written costs one
//! call to look it up and one to write it; a document that is announced by webhook costs the source one call to fetch
//! what the announcement leaves out; a poll, a file and a backstop cost the source one call each time. A call costs
//! ten points where a system counts points, Shopify's price of a mutation (shopify.dev: GraphQL Admin API rate
//! limits), and fetching costs one point for each object.

use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Flow, Handoff, System, Via};
use seamless_model::{DocumentKind, HandoffId, SystemId};

/// Points of one write, where the profile says nothing else.
pub const POINTS_PER_WRITE: f64 = 10.0;
/// Points of one look-up or fetch.
pub const POINTS_PER_READ: f64 = 1.0;

/// What one handoff asks of one system.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// The handoff.
    pub handoff: HandoffId,
    /// Calls for each document that travels.
    pub calls_per_document: f64,
    /// Points for each document that travels.
    pub points_per_document: f64,
    /// Documents a second at the peak.
    pub documents_per_second: f64,
    /// Calls a second whether anything travels or not: polls and the backstop.
    pub standing_calls_per_second: f64,
}

impl Load {
    /// Calls a second at the peak.
    pub fn calls_per_second(&self) -> f64 {
        self.calls_per_document * self.documents_per_second + self.standing_calls_per_second
    }

    /// Points a second at the peak.
    pub fn points_per_second(&self) -> f64 {
        self.points_per_document * self.documents_per_second + self.standing_points_per_second()
    }

    /// Points a second whether anything travels or not.
    pub fn standing_points_per_second(&self) -> f64 {
        self.standing_calls_per_second * POINTS_PER_READ
    }
}

/// What a system allows, as far as its profile tells.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Points a second: `rate.points_per_second`.
    pub points_per_second: Option<f64>,
    /// Points that a full bucket holds: `rate.bucket_points`.
    pub bucket_points: Option<f64>,
    /// Calls a second: `rate.calls_per_second`, else `rate.calls_per_minute` by 60; the smaller of both.
    pub calls_per_second: Option<f64>,
    /// Calls at once: `rate.concurrent`.
    pub concurrent: Option<f64>,
}

impl Limits {
    /// What a system's profile tells, on its plan.
    pub fn of(system: &System) -> Self {
        let fact =
            |name: &str| system.profile.number(name, system.plan.as_deref()).and_then(|it| it.to_f64());
        let second = fact("rate.calls_per_second");
        let minute = fact("rate.calls_per_minute").map(|it| it / 60.0);
        let calls = [second, minute].into_iter().flatten().min_by(f64::total_cmp);
        Self {
            points_per_second: fact("rate.points_per_second"),
            bucket_points: fact("rate.bucket_points"),
            calls_per_second: calls,
            concurrent: fact("rate.concurrent"),
        }
    }
}

/// What is asked of a system at the peak, against what it allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// The system.
    pub system: SystemId,
    /// What it allows.
    pub limits: Limits,
    /// What each handoff asks of it, in the map's order.
    pub loads: Vec<Load>,
}

impl Budget {
    /// Calls a second of all handoffs together.
    pub fn calls_per_second(&self) -> f64 {
        self.loads.iter().map(Load::calls_per_second).sum()
    }

    /// The handoff that makes most calls.
    pub fn heaviest(&self) -> Option<&Load> {
        self.loads.iter().max_by(|a, b| a.calls_per_second().total_cmp(&b.calls_per_second()))
    }

    /// Points a second of all handoffs together.
    pub fn points_per_second(&self) -> f64 {
        self.loads.iter().map(Load::points_per_second).sum()
    }

    /// The share of the tightest rate that is used: above 1 work piles up. `None` where no rate is known.
    pub fn used_share(&self) -> Option<f64> {
        let share = |used: f64, limit: Option<f64>| limit.filter(|it| *it > 0.0).map(|it| used / it);
        let points = share(self.points_per_second(), self.limits.points_per_second);
        let calls = share(self.calls_per_second(), self.limits.calls_per_second);
        [points, calls].into_iter().flatten().max_by(f64::total_cmp)
    }

    /// How long a call may take before calls at once, and not calls a second, are the limit (Little's law).
    pub fn call_may_take_s(&self) -> Option<f64> {
        let calls = self.calls_per_second();
        self.limits.concurrent.filter(|_| calls > 0.0).map(|it| it / calls)
    }
}

/// What a handoff asks of a system, where it asks anything.
pub fn load(flow: &Flow, handoff: &Handoff, system: &System, orders_per_second: f64) -> Option<Load> {
    let (reads, writes) = (handoff.from == system.id, handoff.to == system.id);
    if !reads && !writes {
        return None;
    }
    let fact = |what: &str| {
        let name = format!("{}.{what}", handoff.carry.word());
        system.profile.number(&name, system.plan.as_deref()).and_then(|it| it.to_f64())
    };
    let (mut calls, mut points, mut standing) = (0.0, 0.0, 0.0);
    if writes {
        calls += fact("calls_per_write").unwrap_or(2.0);
        points += fact("points_per_write").unwrap_or(POINTS_PER_WRITE + POINTS_PER_READ);
    }
    if reads {
        let every = |span: jiff::SignedDuration| 1.0 / span.as_secs_f64().max(1.0);
        match handoff.via {
            Via::Webhook => {
                calls += 1.0;
                points += POINTS_PER_READ;
            }
            Via::Poll(span) | Via::File(span) => standing += every(span),
            Via::Api | Via::Manual => {}
        }
        standing += handoff.backstop.map_or(0.0, |it| every(it.every));
    }
    Some(Load {
        handoff: handoff.id.clone(),
        calls_per_document: calls,
        points_per_document: points,
        documents_per_second: orders_per_second * documents_per_order(flow, handoff.carry),
        standing_calls_per_second: standing,
    })
}

/// Documents of a kind that an order brings with it at the peak. What comes days later, such as refunds and returns,
/// comes after the peak; stock is told once for each line that is sold.
fn documents_per_order(flow: &Flow, kind: DocumentKind) -> f64 {
    match kind {
        DocumentKind::Order
        | DocumentKind::FulfillmentRequest
        | DocumentKind::Shipment
        | DocumentKind::Payment => 1.0,
        DocumentKind::Inventory => flow.volume.lines_per_order.and_then(|it| it.to_f64()).unwrap_or(1.0),
        _ => 0.0,
    }
}
