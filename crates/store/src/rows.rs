//! What people and pages read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seamless_engine::{Entry, Incident, Thread};
use seamless_model::{Body, DocumentKind, HandoffId, Money, SystemId, TeamId, ThreadId};

use crate::Seq;

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Its thread.
    pub thread: ThreadId,
    /// The number that people use.
    pub number: String,
    /// When the thread began.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// In a word: `on the way`, `shipped`, `cancelled`, `late`.
    pub state: String,
    /// Its total, where a system tells one.
    pub total: Option<Money>,
    /// Incidents that need somebody.
    pub open_incidents: u64,
    /// The systems that know it.
    pub systems: Vec<SystemId>,
}

/// Which orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Only orders found by this text: any key of any of its documents, whole or its beginning, with or without `#`.
    pub search: Option<String>,
    /// Only orders in this state.
    pub state: Option<String>,
    /// Only orders with an open incident.
    pub stuck: bool,
    /// Only threads before this one (newest first).
    pub before: Option<ThreadId>,
    /// At most so many; 50 where 0.
    pub limit: usize,
}

impl OrderFilter {
    /// How many orders a page has.
    pub(crate) fn page(&self) -> usize {
        if self.limit == 0 { 50 } else { self.limit }
    }

    /// What a key's value may begin with, to be found: without and with `#`. None where nothing is searched for.
    pub(crate) fn prefixes(&self) -> Option<[String; 2]> {
        let bare = self.search.as_deref()?.trim().trim_start_matches('#');
        (!bare.is_empty()).then(|| [bare.to_owned(), format!("#{bare}")])
    }
}

/// A page of orders, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// The orders.
    pub rows: Vec<OrderRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<ThreadId>,
}

/// A line of a thread's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// The line.
    pub entry: Entry,
    /// The journal entry that caused it, where one did.
    pub seq: Option<Seq>,
}

/// An incident in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// Its thread.
    pub thread: ThreadId,
    /// The order's number.
    pub number: String,
    /// The incident.
    pub incident: Incident,
}

/// Which incidents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Only those that need somebody (`true`) or that are over (`false`); all where absent.
    pub open: Option<bool>,
    /// Only this team's.
    pub team: Option<TeamId>,
    /// At most so many; 100 where 0.
    pub limit: usize,
}

impl IncidentFilter {
    /// How many incidents are given at most.
    pub(crate) fn page(&self) -> usize {
        if self.limit == 0 { 100 } else { self.limit }
    }
}

/// How much there is of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Threads.
    pub orders: u64,
    /// Journal entries that are kept.
    pub landed: u64,
    /// Webhooks that came again and were not kept twice.
    pub duplicates: u64,
    /// Entries not yet decided.
    pub undecided: u64,
    /// Entries held in sight.
    pub held: u64,
    /// Incidents that need somebody.
    pub open_incidents: u64,
    /// Incidents that were ever opened.
    pub incidents: u64,
    /// By handoff.
    pub handoffs: BTreeMap<HandoffId, HandoffCounts>,
}

/// How much there is on one handoff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HandoffCounts {
    /// Deliveries that were carried out.
    pub done: u64,
    /// Deliveries that wait or are on their way.
    pub waiting: u64,
    /// Deliveries that the target refuses, or that cannot be mapped.
    pub held: u64,
    /// Open incidents.
    pub late: u64,
}

/// Something that a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What, in words.
    pub what: String,
    /// The thread, where it concerns one.
    pub thread: Option<ThreadId>,
}

/// An order's row, from its thread.
pub(crate) fn order_row(thread: &Thread, changed_at: Timestamp) -> OrderRow {
    let mut systems: Vec<SystemId> = thread
        .facts
        .iter()
        .filter(|fact| fact.kind() == DocumentKind::Order)
        .map(|fact| fact.keyed().system.clone())
        .collect();
    systems.dedup();
    let open_incidents = thread.incidents.iter().filter(|it| it.is_open()).count() as u64;
    let orders = || {
        thread.facts.iter().filter_map(|fact| match &fact.keyed().body {
            Body::Order(order) => Some(order),
            _ => None,
        })
    };
    OrderRow {
        thread: thread.id,
        number: thread.number().unwrap_or_default().to_owned(),
        opened_at: thread.opened_at,
        changed_at,
        state: state_word(thread, open_incidents).to_owned(),
        total: orders().find_map(|order| order.totals.as_ref().map(|totals| totals.total.shop)),
        open_incidents,
        systems,
    }
}

fn state_word(thread: &Thread, open_incidents: u64) -> &'static str {
    let bodies = || thread.facts.iter().map(|fact| &fact.observation().body);
    let cancelled = bodies().any(|body| matches!(body, Body::Order(order) if order.is_cancelled()));
    let shipped = bodies().any(|body| matches!(body, Body::Shipment(shipment) if shipment.status.has_left()));
    if open_incidents > 0 {
        "late"
    } else if cancelled {
        "cancelled"
    } else if shipped {
        "shipped"
    } else {
        "on the way"
    }
}

/// The order of incidents in lists: those that need somebody first, then newest first.
pub(crate) fn incident_order(a: &IncidentRow, b: &IncidentRow) -> std::cmp::Ordering {
    (b.incident.is_open(), b.incident.opened_at, &a.incident.id).cmp(&(
        a.incident.is_open(),
        a.incident.opened_at,
        &b.incident.id,
    ))
}
