//! Targets that lose answers, refuse and are crashed upon: in the end each document stands once where it should.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use seamless_engine::{Command, Effect, Gates, Input, Outcome, Plan, Send, Thread, apply};
use seamless_model::{Action, Body, DocumentKind, Observation, RequestStatus, ShipmentStatus, ThreadId};

use crate::support::*;

/// What a target knows of repetition: a key that makes calls one, or only that it can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Knows {
    UniqueKeys,
    LookUp,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    /// It is answered, and the answer does not show the document.
    Bare,
    /// Nothing reached the target.
    NotSent,
    /// It got there; the answer did not come back.
    AnswerLost,
    /// It did not get there, which nobody can know.
    CallLost,
    Refused,
    /// Seamless is killed after it got there, or before.
    Crash {
        arrived: bool,
    },
}

/// What people and systems do on their own.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Edit(u64),
    Hold(bool),
    Cancel,
    Request(u8),
    Ship(u8),
    Void(u8),
    Refund(u8),
    /// The target's own message about all that it has gets through.
    Tell,
    Restart,
}

/// A document in a target.
#[derive(Debug, Clone)]
struct Standing {
    system: String,
    id: String,
    key: String,
    dead: bool,
    body: Body,
    changed: i64,
}

struct Stage {
    plan: Plan,
    thread: Thread,
    gates: Gates,
    second: i64,
    knows: Knows,
    order: Says,
    sources: BTreeMap<String, Observation>,
    standing: Vec<Standing>,
    keys: HashMap<String, usize>,
    calls: Vec<Send>,
}

impl Stage {
    fn new(knows: Knows, test: bool) -> Self {
        Self {
            plan: plan(),
            thread: Thread::new(ThreadId(1), at(0)),
            gates: Gates::default(),
            second: 0,
            knows,
            order: Says { test, ..Says::default() },
            sources: BTreeMap::new(),
            standing: Vec::new(),
            keys: HashMap::new(),
            calls: Vec::new(),
        }
    }

    fn apply(&mut self, input: Input) {
        for effect in apply(&self.plan, &mut self.thread, input, at(self.second), &mut self.gates) {
            if let Effect::Send(send) = effect {
                self.calls.push(*send);
            }
        }
    }

    fn see(&mut self, observation: Observation) {
        self.apply(Input::Observed { observation: Box::new(observation), announced: false });
    }

    fn source(&mut self, observation: Observation) {
        self.sources.insert(observation.document().to_string(), observation.clone());
        self.see(observation);
    }

    fn order_changes(&mut self) {
        let (second, says) = (self.second, self.order);
        self.source(shop_order(second, says));
    }

    fn deed(&mut self, deed: Deed) {
        let second = self.second;
        match deed {
            Deed::Edit(units) if !self.order.cancelled => {
                self.order.units = units;
                self.order_changes();
            }
            Deed::Hold(held) if !self.order.cancelled => {
                self.order.held = held;
                self.order_changes();
            }
            Deed::Cancel => {
                self.order.cancelled = true;
                self.order_changes();
            }
            // The OMS asks for goods only for an order that it has.
            Deed::Request(n) if self.standing.iter().any(|it| it.system == "oms" && !it.dead) => {
                self.source(oms_request(&format!("R-{n}"), second, self.order.units, RequestStatus::Open));
            }
            // A parcel that was called back does not leave again: the next one has its own number.
            Deed::Ship(n) if !self.sources.values().any(|it| it.id == format!("X-{n}")) => {
                self.source(parcel(&format!("X-{n}"), &format!("T{n}"), second, ShipmentStatus::Shipped))
            }
            Deed::Void(n) if self.sources.values().any(|it| it.id == format!("X-{n}")) => {
                self.source(parcel(&format!("X-{n}"), &format!("T{n}"), second, ShipmentStatus::Voided));
            }
            Deed::Refund(n) => self.source(shop_refund(&format!("M-{n}"), second, 100 + i64::from(n), false)),
            Deed::Tell => self.tell(),
            Deed::Restart => self.restart(),
            Deed::Edit(_) | Deed::Hold(_) | Deed::Request(_) | Deed::Ship(_) | Deed::Void(_) => {}
        }
    }

    fn tell(&mut self) {
        for observation in self.standing.iter().map(shown).collect::<Vec<_>>() {
            self.see(observation);
        }
    }

    fn restart(&mut self) {
        self.calls.clear();
        self.gates = Gates::default();
        self.apply(Input::Restarted);
    }

    fn call(&mut self, fate: Fate) {
        if self.calls.is_empty() {
            return;
        }
        let send = self.calls.remove(0);
        let silence = Outcome::Unanswered { reason: "silence".into() };
        match fate {
            Fate::NotSent => self.answer(&send, Outcome::Later { reason: "down".into(), after_ms: None }),
            Fate::CallLost => self.answer(&send, silence),
            Fate::Refused => self.answer(&send, Outcome::Refused { reason: "no".into() }),
            Fate::AnswerLost => {
                self.carry_out(&send);
                self.answer(&send, silence);
            }
            Fate::Crash { arrived } => {
                if arrived {
                    self.carry_out(&send);
                }
                self.restart();
            }
            Fate::Answered | Fate::Bare => {
                let (found, which) = self.carry_out(&send);
                let id = which.map(|it| self.standing[it].id.clone());
                if let Some(which) = which.filter(|_| fate == Fate::Answered) {
                    self.see(shown(&self.standing[which]));
                }
                self.answer(&send, Outcome::Done { found, id });
            }
        }
    }

    fn answer(&mut self, send: &Send, outcome: Outcome) {
        let (handoff, document) = (send.handoff.clone(), send.document.document());
        self.apply(Input::Answered { handoff, document, attempt: send.attempt, outcome });
    }

    /// What the target does: whether it was there already, and which document it is.
    fn carry_out(&mut self, send: &Send) -> (bool, Option<usize>) {
        let system = self.plan.flow.handoffs[&send.handoff].to.to_string();
        let key = send.external_key.clone().expect("every document here has its key");
        let kind = send.document.body.kind();
        let alike = |it: &Standing| it.system == system && it.key == key && it.body.kind() == kind;
        let found = self
            .standing
            .iter()
            .position(|it| alike(it) && !it.dead)
            .or_else(|| self.standing.iter().position(alike));
        let second = self.second;
        match send.action {
            Action::Create => {
                let known = match self.knows {
                    Knows::UniqueKeys => self.keys.get(&send.idempotency_key).copied(),
                    Knows::LookUp => found.filter(|_| send.look_up_first),
                };
                if known.is_some() {
                    return (true, known);
                }
                let id = format!("{}-{}", send.handoff, self.standing.len());
                let body = send.document.body.clone();
                self.standing.push(Standing { system, id, key, dead: false, body, changed: second });
                let last = self.standing.len() - 1;
                self.keys.insert(send.idempotency_key.clone(), last);
                (false, Some(last))
            }
            Action::Update => {
                let which = found.expect("what is changed is there");
                self.standing[which].body = send.document.body.clone();
                self.standing[which].changed = second;
                (false, Some(which))
            }
            Action::Cancel => {
                let named =
                    send.target.as_ref().and_then(|it| self.standing.iter().position(|s| s.id == it.id));
                let which = named.or(found);
                if let Some(which) = which {
                    self.standing[which].dead = true;
                    self.standing[which].changed = second;
                }
                (false, which)
            }
        }
    }

    /// From now on everything works; people converge what was refused to be called back. Gives whether it comes to rest.
    fn heal(&mut self) -> bool {
        self.order.held = false;
        self.second += 1;
        self.order_changes();
        let refused: Vec<_> =
            self.thread.lanes.iter().filter(|it| it.recall_refused.is_some()).cloned().collect();
        for lane in refused {
            let document = Some(lane.document);
            let by = "Ada".to_owned();
            self.apply(Input::Command(Command::Converge { handoff: lane.handoff, document, by }));
        }
        for _ in 0..200 {
            while !self.calls.is_empty() {
                self.second += 1;
                self.call(Fate::Answered);
            }
            self.second += 1;
            self.tell();
            if self.calls.is_empty() {
                match self.thread.wake_at {
                    None => return true,
                    Some(due) => self.second = self.second.max(due.duration_since(at(0)).as_secs() + 1),
                }
                self.apply(Input::Time);
            }
        }
        false
    }

    fn live(&self, system: &str, kind: DocumentKind, key: &str) -> Vec<&Standing> {
        let is_it = |it: &&Standing| {
            it.system == system && it.key == key && it.body.kind() == kind && !it.dead && !it.body.is_dead()
        };
        self.standing.iter().filter(is_it).collect()
    }

    fn judge(&self) -> Result<(), TestCaseError> {
        let dead = self.order.cancelled || self.order.test;
        for source in self.sources.values() {
            let (system, key) = match (source.body.kind(), source.system.as_str()) {
                (DocumentKind::Order, "shop") => ("oms", "#1001"),
                (DocumentKind::FulfillmentRequest, _) => ("warehouse", source.id.as_str()),
                (DocumentKind::Shipment, _) => ("shop", source.keys["tracking"].as_str()),
                _ => ("erp", source.id.as_str()),
            };
            let kind = source.body.kind();
            let stops = matches!(kind, DocumentKind::Order | DocumentKind::FulfillmentRequest);
            let due = usize::from(!(source.body.is_dead() || self.order.test || (stops && dead)));
            let live = self.live(system, kind, key);
            prop_assert_eq!(live.len(), due, "{} in {}: {:?}", source.document(), system, self.standing);
            if let (Some(live), Body::Order(order)) = (live.first(), &source.body) {
                prop_assert!(
                    matches!(&live.body, Body::Order(it) if it.units() == order.units() && it.held == order.held)
                );
            }
        }
        Ok(())
    }
}

/// A document of a target as the target tells it.
fn shown(it: &Standing) -> Observation {
    let field = match (it.system.as_str(), it.body.kind()) {
        ("oms", _) => "external_id",
        ("warehouse", _) => "request_ref",
        ("shop", _) => "tracking",
        _ => "reference",
    };
    let body = match (&it.body, it.dead) {
        (Body::Order(_), true) => order_body(Says { cancelled: true, ..Says::default() }),
        (Body::FulfillmentRequest(_), true) => request_body(1, RequestStatus::Cancelled),
        (Body::Shipment(_), true) => shipment_body(&it.key, ShipmentStatus::Voided),
        (Body::Refund(refund), true) => {
            Body::Refund(seamless_model::Refund { voided: true, ..refund.clone() })
        }
        (body, _) => body.clone(),
    };
    let mut seen = seen(&it.system, &it.id, &[(field, &it.key)], &[], it.changed, body);
    // Within one second, what is cancelled is newer.
    seen.revision =
        seen.revision.map(|revision| seamless_model::Revision { rank: u32::from(it.dead), ..revision });
    seen
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (1_u64..5).prop_map(Deed::Edit),
        2 => any::<bool>().prop_map(Deed::Hold),
        1 => Just(Deed::Cancel),
        4 => (1_u8..3).prop_map(Deed::Request),
        2 => (1_u8..3).prop_map(Deed::Ship),
        1 => (1_u8..3).prop_map(Deed::Void),
        1 => (1_u8..3).prop_map(Deed::Refund),
        2 => Just(Deed::Tell),
        1 => Just(Deed::Restart),
    ]
}

fn any_fate() -> impl Strategy<Value = Fate> {
    prop::sample::select(vec![
        Fate::Answered,
        Fate::Answered,
        Fate::Answered,
        Fate::Bare,
        Fate::NotSent,
        Fate::AnswerLost,
        Fate::CallLost,
        Fate::Refused,
        Fate::Crash { arrived: true },
        Fate::Crash { arrived: false },
    ])
}

#[derive(Debug, Clone, Copy)]
enum Turn {
    Deed(Deed),
    Call(Fate),
    Wait(i64),
}

fn any_turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        2 => any_deed().prop_map(Turn::Deed),
        4 => any_fate().prop_map(Turn::Call),
        2 => prop_oneof![1_i64..10, 100_i64..400].prop_map(Turn::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn in_the_end_each_document_stands_once_where_it_should(
        keyed in any::<bool>(),
        test in prop::bool::weighted(0.05),
        turns in prop::collection::vec(any_turn(), 1..40),
    ) {
        let mut stage = Stage::new(if keyed { Knows::UniqueKeys } else { Knows::LookUp }, test);
        stage.order_changes();
        for turn in turns {
            stage.second += 1;
            match turn {
                Turn::Deed(deed) => stage.deed(deed),
                Turn::Call(fate) => stage.call(fate),
                Turn::Wait(seconds) => {
                    stage.second += seconds;
                    stage.apply(Input::Time);
                }
            }
        }
        prop_assert!(stage.heal(), "it comes to rest: {:?}", stage.thread.lanes);
        stage.judge()?;
    }
}
