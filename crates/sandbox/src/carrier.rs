//! A vendor's integration as a value: it moves orders between two `http` twins, and now and then forgets one.
//!
//! It knows no more than the two systems' published contracts. Like a twin it does no I/O and reads no clock: it
//! gives the calls that it would make and is told the answers.

mod order;

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};
use seamless_model::{DocumentKind, Event};
use serde_json::Value;

use crate::chance::strikes;
use crate::{About, Request, Response};
use order::{Errand, Order, Step};

/// How far behind its last look the carrier begins the next.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);
/// After which time without an answer a call is made again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// How a vendor's integration is set up.
#[derive(Debug, Clone)]
pub struct VendorConfig {
    /// How often it asks the source for what changed.
    pub poll: SignedDuration,
    /// When it asks first; orders that changed earlier are not its business.
    pub start: Timestamp,
    /// Decides which orders it forgets.
    pub seed: u64,
    /// How many of a hundred orders it forgets.
    pub forgets_percent: u8,
    /// The system that has the orders.
    pub source: Access,
    /// The system that is to have them.
    pub target: Access,
}

/// How a system is reached.
#[derive(Debug, Clone)]
pub struct Access {
    /// Its address, without a slash at the end.
    pub url: String,
    /// The bearer token.
    pub token: String,
}

/// One of the two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The system that has the orders.
    Source,
    /// The system that is to have them.
    Target,
}

/// A call's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// A call that the carrier makes.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its number, for [`VendorCarrier::answered`].
    pub id: CallId,
    /// Whom it calls.
    pub to: Side,
    /// What it says.
    pub request: Request,
}

/// An order that the carrier forgot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Its identifier in the source.
    pub id: String,
    /// Its reference in the source, the one that the target would know it by.
    pub external_id: String,
    /// When it was forgotten.
    pub at: Timestamp,
}

/// A vendor's integration that carries orders.
pub struct VendorCarrier {
    config: VendorConfig,
    calls: u64,
    next_poll: Timestamp,
    /// The newest change that a whole look has shown.
    seen_until: Timestamp,
    look: Option<Look>,
    orders: HashMap<String, Order>,
    agenda: BTreeSet<(Timestamp, String)>,
    under_way: HashMap<CallId, String>,
    forget_next: u64,
    forget_named: BTreeSet<String>,
    forgotten: Vec<Forgotten>,
    never_again: BTreeSet<String>,
}

/// A look through what changed, page by page.
struct Look {
    /// The call for its next page; `None` while that is still to be made.
    call: Option<CallId>,
    /// When that page is to be asked for.
    at: Timestamp,
    cursor: Option<String>,
    newest: Timestamp,
}

impl VendorCarrier {
    /// A carrier that has carried nothing yet.
    pub fn new(config: VendorConfig) -> Self {
        Self {
            calls: 0,
            next_poll: config.start,
            seen_until: config.start,
            look: None,
            orders: HashMap::new(),
            agenda: BTreeSet::new(),
            under_way: HashMap::new(),
            forget_next: 0,
            forget_named: BTreeSet::new(),
            forgotten: Vec::new(),
            never_again: BTreeSet::new(),
            config,
        }
    }

    /// Makes it forget this order, by its identifier or reference in the source, whether it has been seen or not.
    pub fn forget(&mut self, order: &str) {
        self.forget_named.insert(order.to_owned());
    }

    /// Makes it forget the next orders that it sees for the first time.
    pub fn forget_next(&mut self, times: u64) {
        self.forget_next += times;
    }

    /// The orders that it forgot, in the order of forgetting. It never goes back to one of them.
    pub fn forgotten(&self) -> &[Forgotten] {
        &self.forgotten
    }

    /// When it next has a call to make.
    pub fn next_due(&self) -> Option<Timestamp> {
        let page = self.look.as_ref().filter(|it| it.call.is_none()).map(|it| it.at);
        let order = self.agenda.first().map(|(at, _)| *at);
        [Some(self.next_poll), page, order].into_iter().flatten().min()
    }

    /// The calls that it makes now.
    pub fn due(&mut self, now: Timestamp) -> Vec<Call> {
        if now >= self.next_poll {
            self.next_poll = now.saturating_add(self.config.poll).unwrap_or(Timestamp::MAX);
            // A look that is not through by now is given up; the new one begins where the last whole one ended.
            self.look = Some(Look { call: None, at: now, cursor: None, newest: self.seen_until });
        }
        let mut calls = Vec::new();
        calls.extend(self.ask_for_page());
        while let Some((at, id)) = self.agenda.first().cloned().filter(|(at, _)| *at <= now) {
            self.agenda.remove(&(at, id.clone()));
            calls.extend(self.run(&id, now));
        }
        calls
    }

    /// Tells it what came of a call; `None` where there was no answer.
    pub fn answered(&mut self, call: CallId, response: Option<&Response>, now: Timestamp) {
        self.answered_with(call, response, now, &mut |_| false);
    }

    /// The same, with somebody who is asked of each new order whether the carrier is to forget it.
    pub fn answered_with(
        &mut self,
        call: CallId,
        response: Option<&Response>,
        now: Timestamp,
        forgets: &mut dyn FnMut(&About) -> bool,
    ) {
        if self.look.as_ref().is_some_and(|it| it.call == Some(call)) {
            return self.page_came(response, now, forgets);
        }
        let Some(id) = self.under_way.remove(&call) else { return };
        let Some(order) = self.orders.get_mut(&id).filter(|it| it.call == Some(call)) else { return };
        let again = order.answered(response, now, self.config.poll);
        self.put_off(&id, again);
    }

    fn ask_for_page(&mut self) -> Option<Call> {
        let look = self.look.as_ref().filter(|it| it.call.is_none())?;
        let since = self.seen_until.saturating_sub(OVERLAP).unwrap_or(Timestamp::MIN);
        let after = look.cursor.as_deref().map(|it| format!("&after={}", order::encoded(it)));
        let path = format!("/orders?updated_since={since:.3}&limit=100{}", after.unwrap_or_default());
        let errand = Errand { method: "GET", path, body: None, key: None };
        let call = self.call(Side::Source, errand);
        self.look.as_mut()?.call = Some(call.id);
        Some(call)
    }

    fn page_came(
        &mut self,
        response: Option<&Response>,
        now: Timestamp,
        forgets: &mut dyn FnMut(&About) -> bool,
    ) {
        let page = response.filter(|it| it.status().is_success());
        let page = page.and_then(|it| serde_json::from_slice::<Value>(it.body()).ok());
        let (Some(page), Some(mut look)) = (page, self.look.take()) else {
            // It will ask again at the next poll, from where the last whole look ended.
            self.look = None;
            return;
        };
        for order in page["items"].as_array().into_iter().flatten() {
            let at = order["updated_at"].as_str().and_then(|it| it.parse::<Timestamp>().ok());
            look.newest = look.newest.max(at.unwrap_or(look.newest));
            self.saw(order, now, forgets);
        }
        match page["next"].as_str() {
            Some(next) => {
                let cursor = Some(next.to_owned());
                self.look = Some(Look { call: None, at: now, cursor, newest: look.newest });
            }
            None => self.seen_until = look.newest,
        }
    }

    /// An order was in a page.
    fn saw(&mut self, document: &Value, now: Timestamp, forgets: &mut dyn FnMut(&About) -> bool) {
        let (Some(id), Some(external)) =
            (order::text(&document["id"]), order::text(&document["external_id"]))
        else {
            return;
        };
        if self.never_again.contains(&id) {
            return;
        }
        let is_new = !self.orders.contains_key(&id);
        if self.is_to_forget(&id, &external, is_new, forgets) {
            self.agenda.retain(|(_, it)| *it != id);
            self.orders.remove(&id);
            self.never_again.insert(id.clone());
            self.forgotten.push(Forgotten { id, external_id: external, at: now });
            return;
        }
        let order = self.orders.entry(id.clone()).or_default();
        if order.wants(document) && order.call.is_none() {
            self.put_off(&id, Some(now));
        }
    }

    fn is_to_forget(
        &mut self,
        id: &str,
        external: &str,
        is_new: bool,
        forgets: &mut dyn FnMut(&About) -> bool,
    ) -> bool {
        if self.forget_named.contains(id) || self.forget_named.contains(external) {
            return true;
        }
        if !is_new {
            return false;
        }
        if self.forget_next > 0 {
            self.forget_next -= 1;
            return true;
        }
        let about = About {
            kind: DocumentKind::Order,
            event: Event::Create,
            id: id.to_owned(),
            order: Some(id.to_owned()),
        };
        strikes(self.config.forgets_percent, self.config.seed, &["forget", external]) || forgets(&about)
    }

    /// Makes the call that an order needs next.
    fn run(&mut self, id: &str, now: Timestamp) -> Option<Call> {
        let errand = match self.orders.get_mut(id)?.next(id) {
            Step::Nothing => return None,
            Step::Call(errand) => errand,
        };
        let call = self.call(Side::Target, errand);
        self.orders.get_mut(id)?.call = Some(call.id);
        self.under_way.insert(call.id, id.to_owned());
        self.put_off(id, now.saturating_add(PATIENCE).ok());
        Some(call)
    }

    /// Notes when an order is to be taken up again, in place of any earlier note.
    fn put_off(&mut self, id: &str, until: Option<Timestamp>) {
        let Some(order) = self.orders.get_mut(id) else { return };
        if let Some(at) = order.at.take() {
            self.agenda.remove(&(at, id.to_owned()));
        }
        order.at = until;
        if let Some(at) = until {
            self.agenda.insert((at, id.to_owned()));
        }
    }

    fn call(&mut self, to: Side, errand: Errand) -> Call {
        self.calls += 1;
        let access = match to {
            Side::Source => &self.config.source,
            Side::Target => &self.config.target,
        };
        Call { id: CallId(self.calls), to, request: errand.request(access) }
    }
}
