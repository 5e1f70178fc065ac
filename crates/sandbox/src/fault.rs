//! What a rehearsal does to the flow on purpose: messages that go astray, calls that fail, carriers that forget.
//!
//! Nothing here acts: a caller asks what is to become of a message, a call or a document, and does it. The seed
//! decides what is left to chance, so that a run can be repeated. [`FaultKind::MappingGap`] and
//! [`FaultKind::Crash`] are not decided here: the first is a [`Deed`](crate::Deed), the second a restart.

mod call;
mod rule;
mod swarm;

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Fault, FaultKind, Role};
use seamless_model::{HandoffId, SystemId};

use crate::{About, Request, Response};
use rule::{Draws, Names, Rule, word};
pub use swarm::Swarm;

/// By how much a message is held back so that the next one of the same document overtakes it.
const OVERTAKEN_BY: SignedDuration = SignedDuration::from_secs(60);
/// Within which time the further copies of a message arrive, in milliseconds.
const COPIES_WITHIN_MS: u64 = 30_000;

/// What is to become of a call.
#[derive(Debug, Clone)]
pub enum CallFate {
    /// It reaches the system.
    Pass,
    /// It does not reach the system; this is the answer.
    Answer(Response),
    /// The system does what is asked, and the answer is lost.
    CommitThenTimeout,
    /// There is no connection.
    Refuse,
}

/// The faults that are at work.
pub struct Faults {
    draws: Draws,
    rules: Vec<Rule>,
    armed: u64,
    swarm: Option<Swarm>,
    names: Names,
    overtaking: HashMap<(String, String), bool>,
    injected: BTreeMap<String, u64>,
}

impl Faults {
    /// None yet; the seed decides what will be left to chance.
    pub fn new(seed: u64) -> Self {
        Self {
            draws: Draws::new(seed),
            rules: Vec::new(),
            armed: 0,
            swarm: None,
            names: Names::default(),
            overtaking: HashMap::new(),
            injected: BTreeMap::new(),
        }
    }

    /// Puts a fault to work from now on. Whether it is one that is decided here.
    pub fn arm(&mut self, fault: &Fault, now: Timestamp) -> bool {
        if matches!(fault.kind, FaultKind::MappingGap | FaultKind::Crash(_)) {
            return false;
        }
        self.armed += 1;
        self.rules.push(Rule::new(self.armed, fault.clone(), now));
        true
    }

    /// Lifts every fault on a handoff, role or system, by the word under which it was armed.
    pub fn heal(&mut self, on: &str, now: Timestamp) {
        self.rules.retain(|it| it.is_current(now) && it.fault.on.as_deref() != Some(on));
    }

    /// Sets what goes wrong by the way, everywhere; nothing with `None`.
    pub fn set_swarm(&mut self, swarm: Option<Swarm>) {
        self.swarm = swarm;
    }

    /// Tells under which identifier some system knows an order that a scenario names, so that a fault on that
    /// order finds it: `know("o1", "#1001")`.
    pub fn know(&mut self, order: &str, identifier: &str) {
        self.names.know(order, identifier);
    }

    /// How often each kind of fault has struck, by its word in scenarios.
    pub fn injected(&self) -> &BTreeMap<String, u64> {
        &self.injected
    }

    /// What becomes of a message that feeds these handoffs: the delays after which its copies arrive. With none
    /// it is lost for good: its sender is to believe that it arrived.
    pub fn on_message(
        &mut self,
        handoffs: &[HandoffId],
        about: &About,
        now: Timestamp,
    ) -> Vec<SignedDuration> {
        let mut fate = MessageFate::default();
        let here = |on: &str| handoffs.iter().any(|it| *it == *on);
        for at in 0..self.rules.len() {
            let rule = &self.rules[at];
            let fits = rule.strikes_messages()
                && rule.is_current(now)
                && rule.is_on(here)
                && rule.fault.event.is_none_or(|it| it == about.event)
                && self.names.is_about(rule.fault.order.as_deref(), about);
            if !fits || !self.draws.strikes(rule, &[about.kind.word(), &about.id, about.event.word()]) {
                continue;
            }
            self.rules[at].struck += 1;
            let kind = self.rules[at].fault.kind.clone();
            self.strike_message(&kind, about, &mut fate);
        }
        for (kind, percent) in self.swarm.iter().flat_map(Swarm::on_messages).collect::<Vec<_>>() {
            if self.draws.happens(percent, &[word(&kind), about.kind.word(), &about.id, about.event.word()]) {
                let kind = self.with_chance(kind, about);
                self.strike_message(&kind, about, &mut fate);
            }
        }
        fate.arrivals()
    }

    /// What becomes of a call to a system.
    pub fn on_call(&mut self, system: &SystemId, role: Role, request: &Request, now: Timestamp) -> CallFate {
        let here = |on: &str| *system == *on || role.word() == on;
        let (event, said) = (call::event_of(request), call::said_by(request));
        for at in 0..self.rules.len() {
            let rule = &self.rules[at];
            let fits = rule.strikes_calls()
                && rule.is_current(now)
                && rule.is_on(here)
                && rule.fault.event.is_none_or(|it| Some(it) == event)
                && (event.is_some() || rule.fault.kind != FaultKind::TimeoutAfterCommit)
                && self.names.is_mentioned(rule.fault.order.as_deref(), &said);
            if fits && self.draws.strikes(rule, &[system.as_str(), &said]) {
                self.rules[at].struck += 1;
                let kind = self.rules[at].fault.kind.clone();
                return self.strike_call(&kind, request);
            }
        }
        self.swarm_call(system, &said, request, event.is_some())
    }

    /// Whether the carrier of a handoff forgets a document, for good.
    pub fn on_document(&mut self, handoff: &HandoffId, about: &About, now: Timestamp) -> bool {
        let forgets = (0..self.rules.len()).find(|at| {
            let rule = &self.rules[*at];
            rule.fault.kind == FaultKind::Forget
                && rule.is_current(now)
                && rule.is_on(|on| *handoff == *on)
                && self.names.is_about(rule.fault.order.as_deref(), about)
                && self.draws.strikes(rule, &["carrier", handoff.as_str(), &about.id])
        });
        if let Some(at) = forgets {
            self.rules[at].struck += 1;
        }
        let percent = self.swarm.as_ref().map_or(0, |it| it.forget);
        let forgotten =
            forgets.is_some() || self.draws.happens(percent, &["forget", handoff.as_str(), &about.id]);
        if forgotten {
            self.count("forget");
        }
        forgotten
    }

    fn strike_message(&mut self, kind: &FaultKind, about: &About, fate: &mut MessageFate) {
        match kind {
            FaultKind::Drop => fate.lost = true,
            FaultKind::Delay(by) => fate.late = fate.late.saturating_add(*by),
            FaultKind::Reorder => {
                // Of each document, every other message is held back until the next has gone by.
                let document = (about.kind.word().to_owned(), about.id.clone());
                let held = self.overtaking.entry(document).or_insert(false);
                *held = !*held;
                if !*held {
                    return;
                }
                fate.late = fate.late.saturating_add(OVERTAKEN_BY);
            }
            FaultKind::Duplicate(copies) => {
                for copy in 0..*copies {
                    // The first copy comes at the same moment: two at once is what catches most.
                    let words = ["copy", about.kind.word(), &about.id, &copy.to_string()];
                    let after = if copy == 0 { 0 } else { self.draws.number(&words) % COPIES_WITHIN_MS };
                    fate.copies.push(SignedDuration::from_millis(after.cast_signed()));
                }
            }
            _ => return,
        }
        self.count(word(kind));
    }

    /// A delay of the swarm lasts up to its limit, as chance wants.
    fn with_chance(&mut self, kind: FaultKind, about: &About) -> FaultKind {
        let FaultKind::Delay(most) = kind else { return kind };
        let most = u64::try_from(most.as_millis()).unwrap_or(0).max(1);
        let millis = 1 + self.draws.number(&["late", about.kind.word(), &about.id]) % most;
        FaultKind::Delay(SignedDuration::from_millis(millis.cast_signed()))
    }

    fn swarm_call(&mut self, system: &SystemId, said: &str, request: &Request, writes: bool) -> CallFate {
        let Some(swarm) = self.swarm.clone() else { return CallFate::Pass };
        for (kind, percent) in swarm.on_calls(writes) {
            if self.draws.happens(percent, &[word(&kind), system.as_str(), said]) {
                return self.strike_call(&kind, request);
            }
        }
        if self.draws.happens(swarm.refuse, &["refuse", system.as_str(), said]) {
            self.count("connection_refused");
            return CallFate::Refuse;
        }
        CallFate::Pass
    }

    fn strike_call(&mut self, kind: &FaultKind, request: &Request) -> CallFate {
        self.count(word(kind));
        match kind {
            FaultKind::Throttle => CallFate::Answer(call::throttled(request)),
            FaultKind::ServerError(status) => CallFate::Answer(call::server_error(*status)),
            _ => CallFate::CommitThenTimeout,
        }
    }

    fn count(&mut self, word: &str) {
        *self.injected.entry(word.to_owned()).or_default() += 1;
    }
}

/// What becomes of one message while the faults are asked in turn.
#[derive(Default)]
struct MessageFate {
    lost: bool,
    late: SignedDuration,
    copies: Vec<SignedDuration>,
}

impl MessageFate {
    fn arrivals(self) -> Vec<SignedDuration> {
        if self.lost {
            return Vec::new();
        }
        let copies = self.copies.into_iter().map(|after| self.late.saturating_add(after));
        std::iter::once(self.late).chain(copies).collect()
    }
}
