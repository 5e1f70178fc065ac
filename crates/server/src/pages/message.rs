//! One raw message, with personal data masked.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use http::HeaderMap;
use maud::{Markup, html};
use seamless_flow::Flow;
use seamless_model::ThreadId;
use seamless_store::{EntryState, JournalEntry, Seq, Store};

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::order::thread_of;
use super::part;
use crate::app::App;
use crate::guard::Who;
use crate::words::Clock;
use crate::{Live, mask};

/// `GET /orders/{thread}/messages/{seq}`: a page, or for a page that asks, only the message.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path((thread, seq)): Path<(String, u64)>,
    headers: HeaderMap,
) -> Result<Html<String>, Failed> {
    let thread = thread_of(&app, &thread).await?;
    let entry = app.live.store().entry(Seq(seq)).await?;
    let entry = entry.filter(|it| it.thread == Some(thread.id));
    let entry =
        entry.ok_or_else(|| Failed::none("message of this order with the number", &seq.to_string()))?;
    let keys = thread.keys();
    let known: Vec<&str> = keys.iter().map(|it| it.value.as_str()).collect();
    let body = mask::shown(&entry.entry.body, &known);
    if headers.contains_key("hx-request") {
        return Ok(Html(html! { pre { (body) } }.into_string()));
    }
    Ok(whole(&Frame::new(&app, &who, Bar::Orders), &entry, &body, Some(thread.id)))
}

/// `GET /held/{seq}`: a message that belongs to no order, or not yet.
pub(crate) async fn held<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path(seq): Path<u64>,
) -> Result<Html<String>, Failed> {
    let entry = app.live.store().entry(Seq(seq)).await?;
    let entry = entry.ok_or_else(|| Failed::none("message with the number", &seq.to_string()))?;
    let body = mask::shown(&entry.entry.body, &[]);
    Ok(whole(&Frame::new(&app, &who, Bar::Now), &entry, &body, entry.thread))
}

fn whole<L: Live>(
    frame: &Frame<'_, L>,
    entry: &JournalEntry,
    body: &str,
    thread: Option<ThreadId>,
) -> Html<String> {
    let (flow, clock) = (frame.app.live.flow(), frame.clock());
    let from = entry.entry.system.as_ref().map_or("a person", |it| flow.system_title(it));
    let title = format!(
        "Message {}: {} from {from}, by {}",
        entry.seq.0,
        entry.entry.topic,
        entry.entry.source.word()
    );
    let content = html! {
        h1 { (title) "." }
        (facts(flow, entry, thread, &clock))
        h2 { "As it came" }
        p.soft { "Names, addresses, phone numbers, e-mail addresses and tokens are masked: " (mask::MASK) }
        pre tabindex="0" { (body) }
    };
    frame.page(&title, content)
}

fn facts(flow: &Flow, it: &JournalEntry, thread: Option<ThreadId>, clock: &Clock<'_>) -> Markup {
    html! {
        dl.facts {
            dt { "Where it stands" } dd { (standing(&it.state)) }
            dt { "Arrived" } dd { (clock.time(it.entry.received_at)) ", " (clock.when(it.entry.received_at)) }
            @if let Some(at) = it.entry.triggered_at { dt { "Happened, by the system's word" } dd { (clock.time(at)) } }
            @if let Some(system) = &it.entry.system { dt { "From" } dd { (part::system(flow, system)) } }
            @if let Some(thread) = thread { dt { "Order" } dd { a href=(part::order_address(thread)) { (thread) } } }
            dt { "Size" } dd { (crate::words::grouped(it.entry.body.len() as u64)) " bytes" }
        }
    }
}

/// Where a message stands.
pub(crate) fn standing(state: &EntryState) -> Markup {
    match state {
        EntryState::Undecided => html! { "waits to be understood" },
        EntryState::Decided => html! { "done with" },
        EntryState::Held(reason) => html! { (part::state(seamless_draw::State::Held)) " " (reason) },
    }
}
