//! One scenario, played from its first step to its end.

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
use seamless_sandbox::{Cast, CastConfig, Deed, Delivered, Message, Response, handoffs_fed};
use seamless_store::{Memory, OrderFilter, Store as _};

use crate::clock::VirtualClock;
use crate::deeds::{priced, shop_of, spoken, stock, system_of, warehouse_of};
use crate::oracle::{SeenIncident, Tally, Truth, holds};
use crate::queue::Queue;
use crate::tasks::{Ended, Purpose, Tasks};
use crate::wire::{Answer, SlotWire};
use crate::{CannotPlay, Failure, Rehearsed};

/// How a scenario is played.
#[derive(Debug, Clone)]
pub struct Options {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// A protection that is switched off, to show that the scenario fails without it.
    pub without: Option<BreakpointId>,
}

/// The moment at which every rehearsal begins.
fn start() -> Timestamp {
    Timestamp::constant(1_793_610_000, 0)
}

/// How long a scenario goes on after its last step where no `then` says otherwise.
const SETTLES_WITHIN: SignedDuration = SignedDuration::from_hours(6);
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
    Twin(SystemId),
    Arrives { from: SystemId, message: Box<Message>, first: bool },
    Vendor(usize),
    VendorAnswer { vendor: usize, call: CallId, response: Option<Response> },
    Answer { slot: u64, task: u64, answer: Answer, life: u64 },
    Poll(usize, u64),
    Fetch(FetchWanted, u32, u64),
    Wake(u64),
    Heal(Fault),
    Restart,
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
    /// When each twin is next to be looked after.
    twin_wakes: BTreeMap<SystemId, Timestamp>,
    vendor_wakes: BTreeMap<usize, Timestamp>,
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
        let start = start();
        let cast = Cast::of(
            flow,
            &CastConfig {
                seed: options.seed,
                start,
                pace: 1,
                vendor_poll: SignedDuration::from_mins(5),
                url: &|system| format!("http://{system}.twin"),
                webhooks: &|system| format!("http://seamless.twin/webhooks/{system}"),
            },
        )
        .map_err(CannotPlay::NoTwin)?;
        let end_at = after(start, length(scenario));
        let mut stage = Self {
            flow: Arc::clone(flow),
            scenario,
            options,
            clock: VirtualClock::new(start),
            queue: Queue::new(),
            cast,
            faults: Faults::new(options.seed),
            store: Memory::new(),
            wire: SlotWire::default(),
            line: None,
            life: 0,
            tasks: Tasks::default(),
            polls: Vec::new(),
            twin_wakes: BTreeMap::new(),
            vendor_wakes: BTreeMap::new(),
            wake: None,
            shop,
            orders: IndexMap::new(),
            unlisted: BTreeSet::new(),
            end_at,
            result: Rehearsed {
                name: scenario.name.clone(),
                exercises: scenario.exercises.clone(),
                seed: options.seed,
                lasted: end_at.duration_since(start),
                ..Rehearsed::default()
            },
        };
        stage.start_line()?;
        stock(&mut stage.cast, scenario, start);
        stage.write_agenda(start);
        Ok(stage)
    }

    fn write_agenda(&mut self, start: Timestamp) {
        for (index, step) in self.scenario.when.iter().enumerate() {
            self.queue.put(after(start, step.at), Event::Step(index));
        }
        for (index, then) in self.scenario.then.iter().enumerate() {
            self.queue.put(after(start, then.by), Event::Then(index));
        }
        self.watch_twins();
        self.watch_vendors();
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
        let now = self.clock.now();
        for index in 0..self.polls.len() {
            let offset = SignedDuration::from_millis(500 + 137 * index as i64);
            self.queue.put(after(now, offset), Event::Poll(index, self.life));
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
            Event::Twin(system) => self.twin_due(&system),
            Event::Arrives { from, message, first } => self.arrives(&from, &message, first),
            Event::Vendor(index) => self.vendor_due(index),
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
        self.watch_twins();
        self.watch_vendors();
    }

    // The outside systems.

    fn watch_twins(&mut self) {
        for (system, twin) in &self.cast.twins {
            let Some(due) = twin.next_due() else { continue };
            let due = due.max(self.clock.now());
            let known = self.twin_wakes.get(system);
            if known.is_none_or(|known| due < *known) {
                self.twin_wakes.insert(system.clone(), due);
                self.queue.put(due, Event::Twin(system.clone()));
            }
        }
    }

    fn twin_due(&mut self, system: &SystemId) {
        let now = self.clock.now();
        if self.twin_wakes.get(system).is_some_and(|at| *at <= now) {
            self.twin_wakes.remove(system);
        }
        let Some(twin) = self.cast.twins.get_mut(system) else { return };
        for message in twin.due(now) {
            self.leaves(system, message);
        }
    }

    fn leaves(&mut self, system: &SystemId, message: Message) {
        let now = self.clock.now();
        let places = self.places_of(system, &message);
        let arrivals = self.faults.on_message(&places, &message.about, now);
        if arrivals.is_empty() {
            // The sender believes that it arrived.
            if let Some(twin) = self.cast.twins.get_mut(system) {
                twin.settled(message.id, Delivered::Status(200), now);
            }
            return;
        }
        for (index, delay) in arrivals.into_iter().enumerate() {
            let at = after(after(now, TRAVEL), delay);
            let copy = Event::Arrives {
                from: system.clone(),
                message: Box::new(message.clone()),
                first: index == 0,
            };
            self.queue.put(at, copy);
        }
    }

    /// The places on the map whose faults strike a message: the handoffs that it feeds, its system, its role.
    fn places_of(&self, system: &SystemId, message: &Message) -> Vec<HandoffId> {
        let mut places = handoffs_fed(&self.flow, system, &message.about);
        places.push(system.as_str().into());
        places.push(self.flow.system(system).role.word().into());
        places
    }

    fn arrives(&mut self, from: &SystemId, message: &Message, first: bool) {
        let now = self.clock.now();
        let outcome = match self.line.clone() {
            None => Delivered::NoAnswer,
            Some(line) => {
                self.result.messages += 1;
                let (headers, body) = (message.request.headers(), message.request.body().clone());
                match at_once(line.land_webhook(from, headers, body)) {
                    Ok(_) => Delivered::Status(200),
                    Err(seamless_pipeline::LandError::Store(_)) => Delivered::Status(503),
                    Err(_) => Delivered::Status(401),
                }
            }
        };
        if first && let Some(twin) = self.cast.twins.get_mut(from) {
            twin.settled(message.id, outcome, now);
        }
        self.decide();
    }

    fn watch_vendors(&mut self) {
        for (index, vendor) in self.cast.vendors.iter().enumerate() {
            let Some(due) = vendor.twin.next_due() else { continue };
            let due = due.max(self.clock.now());
            if self.vendor_wakes.get(&index).is_none_or(|known| due < *known) {
                self.vendor_wakes.insert(index, due);
                self.queue.put(due, Event::Vendor(index));
            }
        }
    }

    fn vendor_due(&mut self, index: usize) {
        let now = self.clock.now();
        if self.vendor_wakes.get(&index).is_some_and(|at| *at <= now) {
            self.vendor_wakes.remove(&index);
        }
        let vendor = &mut self.cast.vendors[index];
        let (source, target) = (vendor.source.clone(), vendor.target.clone());
        for call in vendor.twin.due(now) {
            let system = if call.to == Side::Source { &source } else { &target };
            let response = self.call(system, &call.request).ok();
            let at = if response.is_some() { after(now, TRAVEL) } else { after(now, PATIENCE) };
            self.queue.put(at, Event::VendorAnswer { vendor: index, call: call.id, response });
        }
    }

    fn vendor_answered(&mut self, index: usize, call: CallId, response: Option<&Response>) {
        let now = self.clock.now();
        let vendor = &mut self.cast.vendors[index];
        let (handoff, faults) = (&vendor.handoff, &mut self.faults);
        vendor.twin.answered_with(call, response, now, &mut |about| faults.on_document(handoff, about, now));
    }

    /// A call reaches a system, or what a fault makes of it.
    fn call(&mut self, system: &SystemId, request: &http::Request<Bytes>) -> Answer {
        let now = self.clock.now();
        let role = self.flow.system(system).role;
        let fate = self.faults.on_call(system, role, request, now);
        let Some(twin) = self.cast.twins.get_mut(system) else {
            return Err(WireError::NotSent("there is no such system".to_owned()));
        };
        let done = match fate {
            CallFate::Pass => Ok(twin.handle(request, now)),
            CallFate::Answer(response) => return Ok(response),
            CallFate::Refuse => return Err(WireError::NotSent("connection refused".to_owned())),
            CallFate::CommitThenTimeout => Err(twin.handle(request, now)),
        };
        match &done {
            Ok(answer) | Err(answer) => self.learn(answer),
        }
        done.map_err(|_| WireError::Unanswered("no answer within 30 s".to_owned()))
    }

    /// A system has made a document for an order: a fault on that order is to find it under its name there as well.
    fn learn(&mut self, answer: &Response) {
        if answer.status() != http::StatusCode::CREATED {
            return;
        }
        let Ok(made) = serde_json::from_slice::<serde_json::Value>(answer.body()) else { return };
        let text = |field: &str| match &made[field] {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let Some(own) = text("id").or_else(|| text("number")) else { return };
        let Some(reference) = ["external_id", "reference", "order_ref"].into_iter().find_map(text) else {
            return;
        };
        let named = self.orders.iter().find(|(_, keys)| keys.values().any(|value| *value == reference));
        if let Some((order, _)) = named {
            self.faults.know(order, &own);
        }
    }

    // Seamless.

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

    // Judging.

    fn check(&mut self, index: usize) {
        let then = &self.scenario.then[index];
        let truth = Truth::of(&self.flow, &self.cast, self.clock.now());
        let incidents = self.seen_incidents();
        if let Err(sentence) = holds(&self.flow, &truth, &self.shop, &self.orders, &incidents, then) {
            self.fail("then", None, sentence);
        }
    }

    fn seen_incidents(&self) -> Vec<SeenIncident> {
        let mut seen = Vec::new();
        for thread in self.store.threads() {
            let number = thread.number().unwrap_or_default();
            let order =
                self.orders.iter().find(|(_, keys)| spoken(keys) == number).map(|(name, _)| name.clone());
            for incident in &thread.incidents {
                seen.push(SeenIncident {
                    order: order.clone().unwrap_or_else(|| number.to_owned()),
                    breakpoint: incident.breakpoint.to_string(),
                    open: incident.is_open(),
                });
            }
        }
        seen
    }

    fn fail(&mut self, what: &str, order: Option<&str>, sentence: String) {
        self.result.failures.push(Failure {
            what: what.to_owned(),
            order: order.map(str::to_owned),
            sentence,
        });
    }

    fn end(mut self) -> Rehearsed {
        let truth = Truth::of(&self.flow, &self.cast, self.clock.now());
        let (violations, judged) = invariants::judge(&self.flow, &truth.world);
        self.result.judged = judged;
        for violation in violations {
            self.fail(violation.invariant, Some(&violation.order), violation.sentence);
        }
        let tally = Tally::of(&self.flow, &truth.grouped);
        self.result.lost = tally.lost;
        self.result.doubled = tally.doubled;
        self.result.carried = tally.carried;
        for (kind, count) in self.faults.injected() {
            *self.result.faults.entry(kind.clone()).or_default() += count;
        }
        if let Some(order) = self.result.failures.iter().find_map(|it| it.order.clone()) {
            self.result.story = self.story(&order);
        }
        self.result
    }

    /// The timeline of an order that failed, as Seamless saw it.
    fn story(&self, order: &str) -> Vec<String> {
        let number = self.orders.get(order).map_or_else(|| order.to_owned(), spoken);
        let filter = OrderFilter { search: Some(number), ..OrderFilter::default() };
        let Ok(page) = at_once(self.store.orders(&filter)) else { return Vec::new() };
        let Some(row) = page.rows.first() else { return Vec::new() };
        let start = start();
        let rows = at_once(self.store.timeline(row.thread)).unwrap_or_default();
        rows.into_iter()
            .map(|row| {
                let since = row.entry.at.duration_since(start);
                let on = row.entry.handoff.map(|handoff| format!(" [{handoff}]")).unwrap_or_default();
                format!("{:>10}{on} {}", seamless_flow::format_span(since), row.entry.text)
            })
            .collect()
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

fn after(at: Timestamp, wait: SignedDuration) -> Timestamp {
    at.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// How long a scenario lasts: to its last `then`, else some hours after its last step.
fn length(scenario: &Scenario) -> SignedDuration {
    let last_step = scenario.when.iter().map(|step| step.at + spread(&step.what)).max().unwrap_or_default();
    let last_then = scenario.then.iter().map(|then| then.by).max();
    last_then.unwrap_or(last_step + SETTLES_WITHIN).max(last_step)
}

fn spread(what: &Moment) -> SignedDuration {
    match what {
        Moment::PlacesMany { over, .. } => *over,
        Moment::Fault(Fault { during: Some(during), .. }) => *during,
        _ => SignedDuration::ZERO,
    }
}

/// Every place that a scenario names must be on the map.
fn check_places(flow: &Flow, scenario: &Scenario) -> Result<(), CannotPlay> {
    let known = |on: &str| {
        flow.handoffs.contains_key(on)
            || flow.systems.contains_key(on)
            || Role::ALL.iter().any(|role| role.word() == on && system_of(flow, *role).is_some())
    };
    for step in &scenario.when {
        let on = match &step.what {
            Moment::Fault(fault) => fault.on.as_deref(),
            Moment::Heals { on } => Some(on.as_str()),
            Moment::Converges { on, .. } => Some(on.as_str()),
            _ => None,
        };
        if let Some(on) = on.filter(|on| !known(on)) {
            let role = Role::ALL.iter().any(|role| role.word() == on);
            return Err(if role {
                CannotPlay::NoRole(on.to_owned())
            } else {
                CannotPlay::NoPlace(on.to_owned())
            });
        }
    }
    Ok(())
}
