//! One system: what it does, how it is reached, what is known of it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use maud::{Markup, html};
use seamless_breakpoints::{Spot, check};
use seamless_flow::{Flow, Handoff, System};
use seamless_model::SystemId;

use super::failed::Failed;
use super::handoff::findings;
use super::layout::{Bar, Frame};
use super::part;
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::counted;

/// `GET /flow/systems/{id}`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Html<String>, Failed> {
    let flow = app.live.flow();
    let system = flow.systems.get(id.as_str()).ok_or_else(|| Failed::none("system", &id))?;
    let waits = app.live.open_circuits().contains(&system.id);
    let frame = Frame::new(&app, &who, Bar::Flow);
    let clock = frame.clock();
    let today = clock.now.to_zoned(clock.zone.clone()).date();
    let found = check(flow, Some(today));
    let spot = Spot::System(system.id.clone());
    let content = html! {
        h1 {
            (system.title) " is the " (system.role.word()) " of " (flow.team_title(&system.team))
            @if waits { "; calls to it wait, because it does not answer as it should." } @else { "; it answers as it should." }
        }
        div.two {
            div {
                h2 { "How it is reached" }
                dl.facts {
                    dt { "Kind" } dd { (system.kind.word()) }
                    @if let Some(shop) = &system.shop { dt { "Shop" } dd { (part::identifier(None, shop)) } }
                    @if let Some(url) = &system.url { dt { "Address" } dd { (part::identifier(None, url)) } }
                    dt { "Webhooks to" } dd { (part::identifier(None, &format!("/webhooks/{}", system.id))) }
                    dt { "Team" } dd { (part::team(flow, &system.team)) }
                }
            }
            div { h2 { "Handoffs" } (handoffs(flow, &system.id)) }
        }
        (findings(flow, found.iter().filter(|it| it.finding.spot == spot)))
        (facts(system))
    };
    Ok(frame.page(&system.title, content))
}

fn handoffs(flow: &Flow, system: &SystemId) -> Markup {
    let list = |word: &str, of: Vec<&Handoff>| {
        html! {
            dt { (word) }
            dd { @for it in &of { div { (part::handoff(&it.id)) " " span.soft { (part::kind(it.carry)) } } } @if of.is_empty() { "nothing" } }
        }
    };
    html! {
        dl.facts {
            (list("Gives", flow.leaving(system).collect()))
            (list("Gets", flow.handoffs.values().filter(|it| it.to == *system).collect()))
        }
    }
}

fn facts(system: &System) -> Markup {
    let facts = &system.profile.facts;
    html! {
        section {
            h2 { "What is known of it" }
            p {
                (counted(facts.len() as u64, "fact", "facts"))
                @if let Some(day) = &system.profile.as_of { ", as of " (day) }
                ". Checks work from these."
            }
            @if !facts.is_empty() {
                table.rows {
                    thead { tr { th scope="col" { "Fact" } th scope="col" { "What is so" } th scope="col" { "Who says so" } } }
                    tbody {
                        @for (name, fact) in facts {
                            tr {
                                td data-label="Fact" { code { (name) } }
                                td data-label="So" { (fact.value.words()) }
                                td data-label="Says" { (fact.source) }
                            }
                        }
                    }
                }
            }
        }
    }
}
