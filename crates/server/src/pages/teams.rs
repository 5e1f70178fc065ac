//! Teams: who owns what, and what they have before them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use maud::{Markup, html};
use seamless_flow::{Flow, Team};
use seamless_store::{IncidentFilter, IncidentRow, Store};

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::{part, stuck};
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{Clock, counted, encoded, listed};

/// How many open incidents are looked at.
const INCIDENTS_MAX: usize = 1_000;

/// `GET /teams`.
pub(crate) async fn page<L: Live>(State(app): State<Arc<App<L>>>, who: Who) -> Result<Html<String>, Failed> {
    let open = IncidentFilter { open: Some(true), team: None, limit: INCIDENTS_MAX };
    let open = app.live.store().incidents(&open).await?;
    let frame = Frame::new(&app, &who, Bar::Teams);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let content = html! {
        h1 { (answer(flow, &open)) }
        @for team in flow.teams.values() { (section(flow, team, &open, &clock)) }
    };
    Ok(frame.page("Teams", content))
}

fn answer(flow: &Flow, open: &[IncidentRow]) -> String {
    let busy: Vec<String> = flow
        .teams
        .values()
        .filter_map(|team| {
            let count = open.iter().filter(|it| it.incident.team == team.id).count() as u64;
            (count > 0)
                .then(|| format!("{} has {}", team.title, counted(count, "open incident", "open incidents")))
        })
        .collect();
    if busy.is_empty() { "No team has an open incident.".to_owned() } else { format!("{}.", listed(&busy)) }
}

fn section(flow: &Flow, team: &Team, open: &[IncidentRow], clock: &Clock<'_>) -> Markup {
    let own: Vec<IncidentRow> = open.iter().filter(|it| it.incident.team == team.id).cloned().collect();
    html! {
        section #(team.id) {
            h2 { (team.title) }
            dl.facts {
                @if let Some(reach) = &team.reach { dt { "Reached at" } dd { (part::identifier(None, reach)) } }
                dt { "Systems" }
                dd { @for (at, it) in flow.systems.values().filter(|it| it.team == team.id).enumerate() {
                    @if at > 0 { ", " } (part::system(flow, &it.id))
                } }
                dt { "Handoffs" }
                dd { @for (at, it) in flow.handoffs.values().filter(|it| it.owner == team.id).enumerate() {
                    @if at > 0 { ", " } (part::handoff(&it.id))
                } }
                dt { "Incidents" }
                dd { a href=(format!("/incidents?team={}", encoded(team.id.as_str()))) { (counted(own.len() as u64, "open", "open")) } }
            }
            @if !own.is_empty() { (stuck::table(flow, &own, clock)) }
        }
    }
}
