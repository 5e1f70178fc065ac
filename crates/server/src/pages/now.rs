//! The first page: what is stuck, whose it is, since when, and the next step.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use maud::{Markup, html};
use seamless_store::{Counts, IncidentFilter, IncidentRow, Store};

use super::failed::Failed;
use super::layout::{Bar, Frame, clock};
use super::{picture, stuck};
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{counted, grouped};

/// How many open incidents the first page lists; the rest is on the incidents' own page.
const LISTED_MAX: usize = 100;

/// The parts of the first page that are alive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub answer: String,
    pub counts: String,
    pub stuck: String,
    pub picture: String,
}

/// Reads what is so now.
pub(crate) async fn parts<L: Live>(app: &App<L>) -> Result<Parts, seamless_store::StoreError> {
    let counts = app.live.store().counts().await?;
    let open = IncidentFilter { open: Some(true), team: None, limit: LISTED_MAX };
    let open = app.live.store().incidents(&open).await?;
    Ok(render(app, &counts, &open))
}

fn render<L: Live>(app: &App<L>, counts: &Counts, open: &[IncidentRow]) -> Parts {
    let (flow, clock) = (app.live.flow(), clock(app));
    Parts {
        answer: answer(app, counts, open).into_string(),
        counts: numbers(counts).into_string(),
        stuck: html! {
            (stuck::table(flow, open, &clock))
            @if counts.open_incidents > open.len() as u64 {
                p { a href="/incidents" { "All " (grouped(counts.open_incidents)) " open incidents" } }
            }
        }
        .into_string(),
        picture: picture::alive(app, &counts.handoffs, open).into_string(),
    }
}

fn answer<L: Live>(app: &App<L>, counts: &Counts, open: &[IncidentRow]) -> Markup {
    let flow = app.live.flow();
    let circuits = app.live.open_circuits();
    html! {
        h1 { (stuck::sentence(flow, open, app.live.now())) }
        @for system in &circuits {
            p.notice.bad {
                (flow.system_title(system)) " does not answer as it should: calls to it wait and are tried again. "
                a href=(format!("/flow/systems/{}", crate::words::encoded(system.as_str()))) { "What depends on it" }
            }
        }
        @if counts.held > 0 {
            p.notice.held {
                a href="/held" { (counted(counts.held, "message is held", "messages are held")) }
                " in sight, because Seamless cannot tell what was meant. Nothing else waits for it."
            }
        }
    }
}

fn numbers(counts: &Counts) -> Markup {
    let numbers = [
        ("orders", "/orders", counts.orders),
        ("stuck", "/orders?stuck=1", counts.open_incidents),
        ("incidents so far", "/incidents", counts.incidents),
        ("messages kept", "/settings#kept", counts.landed),
        ("came twice, kept once", "/settings#kept", counts.duplicates),
        ("held", "/held", counts.held),
    ];
    html! {
        ul.numbers {
            @for (word, to, count) in numbers {
                li { a href=(to) { b { (grouped(count)) } " " (word) } }
            }
        }
    }
}

/// `GET /`.
pub(crate) async fn page<L: Live>(State(app): State<Arc<App<L>>>, who: Who) -> Result<Html<String>, Failed> {
    let parts = parts(&app).await?;
    let frame = Frame::new(&app, &who, Bar::Now);
    let raw = |text: &str| maud::PreEscaped(text.to_owned());
    let body = html! {
        div #now sse-connect="/events" {
            div #answer sse-swap="answer" aria-live="polite" { (raw(&parts.answer)) }
            section {
                h2 { "What is stuck" }
                p #news .notice hidden { span {} " " button type="button" { "Show" } }
                div #stuck sse-swap="stuck" { (raw(&parts.stuck)) }
            }
            section {
                h2 { "The flow, alive" }
                div sse-swap="picture" { (raw(&parts.picture)) }
            }
            section {
                h2 { "How much" }
                div sse-swap="counts" { (raw(&parts.counts)) }
            }
        }
    };
    Ok(frame.page("Now", body))
}
