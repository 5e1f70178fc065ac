//! The flow: the swimlane, and its handoffs as a table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use maud::{Markup, html};
use seamless_flow::{Flow, Handoff, Mode, Via, format_span};
use seamless_store::{HandoffCounts, IncidentFilter, IncidentRow, Store};

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::{part, picture};
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{counted, grouped, listed};

/// How many open incidents the picture looks at.
const INCIDENTS_MAX: usize = 1_000;

/// `GET /flow`.
pub(crate) async fn page<L: Live>(State(app): State<Arc<App<L>>>, who: Who) -> Result<Html<String>, Failed> {
    let counts = app.live.store().counts().await?;
    let open = IncidentFilter { open: Some(true), team: None, limit: INCIDENTS_MAX };
    let open = app.live.store().incidents(&open).await?;
    let flow = app.live.flow();
    let content = html! {
        h1 { (answer(flow)) }
        (picture::alive(&app, &counts.handoffs, &open))
        section {
            h2 { "Handoffs" }
            table.rows {
                thead { tr {
                    th scope="col" { "Handoff" } th scope="col" { "What, from where, to where" } th scope="col" { "Carried by" }
                    th.num scope="col" { "Within" } th scope="col" { "State" } th.num scope="col" { "Done" }
                    th.num scope="col" { "Waiting" } th.num scope="col" { "Held" } th.num scope="col" { "Late" }
                } }
                tbody {
                    @for handoff in flow.handoffs.values() {
                        (row(flow, handoff, &counts.handoffs.get(&handoff.id).copied().unwrap_or_default(), &open))
                    }
                }
            }
        }
    };
    Ok(Frame::new(&app, &who, Bar::Flow).page("Flow", content))
}

fn answer(flow: &Flow) -> String {
    let ours = flow.handoffs.values().filter(|it| it.is_ours()).count() as u64;
    let others: Vec<&str> = flow.carriers.values().map(|it| it.title.as_str()).collect();
    let watched = flow.handoffs.len() as u64 - ours;
    let beside = match (watched, others.is_empty()) {
        (0, _) => String::new(),
        (_, true) => format!(" and watches {watched}"),
        (_, false) => format!(" and watches {watched} beside {}", listed(&others)),
    };
    format!(
        "{} join {}; Seamless carries {ours}{beside}.",
        counted(flow.handoffs.len() as u64, "handoff", "handoffs"),
        counted(flow.systems.len() as u64, "system", "systems"),
    )
}

fn row(flow: &Flow, handoff: &Handoff, counts: &HandoffCounts, open: &[IncidentRow]) -> Markup {
    let worst = part::worst_of(open, &handoff.id);
    let late = format!("/incidents?handoff={}", crate::words::encoded(handoff.id.as_str()));
    html! {
        tr {
            td data-label="Handoff" { (part::handoff(&handoff.id)) }
            td data-label="What" { (part::kind(handoff.carry)) ", " (part::system(flow, &handoff.from)) " → " (part::system(flow, &handoff.to)) }
            td data-label="Carrier" { (carrier(flow, handoff)) }
            td.num data-label="Within" { (format_span(handoff.within)) }
            td data-label="State" { (part::state(worst.unwrap_or(picture::calm(counts)))) }
            td.num data-label="Done" { (grouped(counts.done)) }
            td.num data-label="Waiting" { (grouped(counts.waiting)) }
            td.num data-label="Held" { (grouped(counts.held)) }
            td.num data-label="Late" { a href=(late) { (grouped(counts.late)) } }
        }
    }
}

/// Who carries a handoff, in words.
pub(crate) fn carrier(flow: &Flow, handoff: &Handoff) -> String {
    let title = flow.carriers.get(&handoff.by).map_or("Seamless", |it| it.title.as_str());
    match handoff.mode {
        Mode::Carry => title.to_owned(),
        Mode::Observe => format!("{title}; Seamless observes"),
        Mode::Shadow => format!("{title}; Seamless in its shadow"),
        Mode::CarryShare(percent) => format!("{title}, {percent} %"),
        Mode::Paused => format!("{title}, paused"),
    }
}

/// How a handoff travels, in words.
pub(crate) fn travels(handoff: &Handoff) -> String {
    let via = match handoff.via {
        Via::Webhook => "by webhook".to_owned(),
        Via::Poll(every) => format!("by a poll every {}", format_span(every)),
        Via::File(every) => format!("by files every {}", format_span(every)),
        Via::Api => "through an API".to_owned(),
        Via::Manual => "by hand".to_owned(),
    };
    let backstop = handoff
        .backstop
        .map(|it| format!(", compared every {} over {}", format_span(it.every), format_span(it.over)));
    format!("{via}{}", backstop.unwrap_or_default())
}
