//! Starting what is due: an attempt with all that is needed to build its request.

use jiff::{SignedDuration, Timestamp};
use seamless_flow::Handoff;
use seamless_model::{Action, Body, DocumentKind, Observation, SystemId};

use crate::settle::{Effect, Entry, EntryKind, Send};
use crate::{DeliveryState, Fact, Gate, Gates, Plan, Thread};

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
        let attempts = thread.lanes[index].current.as_ref().map_or(0, |it| it.attempts);
        effects.push(Effect::Told(Entry {
            at: now,
            kind: EntryKind::Sent,
            system: Some(plan.flow.handoffs[&send.handoff].to.clone()),
            handoff: Some(send.handoff.clone()),
            document: Some(send.document.document()),
            text: sent_words(plan, &send, attempts),
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

fn sent_words(plan: &Plan, send: &Send, attempts: u32) -> String {
    let to = plan.flow.system_title(&plan.flow.handoffs[&send.handoff].to);
    let again = if attempts > 1 { format!(", attempt {attempts}") } else { String::new() };
    let kind = send.document.body.kind().words();
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
    let external_key = external_key.filter(|it| !it.trim().is_empty());
    let target = target_of(thread, handoff, external_key.as_deref());
    let order = order_for(thread, &handoff.from);
    let target_order_keys = thread
        .facts
        .iter()
        .find(|fact| fact.kind() == DocumentKind::Order && fact.keyed().system == handoff.to)
        .map(|fact| fact.keyed().keys.clone())
        .unwrap_or_default();
    let orders_known = thread.orders();
    let lane = &mut thread.lanes[index];
    let unanswered = lane.unanswered.is_some();
    let repeats = lane.repeats;
    let delivery = lane.current.as_mut()?;
    lane.last_number = lane.last_number.saturating_add(1);
    delivery.number = lane.last_number;
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.state = DeliveryState::InFlight(now);
    delivery.orders_known = orders_known;
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
        attempt: delivery.number,
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
