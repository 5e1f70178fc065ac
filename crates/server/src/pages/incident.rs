//! One incident: cause before message, and the runbook with its buttons in place.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Html;
use jiff::Timestamp;
use maud::{Markup, html};
use seamless_breakpoints::{Breakpoint, breakpoint};
use seamless_engine::{Incident, IncidentState, Thread};
use seamless_flow::Flow;
use seamless_store::{IncidentFilter, IncidentRow, Store};

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::order::{Done, thread_of};
use super::{part, picture, stuck};
use crate::app::App;
use crate::guard::Who;
use crate::words::{Clock, counted, encoded, money, money_of};
use seamless_report::markdown;

use crate::{Live, mask};

/// How many open incidents of the same cause are looked at.
const ALIKE_MAX: usize = 1_000;

/// An incident and the thread that it is about.
pub(crate) async fn incident_of<L: Live>(
    app: &App<L>,
    thread: &str,
    id: &str,
) -> Result<(Thread, IncidentRow), Failed> {
    let thread = thread_of(app, thread).await?;
    let incident = thread.incidents.iter().find(|it| it.id.0 == id).cloned();
    let incident = incident.ok_or_else(|| Failed::none("incident", id))?;
    let number = part::named(thread.id, thread.number().unwrap_or_default());
    let row = IncidentRow { thread: thread.id, number, incident };
    Ok((thread, row))
}

/// `GET /incidents/{thread}/{id}`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path((thread, id)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Failed> {
    let (thread, row) = incident_of(&app, &thread, &id).await?;
    let open = IncidentFilter { open: Some(true), team: None, limit: ALIKE_MAX };
    let mut alike = app.live.store().incidents(&open).await?;
    alike.retain(|it| {
        it.incident.breakpoint == row.incident.breakpoint && it.incident.handoff == row.incident.handoff
    });
    let frame = Frame::new(&app, &who, Bar::Incidents);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let states = [(row.incident.handoff.clone(), drawn(&row.incident))];
    let path = [row.incident.handoff.clone()].into_iter().collect();
    let content = html! {
        (part::notice(done.done.as_deref()))
        h1 { (row.number) ": " (row.incident.sentence) }
        p { (part::incident_state(&row.incident)) " " (standing(&row.incident, &clock)) }
        div.two {
            div { (facts(flow, &row, &alike, &clock)) }
            div { (tried(&thread, &row.incident, &clock)) }
        }
        (picture::path(&app, path, states.into_iter().collect()))
        (actions(&row, &who))
        @if let Some(breakpoint) = breakpoint(row.incident.breakpoint.as_str()) {
            (runbook(breakpoint, &row))
            (rehearsal(breakpoint))
        }
    };
    Ok(frame.page(&format!("{}: {}", row.number, row.incident.sentence), content))
}

fn drawn(incident: &Incident) -> seamless_draw::State {
    if incident.is_open() { part::broken(incident) } else { seamless_draw::State::Mended }
}

fn standing(incident: &Incident, clock: &Clock<'_>) -> Markup {
    html! {
        "It was due " (clock.when(incident.due_at)) " and was seen " (clock.when(incident.opened_at)) "."
        @match &incident.state {
            IncidentState::Open => "",
            IncidentState::ToClose { agreed_at } => {
                " The systems agree since " (clock.when(*agreed_at)) "; goods or money have moved, so a person closes it."
            },
            _ => { " " (ending(incident)) @if let Some(at) = ended_at(incident) { " " (clock.when(at)) "." } },
        }
    }
}

/// When an incident ended.
pub(crate) fn ended_at(incident: &Incident) -> Option<Timestamp> {
    match &incident.state {
        IncidentState::Ignored { at, .. } | IncidentState::Closed { at, .. } => Some(*at),
        IncidentState::Open | IncidentState::ToClose { .. } => None,
    }
}

/// How an incident ended, in a few words.
pub(crate) fn ending(incident: &Incident) -> String {
    match &incident.state {
        IncidentState::Ignored { by, reason, .. } => format!("Ignored by {by}: {reason}"),
        IncidentState::Closed { how, .. } => format!("Closed: {how}"),
        IncidentState::Open => "Open".to_owned(),
        IncidentState::ToClose { .. } => "Mended, to be closed".to_owned(),
    }
}

fn facts(flow: &Flow, row: &IncidentRow, alike: &[IncidentRow], clock: &Clock<'_>) -> Markup {
    let incident = &row.incident;
    let all = money_of(alike.iter().filter_map(|it| it.incident.money));
    html! {
        h2 { "What is at risk" }
        dl.facts {
            dt { "Order" } dd { (part::order(row.thread, &row.number)) }
            dt { "Document" } dd { (part::kind(incident.document.kind)) " " (part::identifier(Some(flow.system_title(&incident.document.system)), &incident.document.id)) }
            @if let Some(amount) = incident.money { dt { "Money" } dd { (money(amount)) } }
            @if let Some(difference) = &incident.difference { dt { "Difference" } dd.differs { (mask::difference(difference)) } }
            dt { "Whose it is" } dd { (part::team(flow, &incident.team)) @if let Some(reach) = flow.teams.get(&incident.team).and_then(|it| it.reach.as_deref()) { " " code { (reach) } } }
            dt { "Handoff" } dd { (part::handoff(&incident.handoff)) }
            dt { "Breakpoint" } dd { (part::breakpoint_link(incident.breakpoint.as_str())) }
            @if alike.len() > 1 {
                dt { "The same now" }
                dd {
                    a href=(format!("/incidents?handoff={}&breakpoint={}", encoded(incident.handoff.as_str()), encoded(incident.breakpoint.as_str()))) {
                        (counted(alike.len() as u64, "order", "orders"))
                    }
                    @if let Some(all) = &all { ", " (all) }
                    ". " (stuck::sentence(flow, alike, clock.now))
                }
            }
        }
    }
}

fn tried(thread: &Thread, incident: &Incident, clock: &Clock<'_>) -> Markup {
    let lane = thread.lane(&incident.handoff, &incident.document);
    html! {
        h2 { "What was tried" }
        @match lane {
            None => p.soft { "Nothing by Seamless: it only watches this handoff." },
            Some(lane) => {
                ul {
                    @for done in &lane.done { li { (done.action.word()) " " @if done.found { "found there " } (clock.when(done.at)) } }
                    @if let Some(delivery) = &lane.current {
                        li {
                            (delivery.action.word()) ": " (counted(u64::from(delivery.attempts), "attempt", "attempts")) " since " (clock.when(delivery.since))
                            @if let Some(error) = &delivery.last_error { ". The last said: " (error) }
                            @if let seamless_engine::DeliveryState::Waiting(at) = delivery.state { ". The next is " (clock.when(at)) }
                        }
                    }
                    @if let Some(held) = &lane.held { li { "Held since " (clock.when(held.since)) ": " (held.reason) } }
                    @if let Some(refused) = &lane.recall_refused { li { "The recall was refused " (clock.when(refused.since)) ": " (refused.reason) } }
                    @if let Some(since) = lane.once_unanswered { li { "An attempt had no answer " (clock.when(since)) ": it may have been carried out" } }
                    @if lane.done.is_empty() && lane.current.is_none() && lane.held.is_none() { li.soft { "Nothing yet." } }
                }
            },
        }
    }
}

/// The address of the page that shows what converging will do, and leads back here.
fn converge(row: &IncidentRow) -> String {
    let back = encoded(&part::incident_address(row));
    format!("{}?back={back}", part::converge_address(row.thread, &row.incident.handoff))
}

fn actions(row: &IncidentRow, who: &Who) -> Markup {
    if !row.incident.is_open() {
        return html! {};
    }
    let address = part::incident_address(row);
    html! {
        section {
            h2 { "What can be done" }
            div.actions {
                div {
                    p { "Bring the target to what the source says now. What that changes is shown first." }
                    a.button.primary href=(converge(row)) { "Converge …" }
                }
                @if row.incident.moved {
                    form.stack method="post" action=(format!("{address}/close")) {
                        input type="hidden" name="token" value=(who.token);
                        label for="what" { "Goods or money have moved: say what was done about it, then close." }
                        textarea #what name="reason" required maxlength="1000" {}
                        button type="submit" { "Close with what was done" }
                    }
                }
                form.stack method="post" action=(format!("{address}/ignore")) {
                    input type="hidden" name="token" value=(who.token);
                    label for="why" { "Nothing is to be done about it: say why. It is still counted." }
                    textarea #why name="reason" required maxlength="1000" {}
                    button type="submit" { "Ignore with this reason" }
                }
            }
        }
    }
}

fn runbook(breakpoint: &Breakpoint, row: &IncidentRow) -> Markup {
    let button = |words: &str| {
        (words == "Converge" && row.incident.is_open())
            .then(|| html! { a.button href=(converge(row)) { (words) " …" } })
    };
    html! {
        section { h2 { "Runbook: " (breakpoint.title) } (markdown::render(&breakpoint.runbook(None), &button)) }
    }
}

fn rehearsal(breakpoint: &Breakpoint) -> Markup {
    html! {
        section {
            h2 { "The rehearsal that foresees it" }
            p { "The scenario of " (part::breakpoint_link(breakpoint.id)) " reproduces this in the sandbox. What protects from it: " (breakpoint.protection) }
            p { (part::identifier(None, &format!("seamless rehearse . --only {}", breakpoint.id))) }
            @if let Some(scenario) = breakpoint.scenario {
                details { summary { "The scenario" } pre tabindex="0" { (scenario) } }
            }
        }
    }
}
