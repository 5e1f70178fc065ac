//! One handoff: its contract, how it stands, and what can break on it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use maud::{Markup, html};
use seamless_breakpoints::{Checked, Spot, Verdict, check};
use seamless_flow::{Flow, Handoff, format_span};
use seamless_model::SystemId;
use seamless_store::{HandoffCounts, IncidentFilter, Store};

use super::failed::Failed;
use super::flow::{carrier, travels};
use super::layout::{Bar, Frame};
use super::{part, stuck};
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{counted, grouped, long};

/// How many open incidents are looked at.
const INCIDENTS_MAX: usize = 1_000;

/// `GET /flow/handoffs/{id}`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Html<String>, Failed> {
    let flow = app.live.flow();
    let handoff = flow.handoffs.get(id.as_str()).ok_or_else(|| Failed::none("handoff", &id))?;
    let counts = app.live.store().counts().await?;
    let counts = counts.handoffs.get(&handoff.id).copied().unwrap_or_default();
    let open = IncidentFilter { open: Some(true), team: None, limit: INCIDENTS_MAX };
    let mut open = app.live.store().incidents(&open).await?;
    open.retain(|it| it.incident.handoff == handoff.id);
    let frame = Frame::new(&app, &who, Bar::Flow);
    let clock = frame.clock();
    let today = clock.now.to_zoned(clock.zone.clone()).date();
    let found = check(flow, Some(today));
    let spot = Spot::Handoff(handoff.id.clone());
    let content = html! {
        h1 { (answer(flow, handoff, &counts)) }
        section { h2 { "What is stuck here" } (stuck::table(flow, &open, &clock)) }
        div.two {
            div { (contract(flow, handoff)) }
            div { (numbers(handoff, &counts)) }
        }
        (findings(flow, found.iter().filter(|it| it.finding.spot == spot)))
    };
    Ok(frame.page(&format!("Handoff {}", handoff.id), content))
}

fn answer(flow: &Flow, handoff: &Handoff, counts: &HandoffCounts) -> String {
    let (from, to) = (flow.system_title(&handoff.from), flow.system_title(&handoff.to));
    let late = match counts.late {
        0 => "nothing is late".to_owned(),
        late => counted(late, "is late", "are late"),
    };
    format!(
        "Each {} goes from {from} to {to} within {}, carried by {}; {late}.",
        part::kind(handoff.carry),
        long(handoff.within),
        carrier(flow, handoff)
    )
}

fn contract(flow: &Flow, handoff: &Handoff) -> Markup {
    let key = |system: &SystemId, field: &str| html! { (flow.system_title(system)) " " code { (field) } };
    html! {
        h2 { "The contract" }
        dl.facts {
            dt { "What" } dd { (part::kind(handoff.carry)) ": " (handoff.covers.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ")) }
            dt { "From" } dd { (part::system(flow, &handoff.from)) }
            dt { "To" } dd { (part::system(flow, &handoff.to)) }
            dt { "Travels" } dd { (travels(handoff)) }
            dt { "Deadline" } dd { (format_span(handoff.within)) }
            @if let Some((from, to)) = handoff.key_fields() {
                dt { "Key" } dd { (key(&handoff.from, from)) " = " (key(&handoff.to, to)) }
            }
            dt { "Carried by" } dd { (carrier(flow, handoff)) }
            dt { "Owner" } dd { (part::team(flow, &handoff.owner)) }
        }
    }
}

fn numbers(handoff: &Handoff, counts: &HandoffCounts) -> Markup {
    let late = format!("/incidents?handoff={}", crate::words::encoded(handoff.id.as_str()));
    html! {
        h2 { "How it stands" }
        dl.facts {
            dt { "Done" } dd { (grouped(counts.done)) }
            dt { "Waiting" } dd { (grouped(counts.waiting)) }
            dt { "Held" } dd { (grouped(counts.held)) }
            dt { "Late" } dd { a href=(late) { (grouped(counts.late)) } }
        }
        @if !handoff.is_ours() { p.soft { "Seamless watches this handoff and does not carry it: what is done is seen in the target." } }
    }
}

/// What the map already shows.
pub(crate) fn findings<'c>(flow: &Flow, found: impl Iterator<Item = &'c Checked>) -> Markup {
    html! {
        section {
            h2 { "What the map shows" }
            @let found: Vec<&Checked> = found.collect();
            @if found.is_empty() { p.soft { "No check finds a risk here." } }
            @for it in found {
                h3 {
                    (part::breakpoint_link(it.finding.breakpoint.as_str())) ": "
                    @match &it.finding.spot {
                        Spot::Handoff(id) => (part::handoff(id)),
                        Spot::System(id) => (part::system(flow, id)),
                    }
                }
                p { (sentence(&it.finding.message)) }
                @match &it.finding.verdict {
                    Verdict::AtRisk { witness } => p { "For example: " (witness) },
                    Verdict::Unknown { question, .. } => p { "It cannot be told from the map. " (question) },
                }
                @match &it.allowed {
                    Some(reason) => p.soft { "Allowed: " (sentence(reason)) },
                    None => p.soft { "Mend it: " (it.finding.fix) },
                }
            }
        }
    }
}

/// Text as a sentence of its own.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
