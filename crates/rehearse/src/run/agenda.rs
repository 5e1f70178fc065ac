//! When a scenario's steps come, how long it lasts, and whether the map has the places that it names.

use super::*;

/// How long a scenario goes on after its last step where no `then` says otherwise.
const SETTLES_WITHIN: SignedDuration = SignedDuration::from_hours(6);

impl Stage<'_> {
    /// Puts into the queue what is known from the start. The clock stands at the start still.
    pub(super) fn write_agenda(&mut self) {
        for (index, step) in self.scenario.when.iter().enumerate() {
            self.queue.put(self.clock.after(step.at), Event::Step(index));
        }
        for (index, then) in self.scenario.then.iter().enumerate() {
            self.queue.put(self.clock.after(then.by), Event::Then(index));
        }
        self.watch_outside();
    }
}

/// How long a scenario lasts: to its last `then`, else some hours after its last step.
pub(super) fn length(scenario: &Scenario) -> SignedDuration {
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
pub(super) fn check_places(flow: &Flow, scenario: &Scenario) -> Result<(), CannotPlay> {
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
