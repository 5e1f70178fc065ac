//! One breakpoint: what it is, how it shows, how it is mended.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use maud::html;
use seamless_breakpoints::{breakpoint, check};

use super::failed::Failed;
use super::handoff::findings;
use super::layout::{Bar, Frame};
use super::part;
use crate::app::App;
use crate::guard::Who;
use crate::words::encoded;
use seamless_report::markdown;

use crate::Live;

/// `GET /breakpoints/{id}`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Html<String>, Failed> {
    let it = breakpoint(&id).ok_or_else(|| Failed::none("breakpoint", &id))?;
    let frame = Frame::new(&app, &who, Bar::Rehearsals);
    let clock = frame.clock();
    let found = check(app.live.flow(), Some(clock.now.to_zoned(clock.zone.clone()).date()));
    let content = html! {
        h1 { (it.title) }
        p { (part::identifier(None, it.id)) " · costs: " (it.severity.word()) " · " a href=(format!("/incidents?breakpoint={}", encoded(it.id))) { "its incidents" } }
        p.notice.good { (it.protection) }
        (findings(app.live.flow(), found.iter().filter(|checked| checked.finding.breakpoint == it.id)))
        (markdown::render(it.page, &|_| None))
        section { h2 { "Runbook" } (markdown::render(&it.runbook(None), &|_| None)) }
        @if let Some(scenario) = it.scenario { section {
            h2 { "Scenario" }
            p { (part::identifier(None, &format!("seamless rehearse . --only {}", it.id))) " plays it; with " code { "--without " (it.id) } " it is played without its protection, to see it strike." }
            pre tabindex="0" { (scenario) } } }
    };
    Ok(frame.page(it.title, content))
}
