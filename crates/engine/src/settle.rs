//! Holding a thread against what the map owes it: deliveries issued, replaced or dropped, incidents opened and closed.

use jiff::{SignedDuration, Timestamp};
use seamless_breakpoints::pairs::{Pair, Want, pairs};
use seamless_breakpoints::{Due, watch};
use seamless_flow::Handoff;
use seamless_model::{
    Action, Body, DocumentKind, DocumentRef, Event, HandoffId, Keys, Observation, SystemId, ThreadId,
};
use serde::{Deserialize, Serialize};

use crate::{Delivery, DeliveryState, Fact, Gate, Gates, Incident, IncidentState, Lane, Plan, Thread};

/// What follows from an input, besides the changed thread.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A line for the thread's timeline.
    Told(Entry),
    /// A delivery is to be attempted now; the attempt is part of the thread's state already and must be committed
    /// before its first byte leaves.
    Send(Box<Send>),
    /// An incident was opened.
    Opened(Incident),
    /// An incident was closed, by itself or by a person.
    Closed(Incident),
}

/// A line of a thread's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What sort of line it is.
    pub kind: EntryKind,
    /// The system that it is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemId>,
    /// The handoff that it is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handoff: Option<HandoffId>,
    /// The document that it is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRef>,
    /// The line, in words.
    pub text: String,
}

/// The sorts of timeline lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A document was seen new or changed.
    Seen,
    /// A delivery was attempted.
    Sent,
    /// A delivery was answered.
    Answered,
    /// A delivery was refused, failed or had no answer.
    Failed,
    /// An incident was opened.
    Opened,
    /// An incident was closed.
    Closed,
    /// A person did something.
    Person,
}

/// A delivery to be attempted, with all that is needed to build its request.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// The thread.
    pub thread: ThreadId,
    /// The handoff.
    pub handoff: HandoffId,
    /// What is to be done.
    pub action: Action,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// What happened in the source.
    pub event: Event,
    /// The document in the source.
    pub document: Observation,
    /// The thread's order as the source sees it, else as the system furthest upstream does.
    pub order: Option<Observation>,
    /// The keys of the thread's order in the target; empty where it is not known there.
    pub target_order_keys: Keys,
    /// The document in the target, as last seen.
    pub target: Option<Observation>,
    /// The value of the key that the target knows the document by.
    pub external_key: Option<String>,
    /// Passed to targets that know idempotency; the same for every attempt of one delivery.
    pub idempotency_key: String,
    /// Look the document up before creating it.
    pub look_up_first: bool,
}

/// Brings lanes and incidents into line with what is believed. Called after every change. Gives the next deadline.
pub(crate) fn settle(
    plan: &Plan,
    thread: &mut Thread,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Option<Timestamp> {
    let world = thread.world(now);
    let wants: Vec<Owed> = pairs(&plan.flow, &world).iter().map(|pair| Owed::of(plan, pair)).collect();
    for owed in wants {
        settle_lane(plan, thread, owed, now);
    }
    settle_incidents(plan, thread, now, effects)
}

/// What a pair owes, without borrowing the world.
struct Owed {
    handoff: HandoffId,
    document: DocumentRef,
    action: Option<Action>,
    content: String,
    since: Timestamp,
    /// The source is dead or stopped: an unanswered creation must be looked up and cancelled.
    dead: bool,
    ours: bool,
}

impl Owed {
    fn of(plan: &Plan, pair: &Pair<'_>) -> Self {
        let action = match &pair.want {
            Want::Create => Some(Action::Create),
            Want::Update(_) => Some(Action::Update),
            Want::Cancel if plan.protects("cancel-not-propagated") => Some(Action::Cancel),
            _ => None,
        };
        let refund_dropped =
            pair.handoff.carry == DocumentKind::Refund && !plan.protects("refund-not-synced");
        Self {
            handoff: pair.handoff.id.clone(),
            document: DocumentRef {
                system: pair.source.system.clone(),
                kind: pair.source.kind(),
                id: pair.source.id.clone(),
            },
            action: action.filter(|_| !refund_dropped),
            content: content_of(action, pair),
            since: pair.since,
            dead: pair.source.body.is_dead(),
            ours: pair.handoff.is_ours(),
        }
    }
}

/// A fingerprint of what an update brings: another content is another update.
fn content_of(action: Option<Action>, pair: &Pair<'_>) -> String {
    match (action, &pair.want) {
        (Some(Action::Update), Want::Update(difference)) => {
            format!("{}@{}", difference, pair.source.since.as_microsecond())
        }
        _ => String::new(),
    }
}

fn settle_lane(plan: &Plan, thread: &mut Thread, owed: Owed, now: Timestamp) {
    let known = thread.lane(&owed.handoff, &owed.document).is_some();
    if !known && (owed.action.is_none() || !owed.ours) {
        return;
    }
    let lane = thread.lane_mut(&owed.handoff, &owed.document);
    if !owed.ours && !lane.converge {
        return;
    }
    if lane.in_flight() {
        return;
    }
    let orphan = owed.action.is_none() && owed.dead && lane.unanswered.is_some();
    let action = if orphan { Some(Action::Cancel) } else { owed.action };
    let naive = lane.repeats > 0 && lane.current.is_none() && !plan.protects("webhook-duplicate-create");
    let action = if naive { Some(Action::Create) } else { action };
    match action {
        None => {
            lane.current = None;
            lane.held = None;
            lane.converge = false;
            if !owed.dead {
                lane.unanswered = None;
            }
        }
        Some(action) if !naive && lane.has_done(action, &owed.content) => lane.current = None,
        Some(action) => issue(lane, action, owed.content, owed.since, now),
    }
}

/// Puts a delivery in the lane. What waits for the same thing keeps its place and its attempts; anything else is
/// replaced by the newer.
fn issue(lane: &mut Lane, action: Action, content: String, since: Timestamp, now: Timestamp) {
    if let Some(current) = &mut lane.current
        && current.action == action
        && current.content == content
    {
        return;
    }
    lane.held = None;
    lane.current = Some(Delivery {
        action,
        content,
        state: DeliveryState::Waiting(now),
        attempts: 0,
        since,
        last_error: None,
    });
}

fn settle_incidents(
    plan: &Plan,
    thread: &mut Thread,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Option<Timestamp> {
    let dues = watch(&plan.flow, &thread.world(now));
    for due in dues.iter().filter(|due| due.from <= now) {
        note_due(plan, thread, due, now, effects);
    }
    for incident in &mut thread.incidents {
        let lasts = dues.iter().any(|due| due.from <= now && Incident::id_of(due) == incident.id);
        if lasts {
            continue;
        }
        match &incident.state {
            IncidentState::Open if incident.moved => {
                incident.state = IncidentState::ToClose { agreed_at: now }
            }
            IncidentState::Open => {
                incident.state = IncidentState::Closed { at: now, how: "the systems agree again".to_owned() };
                effects.push(Effect::Closed(incident.clone()));
                effects.push(told(
                    incident,
                    EntryKind::Closed,
                    now,
                    "Mended: the systems agree again.".to_owned(),
                ));
            }
            IncidentState::ToClose { .. } | IncidentState::Ignored { .. } | IncidentState::Closed { .. } => {}
        }
    }
    dues.into_iter().map(|due| due.from).find(|from| *from > now)
}

fn note_due(plan: &Plan, thread: &mut Thread, due: &Due, now: Timestamp, effects: &mut Vec<Effect>) {
    let id = Incident::id_of(due);
    let existing = thread.incidents.iter_mut().rev().find(|it| it.id == id);
    match existing {
        Some(incident) if matches!(incident.state, IncidentState::Open | IncidentState::Ignored { .. }) => {
            incident.sentence.clone_from(&due.sentence);
            incident.difference.clone_from(&due.difference);
            incident.moved |= due.moved;
        }
        Some(incident) if matches!(incident.state, IncidentState::ToClose { .. }) => {
            incident.state = IncidentState::Open;
        }
        Some(incident) if closed_by_person(incident) => {}
        _ => {
            let team = plan.flow.handoffs[&due.handoff].owner.clone();
            let incident = Incident::open(due, team, now);
            effects.push(Effect::Opened(incident.clone()));
            effects.push(told(&incident, EntryKind::Opened, now, due.sentence.clone()));
            thread.incidents.retain(|it| it.id != id);
            thread.incidents.push(incident);
        }
    }
}

/// A person who closed an incident about goods or money that moved has dealt with it outside the systems.
fn closed_by_person(incident: &Incident) -> bool {
    incident.moved && matches!(incident.state, IncidentState::Closed { .. })
}

pub(crate) fn told(incident: &Incident, kind: EntryKind, at: Timestamp, text: String) -> Effect {
    Effect::Told(Entry {
        at,
        kind,
        system: Some(incident.document.system.clone()),
        handoff: Some(incident.handoff.clone()),
        document: Some(incident.document.clone()),
        text,
    })
}

/// When a thread next has something to do: a delivery to try, or a deadline.
pub(crate) fn wake_at(thread: &Thread, deadline: Option<Timestamp>) -> Option<Timestamp> {
    thread.lanes.iter().filter_map(Lane::wake_at).chain(deadline).min()
}

/// Starts every delivery that is due: each attempt is written into the lane, and a [`Send`] given for it.
pub(crate) fn start_due(
    plan: &Plan,
    thread: &mut Thread,
    now: Timestamp,
    gates: &mut Gates,
    effects: &mut Vec<Effect>,
) {
    for index in 0..thread.lanes.len() {
        let due = thread.lanes[index].wake_at().is_some_and(|at| at <= now);
        if !due {
            continue;
        }
        let Some(handoff) = plan.flow.handoffs.get(&thread.lanes[index].handoff) else { continue };
        if let Gate::NotBefore(at) = gates.ask(&handoff.to, now) {
            put_off(thread, index, at);
            continue;
        }
        let Some(send) = start(plan, thread, index, now) else { continue };
        effects.push(Effect::Told(Entry {
            at: now,
            kind: EntryKind::Sent,
            system: Some(plan.flow.handoffs[&send.handoff].to.clone()),
            handoff: Some(send.handoff.clone()),
            document: Some(send.document.document()),
            text: sent_words(plan, &send),
        }));
        effects.push(Effect::Send(Box::new(send)));
    }
}

/// Lets a delivery wait for its target's gate, spread over a few seconds so that not all go at once.
fn put_off(thread: &mut Thread, index: usize, until: Timestamp) {
    let spread = SignedDuration::from_millis((thread.id.0 % 50) as i64 * 100);
    let at = until.saturating_add(spread).unwrap_or(Timestamp::MAX);
    if let Some(delivery) = &mut thread.lanes[index].current {
        delivery.state = DeliveryState::Waiting(at);
    }
}

fn sent_words(plan: &Plan, send: &Send) -> String {
    let to = plan.flow.system_title(&plan.flow.handoffs[&send.handoff].to);
    let again = if send.attempt > 1 { format!(", attempt {}", send.attempt) } else { String::new() };
    let kind = send.document.body.kind();
    match send.action {
        Action::Create => format!("Asked {to} to create the {kind}{again}."),
        Action::Update => format!("Asked {to} to change the {kind}{again}."),
        Action::Cancel => format!("Asked {to} to cancel the {kind}{again}."),
    }
}

fn start(plan: &Plan, thread: &mut Thread, index: usize, now: Timestamp) -> Option<Send> {
    let lane = &thread.lanes[index];
    let handoff = plan.flow.handoffs.get(&lane.handoff)?;
    let document = thread.fact(&lane.document)?.keyed().clone();
    let external_key =
        handoff.key_fields().and_then(|(from_field, _)| document.keys.get(from_field)).cloned();
    let target = target_of(thread, handoff, external_key.as_deref());
    let order = order_for(thread, &handoff.from);
    let target_order_keys = thread
        .facts
        .iter()
        .find(|fact| fact.kind() == DocumentKind::Order && fact.keyed().system == handoff.to)
        .map(|fact| fact.keyed().keys.clone())
        .unwrap_or_default();
    let lane = &mut thread.lanes[index];
    let unanswered = lane.unanswered.is_some();
    let repeats = lane.repeats;
    let delivery = lane.current.as_mut()?;
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.state = DeliveryState::InFlight(now);
    let protects = plan.protects("timeout-after-commit-duplicate");
    let naive = if protects { String::new() } else { format!("~{}", delivery.attempts) };
    let idempotency_key = format!(
        "{}~{}~{}~{}~{}{}{}",
        plan.flow.name,
        lane.handoff,
        lane.document.id,
        delivery.action,
        delivery.content,
        if repeats > 0 { format!("~{repeats}") } else { String::new() },
        naive
    );
    Some(Send {
        thread: thread.id,
        handoff: lane.handoff.clone(),
        action: delivery.action,
        attempt: delivery.attempts,
        event: delivery.action.event(),
        document,
        order,
        target_order_keys,
        target,
        external_key,
        idempotency_key,
        look_up_first: unanswered && protects,
    })
}

/// The document in the target that carries the key: a live one before a dead one.
fn target_of(thread: &Thread, handoff: &Handoff, external_key: Option<&str>) -> Option<Observation> {
    let (_, to_field) = handoff.key_fields()?;
    let key = external_key?;
    let mut found: Vec<&Observation> = thread
        .facts
        .iter()
        .filter(|fact| fact.kind() == handoff.carry && fact.keyed().system == handoff.to)
        .map(|fact| fact.observation())
        .filter(|it| it.keys.get(to_field).map(String::as_str) == Some(key))
        .collect();
    found.sort_by_key(|it| it.body.is_dead());
    found.first().map(|it| (*it).clone())
}

/// The thread's order as a system sees it, else as the first system does that tells when it was placed.
fn order_for(thread: &Thread, system: &SystemId) -> Option<Observation> {
    let orders = || thread.facts.iter().map(Fact::keyed).filter(|it| matches!(it.body, Body::Order(_)));
    orders()
        .find(|it| it.system == *system)
        .or_else(|| orders().find(|it| it.keys.contains_key("name")))
        .or_else(|| orders().next())
        .cloned()
}
