//! Incidents: those that need somebody first.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use seamless_store::{IncidentFilter, IncidentRow, Store};
use serde::Deserialize;

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::{part, stuck};
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{Clock, grouped, money, money_of};

/// How many incidents a page lists.
const LISTED_MAX: usize = 500;

/// Which incidents, as the address bar says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    team: String,
    handoff: String,
    breakpoint: String,
    /// What was just done.
    done: Option<String>,
}

/// `GET /incidents`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failed> {
    let rows = read(&app, &asked).await?;
    let (open, over): (Vec<IncidentRow>, Vec<IncidentRow>) =
        rows.into_iter().partition(|it| it.incident.is_open());
    let frame = Frame::new(&app, &who, Bar::Incidents);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let at_risk = money_of(open.iter().filter_map(|it| it.incident.money));
    let content = html! {
        (part::notice(asked.done.as_deref()))
        h1 {
            (stuck::sentence(flow, &open, clock.now))
            @if let Some(money) = &at_risk { " " (money) " hang on it." }
        }
        (filters(&app, &asked))
        section {
            h2 { "Open" }
            @if open.is_empty() {
                (good_news(&over, &clock))
            } @else {
                form action="/incidents/converge" {
                    (stuck::picks(flow, &open, &clock))
                    p.below { button type="submit" { "Converge those that are picked …" } }
                }
            }
        }
        @if !over.is_empty() {
            section { h2 { "Over" } (over_table(&over, &clock)) }
        }
    };
    Ok(frame.page("Incidents", content))
}

async fn read<L: Live>(app: &App<L>, asked: &Asked) -> Result<Vec<IncidentRow>, Failed> {
    let team = Some(asked.team.as_str()).filter(|it| !it.is_empty()).map(Into::into);
    let filter = IncidentFilter { open: None, team, limit: LISTED_MAX };
    let mut rows = app.live.store().incidents(&filter).await?;
    rows.retain(|it| asked.handoff.is_empty() || it.incident.handoff == asked.handoff.as_str());
    rows.retain(|it| asked.breakpoint.is_empty() || it.incident.breakpoint == asked.breakpoint.as_str());
    Ok(rows)
}

fn filters<L: Live>(app: &App<L>, asked: &Asked) -> Markup {
    let flow = app.live.flow();
    html! {
        form.filters action="/incidents" {
            label for="team" { "Team" }
            select #team name="team" {
                option value="" { "all" }
                @for team in flow.teams.values() {
                    option value=(team.id) selected[asked.team == team.id.as_str()] { (team.title) }
                }
            }
            label for="handoff" { "Handoff" }
            select #handoff name="handoff" {
                option value="" { "all" }
                @for id in flow.handoffs.keys() { option value=(id) selected[asked.handoff == id.as_str()] { (id) } }
            }
            label for="breakpoint" { "Breakpoint" }
            select #breakpoint name="breakpoint" {
                option value="" { "all" }
                @for it in seamless_breakpoints::catalogue() { option value=(it.id) selected[asked.breakpoint == it.id] { (it.title) } }
            }
            button type="submit" { "Show" }
        }
    }
}

/// An empty list is good news, and says since when.
fn good_news(over: &[IncidentRow], clock: &Clock<'_>) -> Markup {
    let last = over.iter().filter_map(|it| super::incident::ended_at(&it.incident)).max();
    html! {
        p.empty {
            "Nothing needs anybody"
            @match last { Some(at) => { ", since " (clock.when(at)) "." }, None => "; nothing ever did." }
        }
    }
}

fn over_table(over: &[IncidentRow], clock: &Clock<'_>) -> Markup {
    html! {
        table.rows {
            thead { tr {
                th scope="col" { "Order" } th scope="col" { "What was so" } th scope="col" { "How it ended" }
                th.num scope="col" { "Money" } th.num scope="col" { "Ended" }
            } }
            tbody {
                @for row in over {
                    tr {
                        td data-label="Order" { (part::order(row.thread, &row.number)) }
                        td data-label="What" { (part::incident_state(&row.incident)) " " a href=(part::incident_address(row)) { (row.incident.sentence) } }
                        td data-label="How" { (super::incident::ending(&row.incident)) }
                        td.num data-label="Money" { @if let Some(it) = row.incident.money { (money(it)) } }
                        td.num data-label="Ended" { @if let Some(at) = super::incident::ended_at(&row.incident) { (clock.when(at)) } }
                    }
                }
            }
        }
        @if over.len() >= LISTED_MAX { p.soft { "The newest " (grouped(over.len() as u64)) " are listed." } }
    }
}
