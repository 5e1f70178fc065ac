//! A flow, live: one decider, deliveries beside each other, pollers.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use jiff::Timestamp;
use seamless_connect::Credentials;
use seamless_engine::{Command, Plan, backoff};
use seamless_flow::Flow;
use seamless_model::{SystemId, ThreadId};
use seamless_pipeline::{Clock as _, Decision, FetchWanted, LandError, Pipeline, PipelineError};
use seamless_store::{LandedAs, Store, StoreError};
use tokio::sync::{Notify, Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::poller::{self, PollState, duration};
use crate::{HttpWire, WallClock};

const DECIDE_AT_MOST: usize = 512;
/// Calls to one system at a time.
const CALLS_BESIDE_EACH_OTHER_MAX: usize = 16;
const LOOK_AGAIN_WITHIN: Duration = Duration::from_secs(30);
const FETCH_ATTEMPTS_MAX: u32 = 12;
const STOP_WITHIN: Duration = Duration::from_secs(10);
const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// Why a flow could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The pipeline cannot be put together.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The network client cannot be set up.
    #[error("{0}")]
    Network(String),
}

/// How a flow is run.
#[derive(Debug, Clone, Default)]
pub struct LiveOptions {
    /// Do not poll; for measuring.
    pub no_polls: bool,
}

type Line<S> = Pipeline<S, HttpWire, WallClock>;

/// A flow that runs.
#[derive(Debug)]
pub struct Live<S: Store> {
    line: Line<S>,
    work: Notify,
    changes: broadcast::Sender<()>,
    polls: Mutex<Vec<PollState>>,
    calls: BTreeMap<SystemId, Arc<Semaphore>>,
    started_at: Timestamp,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl<S: Store> Live<S> {
    /// Starts a flow: what was on its way when it last stopped is taken up again first.
    pub async fn start(
        flow: Arc<Flow>,
        store: S,
        mut credentials: BTreeMap<SystemId, Credentials>,
        options: LiveOptions,
    ) -> Result<Arc<Self>, StartError> {
        let wire = HttpWire::new().map_err(StartError::Network)?;
        let calls = flow
            .systems
            .keys()
            .map(|system| (system.clone(), Arc::new(Semaphore::new(CALLS_BESIDE_EACH_OTHER_MAX))))
            .collect();
        let line = Pipeline::new(Plan::new(flow), store, wire, WallClock, |system| {
            Ok(credentials.remove(&system.id).unwrap_or_default())
        })?;
        let plans = if options.no_polls { Vec::new() } else { line.poll_plans() };
        let polls =
            plans.iter().map(|plan| PollState { plan: plan.clone(), last_ok: None, last_error: None });
        let live = Arc::new(Self {
            polls: Mutex::new(polls.collect()),
            line,
            work: Notify::new(),
            changes: broadcast::channel(64).0,
            calls,
            started_at: Timestamp::now(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        let decision = live.line.restart().await?;
        live.follow(decision);
        live.tasks.spawn(Arc::clone(&live).decide());
        for (index, plan) in plans.into_iter().enumerate() {
            live.tasks.spawn(poller::run(Arc::clone(&live), index, plan, live.stop.clone()));
        }
        Ok(live)
    }

    /// The pipeline.
    pub fn pipeline(&self) -> &Line<S> {
        &self.line
    }

    /// The map.
    pub fn flow(&self) -> &Arc<Flow> {
        &self.line.plan().flow
    }

    /// What is kept.
    pub fn store(&self) -> &S {
        self.line.store()
    }

    /// The moment that it is.
    pub fn now(&self) -> Timestamp {
        WallClock.now()
    }

    /// When it was started.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// Tells the decider that something was journaled.
    pub fn wake(&self) {
        self.work.notify_one();
    }

    /// Told whenever something was decided. A receiver that lags has simply missed that something changed.
    pub fn changes(&self) -> broadcast::Receiver<()> {
        self.changes.subscribe()
    }

    /// Verifies and journals a webhook; when this returns it is durable.
    pub async fn land_webhook(
        &self,
        system: &SystemId,
        headers: &http::HeaderMap,
        body: bytes::Bytes,
    ) -> Result<LandedAs, LandError> {
        let landed = self.line.land_webhook(system, headers, body).await?;
        if matches!(landed, LandedAs::New(_)) {
            self.wake();
        }
        Ok(landed)
    }

    /// Journals what a person or a rule decided about a thread.
    pub async fn command(&self, thread: ThreadId, command: Command) -> Result<(), PipelineError> {
        self.line.command(thread, command).await?;
        self.wake();
        Ok(())
    }

    /// Lets everything that is held be understood again; gives how many.
    pub async fn release_held(&self) -> Result<u64, StoreError> {
        let released = self.store().release_held().await?;
        self.wake();
        Ok(released)
    }

    /// The systems whose calls wait because they fail or asked for it.
    pub fn open_circuits(&self) -> Vec<SystemId> {
        self.line.open_circuits()
    }

    /// How the polls stand.
    pub fn polls(&self) -> Vec<PollState> {
        self.polls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note_poll(&self, index: usize, error: Option<String>) {
        let mut polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = polls.get_mut(index) else { return };
        if error.is_none() {
            state.last_ok = Some(Timestamp::now());
        }
        state.last_error = error;
    }

    /// Stops: nothing new is begun, and what is on its way is waited for, for a while. What is not answered by then
    /// is looked up at the next start.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.work.notify_one();
        self.tasks.close();
        if tokio::time::timeout(STOP_WITHIN, self.tasks.wait()).await.is_err() {
            tracing::warn!("some deliveries had no answer yet; they will be looked up at the next start");
        }
    }

    async fn decide(self: Arc<Self>) {
        loop {
            let decided = AssertUnwindSafe(self.line.decide(DECIDE_AT_MOST)).catch_unwind().await;
            let wait = match decided {
                Ok(Ok(decision)) if decision.is_idle() => self.until_next().await,
                Ok(Ok(decision)) => {
                    self.follow(decision);
                    Duration::ZERO
                }
                Ok(Err(error)) => {
                    tracing::error!(%error, "deciding failed; nothing is lost, it is tried again");
                    AFTER_A_FAILURE
                }
                // A decider that is gone would go on acknowledging and do nothing: better to be loud every second.
                Err(_) => {
                    tracing::error!(
                        "deciding panicked: a mistake of Seamless; nothing is lost, it is tried again"
                    );
                    AFTER_A_FAILURE
                }
            };
            if self.stop.is_cancelled() {
                return;
            }
            if wait.is_zero() {
                tokio::task::yield_now().await;
                continue;
            }
            tokio::select! {
                () = self.work.notified() => {}
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    async fn until_next(&self) -> Duration {
        match self.store().next_wake().await {
            Ok(Some(at)) => {
                let wait =
                    duration(at.duration_since(Timestamp::now()).max(jiff::SignedDuration::from_millis(1)));
                wait.min(LOOK_AGAIN_WITHIN)
            }
            _ => LOOK_AGAIN_WITHIN,
        }
    }

    fn follow(self: &Arc<Self>, decision: Decision) {
        if self.stop.is_cancelled() {
            return;
        }
        for (thread, incident) in &decision.opened {
            tracing::info!(%thread, breakpoint = %incident.breakpoint, handoff = %incident.handoff, "incident opened");
        }
        for send in decision.sends {
            let live = Arc::clone(self);
            self.tasks.spawn(async move {
                let handoff = send.handoff.clone();
                let to = live.flow().handoffs.get(&handoff).map(|it| it.to.clone());
                let _permit = live.permit(to.as_ref()).await;
                if let Err(error) = live.line.deliver(send).await {
                    tracing::error!(%handoff, %error, "a receipt could not be journaled; it is looked up at the next start");
                }
                live.wake();
            });
        }
        for wanted in decision.fetches {
            self.tasks.spawn(Arc::clone(self).fetch(wanted));
        }
        // Nobody may be listening.
        let _ = self.changes.send(());
    }

    async fn permit(&self, system: Option<&SystemId>) -> Option<tokio::sync::OwnedSemaphorePermit> {
        let semaphore = Arc::clone(self.calls.get(system?)?);
        semaphore.acquire_owned().await.ok()
    }

    /// Fetches until it works. What is not had after some attempts, the backstop brings.
    async fn fetch(self: Arc<Self>, wanted: FetchWanted) {
        for attempt in 1..=FETCH_ATTEMPTS_MAX {
            let permit = self.permit(Some(&wanted.system)).await;
            let fetched = self.line.fetch(&wanted.system, &wanted.fetch).await;
            drop(permit);
            match fetched {
                Ok(()) => return self.wake(),
                Err(error) => tracing::warn!(system = %wanted.system, %error, attempt, "a fetch failed"),
            }
            tokio::select! {
                () = tokio::time::sleep(duration(backoff(&wanted.fetch.id, attempt))) => {}
                () = self.stop.cancelled() => return,
            }
        }
    }
}
