//! What people do in a scenario, and what goes wrong on purpose.

use super::*;

impl Stage<'_> {
    pub(super) fn step(&mut self, index: usize) {
        let step = &self.scenario.when[index];
        match step.what.clone() {
            Moment::Places { order, lines, country, test } => {
                self.place(&order, &lines, country.as_deref().unwrap_or("US"), test);
            }
            Moment::PlacesMany { orders, count, over, lines } => {
                self.place_many(&orders, count, over, &lines)
            }
            Moment::Cancels { order } => self.shop_deed(&order, |order| Deed::Cancel { order }),
            Moment::Refunds { order, lines, restock } => {
                self.shop_deed(&order, |order| Deed::Refund { order, lines, restock });
            }
            Moment::Edits { order, sku, quantity } => {
                self.shop_deed(&order, |order| Deed::Edit { order, sku, quantity });
            }
            Moment::Ships { order, lines } => {
                self.warehouse_deed(&order, |order| Deed::Ship { order, lines })
            }
            Moment::Picks { order } => self.warehouse_deed(&order, |order| Deed::Pick { order }),
            Moment::Fault(fault) => self.strike(fault),
            Moment::Heals { on } => {
                let now = self.clock.now();
                self.faults.heal(&on, now);
                if let Some(handoff) = self.flow.handoffs.get(on.as_str()) {
                    self.faults.heal(handoff.to.as_str(), now);
                }
                self.remap(&on);
            }
            Moment::Converges { order, on } => self.converge(&order, on),
        }
    }

    fn place_many(&mut self, prefix: &str, count: u64, over: SignedDuration, lines: &[(String, u64)]) {
        for number in 1..=count {
            let share = i64::try_from(over.as_millis()).unwrap_or(i64::MAX) / count.max(1).cast_signed();
            let at = self.clock.after(SignedDuration::from_millis(share * (number.cast_signed() - 1)));
            self.queue.put(
                at,
                Event::Place {
                    order: format!("{prefix}{number}"),
                    lines: lines.to_vec(),
                    country: "US".to_owned(),
                    test: false,
                },
            );
        }
    }

    pub(super) fn place(&mut self, order: &str, lines: &[(String, u64)], country: &str, test: bool) {
        let mut lines = priced(self.scenario, lines);
        if let Some((sku, _, _)) = lines.first_mut().filter(|_| self.unlisted.contains(order)) {
            *sku = unlisted(order);
        }
        let deed =
            Deed::Place { lines, country: country.to_owned(), email: format!("{order}@example.com"), test };
        let shop = self.shop.clone();
        match self.act(&shop, &deed) {
            Ok(keys) => {
                self.result.orders += 1;
                for value in keys.values() {
                    self.faults.know(order, value);
                }
                self.orders.insert(order.to_owned(), keys);
            }
            Err(problem) => self.fail("step", Some(order), format!("{order} could not be placed: {problem}")),
        }
    }

    fn shop_deed(&mut self, order: &str, deed: impl FnOnce(String) -> Deed) {
        let shop = self.shop.clone();
        self.deed(&shop, order, deed);
    }

    fn warehouse_deed(&mut self, order: &str, deed: impl FnOnce(String) -> Deed) {
        match warehouse_of(&self.flow) {
            Some(warehouse) => self.deed(&warehouse, order, deed),
            None => self.fail("step", Some(order), "the map has no system that ships goods".to_owned()),
        }
    }

    fn deed(&mut self, system: &SystemId, order: &str, deed: impl FnOnce(String) -> Deed) {
        let Some(keys) = self.orders.get(order) else {
            return self.fail("step", Some(order), format!("{order} was not placed before this step"));
        };
        let deed = deed(spoken(keys));
        if let Err(problem) = self.act(system, &deed) {
            self.fail("step", Some(order), format!("{order}: {problem}"));
        }
    }

    fn act(&mut self, system: &SystemId, deed: &Deed) -> Result<Keys, String> {
        let now = self.clock.now();
        let twin = self.cast.twins.get_mut(system).ok_or("there is no such system")?;
        twin.act(deed, now).map_err(|error| error.to_string())
    }

    fn strike(&mut self, fault: Fault) {
        let now = self.clock.now();
        match fault.kind {
            FaultKind::Crash(down) => self.crash(down),
            FaultKind::MappingGap => self.open_gap(&fault),
            FaultKind::Throttle | FaultKind::ServerError(_) | FaultKind::TimeoutAfterCommit => {
                // On a handoff, a call is one to its target.
                let target = fault.on.as_ref().and_then(|on| self.flow.handoffs.get(on.as_str()));
                let on = target.map(|handoff| handoff.to.to_string()).or(fault.on.clone());
                self.faults.arm(&Fault { on, ..fault }, now);
            }
            _ => {
                self.faults.arm(&fault, now);
            }
        }
    }

    /// The target of a handoff, or the system or role itself.
    fn struck(&self, on: &str) -> Option<SystemId> {
        let handoff = self.flow.handoffs.get(on).map(|it| it.to.clone());
        let system = || self.flow.systems.get(on).map(|it| it.id.clone());
        let role =
            || Role::ALL.iter().find(|it| it.word() == on).and_then(|role| system_of(&self.flow, *role));
        handoff.or_else(system).or_else(role)
    }

    fn open_gap(&mut self, fault: &Fault) {
        let Some(system) = fault.on.as_deref().and_then(|on| self.struck(on)) else { return };
        let sku = match &fault.order {
            Some(order) => {
                self.unlisted.insert(order.clone());
                unlisted(order)
            }
            None => "*".to_owned(),
        };
        if let Err(problem) = self.act(&system, &Deed::Unmap { sku }) {
            self.fail("step", None, problem);
        }
        *self.result.faults.entry("mapping_gap".to_owned()).or_default() += 1;
        if let Some(during) = fault.during {
            self.queue.put(self.clock.after(during), Event::Heal(fault.clone()));
        }
    }

    pub(super) fn heal_gap(&mut self, fault: &Fault) {
        if let Some(on) = &fault.on {
            self.remap(on);
        }
    }

    fn remap(&mut self, on: &str) {
        let Some(system) = self.struck(on) else { return };
        // A system that never had a gap has nothing to mend.
        let _ = self.act(&system, &Deed::Remap { sku: "*".to_owned() });
    }

    fn converge(&mut self, order: &str, on: HandoffId) {
        let Some(thread) = self.thread_of(order) else {
            return self.fail("step", Some(order), format!("{order} is not known to Seamless at this step"));
        };
        let Some(line) = self.line.clone() else {
            let why = format!("{order} cannot be converged: Seamless is down at this step");
            return self.fail("step", Some(order), why);
        };
        let command = Command::Converge { handoff: on, document: None, by: "operations".to_owned() };
        match at_once(line.command(thread, command)) {
            Ok(()) => self.decide(),
            Err(problem) => {
                self.fail("step", Some(order), format!("{order} could not be converged: {problem}"));
            }
        }
    }

    fn thread_of(&self, order: &str) -> Option<ThreadId> {
        let keys = self.orders.get(order)?;
        let key = seamless_engine::ThreadKey {
            system: self.shop.clone(),
            kind: DocumentKind::Order,
            field: "id".to_owned(),
            value: keys.get("id")?.clone(),
        };
        at_once(self.store.threads_of(&[key])).ok()?.first().copied()
    }

    fn crash(&mut self, down: SignedDuration) {
        self.line = None;
        self.life += 1;
        self.tasks.kill();
        self.wake = None;
        *self.result.faults.entry("crash".to_owned()).or_default() += 1;
        self.queue.put(self.clock.after(down), Event::Restart);
    }

    pub(super) fn restart(&mut self) {
        if self.line.is_none()
            && let Err(problem) = self.start_line()
        {
            self.fail("step", None, problem.to_string());
        }
    }
}
