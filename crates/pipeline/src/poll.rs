//! Asking what changed: as the map says, as the backstop, and to see what others carry.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use seamless_connect::{Connector, Fetch, FetchError, Landed, LandedFrom, RawDocument, Since, Wire};
use seamless_engine::{Fact, Thread};
use seamless_flow::{Flow, Mode, POLL_OVERLAP, Via};
use seamless_model::{DocumentKind, SystemId};
use seamless_store::{EntrySource, LandedAs, NewEntry, Store};
use sha2::{Digest, Sha256};

use crate::{Clock, Pipeline, PipelineError};

/// A system that is to be asked, about what, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollPlan {
    /// The system.
    pub system: SystemId,
    /// The kind of documents.
    pub kind: DocumentKind,
    /// How often.
    pub every: SignedDuration,
    /// How far back the first poll reaches.
    pub over: SignedDuration,
    /// Why.
    pub reason: PollReason,
}

/// Why a system is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PollReason {
    /// The map says that the handoff travels so.
    Travel,
    /// It is the reconcile behind a webhook.
    Backstop,
    /// To see what stands in a target.
    Watch,
}

/// What a poll brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Polled {
    /// Documents that were read.
    pub read: u64,
    /// Documents that were not known like this.
    pub new: u64,
}

const FIRST_LOOK_BACK: SignedDuration = SignedDuration::from_hours(48);
const WATCH_SHORTEST: SignedDuration = SignedDuration::from_secs(5);
const WATCH_LONGEST: SignedDuration = SignedDuration::from_mins(5);
const WATCH_OWN: SignedDuration = SignedDuration::from_mins(15);

/// The polls that a map needs, one for each system and kind and reason: the source's as `via` and `backstop` say; and
/// the target's, so that what another carrier does, or a person in the target, is seen: a quarter of the deadline for
/// other carriers, a quarter of an hour for what Seamless carries itself.
pub fn poll_plans(
    flow: &Flow,
    connectors: impl Fn(&SystemId, DocumentKind) -> Option<DocumentKind>,
) -> Vec<PollPlan> {
    let mut plans: BTreeMap<(SystemId, DocumentKind, PollReason), PollPlan> = BTreeMap::new();
    let mut add = |system: &SystemId, kind, every: SignedDuration, over, reason| {
        let Some(kind) = connectors(system, kind) else { return };
        let plan = plans.entry((system.clone(), kind, reason)).or_insert(PollPlan {
            system: system.clone(),
            kind,
            every,
            over,
            reason,
        });
        plan.every = plan.every.min(every);
        plan.over = plan.over.max(over);
    };
    for handoff in flow.handoffs.values().filter(|it| it.mode != Mode::Paused) {
        if let Via::Poll(every) | Via::File(every) = handoff.via {
            add(&handoff.from, handoff.carry, every, FIRST_LOOK_BACK, PollReason::Travel);
        }
        if let Some(backstop) = handoff.backstop {
            add(&handoff.from, handoff.carry, backstop.every, backstop.over, PollReason::Backstop);
        }
        let every = if handoff.is_ours() {
            WATCH_OWN
        } else {
            (handoff.within / 4).clamp(WATCH_SHORTEST, WATCH_LONGEST)
        };
        add(&handoff.to, handoff.carry, every, FIRST_LOOK_BACK, PollReason::Watch);
        if !handoff.is_ours() {
            add(&handoff.from, handoff.carry, every, FIRST_LOOK_BACK, PollReason::Watch);
        }
    }
    plans.into_values().collect()
}

impl<S: Store, W: Wire, C: Clock> Pipeline<S, W, C> {
    /// The polls that this pipeline's map needs. Without its protection, the backstop is left out.
    pub fn poll_plans(&self) -> Vec<PollPlan> {
        let ask = |system: &SystemId, kind| {
            let polls = self.connectors.get(system).map(Connector::polls).unwrap_or_default();
            [kind, DocumentKind::Order].into_iter().find(|kind| polls.contains(kind))
        };
        let mut plans = poll_plans(&self.plan.flow, ask);
        if !self.plan.protects("webhook-missed-order") {
            plans.retain(|plan| plan.reason == PollReason::Travel);
        }
        plans
    }

    /// Asks a system what changed since it was last asked, to the end of the pages, and journals what is new.
    pub async fn poll(&self, plan: &PollPlan) -> Result<Polled, PipelineError> {
        let connector = self.connector(&plan.system)?;
        let started = self.clock.now();
        let mark = format!("poll/{}/{}/{:?}", plan.system, plan.kind, plan.reason);
        let floor = started.saturating_sub(plan.over).unwrap_or(Timestamp::MIN);
        let last = self.store.value(&mark).await?.and_then(|text| text.parse::<Timestamp>().ok());
        // However long it was down: everything since it last asked, not only what is as young as `over`.
        let at = last.map_or(floor, |last| last.saturating_sub(POLL_OVERLAP).unwrap_or(floor));
        let mut since = Since { at, cursor: None };
        let mut polled = Polled::default();
        loop {
            self.gates().spent(&plan.system, self.clock.now());
            let page = connector
                .changed(&self.wire, plan.kind, &since, self.clock.now())
                .await
                .map_err(|error| self.cannot_ask(&plan.system, error))?;
            polled.read += page.documents.len() as u64;
            polled.new += self.land_documents(&plan.system, source_of(plan.reason), page.documents).await?;
            match page.next {
                Some(cursor) => since.cursor = Some(cursor),
                None => break,
            }
        }
        self.store.set_value(&mark, &started.to_string()).await?;
        Ok(polled)
    }

    /// Fetches what a thin message only pointed at, and journals it.
    pub async fn fetch(&self, system: &SystemId, what: &Fetch) -> Result<(), PipelineError> {
        let connector = self.connector(system)?;
        self.gates().spent(system, self.clock.now());
        match connector.fetch(&self.wire, what, self.clock.now()).await {
            Ok(documents) => {
                self.land_documents(system, EntrySource::Fetch, documents).await?;
                Ok(())
            }
            Err(FetchError::NotFound(_)) => Ok(()),
            Err(error) => Err(self.cannot_ask(system, error)),
        }
    }

    fn cannot_ask(&self, system: &SystemId, error: FetchError) -> PipelineError {
        let problem = error.to_string();
        let after = match error {
            FetchError::Later { after, .. } => after,
            _ => None,
        };
        PipelineError::Ask { system: system.clone(), problem, after }
    }

    async fn land_documents(
        &self,
        system: &SystemId,
        source: EntrySource,
        documents: Vec<RawDocument>,
    ) -> Result<u64, PipelineError> {
        if documents.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let entries: Vec<NewEntry> = documents
            .into_iter()
            .map(|raw| NewEntry {
                source,
                system: Some(system.clone()),
                topic: raw.kind.word().to_owned(),
                dedupe: Some(fingerprint(system, &raw)),
                guard: None,
                triggered_at: None,
                received_at: now,
                body: raw.body,
            })
            .collect();
        let landed = self.store.land(entries.clone()).await?;
        let new = landed.iter().filter(|it| matches!(it, LandedAs::New(_))).count() as u64;
        let mut again = Vec::new();
        for (entry, _) in entries.into_iter().zip(&landed).filter(|(_, it)| **it == LandedAs::Duplicate) {
            if self.is_back(system, &entry).await? {
                let dedupe = entry.dedupe.map(|dedupe| format!("{dedupe}:{now}"));
                again.push(NewEntry { dedupe, ..entry });
            }
        }
        if again.is_empty() {
            return Ok(new);
        }
        let landed = self.store.land(again).await?;
        Ok(new + landed.iter().filter(|it| matches!(it, LandedAs::New(_))).count() as u64)
    }

    /// Whether a document that was seen like this before is like this again, after it was otherwise. That concerns
    /// systems that tell no revision: where one is told, another time of change makes another content.
    async fn is_back(&self, system: &SystemId, entry: &NewEntry) -> Result<bool, PipelineError> {
        let Ok(kind) = entry.topic.parse::<DocumentKind>() else { return Ok(false) };
        let from = LandedFrom::Document(kind);
        let landed = Landed { from, at: entry.received_at, body: entry.body.clone() };
        let Ok(understood) = self.understand(system, &landed) else { return Ok(false) };
        for observation in understood.observations.iter().filter(|it| it.revision.is_none()) {
            let document = observation.document();
            for id in self.store.threads_of(&Thread::keys_of(observation)).await? {
                let thread = self.store.thread(id).await?;
                let believed = thread.as_ref().and_then(|it| it.fact(&document)).map(Fact::observation);
                if believed.is_some_and(|it| it.hash() != observation.hash()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn source_of(reason: PollReason) -> EntrySource {
    match reason {
        PollReason::Travel | PollReason::Watch => EntrySource::Poll,
        PollReason::Backstop => EntrySource::Backstop,
    }
}

/// The same document with the same content is journaled once, however often it is polled.
fn fingerprint(system: &SystemId, raw: &RawDocument) -> String {
    let digest = Sha256::digest(&raw.body);
    let short: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{system}:{}:{}:{short}", raw.kind, raw.id)
}
