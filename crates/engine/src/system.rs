//! One rate budget and one circuit for each system, shared by all handoffs.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use seamless_flow::Flow;
use seamless_model::SystemId;

/// Whether a system may be called now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Yes.
    Open,
    /// Not before this moment.
    NotBefore(Timestamp),
}

const TICK: SignedDuration = SignedDuration::from_millis(1);

/// A leaky bucket: `per_second` calls a second, with credit for `burst` calls.
#[derive(Debug, Clone)]
pub struct Budget {
    per_second: f64,
    burst: f64,
    credit: f64,
    at: Timestamp,
}

impl Budget {
    /// A full bucket.
    pub fn new(per_second: f64, burst: f64, now: Timestamp) -> Self {
        Self { per_second, burst, credit: burst, at: now }
    }

    /// Takes the credit for one call of this cost, or says when there will be enough.
    pub fn take(&mut self, cost: f64, now: Timestamp) -> Gate {
        self.refill(now);
        let cost = cost.min(self.burst);
        if self.credit >= cost {
            self.credit -= cost;
            return Gate::Open;
        }
        let wait_s = (cost - self.credit) / self.per_second;
        // At least a tick: less would be no wait at all, and the same moment would ask for ever.
        let wait =
            SignedDuration::try_from_secs_f64(wait_s).unwrap_or(SignedDuration::from_secs(60)).max(TICK);
        Gate::NotBefore(now.saturating_add(wait).unwrap_or(Timestamp::MAX))
    }
}

impl Budget {
    /// Takes the credit for a call that goes out in any case; the debt is at most one burst.
    pub fn spend(&mut self, cost: f64, now: Timestamp) {
        self.refill(now);
        self.credit = (self.credit - cost).max(-self.burst);
    }

    fn refill(&mut self, now: Timestamp) {
        let elapsed = now.duration_since(self.at).as_secs_f64().max(0.0);
        self.credit = (self.credit + elapsed * self.per_second).min(self.burst);
        self.at = now;
    }
}

/// Opens when a system fails again and again, so that it is not asked while it is down; one trial closes it.
#[derive(Debug, Clone, Default)]
pub struct Circuit {
    failures: u32,
    open_until: Option<Timestamp>,
    trial: Option<Timestamp>,
}

const FAILURES_BEFORE_OPEN: u32 = 5;
const OPEN_FIRST_S: i64 = 5;
const OPEN_LAST_S: i64 = 60;

/// A trial that nothing was heard of for so long never went out, for instance because the store failed before it could.
const TRIAL_LASTS: SignedDuration = SignedDuration::from_mins(5);

impl Circuit {
    /// Whether a call may go out. While half open, one may: the one that does is told by [`Circuit::goes_out`].
    pub fn ask(&self, now: Timestamp) -> Gate {
        let Some(until) = self.open_until else { return Gate::Open };
        if now < until {
            return Gate::NotBefore(until);
        }
        match self.trial {
            Some(since) if now.duration_since(since) < TRIAL_LASTS => {
                Gate::NotBefore(now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX))
            }
            _ => Gate::Open,
        }
    }

    /// A call goes out: while half open, it is the trial.
    pub fn goes_out(&mut self, now: Timestamp) {
        if self.open_until.is_some() {
            self.trial = Some(now);
        }
    }

    /// Whether it is open: calls wait.
    pub fn is_open(&self) -> bool {
        self.open_until.is_some()
    }

    /// A call was answered, whatever the answer meant for the document.
    pub fn answered(&mut self) {
        *self = Self::default();
    }

    /// A call failed: the system is down, failing or did not answer.
    pub fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        self.trial = None;
        if self.failures >= FAILURES_BEFORE_OPEN {
            let doubled = OPEN_FIRST_S << (self.failures - FAILURES_BEFORE_OPEN).min(8);
            let wait = SignedDuration::from_secs(doubled.min(OPEN_LAST_S));
            self.open_until = Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX));
        }
    }

    /// The system asked to be left alone until this moment.
    pub fn throttled(&mut self, until: Timestamp) {
        self.trial = None;
        self.open_until = Some(self.open_until.map_or(until, |it| it.max(until)));
    }
}

/// The budgets and circuits of all systems: one place that says whether a system may be called.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    budgets: BTreeMap<SystemId, Budget>,
    circuits: BTreeMap<SystemId, Circuit>,
    under_way: BTreeMap<SystemId, u32>,
}

/// Deliveries to one system that may be under way at a time: a system that takes calls and never answers holds back no
/// more than these.
const UNDER_WAY_MAX: u32 = 256;
/// When a delivery that found no place asks again.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_millis(250);
/// What a call costs where a system counts points (Shopify: a mutation 10, a whole order about 40 after the refund of
/// what was not used).
const POINTS_A_CALL: f64 = 50.0;
/// A bucket of points holds so many seconds of its rate, where nobody says otherwise. Source: maximumAvailable and
/// restoreRate of recorded Admin API answers.
const BUCKET_SECONDS: f64 = 20.0;

impl Gates {
    /// Gates for a flow's systems. A system whose profile tells `rate.calls_per_second` has a budget of that many
    /// calls a second, with a burst of ten seconds; one that tells `rate.points_per_second` a budget of as many calls as
    /// the points pay for. The others are held back only by what they answer.
    pub fn new(flow: &Flow, now: Timestamp) -> Self {
        let mut gates = Self::default();
        for system in flow.systems.values() {
            let fact = |name: &str| {
                let number = system.profile.number(name, system.plan.as_deref());
                number.and_then(|it| f64::try_from(it).ok()).filter(|it| *it > 0.0)
            };
            let budget = match (fact("rate.calls_per_second"), fact("rate.points_per_second")) {
                (Some(calls), _) => Budget::new(calls, calls * 10.0, now),
                (None, Some(points)) => {
                    let bucket = fact("rate.bucket_points").unwrap_or(points * BUCKET_SECONDS);
                    Budget::new(points / POINTS_A_CALL, bucket / POINTS_A_CALL, now)
                }
                (None, None) => continue,
            };
            gates.budgets.insert(system.id.clone(), budget);
        }
        gates
    }

    /// A poll or a fetch went out: it takes from the same budget, and is never held back by it.
    pub fn spent(&mut self, system: &SystemId, now: Timestamp) {
        if let Some(budget) = self.budgets.get_mut(system) {
            budget.spend(1.0, now);
        }
    }

    /// Until when a system is to be left alone, if it is: what was let out before that was known does not call it.
    pub fn closed_until(&self, system: &SystemId, now: Timestamp) -> Option<Timestamp> {
        self.circuits.get(system)?.open_until.filter(|until| *until > now)
    }

    /// A delivery that was let out has come to its end, whatever the end.
    pub fn ended(&mut self, system: &SystemId) {
        if let Some(count) = self.under_way.get_mut(system) {
            *count = count.saturating_sub(1);
        }
    }

    /// What was let out never left: the store failed before it could.
    pub fn none_left(&mut self) {
        self.under_way.clear();
    }

    /// Whether a call to a system may go out now; takes its cost from the budget.
    pub fn ask(&mut self, system: &SystemId, now: Timestamp) -> Gate {
        let circuit = self.circuits.get_mut(system);
        if let Some(Gate::NotBefore(at)) = circuit.as_ref().map(|it| it.ask(now)) {
            return Gate::NotBefore(at);
        }
        let under_way = self.under_way.entry(system.clone()).or_default();
        if *under_way >= UNDER_WAY_MAX {
            return Gate::NotBefore(now.saturating_add(ASK_AGAIN_AFTER).unwrap_or(Timestamp::MAX));
        }
        let budget = self.budgets.get_mut(system).map_or(Gate::Open, |budget| budget.take(1.0, now));
        // A call that the budget holds back is no trial: nothing would be heard of it.
        if budget == Gate::Open {
            *under_way += 1;
            if let Some(circuit) = circuit {
                circuit.goes_out(now);
            }
        }
        budget
    }

    /// A call was answered, whatever the answer meant for the document.
    pub fn answered(&mut self, system: &SystemId) {
        self.circuits.remove(system);
    }

    /// A call failed: the system is down, failing or did not answer.
    pub fn failed(&mut self, system: &SystemId, now: Timestamp) {
        self.circuits.entry(system.clone()).or_default().failed(now);
    }

    /// The system asked to be left alone until a moment.
    pub fn throttled(&mut self, system: &SystemId, until: Timestamp) {
        self.circuits.entry(system.clone()).or_default().throttled(until);
    }

    /// The systems whose circuit is open: calls to them wait.
    pub fn open_circuits(&self) -> impl Iterator<Item = &SystemId> {
        self.circuits.iter().filter(|(_, circuit)| circuit.is_open()).map(|(system, _)| system)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    #[test]
    fn a_budget_gives_its_burst_and_then_its_rate() {
        let mut budget = Budget::new(2.0, 4.0, at(0));
        for _ in 0..4 {
            assert_eq!(budget.take(1.0, at(0)), Gate::Open);
        }
        assert_eq!(budget.take(2.0, at(0)), Gate::NotBefore(at(1)));
        assert_eq!(budget.take(2.0, at(1)), Gate::Open);
    }

    #[test]
    fn no_more_is_under_way_than_a_silent_system_may_hold_back() {
        let mut gates = Gates::default();
        let system = SystemId::from("erp");
        for _ in 0..UNDER_WAY_MAX {
            assert_eq!(gates.ask(&system, at(0)), Gate::Open);
        }
        assert!(matches!(gates.ask(&system, at(0)), Gate::NotBefore(_)));
        gates.ended(&system);
        assert_eq!(gates.ask(&system, at(0)), Gate::Open);
    }

    #[test]
    fn polls_take_from_the_budget_of_deliveries() {
        let mut budget = Budget::new(1.0, 2.0, at(0));
        for _ in 0..10 {
            budget.spend(1.0, at(0));
        }
        assert_eq!(budget.take(1.0, at(0)), Gate::NotBefore(at(3)), "the debt is at most one burst");
    }

    #[test]
    fn a_circuit_opens_after_five_failures_and_one_trial_closes_it() {
        let mut circuit = Circuit::default();
        for _ in 0..5 {
            assert_eq!(circuit.ask(at(0)), Gate::Open);
            circuit.goes_out(at(0));
            circuit.failed(at(0));
        }
        assert_eq!(circuit.ask(at(1)), Gate::NotBefore(at(5)));
        assert_eq!(circuit.ask(at(5)), Gate::Open);
        circuit.goes_out(at(5));
        assert_eq!(circuit.ask(at(5)), Gate::NotBefore(at(6)), "one trial at a time");
        circuit.answered();
        assert_eq!(circuit.ask(at(6)), Gate::Open);
    }

    #[test]
    fn a_trial_that_never_went_out_does_not_shut_a_system_out_for_ever() {
        let mut gates = Gates::default();
        let system: SystemId = "oms".into();
        gates.budgets.insert(system.clone(), Budget::new(0.1, 1.0, at(0)));
        assert_eq!(gates.ask(&system, at(0)), Gate::Open);
        gates.throttled(&system, at(1));
        assert_eq!(gates.ask(&system, at(2)), Gate::NotBefore(at(10)), "the budget is spent: no trial");
        assert_eq!(gates.ask(&system, at(10)), Gate::Open, "the trial");
        assert_eq!(gates.ask(&system, at(60)), Gate::NotBefore(at(61)));
        assert_eq!(gates.ask(&system, at(310)), Gate::Open, "nothing was heard of the trial");
    }

    #[test]
    fn waiting_as_long_as_a_budget_says_is_enough() {
        let mut budget = Budget::new(3.0, 1.0, at(0));
        let mut now = at(0);
        for _ in 0..1_000 {
            while let Gate::NotBefore(later) = budget.take(1.0, now) {
                assert!(later > now);
                now = later;
            }
        }
        assert!(now < at(340), "{now}");
    }
}
