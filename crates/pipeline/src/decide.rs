//! Understand and decide: the one place where threads change.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use seamless_connect::{Fetch, Landed, LandedFrom, NotUnderstood, Understood, Wire};
use seamless_engine::Fact;
use seamless_engine::{
    Command, Effect, Entry, EntryKind, Gates, Incident, Input, Send, Thread, ThreadKey, apply,
};
use seamless_model::{DocumentKind, DocumentRef, HandoffId, Observation, SystemId, ThreadId};
use seamless_store::{
    AuditRow, Commit, Decided, EntrySource, EntryState, JournalEntry, Seq, Store, StoreError, ThreadCommit,
};

use crate::receipt::{CommandBody, RawForm, ReceiptBody};
use crate::{Clock, Pipeline, PipelineError};

/// What came of deciding: what is to be done now, by whoever drives the pipeline.
#[derive(Debug, Default)]
pub struct Decision {
    /// Journal entries that were decided or held.
    pub entries: usize,
    /// Threads that were woken by time.
    pub woken: usize,
    /// Attempts that have been committed and must now be carried out.
    pub sends: Vec<Send>,
    /// Documents that must be fetched, because a message was thin.
    pub fetches: Vec<FetchWanted>,
    /// Incidents that were opened.
    pub opened: Vec<(ThreadId, Incident)>,
    /// Incidents that were closed.
    pub closed: Vec<(ThreadId, Incident)>,
    /// Threads that changed.
    pub changed: Vec<ThreadId>,
}

impl Decision {
    /// Whether there was nothing to do.
    pub fn is_idle(&self) -> bool {
        self.entries == 0 && self.woken == 0
    }
}

/// A document that must be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FetchWanted {
    /// From where.
    pub system: SystemId,
    /// What.
    pub fetch: Fetch,
}

/// What the deciding place keeps at hand between calls: a bounded cache. The store is the truth.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    threads: HashMap<ThreadId, Thread>,
    keys: HashMap<ThreadKey, ThreadId>,
    last_thread: Option<ThreadId>,
}

const THREADS_AT_HAND_MAX: usize = 4_096;
const KEYS_AT_HAND_MAX: usize = 100_000;

impl Desk {
    fn trim(&mut self) {
        if self.threads.len() > THREADS_AT_HAND_MAX {
            self.threads.clear();
        }
        if self.keys.len() > KEYS_AT_HAND_MAX {
            self.keys.clear();
        }
    }
}

impl<S: Store, W: Wire, C: Clock> Pipeline<S, W, C> {
    /// Marks what was on its way when Seamless stopped: it has no answer. Called once, before anything else.
    pub async fn restart(&self) -> Result<Decision, PipelineError> {
        let threads = self.store.in_flight().await?;
        self.work(Vec::new(), threads, || Input::Restarted).await
    }

    /// Decides up to `limit` journal entries, and wakes up to `limit` threads for which something is due. Everything
    /// is committed together before this returns; only then may the sends go out.
    pub async fn decide(&self, limit: usize) -> Result<Decision, PipelineError> {
        self.land_kept_receipts().await?;
        let entries = self.store.undecided(limit).await?;
        let awake = self.store.awake(self.clock.now(), limit).await?;
        self.work(entries, awake, || Input::Time).await
    }

    async fn work(
        &self,
        entries: Vec<JournalEntry>,
        awake: Vec<ThreadId>,
        wake: impl Fn() -> Input,
    ) -> Result<Decision, PipelineError> {
        if entries.is_empty() && awake.is_empty() {
            return Ok(Decision::default());
        }
        let done = self.change(entries, awake, wake).await;
        if done.is_err() {
            self.gates().none_left();
        }
        done
    }

    async fn change(
        &self,
        entries: Vec<JournalEntry>,
        awake: Vec<ThreadId>,
        wake: impl Fn() -> Input,
    ) -> Result<Decision, PipelineError> {
        let mut place = self.desk.lock().await;
        // Taken out while it is changed: where this ends early, by an error or a panic, what was begun is forgotten.
        let mut desk = std::mem::take(&mut *place);
        let now = self.clock.now();
        let mut batch = Batch { now, ..Batch::default() };
        self.fill(&mut desk, &mut batch, entries, awake, wake).await?;
        let (commit, decision) = batch.finish();
        let threads: Vec<Thread> = commit.threads.iter().map(|it| it.thread.clone()).collect();
        let merged: Vec<ThreadId> = commit.merged.iter().map(|(from, _)| *from).collect();
        self.store.commit(commit).await?;
        desk.trim();
        if !merged.is_empty() {
            desk.keys.clear();
        }
        for thread in threads {
            desk.threads.insert(thread.id, thread);
        }
        for from in merged {
            desk.threads.remove(&from);
        }
        *place = desk;
        Ok(decision)
    }

    async fn fill(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        entries: Vec<JournalEntry>,
        awake: Vec<ThreadId>,
        wake: impl Fn() -> Input,
    ) -> Result<(), PipelineError> {
        batch.decision.entries = entries.len();
        batch.decision.woken = awake.len();
        for entry in entries {
            self.decide_entry(desk, batch, entry).await?;
        }
        for id in awake {
            if self.hold_thread(desk, batch, id).await? {
                self.apply(batch, id, None, wake());
            }
        }
        Ok(())
    }

    async fn decide_entry(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        entry: JournalEntry,
    ) -> Result<(), PipelineError> {
        let seq = entry.seq;
        let outcome = match entry.entry.source {
            EntrySource::Receipt => self.receipt(desk, batch, &entry).await?,
            EntrySource::Command => self.commanded(desk, batch, &entry).await?,
            _ => self.message(desk, batch, &entry).await?,
        };
        let (state, thread) = match outcome {
            Ok(thread) => (EntryState::Decided, thread),
            Err(reason) => (EntryState::Held(reason), None),
        };
        batch.commit.decided.push(Decided { seq, state, thread });
        Ok(())
    }

    /// A message from a system: a webhook, or a polled or fetched document.
    async fn message(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        entry: &JournalEntry,
    ) -> Result<Judged, PipelineError> {
        let Some(system) = entry.entry.system.clone() else {
            return Ok(Err("it names no system".to_owned()));
        };
        let from = match entry.entry.source {
            EntrySource::Webhook => LandedFrom::Webhook {
                topic: entry.entry.topic.clone(),
                triggered_at: entry.entry.triggered_at,
            },
            _ => match entry.entry.topic.parse::<DocumentKind>() {
                Ok(kind) => LandedFrom::Document(kind),
                Err(error) => return Ok(Err(error.to_string())),
            },
        };
        let landed = Landed { from, at: entry.entry.received_at, body: entry.entry.body.clone() };
        let understood = match self.understand(&system, &landed) {
            Ok(understood) => understood,
            Err(reason) => return Ok(Err(reason)),
        };
        let announced = announces(entry);
        let thread = self.observe_all(desk, batch, Some(entry.seq), understood, &system, announced).await?;
        Ok(Ok(thread))
    }

    /// What a message says, or why it is held. A panic is a mistake of ours in one message: it is held as well, and
    /// blocks nothing that comes behind it.
    pub(crate) fn understand(&self, system: &SystemId, landed: &Landed) -> Result<Understood, String> {
        let connector = self.connector(system).map_err(|error| error.to_string())?;
        match catch_unwind(AssertUnwindSafe(|| connector.understand(landed))) {
            Ok(understood) => understood.map_err(|error: NotUnderstood| error.to_string()),
            Err(_) => {
                Err("Seamless stumbled over it: this is a mistake of Seamless, to be reported".to_owned())
            }
        }
    }

    async fn observe_all(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        seq: Option<Seq>,
        understood: Understood,
        system: &SystemId,
        announced: bool,
    ) -> Result<Option<ThreadId>, PipelineError> {
        let mut first = None;
        for observation in understood.observations {
            let id = self.thread_for(desk, batch, &observation).await?;
            first = first.or(Some(id));
            self.apply(batch, id, seq, Input::Observed { observation: Box::new(observation), announced });
        }
        batch
            .decision
            .fetches
            .extend(understood.fetch.into_iter().map(|fetch| FetchWanted { system: system.clone(), fetch }));
        Ok(first)
    }

    /// A delivery's receipt: first what the target gave back, then the answer itself.
    async fn receipt(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        entry: &JournalEntry,
    ) -> Result<Judged, PipelineError> {
        let receipt: ReceiptBody = match serde_json::from_slice(&entry.entry.body) {
            Ok(receipt) => receipt,
            Err(error) => return Ok(Err(format!("the receipt is unreadable: {error}"))),
        };
        let Some(system) = entry.entry.system.clone() else {
            return Ok(Err("it names no system".to_owned()));
        };
        let mut unclear = None;
        for raw in receipt.documents {
            let landed = landed_of(raw, entry.entry.received_at);
            match self.understand(&system, &landed) {
                Ok(understood) => {
                    self.observe_all(desk, batch, Some(entry.seq), understood, &system, false).await?;
                }
                Err(reason) => unclear = Some(reason),
            }
        }
        let Some(id) = self.still(desk, batch, receipt.thread, Some(&receipt.document)).await? else {
            return Ok(Err(format!("there is no thread {}", receipt.thread)));
        };
        let input = Input::Answered {
            handoff: receipt.handoff,
            document: receipt.document,
            attempt: receipt.attempt,
            outcome: receipt.outcome,
        };
        self.apply(batch, id, Some(entry.seq), input);
        // The answer counts in any case. What it brought is held in sight, to be understood when the map is mended.
        Ok(match unclear {
            None => Ok(Some(id)),
            Some(reason) => Err(format!("the answer's document: {reason}")),
        })
    }

    async fn commanded(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        entry: &JournalEntry,
    ) -> Result<Judged, PipelineError> {
        let body: CommandBody = match serde_json::from_slice(&entry.entry.body) {
            Ok(body) => body,
            Err(error) => return Ok(Err(format!("the command is unreadable: {error}"))),
        };
        let document = match &body.command {
            Command::Converge { document, .. } => document.as_ref(),
            Command::Ignore { .. } | Command::Close { .. } => None,
        };
        let Some(id) = self.still(desk, batch, body.thread, document).await? else {
            return Ok(Err(format!("there is no thread {}", body.thread)));
        };
        batch.commit.audit.push(audit_row(&body.command, id, entry.entry.received_at));
        self.ask_for_the_truth(batch, id, &body.command);
        self.apply(batch, id, Some(entry.seq), Input::Command(body.command));
        Ok(Ok(Some(id)))
    }

    /// Converge, do not replay: what the source says now is fetched. What is newer than what was believed follows at once.
    fn ask_for_the_truth(&self, batch: &mut Batch, id: ThreadId, command: &Command) {
        let Command::Converge { handoff, document, .. } = command else { return };
        let Some(handoff) = self.plan.flow.handoffs.get(handoff) else { return };
        let Some(held) = batch.threads.get(&id) else { return };
        let wanted = held.thread.facts.iter().map(Fact::document).filter(|it| {
            it.system == handoff.from
                && it.kind == handoff.carry
                && document.as_ref().is_none_or(|only| only == it)
        });
        let fetches =
            wanted.map(|it| FetchWanted { system: it.system, fetch: Fetch { kind: it.kind, id: it.id } });
        batch.decision.fetches.extend(fetches);
    }

    fn apply(&self, batch: &mut Batch, id: ThreadId, seq: Option<Seq>, input: Input) {
        let mut gates = self.gates();
        batch.apply(&self.plan, id, seq, input, &mut gates);
    }

    /// Finds the thread of an observation, begins one, or merges those that turn out to be one.
    async fn thread_for(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        observation: &Observation,
    ) -> Result<ThreadId, PipelineError> {
        let keys = Thread::keys_to_look_for(observation, &self.plan.ties);
        let mut found = self.known(desk, batch, &keys).await?;
        found.sort_unstable();
        found.dedup();
        let mut ids = found.into_iter();
        let id = match ids.next() {
            Some(id) => id,
            None => self.next_thread(desk).await?,
        };
        if !self.hold_thread(desk, batch, id).await? {
            batch.threads.insert(id, Held::new(Thread::new(id, batch.now)));
        }
        for other in ids {
            self.hold_thread(desk, batch, other).await?;
            batch.merge(other, id);
        }
        for key in Thread::keys_of(observation) {
            batch.keys.insert(key.clone(), id);
            desk.keys.insert(key, id);
        }
        Ok(id)
    }

    /// The thread that a thread is by now: itself, or the one that it was merged into, where its document is.
    async fn still(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        id: ThreadId,
        document: Option<&DocumentRef>,
    ) -> Result<Option<ThreadId>, PipelineError> {
        let id = batch.now_part_of(id);
        if self.hold_thread(desk, batch, id).await? {
            return Ok(Some(id));
        }
        let Some(document) = document else { return Ok(None) };
        let key = ThreadKey {
            system: document.system.clone(),
            kind: document.kind,
            field: "id".to_owned(),
            value: document.id.clone(),
        };
        let Some(id) = self.known(desk, batch, &[key]).await?.first().copied() else { return Ok(None) };
        Ok(self.hold_thread(desk, batch, id).await?.then_some(id))
    }

    async fn known(
        &self,
        desk: &mut Desk,
        batch: &Batch,
        keys: &[ThreadKey],
    ) -> Result<Vec<ThreadId>, StoreError> {
        let mut found: Vec<ThreadId> = keys
            .iter()
            .filter_map(|key| batch.keys.get(key).or_else(|| desk.keys.get(key)))
            .map(|id| batch.now_part_of(*id))
            .collect();
        let missing: Vec<ThreadKey> = keys
            .iter()
            .filter(|key| !batch.keys.contains_key(key) && !desk.keys.contains_key(key))
            .cloned()
            .collect();
        if !missing.is_empty() {
            found.extend(self.store.threads_of(&missing).await?.into_iter().map(|id| batch.now_part_of(id)));
        }
        Ok(found)
    }

    async fn next_thread(&self, desk: &mut Desk) -> Result<ThreadId, StoreError> {
        let last = match desk.last_thread {
            Some(last) => last,
            None => self.store.last_thread().await?,
        };
        let next = ThreadId(last.0 + 1);
        desk.last_thread = Some(next);
        Ok(next)
    }

    /// Takes a thread into the batch; false if there is none.
    async fn hold_thread(
        &self,
        desk: &mut Desk,
        batch: &mut Batch,
        id: ThreadId,
    ) -> Result<bool, PipelineError> {
        if batch.threads.contains_key(&id) {
            return Ok(true);
        }
        let thread = match desk.threads.get(&id) {
            Some(thread) => Some(thread.clone()),
            None => self.store.thread(id).await?,
        };
        let Some(thread) = thread else { return Ok(false) };
        batch.threads.insert(id, Held::new(thread));
        Ok(true)
    }
}

/// The thread that an entry belongs to, or why it is held.
type Judged = Result<Option<ThreadId>, String>;

/// What is changed together.
#[derive(Default)]
struct Batch {
    now: Timestamp,
    threads: BTreeMap<ThreadId, Held>,
    keys: HashMap<ThreadKey, ThreadId>,
    commit: Commit,
    decision: Decision,
}

/// A thread in the batch.
struct Held {
    thread: Thread,
    timeline: Vec<(Option<Seq>, Entry)>,
    done: Vec<HandoffId>,
    changed: bool,
}

impl Held {
    fn new(thread: Thread) -> Self {
        Self { thread, timeline: Vec::new(), done: Vec::new(), changed: false }
    }
}

impl Batch {
    fn apply(
        &mut self,
        plan: &seamless_engine::Plan,
        id: ThreadId,
        seq: Option<Seq>,
        input: Input,
        gates: &mut Gates,
    ) {
        let Some(held) = self.threads.get_mut(&id) else { return };
        held.changed = true;
        for effect in apply(plan, &mut held.thread, input, self.now, gates) {
            match effect {
                Effect::Told(entry) => {
                    // An answer that came too late to count is not told, and not counted.
                    if entry.kind == EntryKind::Answered {
                        held.done.extend(entry.handoff.clone());
                    }
                    held.timeline.push((seq, entry));
                }
                Effect::Send(send) => self.decision.sends.push(*send),
                Effect::Opened(incident) => self.decision.opened.push((id, incident)),
                Effect::Closed(incident) => self.decision.closed.push((id, incident)),
            }
        }
    }

    fn merge(&mut self, from: ThreadId, into: ThreadId) {
        if from == into {
            return;
        }
        let Some(gone) = self.threads.remove(&from) else { return };
        let Some(kept) = self.threads.get_mut(&into) else { return };
        kept.thread.absorb(gone.thread);
        kept.timeline.extend(gone.timeline);
        kept.done.extend(gone.done);
        kept.changed = true;
        self.commit.merged.push((from, into));
        for send in self.decision.sends.iter_mut().filter(|send| send.thread == from) {
            send.thread = into;
        }
        let incidents = self.decision.opened.iter_mut().chain(&mut self.decision.closed);
        for (thread, _) in incidents.filter(|(thread, _)| *thread == from) {
            *thread = into;
        }
        for decided in self.commit.decided.iter_mut().filter(|it| it.thread == Some(from)) {
            decided.thread = Some(into);
        }
        for audit in self.commit.audit.iter_mut().filter(|it| it.thread == Some(from)) {
            audit.thread = Some(into);
        }
    }

    /// The thread that a thread has become part of, or itself.
    fn now_part_of(&self, id: ThreadId) -> ThreadId {
        self.commit.merged.iter().fold(id, |id, (from, into)| if *from == id { *into } else { id })
    }

    fn finish(mut self) -> (Commit, Decision) {
        for (id, held) in self.threads.into_iter().filter(|(_, held)| held.changed) {
            self.decision.changed.push(id);
            self.commit.threads.push(ThreadCommit {
                thread: held.thread,
                timeline: held.timeline,
                done: held.done,
            });
        }
        self.decision.fetches.sort();
        self.decision.fetches.dedup();
        (self.commit, self.decision)
    }
}

fn landed_of(raw: RawForm, at: Timestamp) -> Landed {
    Landed { from: LandedFrom::Document(raw.kind), at, body: raw.body.into_bytes().into() }
}

/// Whether a webhook says that its document has just come into being.
fn announces(entry: &JournalEntry) -> bool {
    let topic = entry.entry.topic.as_str();
    entry.entry.source == EntrySource::Webhook && (topic.ends_with("/create") || topic.ends_with(".created"))
}

fn audit_row(command: &Command, thread: ThreadId, at: Timestamp) -> AuditRow {
    let (by, what) = match command {
        Command::Converge { handoff, by, .. } => (by, format!("converged `{handoff}`")),
        Command::Ignore { incident, reason, by } => (by, format!("ignored {incident}: {reason}")),
        Command::Close { incident, reason, by } => (by, format!("closed {incident}: {reason}")),
    };
    AuditRow { at, by: by.clone(), what, thread: Some(thread) }
}
