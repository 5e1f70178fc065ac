//! Settings: what runs, from which map, and what is kept. No secret is ever shown.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use maud::{Markup, html};
use seamless_flow::format_span;
use seamless_pipeline::PollReason;
use seamless_runtime::PollState;
use seamless_store::{AuditRow, Counts, Store};

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::part;
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{Clock, counted, grouped};

/// How much of the record is shown.
const RECORD_MAX: usize = 50;

/// `GET /settings`.
pub(crate) async fn page<L: Live>(State(app): State<Arc<App<L>>>, who: Who) -> Result<Html<String>, Failed> {
    let counts = app.live.store().counts().await?;
    let record = app.live.store().audit(RECORD_MAX).await?;
    let polls = app.live.polls();
    let frame = Frame::new(&app, &who, Bar::Settings);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let failing = polls.iter().filter(|it| it.last_error.is_some()).count() as u64;
    let content = html! {
        h1 {
            (flow.title) " runs from map " (flow.hash.short()) "; "
            @if failing == 0 { "every poll goes well." } @else { (counted(failing, "poll fails", "polls fail")) "." }
        }
        dl.facts {
            dt { "Map" } dd { (part::identifier(None, &flow.hash.to_string())) }
            dt { "Seamless" } dd { (env!("CARGO_PKG_VERSION")) }
            dt { "Time zone" } dd { (clock.zone.iana_name().unwrap_or("UTC")) }
            dt { "Currency" } dd { (flow.currency) }
            dt { "Measured at" } dd { a href="/metrics" { "/metrics" } }
        }
        (systems(&app))
        (poll_table(&app, &polls, &clock))
        (kept(&counts))
        (record_table(&record, &clock))
    };
    Ok(frame.page("Settings", content))
}

fn systems<L: Live>(app: &App<L>) -> Markup {
    let flow = app.live.flow();
    let open = app.live.open_circuits();
    html! {
        section {
            h2 { "Systems" }
            table.rows {
                thead { tr { th scope="col" { "System" } th scope="col" { "Webhooks to" } th scope="col" { "Signed with" } th scope="col" { "Called with" } th scope="col" { "Calls" } } }
                tbody {
                    @for it in flow.systems.values() {
                        tr {
                            td data-label="System" { (part::system(flow, &it.id)) }
                            td data-label="Webhooks" { (part::identifier(None, &format!("/webhooks/{}", it.id))) }
                            td data-label="Signed" { (source(it.secret.as_ref())) }
                            td data-label="Called" { (source(it.token.as_ref().or(it.client_secret.as_ref()))) }
                            td data-label="Calls" { @if open.contains(&it.id) { (part::state(seamless_draw::State::Held)) " until it answers" } @else { (part::state(seamless_draw::State::OnTime)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Where a secret is read from; never what it is.
fn source(secret: Option<&seamless_flow::Secret>) -> Markup {
    html! { @match secret { Some(secret) => code { (secret) }, None => span.soft { "nothing" } } }
}

fn poll_table<L: Live>(app: &App<L>, polls: &[PollState], clock: &Clock<'_>) -> Markup {
    let flow = app.live.flow();
    html! {
        section {
            h2 { "Polls" }
            @if polls.is_empty() { p.empty { "Nothing is polled." } } @else {
                table.rows {
                    thead { tr { th scope="col" { "System" } th scope="col" { "What" } th scope="col" { "Why" } th.num scope="col" { "Every" } th.num scope="col" { "Last went well" } th scope="col" { "What went wrong" } } }
                    tbody {
                        @for it in polls {
                            tr {
                                td data-label="System" { (part::system(flow, &it.plan.system)) }
                                td data-label="What" { (part::kind(it.plan.kind)) }
                                td data-label="Why" { (why(it.plan.reason)) }
                                td.num data-label="Every" { (format_span(it.plan.every)) }
                                td.num data-label="Well" { @match it.last_ok { Some(at) => (clock.when(at)), None => "not yet" } }
                                td data-label="Wrong" { @if let Some(error) = &it.last_error { (error) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn why(reason: PollReason) -> &'static str {
    match reason {
        PollReason::Travel => "the map says so",
        PollReason::Backstop => "behind the webhook",
        PollReason::Watch => "to see what stands in it",
    }
}

fn kept(counts: &Counts) -> Markup {
    html! {
        section #kept {
            h2 { "What is kept" }
            dl.facts {
                dt { "Orders" } dd { a href="/orders" { (grouped(counts.orders)) } }
                dt { "Messages" } dd { (grouped(counts.landed)) }
                dt { "Came twice, kept once" } dd { (grouped(counts.duplicates)) }
                dt { "Wait to be understood" } dd { (grouped(counts.undecided)) }
                dt { "Held" } dd { a href="/held" { (grouped(counts.held)) } }
                dt { "Incidents" } dd { a href="/incidents" { (grouped(counts.incidents)) } }
            }
        }
    }
}

fn record_table(record: &[AuditRow], clock: &Clock<'_>) -> Markup {
    html! {
        section {
            h2 { "The record: what people did" }
            @if record.is_empty() { p.empty { "Nobody has done anything here yet." } } @else {
                table.rows {
                    thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } th scope="col" { "Order" } } }
                    tbody {
                        @for it in record {
                            tr {
                                td data-label="When" { (clock.time(it.at)) }
                                td data-label="Who" { (it.by) }
                                td data-label="What" { (it.what) }
                                td data-label="Order" { @if let Some(thread) = it.thread { a href=(part::order_address(thread)) { (thread) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
