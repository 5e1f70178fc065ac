//! `/events`: what changed on the first page, as it changes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, stream};
use tokio::sync::{Mutex, broadcast, watch};

use crate::Live;
use crate::app::App;
use crate::pages::now::{Parts, parts};

/// The page is read anew at most this often, however many look at it.
const ANEW_AFTER: Duration = Duration::from_secs(1);
/// Times grow while nothing happens: they are told anew this often.
const TELL_AGAIN: Duration = Duration::from_secs(10);
const STILL_HERE: Duration = Duration::from_secs(10);

/// The parts of the first page as they were read last, for all who look at it.
#[derive(Debug, Default)]
pub(crate) struct Latest(Mutex<Option<(Instant, Arc<Parts>)>>);

impl Latest {
    async fn get<L: Live>(&self, app: &App<L>) -> Option<Arc<Parts>> {
        let mut latest = self.0.lock().await;
        if let Some((at, parts)) = &*latest
            && at.elapsed() < ANEW_AFTER
        {
            return Some(Arc::clone(parts));
        }
        match parts(app).await {
            Ok(parts) => {
                let parts = Arc::new(parts);
                *latest = Some((Instant::now(), Arc::clone(&parts)));
                Some(parts)
            }
            Err(error) => {
                tracing::error!(%error, "the first page could not be read from the store");
                None
            }
        }
    }
}

/// Somebody who looks at the first page.
struct Watcher<L: Live> {
    app: Arc<App<L>>,
    changes: broadcast::Receiver<()>,
    stopping: watch::Receiver<bool>,
    told: Arc<Parts>,
    waiting: Vec<Event>,
    is_new: bool,
}

/// `GET /events`.
pub(crate) async fn stream<L: Live>(
    State(app): State<Arc<App<L>>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let watcher = Watcher {
        changes: app.live.changes(),
        stopping: app.stopping.clone(),
        told: Arc::new(Parts::default()),
        waiting: Vec::new(),
        is_new: true,
        app,
    };
    let events = stream::unfold(watcher, |mut watcher| async move {
        let event = watcher.next().await?;
        Some((Ok(event), watcher))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(STILL_HERE).text("here"))
}

impl<L: Live> Watcher<L> {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop() {
                return Some(event);
            }
            if !self.is_new && !self.changed().await {
                return None;
            }
            self.is_new = false;
            if let Some(parts) = self.app.latest.get(&self.app).await {
                self.tell(parts);
            }
        }
    }

    /// Waits until something may have changed; false once the server stops.
    async fn changed(&mut self) -> bool {
        tokio::select! {
            _ = self.changes.recv() => {}
            () = tokio::time::sleep(TELL_AGAIN) => {}
            _ = self.stopping.wait_for(|it| *it) => return false,
        }
        // What changes in quick succession is told together.
        tokio::time::sleep(ANEW_AFTER).await;
        while self.changes.try_recv().is_ok() {}
        true
    }

    fn tell(&mut self, parts: Arc<Parts>) {
        let (old, new) = (&self.told, &parts);
        let all = [
            ("picture", &old.picture, &new.picture),
            ("counts", &old.counts, &new.counts),
            ("stuck", &old.stuck, &new.stuck),
            ("answer", &old.answer, &new.answer),
        ];
        for (name, _, text) in all.into_iter().filter(|(_, old, new)| old != new) {
            self.waiting.push(Event::default().event(name).data(text.replace(['\r', '\n'], " ")));
        }
        self.told = parts;
    }
}
