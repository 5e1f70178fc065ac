//! What became of the demonstration's orders, judged from the twins' own state.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seamless_breakpoints::{group, invariants};
use seamless_flow::{Flow, Role};
use seamless_model::{Body, RequestStatus, World};
use seamless_server::sandbox::Sandbox;
use seamless_store::Counts;

use super::people::system_of;

/// The tally.
pub struct Tally {
    placed: u64,
    carried: u64,
    shipped: u64,
    cancelled: u64,
    refunded: u64,
    faults: BTreeMap<String, u64>,
    judged: u64,
    violations: Vec<String>,
    lost: u64,
    doubled: u64,
    owed: u64,
    /// Requests that the warehouse has not finished.
    unfinished: u64,
    duplicates: u64,
    incidents: u64,
    open: u64,
}

impl Tally {
    /// Judges the twins as they stand.
    pub fn of(flow: &Flow, sandbox: &Sandbox, placed: u64) -> Self {
        let documents = flow.systems.keys().flat_map(|system| sandbox.documents(system)).collect();
        let world = World { at: Timestamp::now(), documents, notes: Vec::new() };
        let (violations, judged) = invariants::judge(flow, &world);
        let told = seamless_rehearse::Tally::of(flow, &group(flow, &world));
        let count = |role: Role, fits: fn(&Body) -> bool| {
            let system = system_of(flow, role);
            world.documents.iter().filter(|it| Some(&it.system) == system && fits(&it.body)).count() as u64
        };
        Self {
            placed,
            carried: count(Role::Oms, |body| matches!(body, Body::Order(_))),
            shipped: count(Role::Wms, |body| matches!(body, Body::Shipment(it) if it.status.has_left())),
            cancelled: count(Role::Storefront, |body| matches!(body, Body::Order(it) if it.is_cancelled())),
            refunded: count(Role::Storefront, |body| matches!(body, Body::Refund(_))),
            faults: sandbox.with_faults(|faults| faults.injected().clone()),
            judged,
            violations: violations
                .into_iter()
                .map(|it| format!("{} at {}: {}", it.invariant, it.order, it.sentence))
                .collect(),
            lost: told.lost,
            doubled: told.doubled,
            owed: told.owed,
            unfinished: count(
                Role::Wms,
                |body| matches!(body, Body::FulfillmentRequest(it) if matches!(it.status, RequestStatus::Open | RequestStatus::InProgress)),
            ),
            duplicates: 0,
            incidents: 0,
            open: 0,
        }
    }

    /// Adds what Seamless has to say.
    pub fn note(&mut self, counts: &Counts) {
        self.duplicates = counts.duplicates;
        self.incidents = counts.incidents;
        self.open = counts.open_incidents;
    }

    /// Whether nothing is owed any more, and everything holds.
    pub fn at_rest(&self) -> bool {
        self.owed == 0 && self.unfinished == 0 && self.violations.is_empty()
    }

    /// Whether nothing was lost or doubled, and every invariant holds.
    pub fn clean(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.violations.is_empty()
    }

    /// The tally, for people.
    pub fn text(&self) -> String {
        let faults: Vec<String> =
            self.faults.iter().map(|(kind, count)| format!("{} {count}", kind.replace('_', " "))).collect();
        let mut lines = vec![
            format!("orders placed        {:>6}", self.placed),
            format!("carried to the OMS   {:>6}", self.carried),
            format!("parcels shipped      {:>6}", self.shipped),
            format!("cancelled            {:>6}", self.cancelled),
            format!("refunds              {:>6}", self.refunded),
            format!("faults injected      {:>6}   {}", self.faults.values().sum::<u64>(), faults.join(", ")),
            format!("messages seen twice  {:>6}", self.duplicates),
            format!("incidents            {:>6}   {} open", self.incidents, self.open),
            format!("invariants checked   {:>6}   {} violated", self.judged, self.violations.len()),
            format!("lost                 {:>6}", self.lost),
            format!("doubled              {:>6}", self.doubled),
        ];
        if self.owed + self.unfinished > 0 {
            lines.push(format!(
                "still owed           {:>6}   {} requests to ship unfinished",
                self.owed, self.unfinished
            ));
        }
        lines.extend(self.violations.iter().map(|it| format!("  {it}")));
        lines.join("\n")
    }
}
