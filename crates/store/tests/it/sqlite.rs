//! What only a store in a file can do, or suffer.

use std::path::PathBuf;

use futures::executor::block_on;
use futures::future::join_all;
use jiff::SignedDuration;
use rusqlite::Connection;
use seamless_model::ThreadId;
use seamless_store::story::make::{commit, line, moment, order, thread, webhook};
use seamless_store::{Commit, LandedAs, OrderFilter, Sqlite, Store, StoreError};
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    (folder, path)
}

#[test]
fn a_file_of_another_sort_is_refused_and_left_alone() {
    let (_folder, path) = place();
    let text = "This is a letter and not a database, whatever its name may say. ".repeat(100);
    std::fs::write(&path, &text).expect("write");
    let problem = Sqlite::open(&path).expect_err("not a store");
    assert!(matches!(problem, StoreError::NotAStore { .. }), "{problem:?}");
    assert!(problem.to_string().contains("store.db is not a store of Seamless"), "{problem}");
    assert_eq!(std::fs::read_to_string(&path).expect("read"), text);
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let (_folder, path) = place();
    let other = Connection::open(&path).expect("open");
    other.execute_batch("CREATE TABLE recipes (title TEXT)").expect("create");
    let problem = Sqlite::open(&path).expect_err("not a store");
    assert!(problem.to_string().ends_with("it is a database of another program"), "{problem}");
    let mode: String = other.query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("read");
    assert_eq!(mode, "delete", "nothing was changed");
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let (_folder, path) = place();
    drop(Sqlite::open(&path).expect("open"));
    let file = Connection::open(&path).expect("open");
    file.pragma_update(None, "user_version", 99).expect("write");
    let problem = Sqlite::open(&path).expect_err("too new");
    assert!(matches!(problem, StoreError::TooNew { found: 99, known: 1 }), "{problem:?}");
}

#[test]
fn a_place_that_is_not_there_is_named() {
    let (folder, _) = place();
    let problem = Sqlite::open(folder.path().join("no/such/store.db")).expect_err("no folder");
    assert!(problem.to_string().contains("no/such/store.db cannot be opened"), "{problem}");
}

#[test]
fn a_thread_that_cannot_be_read_is_named_and_others_can() {
    let (_folder, path) = place();
    let store = Sqlite::open(&path).expect("open");
    for id in [1, 2] {
        let one = thread(id, vec![order("shop", &id.to_string(), "", 1)], 1);
        block_on(store.commit(commit(&one, Vec::new()))).expect("commit");
    }
    let file = Connection::open(&path).expect("open");
    file.execute("UPDATE thread_bodies SET body = '{\"id\":' WHERE id = 1", []).expect("write");
    let problem = block_on(store.thread(ThreadId(1))).expect_err("damaged");
    assert!(problem.to_string().contains("(thread t1)"), "{problem}");
    assert!(block_on(store.thread(ThreadId(2))).expect("read").is_some());
}

#[test]
fn a_bad_operation_fails_alone_and_whole() {
    let (_folder, path) = place();
    let store = Sqlite::open(&path).expect("open");
    let good = thread(1, vec![order("shop", "1", "#1", 1)], 1);
    let bad = thread(u64::MAX, vec![order("shop", "2", "#2", 1)], 1);
    let mut torn = commit(&thread(2, vec![order("shop", "3", "#3", 1)], 1), vec![(None, line("Seen.", 1))]);
    torn.threads.extend(commit(&bad, Vec::new()).threads);
    block_on(async {
        let all = futures::join!(
            store.land(vec![webhook(Some("a"), None, 1)]),
            store.commit(torn),
            store.commit(commit(&good, Vec::new())),
            store.land(vec![webhook(Some("b"), None, 1)]),
        );
        assert!(matches!(all.1, Err(StoreError::Failed(_))), "{:?}", all.1);
        assert!(all.0.is_ok() && all.2.is_ok() && all.3.is_ok(), "{all:?}");
        assert_eq!(store.thread(ThreadId(1)).await.expect("read"), Some(good));
        assert_eq!(store.thread(ThreadId(2)).await.expect("read"), None, "nothing of the bad one is kept");
        assert_eq!(store.timeline(ThreadId(2)).await.expect("read"), []);
        let counts = store.counts().await.expect("read");
        assert_eq!((counts.orders, counts.landed), (1, 2));
    });
}

#[test]
fn many_callers_at_once_each_get_their_own_answer() {
    let (_folder, path) = place();
    let store = Sqlite::open(&path).expect("open");
    let land = async |number: u64| {
        let mark = (number / 2).to_string();
        store.land(vec![webhook(Some(&mark), None, 1)]).await.expect("land")[0]
    };
    let landed = block_on(join_all((0..2_000).map(land)));
    let mut new: Vec<u64> =
        landed.iter().filter_map(|it| if let LandedAs::New(seq) = it { Some(seq.0) } else { None }).collect();
    new.sort_unstable();
    assert_eq!(new, (1..=1_000).collect::<Vec<_>>(), "each once, and no number left out");
}

#[test]
fn a_search_finds_the_newest_of_few_and_of_many() {
    let (_folder, path) = place();
    let store = Sqlite::open(&path).expect("open");
    let threads = (1..=3_000).map(|id: u64| {
        let name = format!("#{}{id:04}", if id <= 2_000 { "A" } else { "B" });
        commit(&thread(id, vec![order("shop", &format!("77{id:04}"), &name, 1)], 1), Vec::new()).threads
    });
    block_on(async {
        store
            .commit(Commit { threads: threads.flatten().collect(), ..Commit::default() })
            .await
            .expect("commit");
        let expected = [
            ("a", vec![]),
            ("A", vec![2_000, 1_999]),
            ("#A19", vec![1_999, 1_998]),
            ("772", vec![2_999, 2_998]),
        ];
        for (text, found) in expected {
            let filter = OrderFilter { search: Some(text.to_owned()), limit: 2, ..OrderFilter::default() };
            let page = store.orders(&filter).await.expect("read");
            let ids: Vec<u64> = page.rows.iter().map(|row| row.thread.0).collect();
            assert_eq!(ids, found, "{text}");
        }
    });
}

#[test]
fn what_was_begun_is_finished_when_the_store_is_dropped() {
    let (_folder, path) = place();
    let store = Sqlite::open(&path).expect("open");
    for number in 0..100_u64 {
        let mark = number.to_string();
        let mut call = Box::pin(store.land(vec![webhook(Some(&mark), None, 1)]));
        // Begun, and never asked for its answer.
        let _ = futures::FutureExt::now_or_never(&mut call);
    }
    drop(store);
    assert!(!path.with_extension("db-wal").exists(), "the log was written back");
    let again = Sqlite::open(&path).expect("open again");
    assert_eq!(block_on(again.counts()).expect("read").landed, 100);
}

#[test]
fn nobody_is_woken_too_early() {
    let (_folder, path) = place();
    let store = Sqlite::open(&path).expect("open");
    let due = moment(5) + SignedDuration::from_nanos(1);
    let mut one = thread(1, vec![order("shop", "1", "", 1)], 1);
    one.wake_at = Some(due);
    block_on(async {
        store.commit(commit(&one, Vec::new())).await.expect("commit");
        assert_eq!(store.awake(moment(5), 10).await.expect("read"), []);
        let wake = store.next_wake().await.expect("read").expect("something is due");
        assert!(wake >= due);
        assert_eq!(store.awake(wake, 10).await.expect("read"), [ThreadId(1)]);
    });
}

#[test]
fn two_processes_may_open_one_store() {
    let (_folder, path) = place();
    let (one, other) = (Sqlite::open(&path).expect("open"), Sqlite::open(&path).expect("open"));
    block_on(async {
        for (number, store) in [&one, &other, &one].into_iter().enumerate() {
            let landed = store.land(vec![webhook(None, None, 1)]).await.expect("land");
            assert_eq!(landed, [LandedAs::New(seamless_store::Seq(number as u64 + 1))]);
        }
        assert_eq!(other.counts().await.expect("read").landed, 3);
    });
}
