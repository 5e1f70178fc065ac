//! Holding a thread against what the map owes it: deliveries issued, replaced or dropped, incidents opened and closed.

use jiff::Timestamp;
use seamless_breakpoints::pairs::{Pair, Want, pairs};
use seamless_breakpoints::{Due, watch, watch_pairs};
use seamless_model::{
    Action, DocumentKind, DocumentRef, Event, HandoffId, Keys, Observation, SystemId, ThreadId,
};
use serde::{Deserialize, Serialize};

use crate::{Delivery, DeliveryState, Incident, IncidentState, Lane, Plan, Thread};

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
    /// Which attempt of its lane this is, from 1: no number comes twice, whatever is attempted.
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
    let pairs = pairs(&plan.flow, &world);
    let wants: Vec<Owed> = pairs.iter().map(|pair| Owed::of(plan, pair)).collect();
    drop_what_nobody_owes(thread, &wants);
    for owed in wants {
        settle_lane(plan, thread, owed, now);
    }
    // Pairs know the notes as they were found with.
    let dues = if thread.notes() == world.notes {
        watch_pairs(&plan.flow, &world, &pairs)
    } else {
        watch(&plan.flow, &thread.world(now))
    };
    settle_incidents(plan, thread, dues, now, effects)
}

/// Deliveries of handoffs that are paused, that others carry now or that the map has no more do not go out, and do
/// not wake the thread. An attempt that had no answer stays noted, for when the handoff is carried again.
fn drop_what_nobody_owes(thread: &mut Thread, wants: &[Owed]) {
    for lane in thread.lanes.iter_mut().filter(|it| it.current.is_some() && !it.in_flight()) {
        let mut owed = wants.iter().filter(|it| it.handoff == lane.handoff && it.document == lane.document);
        if !owed.any(|it| it.ours || lane.converge) {
            lane.current = None;
            lane.held = None;
        }
    }
}

/// What a pair owes, without borrowing the world.
struct Owed {
    handoff: HandoffId,
    document: DocumentRef,
    action: Option<Action>,
    content: String,
    since: Timestamp,
    /// When the source was last seen.
    seen_at: Timestamp,
    /// Nothing may stand in the target, and nothing is seen there: what may stand there all the same must be looked up
    /// and cancelled.
    to_look_for: bool,
    /// The target shows a document: an attempt to create it need not be looked up any more.
    shown: bool,
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
        let recalls = pair.handoff.covers(Event::Cancel) || pair.handoff.covers(Event::Void);
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
            seen_at: pair.source.seen_at,
            to_look_for: pair.stopped
                && pair.targets.is_empty()
                && recalls
                && plan.protects("cancel-not-propagated"),
            shown: !pair.targets.is_empty(),
            ours: pair.handoff.is_ours(),
        }
    }
}

/// A fingerprint of what a delivery brings: another content is another delivery. What is called back is called back by
/// its name in the target: that nothing was found to call back yesterday says nothing of what turned up since.
fn content_of(action: Option<Action>, pair: &Pair<'_>) -> String {
    match (action, &pair.want) {
        (Some(Action::Update), Want::Update(difference)) => {
            format!("{}@{}", difference, pair.source.since.as_microsecond())
        }
        (Some(Action::Cancel), _) => pair.live_targets().next().map(|it| it.id.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn settle_lane(plan: &Plan, thread: &mut Thread, owed: Owed, now: Timestamp) {
    let known = thread.lane(&owed.handoff, &owed.document).is_some();
    if !known && (owed.action.is_none() || !owed.ours) {
        return;
    }
    let orders_known = thread.orders();
    let lane = thread.lane_mut(&owed.handoff, &owed.document);
    if !owed.ours && !lane.converge {
        return;
    }
    if lane.in_flight() {
        return;
    }
    if owed.shown {
        lane.unanswered = None;
    }
    let look_for = owed.action.is_none() && owed.to_look_for && lane.may_stand();
    let action = if look_for { Some(Action::Cancel) } else { owed.action };
    let naive = lane.repeats > 0 && lane.current.is_none() && !plan.protects("webhook-duplicate-create");
    let action = if naive { Some(Action::Create) } else { action };
    match action {
        None => {
            lane.current = None;
            lane.held = None;
            lane.converge = false;
        }
        Some(action) if !naive && lane.has_done(action, &owed.content) => lane.current = None,
        Some(action) => issue(lane, action, owed, orders_known, now),
    }
}

/// Puts a delivery in the lane. What waits for the same thing keeps its place and its attempts; anything else is
/// replaced by the newer. What was refused is tried again at once when the source has changed since, or the order turned
/// up in another system: a message may overtake the one that tells whose it is.
fn issue(lane: &mut Lane, action: Action, owed: Owed, orders_known: usize, now: Timestamp) {
    let Owed { content, since, seen_at, .. } = owed;
    let same_action = lane.current.as_ref().is_some_and(|it| it.action == action);
    if let Some(current) = lane.current.as_mut().filter(|it| same_action && it.content == content) {
        if lane.held.is_some() && (seen_at > current.seen_at || orders_known > current.orders_known) {
            current.state = DeliveryState::Waiting(now);
        }
        current.seen_at = seen_at;
        return;
    }
    // A newer change does not mend by itself what was refused: that is known when it is answered.
    if !same_action {
        lane.held = None;
    }
    lane.current = Some(Delivery {
        action,
        content,
        state: DeliveryState::Waiting(now),
        attempts: 0,
        orders_known,
        number: lane.last_number,
        since,
        seen_at,
        last_error: None,
    });
}

fn settle_incidents(
    plan: &Plan,
    thread: &mut Thread,
    dues: Vec<Due>,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Option<Timestamp> {
    for due in dues.iter().filter(|due| due.from <= now) {
        note_due(plan, thread, due, now, effects);
    }
    for incident in &mut thread.incidents {
        // What is merely due again, because its document was read anew, is not mended.
        let lasts = dues.iter().any(|due| Incident::id_of(due) == incident.id);
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
