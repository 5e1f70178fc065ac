//! What each handoff owes for each document: the one place where "is it there, and does it say the same?" is
//! decided. The engine issues deliveries from it, the detectors deadlines, the invariants judgements.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seamless_flow::{Flow, Handoff, Mode, Scope};
use seamless_model::{
    Believed, Body, DocumentKind, Event, FulfillmentRequest, Money, Note, NoteKind, Order, RequestStatus,
    World,
};

/// A document in a handoff's source, and what stands for it in the target.
#[derive(Debug, Clone)]
pub struct Pair<'w> {
    /// The handoff.
    pub handoff: &'w Handoff,
    /// The document in the source.
    pub source: &'w Believed,
    /// The documents in the target that carry its key; more than one is a breakpoint of its own.
    pub targets: Vec<&'w Believed>,
    /// The thread's order: as the source sees it, else as the system furthest upstream does.
    pub order: Option<&'w Believed>,
    /// What is owed.
    pub want: Want,
    /// Since when it is owed, by the source's account.
    pub since: Timestamp,
    /// It counts no more in the source, or its order is cancelled: nothing may come into being in the target, and
    /// what an attempt without an answer may have left there is to be called back.
    pub stopped: bool,
    /// Notes about this handoff and document.
    pub notes: Vec<&'w Note>,
}

/// What a handoff owes for a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// Nothing: the target says what it should, or the document does not travel.
    Nothing,
    /// The target should have it and does not.
    Create,
    /// The target should say what the source says; here is how they differ.
    Update(String),
    /// The target should have it cancelled, and has it alive.
    Cancel,
    /// It should be cancelled in the target, but goods have left there already.
    TooLate,
    /// Whether it travels cannot be told: the condition failed, for this reason.
    Undecided(String),
}

impl<'w> Pair<'w> {
    /// The documents in the target that still count.
    pub fn live_targets(&self) -> impl Iterator<Item = &&'w Believed> {
        self.targets.iter().filter(|it| !it.body.is_dead())
    }

    /// Its deadline: what is owed, plus the map's `within`. For what was learned late, at least a moment is granted
    /// from when it was first seen.
    pub fn deadline(&self) -> Timestamp {
        let within = self.handoff.within;
        let grace = within.min(jiff::SignedDuration::from_secs(60));
        let by_source = self.since.saturating_add(within).unwrap_or(Timestamp::MAX);
        let by_sight = self.source.seen_at.saturating_add(grace).unwrap_or(Timestamp::MAX);
        by_source.max(by_sight)
    }

    /// Whether a note of this kind stands.
    pub fn note(&self, what: NoteKind) -> Option<&'w Note> {
        self.notes.iter().find(|note| note.what == what).copied()
    }

    /// The money that hangs on it: the document's own, else the order's total.
    pub fn money(&self) -> Option<Money> {
        match &self.source.body {
            Body::Refund(refund) => Some(refund.amount.shop),
            _ => self.order.and_then(|order| match &order.body {
                Body::Order(order) => order.totals.as_ref().map(|totals| totals.total.shop),
                _ => None,
            }),
        }
    }
}

/// All pairs of the world of one order, in the map's order, then the documents'.
pub fn pairs<'w>(flow: &'w Flow, world: &'w World) -> Vec<Pair<'w>> {
    let upstream = upstream_order(flow, world);
    let stop = cancelled_at(flow, world);
    let mut found = Vec::new();
    for handoff in flow.handoffs.values().filter(|it| it.mode != Mode::Paused) {
        let Some((from_field, to_field)) = handoff.key_fields() else { continue };
        for source in world.of(&handoff.from, handoff.carry) {
            // An empty key is none: two documents without one are not the same document.
            let key = source.keys.get(from_field).filter(|it| !it.trim().is_empty());
            let targets: Vec<&Believed> = world
                .of(&handoff.to, handoff.carry)
                .filter(|target| key.is_some() && target.keys.get(to_field) == key)
                .collect();
            let order = world.of(&handoff.from, DocumentKind::Order).next().or(upstream);
            let notes = world
                .notes
                .iter()
                .filter(|note| note.handoff == handoff.id && note.document == source.id)
                .collect();
            let stop = stop.filter(|_| stopped_by_cancellation(handoff.carry));
            let stopped = source.body.is_dead() || stop.is_some();
            let (want, since) = owed(handoff, source, &targets, order, stop);
            found.push(Pair { handoff, source, targets, order, want, since, stopped, notes });
        }
    }
    found
}

/// The order as the system furthest upstream sees it: one to which no handoff brings orders, else the first known.
fn upstream_order<'w>(flow: &Flow, world: &'w World) -> Option<&'w Believed> {
    let orders = || world.documents.iter().filter(|it| it.kind() == DocumentKind::Order);
    orders()
        .find(|it| !flow.carrying(DocumentKind::Order).any(|handoff| handoff.to == it.system))
        .or_else(|| orders().next())
}

/// When the order was cancelled, in any system that hands orders on.
fn cancelled_at(flow: &Flow, world: &World) -> Option<Timestamp> {
    world
        .documents
        .iter()
        .filter(|it| flow.carrying(DocumentKind::Order).any(|handoff| handoff.from == it.system))
        .filter_map(|it| match &it.body {
            Body::Order(order) => order.cancelled.as_ref().map(|cancelled| cancelled.at.unwrap_or(it.since)),
            _ => None,
        })
        .min()
}

/// Whether a cancelled order stops this kind of document. What goods and money have done already still travels.
fn stopped_by_cancellation(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Order | DocumentKind::FulfillmentRequest | DocumentKind::Hold)
}

fn owed(
    handoff: &Handoff,
    source: &Believed,
    targets: &[&Believed],
    order: Option<&Believed>,
    stop: Option<Timestamp>,
) -> (Want, Timestamp) {
    let live: Vec<&&Believed> = targets.iter().filter(|it| !it.body.is_dead()).collect();
    if source.body.is_dead() || stop.is_some() {
        let since = match stop {
            Some(at) if !source.body.is_dead() => at,
            _ => dead_since(source),
        };
        return (to_be_cancelled(handoff, &live), since);
    }
    let order_body = order.and_then(|it| match &it.body {
        Body::Order(order) => Some(order),
        _ => None,
    });
    if order_body.is_some_and(|it| it.test) || !counts(source) {
        return (Want::Nothing, source.since);
    }
    match travels(handoff, source, order_body) {
        Ok(true) => {}
        Ok(false) => return (Want::Nothing, source.since),
        Err(reason) => return (Want::Undecided(reason), source.since),
    }
    let Some(target) = live.first() else {
        let held = handoff.carry == DocumentKind::FulfillmentRequest && order_body.is_some_and(|it| it.held);
        let gone = !targets.is_empty();
        let want = if held || gone { Want::Nothing } else { Want::Create };
        return (want, created_at(source));
    };
    let differs = differences(&source.body, &target.body).into_iter();
    match differs.filter(|(event, _)| travels_as(handoff, *event)).map(|(_, words)| words).next() {
        Some(difference) => (Want::Update(difference), source.since),
        None => (Want::Nothing, source.since),
    }
}

/// Whether a change of this sort travels on the handoff. One that carries edits carries tracking too.
fn travels_as(handoff: &Handoff, event: Event) -> bool {
    handoff.covers(event) || (event == Event::Tracking && handoff.covers(Event::Edit))
}

fn to_be_cancelled(handoff: &Handoff, live: &[&&Believed]) -> Want {
    let covered = handoff.covers(Event::Cancel) || handoff.covers(Event::Void);
    match live.first().map(|it| &it.body) {
        None => Want::Nothing,
        Some(_) if !covered => Want::Nothing,
        Some(Body::FulfillmentRequest(request)) if has_left(request) => Want::TooLate,
        Some(_) => Want::Cancel,
    }
}

fn has_left(request: &FulfillmentRequest) -> bool {
    matches!(request.status, RequestStatus::Closed | RequestStatus::Incomplete)
}

fn dead_since(source: &Believed) -> Timestamp {
    match &source.body {
        Body::Order(Order { cancelled: Some(cancelled), .. }) => cancelled.at.unwrap_or(source.since),
        _ => source.since,
    }
}

fn created_at(source: &Believed) -> Timestamp {
    match &source.body {
        Body::Order(order) => order.placed_at.unwrap_or(source.since),
        Body::Shipment(shipment) => shipment.shipped_at.unwrap_or(source.since),
        Body::Refund(refund) => refund.created_at.unwrap_or(source.since),
        _ => source.since,
    }
}

/// Whether a document is far enough in its life to travel: a parcel that has left, money that has moved. An unknown
/// status is never taken for success.
fn counts(source: &Believed) -> bool {
    match &source.body {
        Body::Shipment(shipment) => shipment.status.has_left(),
        Body::Refund(refund) => !refund.pending,
        Body::FulfillmentRequest(request) => !matches!(
            request.status,
            RequestStatus::Held | RequestStatus::Scheduled | RequestStatus::Unknown(_)
        ),
        _ => true,
    }
}

/// Whether the map's condition lets it travel.
fn travels(handoff: &Handoff, source: &Believed, order: Option<&Order>) -> Result<bool, String> {
    let Some(condition) = &handoff.when else { return Ok(true) };
    let mut scope = Scope::default();
    // What the condition does not speak of is not worth writing out: this is done for each handoff, each time.
    let speaks_of = |name: &str| condition.text().contains(name);
    let own = handoff.carry.word();
    if let Some(order) = order.filter(|_| own != "order" && speaks_of("order")) {
        scope = scope.with("order", json(order)?);
    }
    if speaks_of(own) {
        scope = scope.with(own, json_of(&source.body)?);
    }
    let scope = scope
        .with("source", serde_json::Value::String(handoff.from.to_string()))
        .with("event", serde_json::Value::String("create".into()));
    condition.holds(&scope).map_err(|error| error.to_string())
}

fn json<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// A document's body as the JSON that conditions and mappings read.
pub fn json_of(body: &Body) -> Result<serde_json::Value, String> {
    match body {
        Body::Order(it) => json(it),
        Body::Hold(it) => json(it),
        Body::FulfillmentRequest(it) => json(it),
        Body::Shipment(it) => json(it),
        Body::Cancellation(it) => json(it),
        Body::Refund(it) => json(it),
        Body::Payment(it) => json(it),
        Body::Deleted(_) => Ok(serde_json::Value::Null),
    }
}

/// How two documents differ in what they must agree on: units by SKU, the address's place, tracking, amounts. `None`
/// where they agree. What one side does not tell is not compared.
pub fn difference(source: &Body, target: &Body) -> Option<String> {
    differences(source, target).into_iter().next().map(|(_, words)| words)
}

/// All ways in which two documents differ, each with the event that brings the target into line.
fn differences(source: &Body, target: &Body) -> Vec<(Event, String)> {
    match (source, target) {
        (Body::Order(source), Body::Order(target)) => {
            let units = units_differ(
                source.lines.iter().map(|line| (line.sku.as_deref(), line.quantity)),
                target.lines.iter().map(|line| (line.sku.as_deref(), line.quantity)),
            );
            let address = address_differs(source.ship_to.as_ref(), target.ship_to.as_ref());
            let hold = (source.held != target.held).then(|| hold_words(source.held));
            let edits = units.into_iter().chain(address).map(|words| (Event::Edit, words));
            edits.chain(hold).collect()
        }
        (Body::FulfillmentRequest(source), Body::FulfillmentRequest(target)) if !has_left(target) => {
            let units = units_differ(
                source.lines.iter().map(|line| (line.sku.as_deref(), line.quantity)),
                target.lines.iter().map(|line| (line.sku.as_deref(), line.quantity)),
            );
            let address = address_differs(source.ship_to.as_ref(), target.ship_to.as_ref());
            units.into_iter().chain(address).map(|words| (Event::Edit, words)).collect()
        }
        (Body::Shipment(source), Body::Shipment(target)) => {
            let numbers = |it: &seamless_model::Shipment| -> Vec<String> {
                let mut numbers: Vec<String> = it.tracking.iter().map(|it| it.number.clone()).collect();
                numbers.sort_unstable();
                numbers
            };
            let differ = numbers(source) != numbers(target);
            let words =
                || format!("tracking {} against {}", numbers(source).join(", "), numbers(target).join(", "));
            differ.then(|| (Event::Tracking, words())).into_iter().collect()
        }
        (Body::Refund(source), Body::Refund(target)) => (source.amount.shop != target.amount.shop)
            .then(|| {
                let words =
                    format!("{} refunded against {} credited", source.amount.shop, target.amount.shop);
                (Event::Edit, words)
            })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn hold_words(held: bool) -> (Event, String) {
    if held {
        (Event::Hold, "on hold in the source, not in the target".to_owned())
    } else {
        (Event::Release, "on hold in the target, released in the source".to_owned())
    }
}

/// Compares units by SKU; lines without one are counted together.
fn units_differ<'a>(
    source: impl Iterator<Item = (Option<&'a str>, u64)>,
    target: impl Iterator<Item = (Option<&'a str>, u64)>,
) -> Option<String> {
    let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (sku, quantity) in source {
        let sum = &mut sums.entry(sku.unwrap_or("(no SKU)")).or_default().0;
        *sum = sum.saturating_add(quantity);
    }
    for (sku, quantity) in target {
        let sum = &mut sums.entry(sku.unwrap_or("(no SKU)")).or_default().1;
        *sum = sum.saturating_add(quantity);
    }
    let parts: Vec<String> = sums
        .into_iter()
        .filter(|(_, (source, target))| source != target)
        .map(|(sku, (source, target))| format!("{sku}: {source} against {target}"))
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn address_differs(
    source: Option<&seamless_model::Address>,
    target: Option<&seamless_model::Address>,
) -> Option<String> {
    let (source, target) = (source?, target?);
    let parts = [
        ("street", &source.address1, &target.address1),
        ("city", &source.city, &target.city),
        ("postal code", &source.zip, &target.zip),
        ("country", &source.country, &target.country),
    ];
    parts.into_iter().find_map(|(name, source, target)| {
        let (source, target) = (source.as_ref()?, target.as_ref()?);
        (source != target).then(|| format!("{name} {source:?} against {target:?}"))
    })
}
