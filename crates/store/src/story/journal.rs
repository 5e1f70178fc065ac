//! What arrives.

use seamless_model::ThreadId;

use super::make::{held, moment, webhook};
use crate::{Commit, Counts, EntrySource, EntryState, JournalEntry, LandedAs, NewEntry, Seq, Store};

pub(super) async fn nothing_is_there<S: Store>(store: &S) {
    assert_eq!(store.undecided(10).await.expect("read"), []);
    assert_eq!(store.entry(Seq(1)).await.expect("read"), None);
    assert_eq!(store.entry(Seq(u64::MAX)).await.expect("read"), None);
    assert_eq!(store.thread(ThreadId(1)).await.expect("read"), None);
    assert_eq!(store.last_thread().await.expect("read"), ThreadId(0));
    assert_eq!(store.next_wake().await.expect("read"), None);
    assert_eq!(store.awake(moment(9_999), 10).await.expect("read"), []);
    assert_eq!(store.counts().await.expect("read"), Counts::default());
    assert_eq!(store.land(Vec::new()).await.expect("land"), []);
}

pub(super) async fn messages_arrive<S: Store>(store: &S) {
    let new = |seq| LandedAs::New(Seq(seq));
    let first = vec![
        webhook(None, None, 1),
        webhook(Some("d1"), None, 2),
        webhook(Some("d1"), None, 3),
        webhook(Some("d2"), Some("g1"), 4),
        webhook(Some("d3"), Some("g1"), 5),
        webhook(None, None, 6),
    ];
    let landed = store.land(first.clone()).await.expect("land");
    let expected = [new(1), new(2), LandedAs::Duplicate, new(3), LandedAs::Duplicate, new(4)];
    assert_eq!(landed, expected, "known within one call by either mark");
    let second = vec![
        webhook(Some("d1"), Some("g2"), 7),
        webhook(None, Some("g1"), 8),
        webhook(Some("d3"), None, 9),
        webhook(Some("g1"), None, 10),
        command(),
    ];
    let landed = store.land(second).await.expect("land");
    let expected = [LandedAs::Duplicate, LandedAs::Duplicate, new(5), new(6), new(7)];
    assert_eq!(landed, expected, "a duplicate leaves no mark, and the two sorts of marks never meet");

    let undecided = store.undecided(100).await.expect("read");
    let numbers: Vec<u64> = undecided.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7], "oldest first");
    assert_eq!(store.undecided(2).await.expect("read"), undecided[..2]);
    let kept = |seq, entry: &NewEntry| JournalEntry {
        seq: Seq(seq),
        entry: entry.clone(),
        state: EntryState::Undecided,
        thread: None,
    };
    assert_eq!(undecided[2], kept(3, &first[3]), "whole");
    assert_eq!(store.entry(Seq(7)).await.expect("read"), Some(kept(7, &command())));
    let counts = store.counts().await.expect("read");
    assert_eq!((counts.landed, counts.duplicates, counts.undecided, counts.held), (7, 4, 7, 0));
}

fn command() -> NewEntry {
    NewEntry {
        source: EntrySource::Command,
        system: None,
        topic: "converge".to_owned(),
        triggered_at: None,
        body: Vec::new().into(),
        ..webhook(None, None, 11)
    }
}

/// At this point of the story 4, 6 and 7 are held.
pub(super) async fn what_was_held_is_released<S: Store>(store: &S) {
    let numbers = |entries: Vec<JournalEntry>| entries.iter().map(|it| it.seq.0).collect::<Vec<_>>();
    assert_eq!(numbers(store.held(10).await.expect("read")), [7, 6, 4], "newest first");
    assert_eq!(numbers(store.held(1).await.expect("read")), [7]);
    assert_eq!(store.release_held().await.expect("release"), 3);
    assert_eq!(numbers(store.undecided(10).await.expect("read")), [4, 6, 7]);
    assert_eq!(store.held(10).await.expect("read"), []);
    assert_eq!(store.release_held().await.expect("release"), 0);
    let again = Commit { decided: vec![held(7, "still unknown")], ..Commit::default() };
    store.commit(again).await.expect("commit");
    let entry = store.entry(Seq(7)).await.expect("read").expect("there");
    assert_eq!(entry.state, EntryState::Held("still unknown".to_owned()));
}

pub(super) async fn nothing_lands_twice<S: Store>(store: &S) {
    let known = [webhook(Some("d1"), None, 20), webhook(None, Some("g1"), 21), webhook(Some("d3"), None, 22)];
    let before = store.counts().await.expect("read");
    assert_eq!(store.land(known.into()).await.expect("land"), [LandedAs::Duplicate; 3]);
    let after = store.counts().await.expect("read");
    assert_eq!((after.landed, after.duplicates), (before.landed, before.duplicates + 3));
}
