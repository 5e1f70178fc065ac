//! The customers of the demonstration, and the people who mind incidents.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use seamless_engine::{Command, Incident, IncidentId};
use seamless_flow::{Flow, Role};
use seamless_model::{Believed, Body, SystemId, ThreadId};
use seamless_runtime::Live;
use seamless_sandbox::{Customers, CustomersConfig, Deed};
use seamless_server::sandbox::Sandbox;
use seamless_store::{IncidentFilter, IncidentRow, Sqlite, Store as _};

/// A customer comes so often.
const EVERY: SignedDuration = SignedDuration::from_millis(1_100);
/// The vendor forgets the fourth order, and one more each time so many have come.
const FORGETS_AT: u64 = 4;
const FORGETS_EVERY: u64 = 25;
/// Somebody looks at an incident after this long.
const LOOKS_AFTER: SignedDuration = SignedDuration::from_secs(5);

/// A customer who has to wait asks again after this long.
const ASKS_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(1);

/// Everybody who does something in the demonstration.
pub struct People {
    customers: Customers,
    open: bool,
    placed: u64,
    forgets: u64,
    asked: BTreeSet<IncidentId>,
    told: BTreeMap<IncidentId, bool>,
}

impl People {
    pub fn new(seed: u64, start: Timestamp, lasts: Option<SignedDuration>) -> Self {
        // In a short demonstration, refunds come early enough to be seen.
        let refund_after =
            lasts.map_or(SignedDuration::from_secs(25), |lasts| lasts / 3).min(SignedDuration::from_secs(25));
        let customers = Customers::new(CustomersConfig {
            seed,
            start,
            every: EVERY,
            cancel_percent: 10,
            refund_percent: 12,
            edit_percent: 8,
            refund_after,
            change_after: SignedDuration::from_millis(1_500),
        });
        Self { customers, open: true, placed: 0, forgets: 0, asked: BTreeSet::new(), told: BTreeMap::new() }
    }

    /// No further customer comes.
    pub fn close(&mut self) {
        self.open = false;
        self.customers.close();
    }

    /// Nobody changes their mind any more, either.
    pub fn leave(&mut self) {
        self.open = false;
        self.customers.leave();
    }

    /// Orders that were placed.
    pub fn placed(&self) -> u64 {
        self.placed
    }

    /// Whether no customer will do anything more.
    pub fn at_rest(&self) -> bool {
        !self.open && self.customers.next_due().is_none()
    }

    /// Customers do what they do; the vendor is made to forget now and then.
    pub fn act(&mut self, sandbox: &Sandbox, now: Timestamp) {
        let shop = SystemId::from("shop");
        for deed in self.customers.due(now) {
            if let Deed::Refund { order, .. } = &deed
                && !has_left(sandbox, &shop, order)
            {
                // Nobody asks for the money back before the goods were there.
                self.customers.later(deed, now.saturating_add(ASKS_AGAIN_AFTER).unwrap_or(Timestamp::MAX));
                continue;
            }
            // What the shop refuses (a cancellation of what has left) the customer hears there.
            let Ok(keys) = sandbox.act(&shop, &deed) else { continue };
            if matches!(deed, Deed::Place { .. }) {
                self.placed += 1;
                self.customers.placed(&deed, &keys, now);
            }
        }
        let due = if self.placed < FORGETS_AT { 0 } else { 1 + (self.placed - FORGETS_AT) / FORGETS_EVERY };
        while self.open && self.forgets < due {
            self.forgets += 1;
            sandbox.with_vendor("booking", |vendor| vendor.forget_next(1));
        }
    }

    /// People look at incidents that have lasted a while: what a vendor forgot they converge, what moved wrongly they
    /// deal with and close. The rest Seamless mends by itself.
    pub fn mind(
        &mut self,
        flow: &Flow,
        incidents: &[IncidentRow],
        now: Timestamp,
    ) -> Vec<(ThreadId, Command, String)> {
        let mut commands = Vec::new();
        for row in incidents.iter().filter(|row| row.incident.is_open()) {
            let incident = &row.incident;
            if now.duration_since(incident.opened_at) < LOOKS_AFTER {
                continue;
            }
            let Some(handoff) = flow.handoffs.get(&incident.handoff) else { continue };
            let by = flow.team_title(&incident.team).to_owned();
            if incident.moved {
                let reason = "stopped the parcel at the carrier; it comes back".to_owned();
                if self.asked.insert(incident.id.clone()) {
                    let line = format!("{}  closes     {}  {by}: {reason}.", clock(flow, now), row.number);
                    commands.push((
                        row.thread,
                        Command::Close { incident: incident.id.clone(), reason, by },
                        line,
                    ));
                }
            } else if !handoff.is_ours() && self.asked.insert(incident.id.clone()) {
                let document = Some(incident.document.clone());
                let to = flow.system_title(&handoff.to);
                let line = format!(
                    "{}  converge   {}  {by} lets Seamless bring it to {to}.",
                    clock(flow, now),
                    row.number
                );
                commands.push((
                    row.thread,
                    Command::Converge { handoff: handoff.id.clone(), document, by },
                    line,
                ));
            }
        }
        commands
    }

    /// What there is to tell of incidents since the last time.
    pub fn news(&mut self, flow: &Flow, incidents: &[IncidentRow], now: Timestamp) -> Vec<String> {
        let mut news = Vec::new();
        for row in incidents.iter().rev() {
            let incident = &row.incident;
            let key = IncidentId(format!("{}/{}", row.thread, incident.id));
            let (known, over) = (self.told.get(&key).copied(), !incident.is_open());
            if known.is_none() {
                news.push(format!(
                    "{}  incident   {}  {} {} {} has it.",
                    clock(flow, now),
                    row.number,
                    incident.sentence,
                    carrier(flow, incident),
                    flow.team_title(&incident.team)
                ));
            }
            if over && known != Some(true) {
                let lasted = now.duration_since(incident.opened_at).as_secs().max(1);
                news.push(format!("{}  mended     {}  after {lasted} s.", clock(flow, now), row.number));
            }
            self.told.insert(key, over);
        }
        news
    }
}

/// Whether the shop shows an order, by its number, as shipped or cancelled.
fn has_left(sandbox: &Sandbox, shop: &SystemId, number: &str) -> bool {
    let documents = sandbox.documents(shop);
    let Some(order) = documents.iter().find(|it| it.keys.get("name").is_some_and(|name| name == number))
    else {
        return true;
    };
    let gone = |it: &Believed| matches!(&it.body, Body::Shipment(shipment) if shipment.status.has_left());
    order.body.is_dead()
        || documents.iter().any(|it| gone(it) && it.parents.iter().any(|of| of.value == order.id))
}

/// Who carries the handoff, where it is not Seamless.
fn carrier(flow: &Flow, incident: &Incident) -> String {
    let by = flow.handoffs.get(&incident.handoff).and_then(|handoff| flow.carriers.get(&handoff.by));
    by.map_or_else(
        || "Seamless carries it and is at it;".to_owned(),
        |by| format!("{} carries it;", by.title),
    )
}

fn clock(flow: &Flow, at: Timestamp) -> String {
    at.to_zoned(flow.timezone.clone()).strftime("%H:%M:%S").to_string()
}

/// All incidents, those that need somebody first.
pub async fn incidents(live: &Live<Sqlite>) -> Vec<IncidentRow> {
    let filter = IncidentFilter { limit: 500, ..IncidentFilter::default() };
    live.store().incidents(&filter).await.unwrap_or_default()
}

/// The system of a role in the demonstration's map.
pub fn system_of(flow: &Flow, role: Role) -> Option<&seamless_model::SystemId> {
    flow.systems.values().find(|it| it.role == role).map(|it| &it.id)
}
