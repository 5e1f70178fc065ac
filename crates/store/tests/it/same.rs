//! Whatever is done to it, SQLite gives the same answers as memory.

use std::fmt::Debug;

use futures::executor::block_on;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use seamless_engine::{DeliveryState, IncidentState, Thread};
use seamless_model::ThreadId;
use seamless_store::story::make::{
    deliver, hold, incident, line, moment, order, order_key, shipment, thread, webhook,
};
use seamless_store::{
    AuditRow, Commit, Decided, EntryState, IncidentFilter, Memory, OrderFilter, Seq, Sqlite, Store,
    ThreadCommit,
};

#[derive(Debug, Clone)]
enum Step {
    Land(Vec<(Option<u8>, Option<u8>)>),
    Commit(Vec<Change>, Vec<(u64, u8, Option<u64>)>),
    Merge(u64, u64, bool),
    Release,
    Set(u8, u8),
}

/// A change of a thread: what is seen, and what it leads to.
#[derive(Debug, Clone)]
struct Change {
    thread: u64,
    seen: Vec<(u8, u8, i64)>,
    wake: Option<i64>,
    delivery: Option<(u8, bool, bool)>,
    incident: Option<(u8, bool)>,
    lines: Vec<(i64, Option<u64>)>,
    done: bool,
}

fn any_step() -> impl Strategy<Value = Step> {
    let mark = || option::of(0..6_u8);
    let decided = vec((1..30_u64, 0..3_u8, option::of(1..6_u64)), 0..4);
    prop_oneof![
        3 => vec((mark(), mark()), 0..5).prop_map(Step::Land),
        5 => (vec(any_change(), 0..3), decided).prop_map(|(changes, decided)| Step::Commit(changes, decided)),
        1 => (1..6_u64, 1..6_u64, any::<bool>()).prop_map(|(from, into, put)| Step::Merge(from, into, put)),
        1 => Just(Step::Release),
        1 => (0..3_u8, 0..3_u8).prop_map(|(name, value)| Step::Set(name, value)),
    ]
}

fn any_change() -> impl Strategy<Value = Change> {
    (
        1..6_u64,
        vec((0..3_u8, 0..4_u8, 0..50_i64), 0..3),
        option::of(0..20_i64),
        option::of((0..2_u8, any::<bool>(), any::<bool>())),
        option::of((0..2_u8, any::<bool>())),
        vec((0..20_i64, option::of(1..30_u64)), 0..3),
        any::<bool>(),
    )
        .prop_map(|(thread, seen, wake, delivery, incident, lines, done)| Change {
            thread,
            seen,
            wake,
            delivery,
            incident,
            lines,
            done,
        })
}

impl Change {
    fn of(&self, before: Option<Thread>) -> ThreadCommit {
        let mut after = before.unwrap_or_else(|| thread(self.thread, Vec::new(), self.thread as i64));
        for (sort, number, second) in &self.seen {
            after.observe(match sort {
                0 => order("shop", &number.to_string(), &format!("#{}", number + 10), *second),
                1 => order("oms", &format!("o{number}"), &number.to_string(), *second),
                _ => shipment("warehouse", &format!("s{number}"), &number.to_string(), *second),
            });
        }
        let first = after.facts.first().map(|fact| fact.document());
        if let Some(document) = first {
            self.owe(&mut after, &document);
        }
        after.wake_at = self.wake.map(moment);
        let lines = self.lines.iter();
        ThreadCommit {
            timeline: lines
                .map(|(second, seq)| (seq.map(Seq), line(&format!("At {second}"), *second)))
                .collect(),
            done: if self.done { vec!["orders".into()] } else { Vec::new() },
            thread: after,
        }
    }

    fn owe(&self, after: &mut Thread, document: &seamless_model::DocumentRef) {
        for lane in &mut after.lanes {
            lane.current = None;
            lane.held = None;
        }
        if let Some((handoff, flying, held)) = self.delivery {
            let state = if flying { DeliveryState::InFlight } else { DeliveryState::Waiting };
            let handoff = ["orders", "booking"][usize::from(handoff)];
            deliver(after, handoff, document, state(moment(3)));
            if held {
                hold(after, handoff, document, 4);
            }
        }
        if let Some((breakpoint, open)) = self.incident {
            let breakpoint = ["webhook-missed-order", "cancel-not-propagated"][usize::from(breakpoint)];
            let mut it = incident(breakpoint, "it", document, 5 + i64::from(open));
            if !open {
                it.state = IncidentState::Closed { at: moment(9), how: "mended".to_owned() };
            }
            after.incidents.retain(|other| other.id != it.id);
            after.incidents.push(it);
        }
    }
}

/// Does the same to both, and holds the answers side by side.
async fn take(step: &Step, memory: &Memory, sqlite: &Sqlite) {
    match step {
        Step::Land(marks) => {
            let text = |mark: &Option<u8>| mark.map(|mark| mark.to_string());
            let entries: Vec<_> = marks
                .iter()
                .zip(1..)
                .map(|((dedupe, guard), second)| {
                    webhook(text(dedupe).as_deref(), text(guard).as_deref(), second)
                })
                .collect();
            let landed = memory.land(entries.clone()).await.expect("land");
            assert_eq!(sqlite.land(entries).await.expect("land"), landed);
        }
        Step::Commit(changes, decided) => {
            let mut commit = Commit { audit: vec![deed(changes.len())], ..Commit::default() };
            for change in changes {
                let before = memory.thread(ThreadId(change.thread)).await.expect("read");
                commit.threads.push(change.of(before));
            }
            commit.decided = decided.iter().map(decision).collect();
            both(memory, sqlite, commit).await;
        }
        Step::Merge(from, into, put) => {
            let mut commit = Commit { merged: vec![(ThreadId(*from), ThreadId(*into))], ..Commit::default() };
            let threads = (
                memory.thread(ThreadId(*into)).await.expect("read"),
                memory.thread(ThreadId(*from)).await.expect("read"),
            );
            if let (true, (Some(mut whole), Some(part))) = (*put && from != into, threads) {
                whole.absorb(part);
                commit.threads.push(ThreadCommit { thread: whole, timeline: Vec::new(), done: Vec::new() });
            }
            both(memory, sqlite, commit).await;
        }
        Step::Release => {
            let released = memory.release_held().await.expect("release");
            assert_eq!(sqlite.release_held().await.expect("release"), released);
        }
        Step::Set(name, value) => {
            let (name, value) = (name.to_string(), value.to_string());
            memory.set_value(&name, &value).await.expect("write");
            sqlite.set_value(&name, &value).await.expect("write");
        }
    }
}

fn deed(threads: usize) -> AuditRow {
    AuditRow {
        at: moment(1),
        by: "ann".to_owned(),
        what: format!("changed {threads}"),
        thread: (threads > 0).then_some(ThreadId(threads as u64)),
    }
}

fn decision((seq, state, thread): &(u64, u8, Option<u64>)) -> Decided {
    let state = match state {
        0 => EntryState::Undecided,
        1 => EntryState::Decided,
        _ => EntryState::Held("unknown topic".to_owned()),
    };
    Decided { seq: Seq(*seq), state, thread: thread.map(ThreadId) }
}

async fn both(memory: &Memory, sqlite: &Sqlite, commit: Commit) {
    memory.commit(commit.clone()).await.expect("commit");
    sqlite.commit(commit).await.expect("commit");
}

/// Everything that a store can be asked, with its answers.
async fn answers<S: Store>(store: &S) -> Vec<String> {
    let mut all = Vec::new();
    fn note(all: &mut Vec<String>, what: impl Debug, answer: impl Debug) {
        all.push(format!("{what:?}: {answer:?}"));
    }
    for id in 1..6 {
        let id = ThreadId(id);
        note(&mut all, ("thread", id), store.thread(id).await);
        note(&mut all, ("timeline", id), store.timeline(id).await);
        note(&mut all, ("messages", id), store.messages(id).await);
    }
    for number in 0..4 {
        let keys = [
            order_key("shop", "name", &format!("#{}", number + 10)),
            order_key("oms", "id", &format!("o{number}")),
            order_key("warehouse", "id", &number.to_string()),
        ];
        note(&mut all, &keys, store.threads_of(&keys).await);
    }
    for second in [0, 3, 10, 30] {
        note(&mut all, ("awake", second), store.awake(moment(second), 3).await);
    }
    note(&mut all, "next wake", store.next_wake().await);
    note(&mut all, "in flight", store.in_flight().await);
    note(&mut all, "last", store.last_thread().await);
    note(&mut all, "undecided", store.undecided(5).await);
    note(&mut all, "held", store.held(5).await);
    note(&mut all, "entry", store.entry(Seq(3)).await);
    note(&mut all, "counts", store.counts().await);
    note(&mut all, "audit", store.audit(3).await);
    note(&mut all, "value", store.value("1").await);
    for filter in order_filters() {
        note(&mut all, &filter, store.orders(&filter).await);
    }
    for open in [None, Some(true), Some(false)] {
        let filter = IncidentFilter { open, limit: 3, team: open.map(|_| "it".into()) };
        note(&mut all, &filter, store.incidents(&filter).await);
    }
    all
}

fn order_filters() -> Vec<OrderFilter> {
    let all = OrderFilter::default();
    let searched = ["1", "#1", "s", "12", "o2", "", "#"];
    let mut filters: Vec<OrderFilter> =
        searched.map(|text| OrderFilter { search: Some(text.to_owned()), ..all.clone() }).into();
    filters.extend(
        ["late", "shipped", "on the way"]
            .map(|state| OrderFilter { state: Some(state.to_owned()), ..all.clone() }),
    );
    filters.push(OrderFilter { stuck: true, limit: 1, ..all.clone() });
    filters.push(OrderFilter { before: Some(ThreadId(4)), limit: 2, ..all.clone() });
    filters.push(all);
    filters
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_answers_as_memory_does(steps in vec(any_step(), 1..24)) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        let memory = Memory::new();
        let mut sqlite = Sqlite::open(&path).expect("open");
        block_on(async {
            for (number, step) in steps.iter().enumerate() {
                take(step, &memory, &sqlite).await;
                if number == steps.len() / 2 {
                    drop(sqlite);
                    sqlite = Sqlite::open(&path).expect("open again");
                }
                for (ours, theirs) in answers(&sqlite).await.iter().zip(answers(&memory).await) {
                    assert_eq!(*ours, theirs, "after step {number}, {step:?}");
                }
            }
        });
    }
}
