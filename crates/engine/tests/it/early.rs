//! Messages that overtake the one that tells whose they are.

use seamless_engine::{Effect, Gates, Input, Outcome, Send, Thread, apply};
use seamless_model::{Observation, RequestStatus, ShipmentStatus, ThreadId};

use crate::support::*;

/// A thread, and what came of the last input.
struct Stage {
    thread: Thread,
    gates: Gates,
    sent: Vec<Send>,
    opened: Vec<String>,
}

impl Stage {
    fn new() -> Self {
        let thread = Thread::new(ThreadId(1), at(0));
        Self { thread, gates: Gates::default(), sent: Vec::new(), opened: Vec::new() }
    }

    fn input(&mut self, second: i64, input: Input) {
        self.sent.clear();
        self.opened.clear();
        for effect in apply(&plan(), &mut self.thread, input, at(second), &mut self.gates) {
            match effect {
                Effect::Send(send) => self.sent.push(*send),
                Effect::Opened(incident) => self.opened.push(incident.breakpoint.to_string()),
                _ => {}
            }
        }
    }

    fn see(&mut self, second: i64, observation: Observation) {
        self.input(second, Input::Observed { observation: Box::new(observation), announced: false });
    }

    /// The parcel's attempt is refused; `attempt` counts from 1.
    fn refuse(&mut self, second: i64, attempt: u32) {
        let document = parcel("S-1", "1Z", 1, ShipmentStatus::Shipped).document();
        let outcome = Outcome::Refused { reason: "the order is not known here".into() };
        self.input(second, Input::Answered { handoff: "shipped".into(), document, attempt, outcome });
    }

    fn sends_the_parcel_with_its_order(&self) -> bool {
        self.sent.iter().any(|it| it.handoff.as_str() == "shipped" && !it.target_order_keys.is_empty())
    }
}

#[test]
fn what_was_refused_for_want_of_its_order_goes_out_when_the_order_turns_up() {
    let mut stage = Stage::new();
    stage.see(1, parcel("S-1", "1Z", 1, ShipmentStatus::Shipped));
    assert_eq!(stage.sent.len(), 1, "nothing tells that the order is missing");
    stage.refuse(2, 1);
    assert!(stage.sent.is_empty(), "nothing is new");
    stage.see(3, shop_order(0, Says::default()));
    assert!(stage.sends_the_parcel_with_its_order());
}

#[test]
fn an_order_that_turns_up_while_the_attempt_is_on_its_way_counts_when_it_is_refused() {
    let mut stage = Stage::new();
    stage.see(1, parcel("S-1", "1Z", 1, ShipmentStatus::Shipped));
    stage.see(2, shop_order(0, Says::default()));
    assert!(!stage.sent.iter().any(|it| it.handoff.as_str() == "shipped"), "one is on its way");
    stage.refuse(3, 1);
    assert!(stage.sends_the_parcel_with_its_order());
    stage.refuse(4, 2);
    assert!(stage.sent.is_empty(), "it was refused with all that is known");
}

#[test]
fn a_request_whose_order_is_not_known_yet_is_an_incident_at_its_deadline_and_not_before() {
    let mut stage = Stage::new();
    stage.see(1, oms_request("FR-1", 1, 2, RequestStatus::Open));
    assert!(stage.opened.is_empty());
    stage.input(299, Input::Time);
    assert!(stage.opened.is_empty());
    stage.input(302, Input::Time);
    assert_eq!(stage.opened, ["poison-order-dead-letter"]);
}
