//! A process that is killed at random moments: what it acknowledged is there, and nothing is torn.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use futures::executor::block_on;
use futures::future::join_all;
use seamless_model::ThreadId;
use seamless_store::story::make::{commit, decided, line, order, order_key, thread, webhook};
use seamless_store::{EntryState, LandedAs, OrderFilter, Seq, Sqlite, Store};

const STORE: &str = "SEAMLESS_TEST_STORE";
const RUN: &str = "SEAMLESS_TEST_RUN";
const KILLS: u64 = 10;
const PRODUCERS: u64 = 8;

/// What the child tells once a call was answered.
#[derive(Debug, Default)]
struct Acknowledged {
    landed: BTreeSet<(u64, String)>,
    opened: BTreeSet<u64>,
    changed: BTreeSet<u64>,
}

impl Acknowledged {
    fn hear(&mut self, line: &str) {
        // A line without an end was cut by the kill.
        let Some(words) = line.strip_suffix('\n') else { return };
        let number = |word: &str| word.parse().expect("a number");
        match words.split(' ').collect::<Vec<_>>()[..] {
            ["ack", "landed", seq, mark] => drop(self.landed.insert((number(seq), mark.to_owned()))),
            ["ack", "opened", id] => drop(self.opened.insert(number(id))),
            ["ack", "changed", id] => drop(self.changed.insert(number(id))),
            _ => {}
        }
    }

    fn number(&self) -> usize {
        self.landed.len() + self.opened.len() + self.changed.len()
    }
}

/// Works until it is killed.
fn child(path: &Path) {
    let run = std::env::var(RUN).expect("a run");
    let store = Sqlite::open(path).expect("open");
    // The test harness may have begun a line.
    println!();
    let produce = async |producer: u64| {
        for number in 0_u64.. {
            let mark = format!("{run}-{producer}-{number}");
            let landed = store.land(vec![webhook(Some(&mark), None, 1)]).await.expect("land");
            let [LandedAs::New(Seq(seq))] = landed[..] else { panic!("{mark} was there already") };
            println!("ack landed {seq} {mark}");
            let mut one = thread(seq, vec![order("shop", &seq.to_string(), &mark, 1)], 1);
            let mut step = commit(&one, vec![(Some(Seq(seq)), line("Seen.", 1))]);
            step.decided = vec![decided(seq, seq)];
            step.threads[0].done = vec!["orders".into()];
            store.commit(step).await.expect("commit");
            println!("ack opened {seq}");
            one.observe(order("shop", &seq.to_string(), &mark, 2));
            store.commit(commit(&one, vec![(None, line("Changed.", 2))])).await.expect("commit");
            println!("ack changed {seq}");
        }
    };
    block_on(join_all((0..PRODUCERS).map(produce)));
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_torn() {
    // The test starts itself again as the process that it kills.
    if let Some(path) = std::env::var_os(STORE) {
        return child(Path::new(&path));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let mut acknowledged = Acknowledged::default();
    for run in 0..KILLS {
        let enough = acknowledged.number() + 1 + RandomState::new().build_hasher().finish() as usize % 300;
        run_and_kill(&path, run, enough, &mut acknowledged);
        let store = Sqlite::open(&path).expect("open again");
        block_on(holds(&store, &acknowledged));
    }
}

fn run_and_kill(path: &Path, run: u64, enough: usize, acknowledged: &mut Acknowledged) {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "kill::nothing_acknowledged_is_lost_and_nothing_is_torn", "--nocapture"])
        .env(STORE, path)
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("its output"));
    let mut killed = false;
    let mut line = String::new();
    while lines.read_line(&mut line).expect("read") > 0 {
        acknowledged.hear(&line);
        line.clear();
        if !killed && acknowledged.number() >= enough {
            child.kill().expect("kill");
            killed = true;
        }
    }
    let end = child.wait().expect("its end");
    assert!(killed && end.code().is_none(), "the child ended by itself: {end}");
}

async fn holds(store: &Sqlite, acknowledged: &Acknowledged) {
    assert_eq!(store.damage().await.expect("read"), Vec::<String>::new());
    for (seq, mark) in &acknowledged.landed {
        let entry = store.entry(Seq(*seq)).await.expect("read").expect("landed");
        assert_eq!(entry.entry, webhook(Some(mark), None, 1));
    }
    let threads = whole_threads(store).await;
    let opened: BTreeSet<u64> = threads.iter().map(|(id, _)| *id).collect();
    let changed: BTreeSet<u64> = threads.iter().filter(|(_, lines)| *lines == 2).map(|(id, _)| *id).collect();
    let lost: Vec<_> = acknowledged.opened.difference(&opened).collect();
    assert!(lost.is_empty(), "threads that were acknowledged are lost: {lost:?}");
    let lost: Vec<_> = acknowledged.changed.difference(&changed).collect();
    assert!(lost.is_empty(), "changes that were acknowledged are lost: {lost:?}");
    let counts = store.counts().await.expect("read");
    assert_eq!(counts.orders, threads.len() as u64);
    assert_eq!(counts.landed - counts.undecided, counts.orders, "an entry is decided with its thread");
    let done = counts.handoffs.get("orders").map_or(0, |it| it.done);
    assert_eq!(done, counts.orders, "and counted with it");
}

/// All threads with the number of their lines, each looked at from every side.
async fn whole_threads(store: &Sqlite) -> Vec<(u64, usize)> {
    let everything = OrderFilter { limit: usize::MAX - 1, ..OrderFilter::default() };
    let mut found = Vec::new();
    for row in store.orders(&everything).await.expect("read").rows {
        let id = row.thread.0;
        let entry = store.entry(Seq(id)).await.expect("read").expect("its cause");
        assert_eq!((entry.state, entry.thread), (EntryState::Decided, Some(row.thread)));
        let mark = entry.entry.dedupe.expect("a mark");
        let lines = store.timeline(row.thread).await.expect("read").len();
        let seen = order("shop", &id.to_string(), &mark, lines as i64);
        let expected = {
            let mut expected = thread(id, vec![order("shop", &id.to_string(), &mark, 1)], 1);
            expected.observe(seen);
            expected
        };
        assert_eq!(store.thread(row.thread).await.expect("read"), Some(expected), "the state and its lines");
        let key = order_key("shop", "name", &mark);
        assert_eq!(store.threads_of(&[key]).await.expect("read"), [ThreadId(id)]);
        found.push((id, lines));
    }
    found
}
