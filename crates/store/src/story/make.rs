//! The people and things of the story.

use bytes::Bytes;
use jiff::Timestamp;
use seamless_engine::{
    Delivery, DeliveryState, Entry, EntryKind, Held, Incident, IncidentId, IncidentState, Thread, ThreadKey,
};
use seamless_model::{
    Action, Body, Currency, DocumentKind, DocumentRef, Keys, Money, MoneyPair, Observation, Order, Reference,
    Revision, Shipment, ShipmentStatus, SystemId, ThreadId, Totals,
};

use crate::{Commit, Decided, EntrySource, EntryState, NewEntry, Seq, ThreadCommit};

/// A moment of the story, in seconds and microseconds after it began.
pub fn moment(second: i64) -> Timestamp {
    Timestamp::new(1_790_000_000 + second, 123_456_000).expect("a moment")
}

/// A webhook about an order.
pub fn webhook(dedupe: Option<&str>, guard: Option<&str>, second: i64) -> NewEntry {
    NewEntry {
        source: EntrySource::Webhook,
        system: Some(SystemId::from("shop")),
        topic: "orders/create".to_owned(),
        dedupe: dedupe.map(str::to_owned),
        guard: guard.map(str::to_owned),
        triggered_at: Some(moment(second - 1)),
        received_at: moment(second),
        body: Bytes::from(vec![0xff, 0x00, b'{', second as u8]),
    }
}

/// An order as a system sees it.
pub fn order(system: &str, id: &str, name: &str, second: i64) -> Observation {
    let mut keys: Keys = [("id".to_owned(), id.to_owned())].into_iter().collect();
    if !name.is_empty() {
        keys.insert("name".to_owned(), name.to_owned());
    }
    Observation {
        system: SystemId::from(system),
        id: id.to_owned(),
        keys,
        parents: Vec::new(),
        revision: Some(Revision { at: moment(second), rank: 0 }),
        fetched_at: moment(second),
        body: Body::Order(order_body(second)),
    }
}

fn order_body(second: i64) -> Order {
    let currency = Currency::from_code("USD").expect("a currency");
    let total = Money::from_minor(4_200 + second, currency);
    Order {
        number: None,
        source: None,
        placed_at: Some(moment(second)),
        test: false,
        held: false,
        cancelled: None,
        payment: None,
        currency,
        presentment_currency: None,
        tax_included: false,
        lines: Vec::new(),
        shipping: Vec::new(),
        totals: Some(Totals {
            subtotal: None,
            discount: None,
            shipping: None,
            tax: None,
            total: MoneyPair { shop: total, presentment: total },
        }),
        ship_to: None,
        bill_to: None,
        customer: None,
        note: Some("Grüße, ☕".to_owned()),
        tags: Vec::new(),
    }
}

/// A parcel of an order, gone.
pub fn shipment(system: &str, id: &str, order_id: &str, second: i64) -> Observation {
    Observation {
        system: SystemId::from(system),
        id: id.to_owned(),
        keys: [("id".to_owned(), id.to_owned())].into_iter().collect(),
        parents: vec![Reference {
            kind: DocumentKind::Order,
            field: "id".to_owned(),
            value: order_id.to_owned(),
        }],
        revision: None,
        fetched_at: moment(second),
        body: Body::Shipment(Shipment {
            status: ShipmentStatus::Shipped,
            shipped_at: Some(moment(second)),
            lines: Vec::new(),
            tracking: Vec::new(),
            location: None,
        }),
    }
}

/// A thread of these observations.
pub fn thread(id: u64, observations: Vec<Observation>, second: i64) -> Thread {
    let mut thread = Thread::new(ThreadId(id), moment(second));
    for observation in observations {
        thread.observe(observation);
    }
    thread
}

/// Puts a delivery in a thread's lane.
pub fn deliver(thread: &mut Thread, handoff: &str, document: &DocumentRef, state: DeliveryState) {
    let (DeliveryState::Waiting(since) | DeliveryState::InFlight(since)) = state;
    let lane = thread.lane_mut(&handoff.into(), document);
    lane.current = Some(Delivery {
        action: Action::Create,
        content: String::new(),
        state,
        attempts: 1,
        number: 1,
        seen_at: Timestamp::UNIX_EPOCH,
        since,
        orders_known: 0,
        last_error: None,
    });
}

/// Holds a thread's lane.
pub fn hold(thread: &mut Thread, handoff: &str, document: &DocumentRef, second: i64) {
    thread.lane_mut(&handoff.into(), document).held =
        Some(Held { since: moment(second), reason: "no such item".to_owned() });
}

/// An incident at a document.
pub fn incident(breakpoint: &str, team: &str, document: &DocumentRef, second: i64) -> Incident {
    Incident {
        id: IncidentId(format!("{breakpoint}~orders~{document}")),
        breakpoint: breakpoint.into(),
        handoff: "orders".into(),
        document: document.clone(),
        team: team.into(),
        sentence: "The order is not in the OMS.".to_owned(),
        difference: None,
        money: None,
        moved: false,
        due_at: moment(second),
        opened_at: moment(second),
        state: IncidentState::Open,
    }
}

/// A line of a timeline.
pub fn line(text: &str, second: i64) -> Entry {
    Entry {
        at: moment(second),
        kind: EntryKind::Seen,
        system: Some("shop".into()),
        handoff: None,
        document: None,
        text: text.to_owned(),
    }
}

/// A change of a thread, with lines for its timeline.
pub fn change(thread: &Thread, lines: Vec<(Option<Seq>, Entry)>) -> ThreadCommit {
    ThreadCommit { thread: thread.clone(), timeline: lines, done: Vec::new() }
}

/// A change of one thread.
pub fn commit(thread: &Thread, lines: Vec<(Option<Seq>, Entry)>) -> Commit {
    Commit { threads: vec![change(thread, lines)], ..Commit::default() }
}

/// An entry that was decided.
pub fn decided(seq: u64, thread: u64) -> Decided {
    Decided { seq: Seq(seq), state: EntryState::Decided, thread: Some(ThreadId(thread)) }
}

/// An entry that is held.
pub fn held(seq: u64, reason: &str) -> Decided {
    Decided { seq: Seq(seq), state: EntryState::Held(reason.to_owned()), thread: None }
}

/// A key of an order.
pub fn order_key(system: &str, field: &str, value: &str) -> ThreadKey {
    ThreadKey {
        system: system.into(),
        kind: DocumentKind::Order,
        field: field.to_owned(),
        value: value.to_owned(),
    }
}
