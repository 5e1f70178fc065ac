//! One order: its answer, its path, what each system believes, its timeline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Html;
use maud::{Markup, html};
use seamless_breakpoints::pairs::{Pair, Want, pairs};
use seamless_breakpoints::watch;
use seamless_draw::State as Drawn;
use seamless_engine::{Incident, Thread};
use seamless_flow::Flow;
use seamless_model::{Body, HandoffId, ThreadId};
use seamless_store::{IncidentRow, Store};
use serde::Deserialize;

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::{beliefs, part, picture, timeline};
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{Clock, long, short};

/// What was just done, said at the head of the page.
#[derive(Debug, Deserialize)]
pub(crate) struct Done {
    pub done: Option<String>,
}

/// The thread that an address names: `t12` or `12`.
pub(crate) async fn thread_of<L: Live>(app: &App<L>, name: &str) -> Result<Thread, Failed> {
    let number = name.trim_start_matches('t').parse().ok();
    let found = match number {
        Some(number) => app.live.store().thread(ThreadId(number)).await?,
        None => None,
    };
    found.ok_or_else(|| Failed::none("order with the thread", name))
}

/// `GET /orders/{thread}`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path(thread): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failed> {
    let thread = thread_of(&app, &thread).await?;
    let rows = app.live.store().timeline(thread.id).await?;
    let messages = app.live.store().messages(thread.id).await?;
    let frame = Frame::new(&app, &who, Bar::Orders);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let world = thread.world(clock.now);
    let pairs = pairs(flow, &world);
    let (path, states) = path(&thread, &pairs);
    let number = part::named(thread.id, thread.number().unwrap_or_default());
    let content = html! {
        (part::notice(done.done.as_deref()))
        h1 { (answer(flow, &thread, &clock)) }
        (incidents(flow, &thread, &number, &clock))
        (picture::path(&app, path, states))
        section { h2 { "What each system believes" } (beliefs::table(flow, &thread)) }
        section { h2 { "Timeline" } (timeline::timeline(flow, thread.id, &rows, &clock)) }
        section { h2 { "Handoffs of this order" } (handoffs(flow, &thread, &pairs, &clock)) }
        @if !messages.is_empty() {
            details {
                summary { "All messages of this order (" (messages.len()) ")" }
                (timeline::messages(flow, thread.id, &messages, &clock))
            }
        }
    };
    Ok(frame.page(&number, content))
}

/// The answer: how the order stands, in a sentence or two.
pub(crate) fn answer(flow: &Flow, thread: &Thread, clock: &Clock<'_>) -> String {
    let number = part::named(thread.id, thread.number().unwrap_or_default());
    let open: Vec<&Incident> = thread.incidents.iter().filter(|it| it.is_open()).collect();
    if let Some(first) = open.iter().min_by_key(|it| it.due_at) {
        let late = long(clock.now.duration_since(first.due_at));
        let more = match open.len() {
            1 => String::new(),
            many => format!(" {} more stand beside it.", many - 1),
        };
        let team = flow.team_title(&first.team);
        return format!("{number} is stuck, for {late}: {} {team} has it.{more}", first.sentence);
    }
    let dues = watch(flow, &thread.world(clock.now));
    if let Some(due) = dues.iter().find(|it| it.from > clock.now) {
        let left = short(due.from.duration_since(clock.now));
        return format!("{number} is on its way. {} That is due in {left}.", due.sentence);
    }
    let bodies = || thread.facts.iter().map(|it| &it.observation().body);
    if bodies().any(|it| matches!(it, Body::Order(order) if order.is_cancelled())) {
        return format!("{number} is cancelled, and every system that has it knows.");
    }
    if bodies().any(|it| matches!(it, Body::Shipment(shipment) if shipment.status.has_left())) {
        return format!("{number} has shipped, and every system knows what it should.");
    }
    format!("{number} is where it should be; nothing is due.")
}

/// The handoffs that the order has taken or is to take, and how each stands.
fn path(thread: &Thread, pairs: &[Pair<'_>]) -> (BTreeSet<HandoffId>, BTreeMap<HandoffId, Drawn>) {
    let mut states: BTreeMap<HandoffId, Drawn> = BTreeMap::new();
    for pair in pairs {
        let state = match pair.want {
            Want::Nothing if pair.targets.is_empty() => continue,
            Want::Nothing | Want::TooLate => Drawn::OnTime,
            Want::Undecided(_) => Drawn::Held,
            _ => Drawn::Due,
        };
        let worst = states.entry(pair.handoff.id.clone()).or_insert(state);
        *worst = part::worse(*worst, state);
    }
    for incident in thread.incidents.iter().filter(|it| it.is_open()) {
        let worst = states.entry(incident.handoff.clone()).or_insert(part::broken(incident));
        *worst = part::worse(*worst, part::broken(incident));
    }
    (states.keys().cloned().collect(), states)
}

fn incidents(flow: &Flow, thread: &Thread, number: &str, clock: &Clock<'_>) -> Markup {
    html! {
        @if !thread.incidents.is_empty() {
            ul {
                @for incident in thread.incidents.iter().rev() {
                    @let row = IncidentRow { thread: thread.id, number: number.to_owned(), incident: incident.clone() };
                    li {
                        (part::incident_state(incident)) " "
                        a href=(part::incident_address(&row)) { (incident.sentence) }
                        " " span.soft { "Due " (clock.when(incident.due_at)) ", " (part::team(flow, &incident.team)) }
                    }
                }
            }
        }
    }
}

fn handoffs(flow: &Flow, thread: &Thread, pairs: &[Pair<'_>], clock: &Clock<'_>) -> Markup {
    html! {
        table.rows {
            thead { tr {
                th scope="col" { "Handoff" } th scope="col" { "Document" } th scope="col" { "How it stands" }
                th scope="col" { "Last attempt" } th scope="col" { "" }
            } }
            tbody {
                @for pair in pairs.iter().filter(|it| !(it.want == Want::Nothing && it.targets.is_empty())) {
                    @let document = seamless_model::DocumentRef { system: pair.source.system.clone(), kind: pair.source.kind(), id: pair.source.id.clone() };
                    tr {
                        td data-label="Handoff" { (part::handoff(&pair.handoff.id)) }
                        td data-label="Document" { (part::kind(pair.source.kind())) " " (part::identifier(Some(flow.system_title(&pair.source.system)), &pair.source.id)) }
                        td data-label="Stands" { (owed(flow, pair, clock)) }
                        td data-label="Attempt" { (attempt(thread, &pair.handoff.id, &document, clock)) }
                        td data-label="" { a href=(part::converge_address(thread.id, &pair.handoff.id)) { "Converge …" } }
                    }
                }
            }
        }
    }
}

/// What a pair owes, in words.
pub(crate) fn owed(flow: &Flow, pair: &Pair<'_>, clock: &Clock<'_>) -> Markup {
    let to = flow.system_title(&pair.handoff.to);
    let is_late = pair.deadline() <= clock.now;
    html! {
        @match &pair.want {
            Want::Nothing => { (part::state(Drawn::OnTime)) " " (to) " says what it should" },
            Want::TooLate => { "Goods had left " (to) " before it was cancelled" },
            Want::Undecided(reason) => { (part::state(Drawn::Held)) " " (reason) },
            want => {
                (part::state(match want { Want::Create if is_late => Drawn::Missing, _ if is_late => Drawn::Late, _ => Drawn::Due }))
                " " (to) " " (match want { Want::Create => "has not got it", Want::Cancel => "has it alive", _ => "says something else" })
                ", due " (clock.when(pair.deadline()))
            },
        }
    }
}

fn attempt(
    thread: &Thread,
    handoff: &HandoffId,
    document: &seamless_model::DocumentRef,
    clock: &Clock<'_>,
) -> Markup {
    let Some(lane) = thread.lane(handoff, document) else { return html! {} };
    html! {
        @if let Some(held) = &lane.held { "Refused: " (held.reason) }
        @else if let Some(delivery) = &lane.current {
            (delivery.attempts) @if delivery.attempts == 1 { " attempt" } @else { " attempts" }
            @if let Some(error) = &delivery.last_error { ": " (error) }
        }
        @else if let Some(done) = lane.done.last() {
            @if done.found { "found there " } @else { "done " } (clock.when(done.at))
        }
    }
}
