//! One scenario, played from its first step to its end.

mod agenda;
mod judge;
mod outside;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use seamless_breakpoints::invariants;
use seamless_connect::{Credentials, WireError};
use seamless_engine::{Command, Plan};
use seamless_flow::{Fault, FaultKind, Flow, Moment, Role, Scenario};
use seamless_model::{BreakpointId, DocumentKind, HandoffId, Keys, SystemId, ThreadId};
use seamless_pipeline::{Clock as _, Decision, FetchWanted, Pipeline, PipelineError, PollPlan};
use seamless_sandbox::carrier::{CallId, Side};
use seamless_sandbox::fault::{CallFate, Faults};
use seamless_sandbox::{Cast, CastConfig, Deed, Delivered, Made, Message, Response, handoffs_fed};
use seamless_store::{Memory, OrderFilter, Store as _};

use crate::clock::VirtualClock;
use crate::deeds::{priced, shop_of, spoken, stock, system_of, warehouse_of};
use crate::oracle::{SeenIncident, Tally, Truth, holds};
use crate::queue::Queue;
use crate::tasks::{Ended, Purpose, Tasks};
use crate::wire::{Answer, SlotWire};
use crate::{CannotPlay, Failure, Rehearsed};
use agenda::{check_places, length};

/// How a scenario is played.
#[derive(Debug, Clone)]
pub struct Options {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// A protection that is switched off, to show that the scenario fails without it.
    pub without: Option<BreakpointId>,
}

/// The moment at which every rehearsal begins.
const START: Timestamp = Timestamp::constant(1_793_610_000, 0);

/// How long a message or a call is on its way.
const TRAVEL: SignedDuration = SignedDuration::from_millis(40);
/// After how long a call without an answer is given up.
const PATIENCE: SignedDuration = SignedDuration::from_secs(30);
const DECIDE_AT_MOST: usize = 512;

type Line = Pipeline<Memory, SlotWire, VirtualClock>;

/// What can happen next.
enum Event {
    Step(usize),
    Place { order: String, lines: Vec<(String, u64)>, country: String, test: bool },
    Then(usize),
    Outside(Outsider),
    Arrives { from: SystemId, message: Box<Message>, first: bool },
    VendorAnswer { vendor: usize, call: CallId, response: Option<Response> },
    Answer { slot: u64, task: u64, answer: Answer, life: u64 },
    Poll(usize, u64),
    Fetch(FetchWanted, u32, u64),
    Wake(u64),
    Heal(Fault),
    Restart,
}

/// Whoever acts by itself beside Seamless, by its place in the cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outsider {
    Twin(usize),
    Vendor(usize),
}

/// Plays one scenario on a map.
pub fn rehearse(flow: &Arc<Flow>, scenario: &Scenario, options: &Options) -> Result<Rehearsed, CannotPlay> {
    let mut stage = Stage::set(flow, scenario, options)?;
    stage.play();
    Ok(stage.end())
}

/// Everything that takes part.
struct Stage<'s> {
    flow: Arc<Flow>,
    scenario: &'s Scenario,
    options: &'s Options,
    clock: VirtualClock,
    queue: Queue<Event>,
    cast: Cast,
    faults: Faults,
    store: Memory,
    wire: SlotWire,
    /// Absent while Seamless is down.
    line: Option<Arc<Line>>,
    /// Grows with every restart, so that what belonged to an earlier life is recognised.
    life: u64,
    tasks: Tasks,
    polls: Vec<PollPlan>,
    /// When each twin and vendor is next to be looked after.
    outside_wakes: BTreeMap<Outsider, Timestamp>,
    wake: Option<Timestamp>,
    shop: SystemId,
    orders: IndexMap<String, Keys>,
    /// Orders that are placed with an item of their own, which a mapping gap leaves out.
    unlisted: BTreeSet<String>,
    end_at: Timestamp,
    result: Rehearsed,
}

impl<'s> Stage<'s> {
    fn set(flow: &Arc<Flow>, scenario: &'s Scenario, options: &'s Options) -> Result<Self, CannotPlay> {
        let shop = shop_of(flow).ok_or_else(|| CannotPlay::NoRole("storefront".to_owned()))?;
        for then in &scenario.then {
            if system_of(flow, then.role).is_none() {
                return Err(CannotPlay::NoRole(then.role.word().to_owned()));
            }
        }
        check_places(flow, scenario)?;
        let cast = Cast::of(
            flow,
            &CastConfig {
                seed: options.seed,
                start: START,
                pace: 1,
                vendor_poll: SignedDuration::from_mins(5),
                url: &|system| format!("http://{system}.twin"),
                webhooks: &|system| format!("http://seamless.twin/webhooks/{system}"),
            },
        )
        .map_err(CannotPlay::NoTwin)?;
        let clock = VirtualClock::new(START);
        let end_at = clock.after(length(scenario));
        let mut stage = Self {
            flow: Arc::clone(flow),
            scenario,
            options,
            clock,
            queue: Queue::new(),
            cast,
            faults: Faults::new(options.seed),
            store: Memory::new(),
            wire: SlotWire::default(),
            line: None,
            life: 0,
            tasks: Tasks::default(),
            polls: Vec::new(),
            outside_wakes: BTreeMap::new(),
            wake: None,
            shop,
            orders: IndexMap::new(),
            unlisted: BTreeSet::new(),
            end_at,
            result: Rehearsed {
                name: scenario.name.clone(),
                exercises: scenario.exercises.clone(),
                seed: options.seed,
                lasted: end_at.duration_since(START),
                ..Rehearsed::default()
            },
        };
        stage.start_line()?;
        stock(&mut stage.cast, scenario, START);
        stage.write_agenda();
        Ok(stage)
    }

    /// Puts Seamless together over what is kept, as at a start.
    fn start_line(&mut self) -> Result<(), CannotPlay> {
        let mut plan = Plan::new(Arc::clone(&self.flow));
        plan.without = self.options.without.clone();
        let access = &self.cast.access;
        let line = Pipeline::new(plan, self.store.clone(), self.wire.clone(), self.clock.clone(), |system| {
            let access = access.get(&system.id).ok_or("it has no twin")?;
            Ok(Credentials {
                secrets: vec![access.secret.clone()],
                token: Some(access.token.clone()),
                ..Credentials::default()
            })
        })
        .map_err(|error| CannotPlay::Pipeline(error.to_string()))?;
        let line = Arc::new(line);
        self.polls = line.poll_plans();
        self.line = Some(Arc::clone(&line));
        for index in 0..self.polls.len() {
            let offset = SignedDuration::from_millis(500 + 137 * index as i64);
            self.queue.put(self.clock.after(offset), Event::Poll(index, self.life));
        }
        let decision = at_once(line.restart());
        self.follow(decision);
        self.decide();
        Ok(())
    }

    fn play(&mut self) {
        while let Some((at, event)) = self.queue.take() {
            if at > self.end_at {
                break;
            }
            self.clock.set(at.max(self.clock.now()));
            self.result.events += 1;
            self.happen(event);
        }
        self.clock.set(self.end_at);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Step(index) => self.step(index),
            Event::Place { order, lines, country, test } => self.place(&order, &lines, &country, test),
            Event::Then(index) => self.check(index),
            Event::Outside(who) => self.outside_due(who),
            Event::Arrives { from, message, first } => self.arrives(&from, &message, first),
            Event::VendorAnswer { vendor, call, response } => {
                self.vendor_answered(vendor, call, response.as_ref())
            }
            Event::Answer { slot, task, answer, life } if life == self.life => {
                self.wire.answer(slot, answer);
                self.resume(task);
            }
            Event::Poll(index, life) if life == self.life => self.poll(index),
            Event::Fetch(wanted, attempt, life) if life == self.life => self.fetch(wanted, attempt),
            Event::Wake(life) if life == self.life => {
                self.wake = None;
                self.decide();
            }
            Event::Heal(fault) => self.heal_gap(&fault),
            Event::Restart => self.restart(),
            Event::Answer { .. } | Event::Poll(..) | Event::Fetch(..) | Event::Wake(_) => {}
        }
        self.watch_outside();
    }

    fn decide(&mut self) {
        let Some(line) = self.line.clone() else { return };
        loop {
            let decision = at_once(line.decide(DECIDE_AT_MOST));
            let idle = decision.as_ref().map_or(true, Decision::is_idle);
            self.follow(decision);
            if idle {
                break;
            }
        }
        self.set_wake();
    }

    fn set_wake(&mut self) {
        let Ok(Some(at)) = at_once(self.store.next_wake()) else { return };
        let at = at.max(self.clock.now());
        if self.wake.is_none_or(|known| at < known) {
            self.wake = Some(at);
            self.queue.put(at, Event::Wake(self.life));
        }
    }

    fn follow(&mut self, decision: Result<Decision, PipelineError>) {
        let decision = match decision {
            Ok(decision) => decision,
            Err(error) => return self.fail("step", None, error.to_string()),
        };
        for (_, incident) in decision.opened {
            *self.result.incidents.entry(incident.breakpoint).or_default() += 1;
        }
        for send in decision.sends {
            if let Some(line) = self.line.clone() {
                let work = async move { line.deliver(send).await };
                self.begin(Purpose::Deliver, Box::pin(work));
            }
        }
        for wanted in decision.fetches {
            self.fetch(wanted, 1);
        }
    }

    fn fetch(&mut self, wanted: FetchWanted, attempt: u32) {
        let Some(line) = self.line.clone() else { return };
        let what = wanted.clone();
        let work = async move { line.fetch(&what.system, &what.fetch).await };
        self.begin(Purpose::Fetch(wanted, attempt), Box::pin(work));
    }

    fn poll(&mut self, index: usize) {
        let (Some(line), Some(plan)) = (self.line.clone(), self.polls.get(index).cloned()) else { return };
        self.queue.put(self.clock.after(plan.every), Event::Poll(index, self.life));
        let work = async move { line.poll(&plan).await.map(drop) };
        self.begin(Purpose::Poll, Box::pin(work));
    }

    fn begin(
        &mut self,
        purpose: Purpose,
        work: std::pin::Pin<Box<dyn Future<Output = Result<(), PipelineError>>>>,
    ) {
        let task = self.tasks.start(purpose, work);
        self.resume(task);
    }

    /// Goes on with a task as far as it comes, and carries the requests that it makes.
    fn resume(&mut self, task: u64) {
        let ended = self.tasks.resume(task);
        for (slot, system, request) in self.wire.take_requests() {
            let answer = self.call(&system, &request);
            let wait = if matches!(answer, Err(WireError::Unanswered(_))) { PATIENCE } else { TRAVEL };
            self.queue.put(self.clock.after(wait), Event::Answer { slot, task, answer, life: self.life });
        }
        let Some(Ended { purpose, result }) = ended else { return };
        if let (Purpose::Fetch(wanted, attempt), Err(_)) = (purpose, &result) {
            let wait = seamless_engine::backoff(&wanted.fetch.id, attempt);
            self.queue.put(self.clock.after(wait), Event::Fetch(wanted, attempt + 1, self.life));
        }
        self.decide();
    }
}

/// A future over a store in memory is ready at once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match future.now_or_never() {
        Some(value) => value,
        None => unreachable!("a store in memory never waits"),
    }
}

/// The item of an order that a mapping gap strikes alone.
fn unlisted(order: &str) -> String {
    format!("UNLISTED-{order}")
}
