//! The twins and vendors at work: calls come in, messages go out, each as the faults let them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use seamless_flow::Flow;
use seamless_model::{HandoffId, Keys, SystemId};
use seamless_runtime::HttpWire;
use seamless_sandbox::carrier::{Side, VendorCarrier};
use seamless_sandbox::fault::{CallFate, Faults};
use seamless_sandbox::{Cast, Deed, DeedError, Delivered, Message, Response, Twin, Vendor, handoffs_fed};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// How long a receiver may take to answer a message. Source: shopify.dev, "HTTPS webhooks": five seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// Someone with nothing to do looks again after this long.
const LOOK_AGAIN_WITHIN: Duration = Duration::from_secs(60);

/// The cast, the faults and the way out.
#[derive(Debug)]
pub(super) struct Stage {
    flow: Arc<Flow>,
    twins: IndexMap<SystemId, Player<Box<dyn Twin>>>,
    vendors: Vec<Player<Vendor>>,
    faults: Mutex<AtWork>,
    wire: HttpWire,
    stopping: watch::Sender<bool>,
}

/// Faults, without their insides when shown.
struct AtWork(Faults);

impl std::fmt::Debug for AtWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faults(…)")
    }
}

/// Somebody of the cast, and a bell that tells its driver that there is something new to do.
struct Player<T> {
    it: Mutex<T>,
    bell: Notify,
}

impl<T> std::fmt::Debug for Player<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Player(…)")
    }
}

impl<T> Player<T> {
    fn new(it: T) -> Self {
        Self { it: Mutex::new(it), bell: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        self.it.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stage {
    pub fn new(flow: Arc<Flow>, cast: Cast, faults: Faults, wire: HttpWire) -> Self {
        Self {
            flow,
            twins: cast.twins.into_iter().map(|(id, twin)| (id, Player::new(twin))).collect(),
            vendors: cast.vendors.into_iter().map(Player::new).collect(),
            faults: Mutex::new(AtWork(faults)),
            wire,
            stopping: watch::Sender::new(false),
        }
    }

    /// Starts a driver for each of the cast.
    pub fn drive(self: &Arc<Self>) -> Vec<JoinHandle<()>> {
        let twins = (0..self.twins.len()).map(|at| tokio::spawn(Arc::clone(self).drive_twin(at)));
        let vendors = (0..self.vendors.len()).map(|at| tokio::spawn(Arc::clone(self).drive_vendor(at)));
        twins.chain(vendors).collect()
    }

    /// Nothing leaves any more.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// A call reaches a system, or what a fault makes of it; none where the caller gets no answer.
    pub fn call(&self, system: &SystemId, request: &http::Request<Bytes>) -> Option<Response> {
        let now = Timestamp::now();
        let role = self.flow.systems.get(system)?.role;
        let fate = self.faults(|it| it.on_call(system, role, request, now));
        match fate {
            CallFate::Pass => self.look(system, |twin| twin.handle(request, now)),
            CallFate::Answer(response) => Some(response),
            CallFate::Refuse => None,
            CallFate::CommitThenTimeout => {
                self.look(system, |twin| twin.handle(request, now));
                None
            }
        }
    }

    /// Looks into a twin, or changes it.
    pub fn look<T>(&self, system: &SystemId, look: impl FnOnce(&mut dyn Twin) -> T) -> Option<T> {
        let player = self.twins.get(system)?;
        let seen = look(player.lock().as_mut());
        player.bell.notify_one();
        Some(seen)
    }

    /// Lets a person do something in a system.
    pub fn act(&self, system: &SystemId, deed: &Deed) -> Result<Keys, DeedError> {
        self.look(system, |twin| twin.act(deed, Timestamp::now()))
            .unwrap_or(Err(DeedError::NotHere("the map has no such system")))
    }

    /// Looks into a vendor's integration, or changes it.
    pub fn vendor<T>(&self, handoff: &str, look: impl FnOnce(&mut VendorCarrier) -> T) -> Option<T> {
        let player = self.vendors.iter().find(|it| it.lock().handoff == *handoff)?;
        let seen = look(&mut player.lock().twin);
        player.bell.notify_one();
        Some(seen)
    }

    /// Looks at the faults, or changes them.
    pub fn faults<T>(&self, look: impl FnOnce(&mut Faults) -> T) -> T {
        look(&mut self.faults.lock().unwrap_or_else(PoisonError::into_inner).0)
    }

    async fn drive_twin(self: Arc<Self>, at: usize) {
        let Some((system, player)) = self.twins.get_index(at) else { return };
        loop {
            let (messages, next) = {
                let mut twin = player.lock();
                (twin.due(Timestamp::now()), twin.next_due())
            };
            for message in messages {
                self.leaves(system, message);
            }
            rest(&player.bell, next).await;
        }
    }

    async fn drive_vendor(self: Arc<Self>, at: usize) {
        let Some(player) = self.vendors.get(at) else { return };
        loop {
            let (calls, source, target, handoff) = {
                let mut vendor = player.lock();
                let calls = vendor.twin.due(Timestamp::now());
                (calls, vendor.source.clone(), vendor.target.clone(), vendor.handoff.clone())
            };
            for call in calls {
                let system = if call.to == Side::Source { &source } else { &target };
                let response = self.call(system, &call.request);
                let now = Timestamp::now();
                let mut vendor = player.lock();
                vendor.twin.answered_with(call.id, response.as_ref(), now, &mut |about| {
                    self.faults(|faults| faults.on_document(&handoff, about, now))
                });
            }
            let next = player.lock().twin.next_due();
            rest(&player.bell, next).await;
        }
    }

    /// A message leaves its twin: once, several times, late, or never.
    fn leaves(self: &Arc<Self>, system: &SystemId, message: Message) {
        let places = self.places_of(system, &message);
        let now = Timestamp::now();
        let arrivals = self.faults(|faults| faults.on_message(&places, &message.about, now));
        if arrivals.is_empty() {
            // The sender believes that it arrived.
            self.settled(system, &message, Delivered::Status(200));
        }
        for (index, delay) in arrivals.into_iter().enumerate() {
            let (stage, system, message) = (Arc::clone(self), system.clone(), message.clone());
            tokio::spawn(stage.carry(system, message, delay, index == 0));
        }
    }

    /// The places on the map whose faults strike a message: the handoffs that it feeds, its system, its role.
    fn places_of(&self, system: &SystemId, message: &Message) -> Vec<HandoffId> {
        let mut places = handoffs_fed(&self.flow, system, &message.about);
        places.push(system.as_str().into());
        places.extend(self.flow.systems.get(system).map(|it| it.role.word().into()));
        places
    }

    async fn carry(self: Arc<Self>, system: SystemId, message: Message, delay: SignedDuration, first: bool) {
        let mut stopping = self.stopping.subscribe();
        let sent = async {
            tokio::time::sleep(delay.unsigned_abs()).await;
            tokio::time::timeout(ANSWER_WITHIN, self.wire.post(message.request.clone())).await
        };
        let outcome = tokio::select! {
            _ = stopping.wait_for(|it| *it) => return,
            answer = sent => match answer {
                Ok(Ok(response)) => Delivered::Status(response.status().as_u16()),
                _ => Delivered::NoAnswer,
            },
        };
        // The sender knows of one copy only.
        if first {
            self.settled(&system, &message, outcome);
        }
    }

    fn settled(&self, system: &SystemId, message: &Message, outcome: Delivered) {
        self.look(system, |twin| twin.settled(message.id, outcome, Timestamp::now()));
    }
}

/// Waits for the next moment with something to do, or for the bell.
async fn rest(bell: &Notify, next: Option<Timestamp>) {
    let wait = next.map_or(LOOK_AGAIN_WITHIN, |at| {
        let ahead = at.duration_since(Timestamp::now());
        Duration::try_from(ahead).unwrap_or(Duration::ZERO).clamp(Duration::from_millis(1), LOOK_AGAIN_WITHIN)
    });
    tokio::select! {
        () = bell.notified() => {}
        () = tokio::time::sleep(wait) => {}
    }
}
