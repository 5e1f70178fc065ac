//! What people read.

use seamless_engine::IncidentState;
use seamless_model::{Currency, Money, ThreadId};

use super::make::{change, incident, line, moment, order, shipment, thread};
use crate::{AuditRow, Commit, IncidentFilter, OrderFilter, OrderRow, Store};

pub(super) async fn values_are_kept<S: Store>(store: &S) {
    assert_eq!(store.value("cursor").await.expect("read"), None);
    for value in ["2026-11-23T06:00:00Z", "2026-11-23T06:05:00Z"] {
        store.set_value("cursor", value).await.expect("write");
    }
    store.set_value("empty", "").await.expect("write");
    let deeds = ["looked", "converged", "ignored"].into_iter().zip(1..).map(|(what, second)| AuditRow {
        at: moment(second),
        by: "ann".to_owned(),
        what: what.to_owned(),
        thread: (second == 2).then_some(ThreadId(1)),
    });
    store.commit(Commit { audit: deeds.collect(), ..Commit::default() }).await.expect("commit");
}

/// Threads 101 to 200; 150 is shipped, and every tenth is late.
pub(super) async fn a_hundred_orders_are_placed<S: Store>(store: &S) {
    let threads = (101..=200_u64).map(|number| {
        let id = format!("77{number}");
        let second = 1_000 + number as i64;
        let seen = order("shop", &id, &format!("#7{number}"), second);
        let document = seen.document();
        let mut placed = thread(number, vec![seen], second);
        if number == 150 {
            placed.observe(shipment("warehouse", "W-1", &id, second));
        } else if number % 10 == 0 {
            placed.incidents = vec![incident("webhook-missed-order", "it", &document, second)];
        }
        change(&placed, vec![(None, line("Shop: seen.", second + 1))])
    });
    store.commit(Commit { threads: threads.collect(), ..Commit::default() }).await.expect("commit");
}

async fn ids<S: Store>(store: &S, filter: OrderFilter) -> Vec<u64> {
    let page = store.orders(&filter).await.expect("read");
    page.rows.iter().map(|row| row.thread.0).collect()
}

pub(super) async fn orders_are_listed<S: Store>(store: &S) {
    let page = store.orders(&OrderFilter::default()).await.expect("read");
    assert_eq!((page.rows.len(), page.next), (50, Some(ThreadId(151))), "50 where nothing is said");
    let currency = Currency::from_code("USD").expect("a currency");
    let newest = OrderRow {
        thread: ThreadId(200),
        number: "#7200".to_owned(),
        opened_at: moment(1_200),
        changed_at: moment(1_201),
        state: "late".to_owned(),
        total: Some(Money::from_minor(5_400, currency)),
        open_incidents: 1,
        systems: vec!["shop".into()],
    };
    assert_eq!(page.rows[0], newest);
    let rest = OrderFilter { before: page.next, limit: 52, ..OrderFilter::default() };
    let page = store.orders(&rest).await.expect("read");
    assert_eq!((page.rows.len(), page.next), (52, None), "the last page");
    assert_eq!(page.rows[51].thread, ThreadId(1), "newest first");
    assert_eq!(page.rows[51].systems, ["oms", "shop"]);
    assert_eq!((page.rows[51].opened_at, page.rows[51].changed_at), (moment(10), moment(60)));

    let state = |state: &str| OrderFilter { state: Some(state.to_owned()), ..OrderFilter::default() };
    assert_eq!(ids(store, state("shipped")).await, [150]);
    assert_eq!(ids(store, state("late")).await, [200, 190, 180, 170, 160, 140, 130, 120, 110, 1]);
    let stuck = OrderFilter { stuck: true, limit: 3, ..OrderFilter::default() };
    let page = store.orders(&stuck).await.expect("read");
    assert_eq!((page.rows.len(), page.next), (3, Some(ThreadId(180))));
    orders_are_searched(store).await;
}

async fn orders_are_searched<S: Store>(store: &S) {
    let search = |text: &str| OrderFilter { search: Some(text.to_owned()), ..OrderFilter::default() };
    for text in ["#7150", "7150", " 7150 ", "77150", "W-1", "W"] {
        assert_eq!(ids(store, search(text)).await, [150], "{text:?}");
    }
    for text in ["A-1", "#1001", "1001-re", "S-1"] {
        assert_eq!(ids(store, search(text)).await, [1], "{text:?}");
    }
    assert_eq!(ids(store, search("715")).await, [159, 158, 157, 156, 155, 154, 153, 152, 151, 150]);
    assert_eq!(ids(store, search("150")).await, [0; 0], "the end is not enough");
    assert_eq!(ids(store, search("%")).await, [0; 0], "no pattern");
    assert_eq!(ids(store, search("")).await.len(), 50, "an empty search finds everything");
    let both = OrderFilter { stuck: true, before: Some(ThreadId(190)), ..search("#71") };
    assert_eq!(ids(store, both).await, [180, 170, 160, 140, 130, 120, 110]);
}

pub(super) async fn incidents_are_listed<S: Store>(store: &S) {
    let list = async |filter| store.incidents(&filter).await.expect("read");
    let all = list(IncidentFilter::default()).await;
    assert_eq!(all.len(), 12);
    assert_eq!((all[0].thread, all[0].number.as_str()), (ThreadId(200), "#7200"), "newest first");
    assert_eq!(
        all[9].incident.breakpoint, "cancel-not-propagated",
        "of those that need somebody the oldest but one"
    );
    assert!(all[..11].iter().all(|row| row.incident.is_open()), "those that need somebody first");
    assert!(matches!(all[11].incident.state, IncidentState::Closed { .. }));
    assert_eq!(list(IncidentFilter { open: Some(false), ..IncidentFilter::default() }).await, all[11..]);
    assert_eq!(list(IncidentFilter { open: Some(true), ..IncidentFilter::default() }).await, all[..11]);
    assert_eq!(list(IncidentFilter { limit: 2, ..IncidentFilter::default() }).await, all[..2]);
    let team = Some("operations".into());
    assert_eq!(list(IncidentFilter { team, ..IncidentFilter::default() }).await, all[10..11]);
}

pub(super) async fn everything_is_counted<S: Store>(store: &S) {
    let counts = store.counts().await.expect("read");
    assert_eq!((counts.orders, counts.landed), (102, 7));
    assert_eq!((counts.undecided, counts.held), (2, 1));
    assert_eq!((counts.incidents, counts.open_incidents), (12, 11));
    let orders = counts.handoffs["orders"];
    assert_eq!((orders.done, orders.waiting, orders.held, orders.late), (2, 0, 0, 11));
    assert_eq!(store.last_thread().await.expect("read"), ThreadId(200));
}

pub(super) async fn deeds_are_listed<S: Store>(store: &S) {
    assert_eq!(
        store.value("cursor").await.expect("read").as_deref(),
        Some("2026-11-23T06:05:00Z"),
        "the last word counts"
    );
    assert_eq!(store.value("empty").await.expect("read").as_deref(), Some(""));
    let deeds = store.audit(2).await.expect("read");
    let told: Vec<_> = deeds.iter().map(|row| (row.what.as_str(), row.thread)).collect();
    assert_eq!(told, [("ignored", None), ("converged", Some(ThreadId(1)))], "newest first");
    assert_eq!(store.audit(10).await.expect("read")[2].at, moment(1));
}
