//! No sequence of inputs breaks the engine's promises.

use proptest::prelude::*;
use seamless_engine::{
    Command, DeliveryState, Effect, Gates, IncidentId, Input, Outcome, Plan, Send, Thread, apply,
};
use seamless_model::{Action, Body, DocumentKind, Observation, ThreadId};

use crate::converge::any_observation;
use crate::support::*;

/// Something that happens, to be made an input when it is known what there is.
#[derive(Debug, Clone)]
enum Any {
    See(Observation, bool),
    /// The lane, how far the attempt is from the last, and what came of it.
    Answer(prop::sample::Index, i64, Outcome),
    Nonsense(Observation, u32, Outcome),
    Converge(prop::sample::Index, Option<Observation>),
    End(prop::sample::Index, bool),
    Restart,
    Time,
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        any::<bool>().prop_map(|found| Outcome::Done { found, id: Some("x".into()) }),
        Just(Outcome::Done { found: false, id: None }),
        prop::option::of(any::<i64>())
            .prop_map(|after_ms| Outcome::Later { reason: "busy".into(), after_ms }),
        Just(Outcome::Unanswered { reason: "silence".into() }),
        Just(Outcome::Refused { reason: "no.".into() }),
    ]
}

fn any_input() -> impl Strategy<Value = Any> {
    prop_oneof![
        6 => (any_observation(), any::<bool>()).prop_map(|(it, announced)| Any::See(it, announced)),
        6 => (any::<prop::sample::Index>(), prop_oneof![4 => Just(0_i64), 1 => -2..3_i64], any_outcome())
            .prop_map(|(lane, off, outcome)| Any::Answer(lane, off, outcome)),
        1 => (any_observation(), any::<u32>(), any_outcome()).prop_map(|(it, n, outcome)| Any::Nonsense(it, n, outcome)),
        1 => (any::<prop::sample::Index>(), prop::option::of(any_observation()))
            .prop_map(|(handoff, it)| Any::Converge(handoff, it)),
        1 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(incident, close)| Any::End(incident, close)),
        1 => Just(Any::Restart),
        4 => Just(Any::Time),
    ]
}

fn input_of(any: Any, thread: &Thread) -> Input {
    let of = |it: &Observation, attempt, outcome| Input::Answered {
        handoff: "orders".into(),
        document: it.document(),
        attempt,
        outcome,
    };
    match any {
        Any::See(it, announced) => Input::Observed { observation: Box::new(it), announced },
        Any::Answer(lane, off, outcome) if !thread.lanes.is_empty() => {
            let lane = lane.get(&thread.lanes);
            let attempt = u32::try_from(i64::from(lane.last_number) + off).unwrap_or(u32::MAX);
            let (handoff, document) = (lane.handoff.clone(), lane.document.clone());
            Input::Answered { handoff, document, attempt, outcome }
        }
        Any::Nonsense(it, attempt, outcome) => of(&it, attempt, outcome),
        Any::Converge(handoff, it) => {
            let handoffs: Vec<_> = flow().handoffs.keys().cloned().collect();
            let (handoff, document) = (handoff.get(&handoffs).clone(), it.map(|it| it.document()));
            Input::Command(Command::Converge { handoff, document, by: "Ada".into() })
        }
        Any::End(incident, close) => {
            let ids: Vec<IncidentId> = thread.incidents.iter().map(|it| it.id.clone()).collect();
            let incident =
                if ids.is_empty() { IncidentId("none".into()) } else { incident.get(&ids).clone() };
            let (reason, by) = ("so".to_owned(), "Ada".to_owned());
            Input::Command(if close {
                Command::Close { incident, reason, by }
            } else {
                Command::Ignore { incident, reason, by }
            })
        }
        Any::Restart => Input::Restarted,
        Any::Time | Any::Answer(..) => Input::Time,
    }
}

/// What must hold after every input.
fn sound(plan: &Plan, thread: &Thread, effects: &[Effect]) -> Result<(), TestCaseError> {
    let sends: Vec<&Send> = effects
        .iter()
        .filter_map(|it| if let Effect::Send(send) = it { Some(&**send) } else { None })
        .collect();
    for (index, send) in sends.iter().enumerate() {
        let lane = thread.lane(&send.handoff, &send.document.document());
        let lane = lane.ok_or_else(|| TestCaseError::fail("a send has a lane"))?;
        prop_assert!(lane.in_flight(), "the attempt is in the state before it goes out");
        prop_assert_eq!(lane.current.as_ref().map(|it| it.number), Some(send.attempt));
        prop_assert_eq!(lane.last_number, send.attempt);
        let same =
            |it: &&&Send| it.handoff == send.handoff && it.document.document() == send.document.document();
        prop_assert_eq!(sends[..index].iter().filter(same).count(), 0, "one at a time");
        let handoff = &plan.flow.handoffs[&send.handoff];
        prop_assert!(handoff.is_ours() || lane.converge);
        if send.action == Action::Create {
            prop_assert!(may_be_created(thread, send), "{:?}", send);
            prop_assert_eq!(send.look_up_first, lane.unanswered.is_some());
        }
    }
    for (index, lane) in thread.lanes.iter().enumerate() {
        let twin = |it: &&seamless_engine::Lane| it.handoff == lane.handoff && it.document == lane.document;
        prop_assert_eq!(thread.lanes[..index].iter().filter(twin).count(), 0);
        prop_assert!(lane.done.len() <= 100);
        prop_assert!(thread.fact(&lane.document).is_some(), "a lane is of a document that is known");
        if let Some(DeliveryState::Waiting(due)) = lane.current.as_ref().map(|it| it.state) {
            prop_assert!(thread.wake_at.is_some_and(|at| at <= due), "what waits wakes the thread");
        }
    }
    prop_assert!(thread.incidents.len() <= 8 * thread.facts.len().max(1));
    Ok(())
}

/// Neither a test order nor a dead document, and no order or request of a cancelled order.
fn may_be_created(thread: &Thread, send: &Send) -> bool {
    let orders = || {
        thread.facts.iter().filter_map(|it| match &it.observation().body {
            Body::Order(order) => Some((it.document().system, order)),
            _ => None,
        })
    };
    let stops = matches!(send.document.body.kind(), DocumentKind::Order | DocumentKind::FulfillmentRequest);
    // The books hand no order on: what is cancelled there alone stops nothing.
    let cancelled = orders().any(|(system, order)| system != "erp" && order.is_cancelled());
    let test = match &send.document.body {
        Body::Order(order) => order.test,
        _ => {
            orders().find(|(system, _)| *system == send.document.system).is_some_and(|(_, order)| order.test)
        }
    };
    let dead = send.document.body.is_dead() || (stops && cancelled);
    !dead && !test
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_sequence_of_inputs_breaks_a_promise(
        inputs in prop::collection::vec((any_input(), prop_oneof![3 => 0_i64..20, 1 => 0_i64..5_000]), 1..40),
        budget in any::<bool>(),
    ) {
        let plan = plan();
        let mut gates = if budget { Gates::new(&plan.flow, at(0)) } else { Gates::default() };
        let mut thread = Thread::new(ThreadId(7), at(0));
        let mut second = 0;
        for (any, wait) in inputs {
            second += wait;
            let system = "oms".into();
            match &any {
                Any::Answer(_, _, Outcome::Unanswered { .. }) => gates.failed(&system, at(second)),
                Any::Answer(..) => gates.answered(&system),
                _ => {}
            }
            let input = input_of(any, &thread);
            let effects = apply(&plan, &mut thread, input, at(second), &mut gates);
            sound(&plan, &thread, &effects)?;
            let text = serde_json::to_string(&thread).expect("a thread can be kept");
            let kept: Thread = serde_json::from_str(&text).expect("and read again");
            prop_assert_eq!(&kept, &thread);
        }
    }
}
