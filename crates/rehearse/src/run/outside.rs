//! The outside systems: what leaves them, what reaches them, and the vendors between them.

use super::*;

impl Stage<'_> {
    /// Sees to it that everybody is looked after when they next have something to do.
    pub(super) fn watch_outside(&mut self) {
        let now = self.clock.now();
        let twins = self.cast.twins.values().map(|twin| twin.next_due()).enumerate();
        let vendors = self.cast.vendors.iter().map(|vendor| vendor.twin.next_due()).enumerate();
        let dues = twins.map(|(index, due)| (Outsider::Twin(index), due));
        let dues = dues.chain(vendors.map(|(index, due)| (Outsider::Vendor(index), due)));
        for (who, due) in dues {
            let Some(due) = due.map(|it| it.max(now)) else { continue };
            if self.outside_wakes.get(&who).is_none_or(|known| due < *known) {
                self.outside_wakes.insert(who, due);
                self.queue.put(due, Event::Outside(who));
            }
        }
    }

    pub(super) fn outside_due(&mut self, who: Outsider) {
        let now = self.clock.now();
        if self.outside_wakes.get(&who).is_some_and(|at| *at <= now) {
            self.outside_wakes.remove(&who);
        }
        match who {
            Outsider::Twin(index) => self.twin_due(index),
            Outsider::Vendor(index) => self.vendor_due(index),
        }
    }

    fn twin_due(&mut self, index: usize) {
        let Some((system, twin)) = self.cast.twins.get_index_mut(index) else { return };
        let system = system.clone();
        for message in twin.due(self.clock.now()) {
            self.leaves(&system, message);
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
            let at = self.clock.after(TRAVEL.saturating_add(delay));
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

    pub(super) fn arrives(&mut self, from: &SystemId, message: &Message, first: bool) {
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

    fn vendor_due(&mut self, index: usize) {
        let now = self.clock.now();
        let vendor = &mut self.cast.vendors[index];
        let (source, target) = (vendor.source.clone(), vendor.target.clone());
        for call in vendor.twin.due(now) {
            let system = if call.to == Side::Source { &source } else { &target };
            let response = self.call(system, &call.request).ok();
            let wait = if response.is_some() { TRAVEL } else { PATIENCE };
            let answer = Event::VendorAnswer { vendor: index, call: call.id, response };
            self.queue.put(self.clock.after(wait), answer);
        }
    }

    pub(super) fn vendor_answered(&mut self, index: usize, call: CallId, response: Option<&Response>) {
        let now = self.clock.now();
        let vendor = &mut self.cast.vendors[index];
        let (handoff, faults) = (&vendor.handoff, &mut self.faults);
        vendor.twin.answered_with(call, response, now, &mut |about| faults.on_document(handoff, about, now));
    }

    /// A call reaches a system, or what a fault makes of it.
    pub(super) fn call(&mut self, system: &SystemId, request: &http::Request<Bytes>) -> Answer {
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
        let Some(made) = answer.extensions().get::<Made>() else { return };
        let named = self.orders.iter().find(|(_, keys)| keys.values().any(|value| *value == made.order));
        if let Some((order, _)) = named {
            self.faults.know(order, &made.id);
        }
    }
}
