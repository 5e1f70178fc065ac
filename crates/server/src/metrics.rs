//! `/metrics`: what a Prometheus server reads.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use seamless_store::{Counts, IncidentFilter, IncidentRow, LandedAs, Store};

use crate::Live;
use crate::app::App;
use crate::problem::Problem;

type Labels = Vec<(&'static str, String)>;

/// How many open incidents are counted by breakpoint and team.
const INCIDENTS_MAX: usize = 10_000;

/// What is counted as it happens. The rest is read from the store when somebody asks.
#[derive(Debug)]
pub(crate) struct Metrics {
    webhooks: Family<Labels, Counter>,
    refused: Family<Labels, Counter>,
    took: Histogram,
}

impl Metrics {
    pub fn new() -> Self {
        Self {
            webhooks: Family::default(),
            refused: Family::default(),
            took: Histogram::new(exponential_buckets(0.000_5, 2.0, 14)),
        }
    }

    /// A webhook was journaled, or was there already.
    pub fn landed(&self, landed: LandedAs) {
        let word = match landed {
            LandedAs::New(_) => "new",
            LandedAs::Duplicate => "duplicate",
        };
        self.webhooks.get_or_create(&vec![("landed", word.to_owned())]).inc();
    }

    /// A webhook was refused, for this reason.
    pub fn refused(&self, reason: &str) {
        self.refused.get_or_create(&vec![("reason", reason.to_owned())]).inc();
    }

    /// How long a webhook took from its first byte to its answer.
    pub fn webhook_took(&self, time: Duration) {
        self.took.observe(time.as_secs_f64());
    }

    /// Registers what is counted as it happens; clones share their values.
    fn register(&self, registry: &mut Registry) {
        registry.register(
            "webhooks",
            "Webhooks that were journaled, or were there already",
            self.webhooks.clone(),
        );
        registry.register("webhooks_refused", "Webhooks that were refused, by reason", self.refused.clone());
        registry.register("webhook_seconds", "From a webhook's arrival to its answer", self.took.clone());
    }
}

/// `GET /metrics`.
pub(crate) async fn page<L: Live>(State(app): State<Arc<App<L>>>) -> Result<Response, Problem> {
    let counts = app.live.store().counts().await?;
    let open = IncidentFilter { open: Some(true), limit: INCIDENTS_MAX, ..IncidentFilter::default() };
    let open = app.live.store().incidents(&open).await?;
    let mut registry = Registry::with_prefix("seamless");
    app.metrics.register(&mut registry);
    register_counts(&mut registry, &counts);
    register_incidents(&mut registry, &open);
    let circuits = Family::<Labels, Gauge>::default();
    for system in app.live.open_circuits() {
        circuits.get_or_create(&vec![("system", system.to_string())]).set(1);
    }
    registry.register("circuit_open", "1 where calls to a system wait because it fails", circuits);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = encode(&mut text, &registry);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

fn register_counts(registry: &mut Registry, counts: &Counts) {
    let mut gauge = |name: &str, help: &str, value: u64| {
        let gauge = Gauge::<i64>::default();
        gauge.set(value.try_into().unwrap_or(i64::MAX));
        registry.register(name, help, gauge);
    };
    gauge("orders", "Orders that are known", counts.orders);
    gauge("landed", "Journal entries that are kept", counts.landed);
    gauge("duplicates", "Messages that came again and were not kept twice", counts.duplicates);
    gauge("undecided", "Journal entries that are not decided yet", counts.undecided);
    gauge("held", "Journal entries that are held in sight", counts.held);
    gauge("incidents", "Incidents that were ever opened", counts.incidents);
    let deliveries = Family::<Labels, Gauge>::default();
    for (handoff, it) in &counts.handoffs {
        for (state, value) in
            [("done", it.done), ("waiting", it.waiting), ("held", it.held), ("late", it.late)]
        {
            let labels = vec![("handoff", handoff.to_string()), ("state", state.to_owned())];
            deliveries.get_or_create(&labels).set(value.try_into().unwrap_or(i64::MAX));
        }
    }
    registry.register("deliveries", "Deliveries by handoff and state", deliveries);
}

fn register_incidents(registry: &mut Registry, open: &[IncidentRow]) {
    let mut by: BTreeMap<(String, String), i64> = BTreeMap::new();
    for row in open {
        let of = (row.incident.breakpoint.to_string(), row.incident.team.to_string());
        *by.entry(of).or_default() += 1;
    }
    let incidents = Family::<Labels, Gauge>::default();
    for ((breakpoint, team), count) in by {
        incidents.get_or_create(&vec![("breakpoint", breakpoint), ("team", team)]).set(count);
    }
    registry.register("incidents_open", "Incidents that need somebody", incidents);
}
