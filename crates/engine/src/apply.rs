//! One input at a time: what it does to a thread.

use jiff::{SignedDuration, Timestamp};
use seamless_model::{Action, Body, DocumentKind, DocumentRef, HandoffId, Observation};
use serde::{Deserialize, Serialize};

use crate::settle::{Effect, Entry, EntryKind, settle, told, wake_at};
use crate::start::start_due;
use crate::{
    Delivery, DeliveryState, Done, Gates, Held, IncidentId, IncidentState, Lane, Plan, Thread, backoff,
    held_backoff,
};

/// What can happen to a thread.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A document was seen.
    Observed {
        /// The document.
        observation: Box<Observation>,
        /// The message announced that the document came into being. Only a naive integration acts on that.
        announced: bool,
    },
    /// A delivery was answered, or not.
    Answered {
        /// The handoff.
        handoff: HandoffId,
        /// The document in the source.
        document: DocumentRef,
        /// The attempt that was answered.
        attempt: u32,
        /// What came of it.
        outcome: Outcome,
    },
    /// A person or a rule decided something.
    Command(Command),
    /// Seamless started again: what was on its way has no answer.
    Restarted,
    /// Time has passed.
    Time,
}

/// What came of a delivery's attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Done {
        /// The document was already there.
        found: bool,
        /// The target's own identifier of the document; none where a cancellation found nothing to cancel.
        id: Option<String>,
    },
    /// Certainly not done; to be tried again.
    Later {
        /// What happened.
        reason: String,
        /// How long the system asked to be left alone, in milliseconds.
        after_ms: Option<i64>,
    },
    /// It may have been done.
    Unanswered {
        /// What happened.
        reason: String,
    },
    /// Refused, or it cannot be mapped.
    Refused {
        /// In the words of whoever refused.
        reason: String,
    },
}

/// What a person or a rule decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Bring the target of a handoff to what the source says now, whoever carries the handoff.
    Converge {
        /// The handoff.
        handoff: HandoffId,
        /// The document in the source; all of the thread's where absent.
        document: Option<DocumentRef>,
        /// Who asked.
        by: String,
    },
    /// Ignore an incident.
    Ignore {
        /// Which.
        incident: IncidentId,
        /// Why.
        reason: String,
        /// Who.
        by: String,
    },
    /// Close an incident about goods or money that moved wrongly.
    Close {
        /// Which.
        incident: IncidentId,
        /// What was done about it.
        reason: String,
        /// Who.
        by: String,
    },
}

/// Applies one input to a thread at a moment, and gives what follows.
/// Deliveries that are due go out as far as the gates of their target allow.
pub fn apply(
    plan: &Plan,
    thread: &mut Thread,
    input: Input,
    now: Timestamp,
    gates: &mut Gates,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    match input {
        Input::Observed { observation, announced } => {
            observed(plan, thread, *observation, announced, now, &mut effects)
        }
        Input::Answered { handoff, document, attempt, outcome } => {
            answered(plan, thread, &Answer { handoff, document, attempt, outcome }, now, &mut effects);
        }
        Input::Command(command) => commanded(plan, thread, command, now, &mut effects),
        Input::Restarted => restarted(thread, now),
        Input::Time => {}
    }
    let deadline = settle(plan, thread, now, &mut effects);
    start_due(plan, thread, now, gates, &mut effects);
    thread.wake_at = wake_at(thread, deadline);
    effects
}

fn observed(
    plan: &Plan,
    thread: &mut Thread,
    observation: Observation,
    announced: bool,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) {
    let document = observation.document();
    let naive =
        announced && document.kind == DocumentKind::Order && !plan.protects("webhook-duplicate-create");
    if naive {
        for handoff in
            plan.flow.carrying(document.kind).filter(|it| it.from == document.system && it.is_ours())
        {
            thread.lane_mut(&handoff.id, &document).repeats += 1;
        }
    }
    let known = thread.fact(&document).is_some();
    if thread.observe(observation) {
        let system = plan.flow.system_title(&document.system);
        let words =
            thread.fact(&document).map_or("new", |fact| change_words(&fact.observation().body, known));
        effects.push(Effect::Told(Entry {
            at: now,
            kind: EntryKind::Seen,
            text: format!("{system}: {} {} {words}.", document.kind.words(), document.id),
            system: Some(document.system.clone()),
            handoff: None,
            document: Some(document),
        }));
    }
}

/// What has become of a document, in a word.
fn change_words(body: &Body, known: bool) -> &'static str {
    match body {
        Body::Deleted(_) => "deleted",
        Body::Shipment(_) | Body::Refund(_) if body.is_dead() => "called back",
        Body::Hold(_) if body.is_dead() => "released",
        _ if body.is_dead() => "cancelled",
        _ if known => "changed",
        _ => "new",
    }
}

struct Answer {
    handoff: HandoffId,
    document: DocumentRef,
    attempt: u32,
    outcome: Outcome,
}

fn answered(plan: &Plan, thread: &mut Thread, answer: &Answer, now: Timestamp, effects: &mut Vec<Effect>) {
    let mut lanes = thread.lanes.iter_mut();
    let lane = lanes.find(|it| it.handoff == answer.handoff && it.document == answer.document);
    let Some((lane, delivery)) = lane.and_then(|it| it.current.clone().map(|current| (it, current))) else {
        return;
    };
    if delivery.number != answer.attempt || !matches!(delivery.state, DeliveryState::InFlight(_)) {
        return;
    }
    let to = plan.flow.handoffs.get(&answer.handoff).map(|it| it.to.clone());
    let (kind, text) = match &answer.outcome {
        Outcome::Done { found, .. } => {
            done(lane, delivery, *found, now);
            (
                EntryKind::Answered,
                if *found { "It was there already.".to_owned() } else { "Done.".to_owned() },
            )
        }
        Outcome::Later { reason, after_ms } => {
            later(plan, lane, delivery, reason, after_ms.map(SignedDuration::from_millis), now);
            (EntryKind::Failed, format!("Not done, to be tried again: {reason}."))
        }
        Outcome::Unanswered { reason } => {
            if delivery.action == Action::Create {
                lane.note_unanswered(now);
            }
            later(plan, lane, delivery, reason, None, now);
            (EntryKind::Failed, format!("No answer: {reason}. It will be looked up before it is repeated."))
        }
        Outcome::Refused { reason } => {
            refused(plan, lane, delivery, reason, now);
            (EntryKind::Failed, format!("Refused: {reason}."))
        }
    };
    effects.push(Effect::Told(Entry {
        at: now,
        kind,
        system: to,
        handoff: Some(answer.handoff.clone()),
        document: Some(answer.document.clone()),
        text,
    }));
}

fn done(lane: &mut Lane, delivery: Delivery, found: bool, now: Timestamp) {
    lane.current = None;
    lane.unanswered = None;
    lane.held = None;
    lane.repeats = lane.repeats.saturating_sub(1);
    if delivery.action == Action::Cancel {
        lane.recall_refused = None;
    }
    lane.note_done(Done { action: delivery.action, content: delivery.content, at: now, found });
}

fn later(
    plan: &Plan,
    lane: &mut Lane,
    mut delivery: Delivery,
    reason: &str,
    after: Option<SignedDuration>,
    now: Timestamp,
) {
    let swallowed =
        lane.document.kind == DocumentKind::Shipment && !plan.protects("fulfilment-writeback-missing");
    if swallowed {
        return give_up(lane, delivery, now);
    }
    let wait = after.unwrap_or(SignedDuration::ZERO).max(backoff(&name(lane), delivery.attempts));
    delivery.state = DeliveryState::Waiting(now.saturating_add(wait).unwrap_or(Timestamp::MAX));
    delivery.last_error = Some(reason.to_owned());
    lane.current = Some(delivery);
}

fn refused(plan: &Plan, lane: &mut Lane, mut delivery: Delivery, reason: &str, now: Timestamp) {
    let held = Held { since: now, reason: reason.trim_end_matches('.').to_owned() };
    if delivery.action == Action::Cancel {
        lane.recall_refused = Some(held);
        return give_up(lane, delivery, now);
    }
    if !plan.protects("poison-order-dead-letter") {
        return give_up(lane, delivery, now);
    }
    let since = lane.held.as_ref().map_or(now, |it| it.since);
    lane.held = Some(Held { since, ..held });
    let wait = held_backoff(&name(lane), delivery.attempts);
    delivery.state = DeliveryState::Waiting(now.saturating_add(wait).unwrap_or(Timestamp::MAX));
    delivery.last_error = Some(reason.to_owned());
    lane.current = Some(delivery);
}

/// Ends a delivery without success: it is not tried again for the same content.
fn give_up(lane: &mut Lane, delivery: Delivery, now: Timestamp) {
    lane.current = None;
    lane.note_done(Done { action: delivery.action, content: delivery.content, at: now, found: false });
}

fn name(lane: &Lane) -> String {
    format!("{}/{}", lane.handoff, lane.document)
}

fn restarted(thread: &mut Thread, now: Timestamp) {
    for lane in &mut thread.lanes {
        if !lane.in_flight() {
            continue;
        }
        if let Some(delivery) = &mut lane.current {
            delivery.state = DeliveryState::Waiting(now);
            delivery.last_error = Some("Seamless stopped before the answer came".to_owned());
            if delivery.action == Action::Create {
                lane.note_unanswered(now);
            }
        }
    }
}

fn commanded(plan: &Plan, thread: &mut Thread, command: Command, now: Timestamp, effects: &mut Vec<Effect>) {
    match command {
        Command::Converge { handoff, document, by } => {
            converge(plan, thread, &handoff, document, &by, now, effects)
        }
        Command::Ignore { incident, reason, by } => {
            let state = IncidentState::Ignored { at: now, by: by.clone(), reason: reason.clone() };
            end(thread, &incident, state, format!("{by} ignores it: {reason}"), now, effects);
        }
        Command::Close { incident, reason, by } => {
            let state = IncidentState::Closed { at: now, how: format!("{by}: {reason}") };
            end(thread, &incident, state, format!("{by} closed it: {reason}"), now, effects);
        }
    }
}

fn end(
    thread: &mut Thread,
    id: &IncidentId,
    state: IncidentState,
    text: String,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) {
    let Some(incident) = thread.incidents.iter_mut().find(|it| it.id == *id && it.is_open()) else { return };
    incident.state = state;
    effects.push(Effect::Closed(incident.clone()));
    effects.push(told(incident, EntryKind::Person, now, text));
}

fn converge(
    plan: &Plan,
    thread: &mut Thread,
    handoff: &HandoffId,
    document: Option<DocumentRef>,
    by: &str,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) {
    let Some(carried) = plan.flow.handoffs.get(handoff) else { return };
    let documents: Vec<DocumentRef> = match document {
        Some(document) => vec![document],
        None => thread
            .facts
            .iter()
            .map(crate::Fact::document)
            .filter(|it| it.system == carried.from && it.kind == carried.carry)
            .collect(),
    };
    for document in documents {
        let travels = document.system == carried.from && document.kind == carried.carry;
        if !travels || thread.fact(&document).is_none() {
            continue;
        }
        let lane = thread.lane_mut(handoff, &document);
        lane.converge = true;
        lane.held = None;
        lane.recall_refused = None;
        lane.done.clear();
        // What is on its way is waited for; what its answer leaves to be done is done then.
        if !lane.in_flight() {
            lane.current = None;
            // Somebody else may have been at work meanwhile: look before creating.
            lane.unanswered.get_or_insert(now);
        }
        effects.push(Effect::Told(Entry {
            at: now,
            kind: EntryKind::Person,
            system: Some(carried.to.clone()),
            handoff: Some(handoff.clone()),
            document: Some(document),
            text: format!("{by} asked to converge {}.", plan.flow.system_title(&carried.to)),
        }));
    }
}
