//! What becomes of orders.

use seamless_engine::{DeliveryState, IncidentState, Thread};
use seamless_model::ThreadId;

use super::make::{
    change, commit, decided, deliver, held, hold, incident, line, moment, order, order_key, shipment, thread,
};
use crate::{Commit, EntryState, JournalEntry, Seq, Store, TimelineRow};

/// The first order, as it is understood at first.
fn first() -> Thread {
    let seen = order("shop", "5001", "#1001", 10);
    let document = seen.document();
    let mut first = thread(1, vec![seen], 10);
    deliver(&mut first, "orders", &document, DeliveryState::InFlight(moment(11)));
    deliver(&mut first, "booking", &document, DeliveryState::Waiting(moment(40)));
    hold(&mut first, "booking", &document, 12);
    first.incidents = vec![
        incident("webhook-missed-order", "it", &document, 12),
        incident("poison-order-dead-letter", "operations", &document, 13),
    ];
    first.wake_at = Some(moment(40));
    first
}

/// The second, which waits for a deadline.
fn second() -> Thread {
    let mut second = thread(2, vec![order("shop", "5002", "#1002", 20)], 20);
    second.wake_at = Some(moment(30));
    second
}

/// The third, which turns out to be the first as the OMS knows it.
fn third() -> Thread {
    let seen = order("oms", "A-1", "", 25);
    let mut third = thread(3, vec![seen.clone(), shipment("oms", "S-1", "A-1", 26)], 25);
    third.incidents = vec![incident("cancel-not-propagated", "it", &seen.document(), 27)];
    third.wake_at = Some(moment(30));
    deliver(&mut third, "shipped", &seen.document(), DeliveryState::InFlight(moment(27)));
    third
}

pub(super) async fn orders_are_understood<S: Store>(store: &S) {
    let whole = Commit {
        threads: vec![
            change(&first(), vec![(Some(Seq(1)), line("Shop: seen.", 10)), (None, line("OMS: asked.", 11))]),
            change(&second(), vec![(Some(Seq(2)), line("Shop: seen.", 20))]),
            change(&third(), vec![(Some(Seq(3)), line("OMS: seen.", 11))]),
        ],
        decided: vec![
            decided(1, 1),
            decided(2, 2),
            decided(3, 3),
            held(4, "not JSON"),
            held(6, "unknown topic"),
            held(7, "no"),
        ],
        ..Commit::default()
    };
    store.commit(whole).await.expect("commit");
    assert_eq!(store.thread(ThreadId(1)).await.expect("read"), Some(first()), "whole");
    assert_eq!(store.thread(ThreadId(3)).await.expect("read"), Some(third()));
    assert_eq!(store.thread(ThreadId(4)).await.expect("read"), None);
    let undecided = store.undecided(10).await.expect("read");
    assert_eq!(numbers(&undecided), [5]);
    let entry = store.entry(Seq(4)).await.expect("read").expect("there");
    assert_eq!(entry.state, EntryState::Held("not JSON".to_owned()));
    let counts = store.counts().await.expect("read");
    assert_eq!((counts.orders, counts.undecided, counts.held), (3, 1, 3));
    assert_eq!((counts.incidents, counts.open_incidents), (3, 3));
    let booking = counts.handoffs["booking"];
    assert_eq!((booking.waiting, booking.held, booking.late, booking.done), (1, 1, 0, 0));
    let orders = counts.handoffs["orders"];
    assert_eq!((orders.waiting, orders.held, orders.late, orders.done), (1, 0, 3, 0));
}

fn numbers(entries: &[JournalEntry]) -> Vec<u64> {
    entries.iter().map(|it| it.seq.0).collect()
}

/// The first, once its deliveries are done and one incident is over.
fn first_moved_on() -> Thread {
    let mut first = first();
    first.observe(order("shop", "5001", "#1001-renamed", 50));
    for lane in &mut first.lanes {
        lane.current = None;
        lane.held = None;
    }
    first.incidents[0].state = IncidentState::Closed { at: moment(51), how: "mended".to_owned() };
    first.wake_at = None;
    first
}

pub(super) async fn orders_move_on<S: Store>(store: &S) {
    let mut step = commit(&first_moved_on(), vec![(Some(Seq(5)), line("Shop: seen.", 50))]);
    step.threads[0].done = vec!["orders".into(), "booking".into(), "orders".into()];
    step.decided = vec![decided(5, 1)];
    store.commit(step.clone()).await.expect("commit");
    assert_eq!(store.thread(ThreadId(1)).await.expect("read"), Some(first_moved_on()));
    assert_eq!(store.in_flight().await.expect("read"), [ThreadId(3)]);
    assert_eq!(
        store.threads_of(&[order_key("shop", "name", "#1001-renamed")]).await.expect("read"),
        [ThreadId(1)]
    );
    assert_eq!(
        store.threads_of(&[order_key("shop", "name", "#1001")]).await.expect("read"),
        [ThreadId(1)],
        "an old key leads to the order still"
    );
    let messages = store.messages(ThreadId(1)).await.expect("read");
    assert_eq!(numbers(&messages), [1, 5], "oldest first");
    let counts = store.counts().await.expect("read");
    assert_eq!((counts.incidents, counts.open_incidents), (3, 2));
    let orders = counts.handoffs["orders"];
    assert_eq!((orders.waiting, orders.late, orders.done), (0, 2, 2));
    assert_eq!(counts.handoffs["booking"].done, 1);

    let same = commit(&first_moved_on(), Vec::new());
    store.commit(same).await.expect("commit");
    assert_eq!(store.timeline(ThreadId(1)).await.expect("read").len(), 3, "nothing was told twice");
}

/// The first with all of the third.
fn both() -> Thread {
    let mut both = first_moved_on();
    both.absorb(third());
    both.wake_at = Some(moment(70));
    both
}

pub(super) async fn two_turn_out_to_be_one<S: Store>(store: &S) {
    let mut step = commit(&both(), vec![(None, line("One order.", 60))]);
    step.merged = vec![(ThreadId(3), ThreadId(1))];
    store.commit(step).await.expect("commit");
    one_is_whole(store).await;
    let wakes = store.awake(moment(100), 10).await.expect("read");
    assert_eq!(wakes, [ThreadId(2), ThreadId(1)]);
    assert_eq!(store.in_flight().await.expect("read"), [ThreadId(1)], "the third's delivery went along");
    let counts = store.counts().await.expect("read");
    assert_eq!((counts.orders, counts.incidents, counts.open_incidents), (2, 3, 2));
}

pub(super) async fn one_is_whole<S: Store>(store: &S) {
    assert_eq!(store.thread(ThreadId(3)).await.expect("read"), None, "gone");
    assert_eq!(store.thread(ThreadId(1)).await.expect("read"), Some(both()));
    let keys = [order_key("oms", "id", "A-1"), order_key("shop", "id", "5001")];
    assert_eq!(store.threads_of(&keys).await.expect("read"), [ThreadId(1)]);
    let messages = store.messages(ThreadId(1)).await.expect("read");
    assert_eq!(numbers(&messages), [1, 3, 5]);
    assert_eq!(store.messages(ThreadId(3)).await.expect("read"), []);
    let told = store.timeline(ThreadId(1)).await.expect("read");
    let row = |seq: Option<u64>, text, second| TimelineRow { entry: line(text, second), seq: seq.map(Seq) };
    let expected = [
        row(Some(1), "Shop: seen.", 10),
        row(None, "OMS: asked.", 11),
        row(Some(3), "OMS: seen.", 11),
        row(Some(5), "Shop: seen.", 50),
        row(None, "One order.", 60),
    ];
    assert_eq!(told, expected, "both timelines, oldest first");
    assert_eq!(store.timeline(ThreadId(3)).await.expect("read"), []);
}
