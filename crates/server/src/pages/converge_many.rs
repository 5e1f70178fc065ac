//! Several orders converged at once, after an outage: what that will do to each, before it is done.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use maud::html;
use seamless_breakpoints::pairs::pairs;
use seamless_engine::Thread;
use seamless_flow::Handoff;
use seamless_model::HandoffId;

use super::converge::will_do;
use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::order::thread_of;
use super::part;
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::counted;

/// How many orders are converged at once.
const PICKS_MAX: usize = 500;

/// The orders and handoffs that were picked, each as `t12:booking`.
pub(crate) async fn picked<L: Live>(
    app: &App<L>,
    fields: &[(String, String)],
) -> Result<Vec<(Thread, HandoffId)>, Failed> {
    let mut names: Vec<&str> =
        fields.iter().filter(|(name, _)| name == "pick").map(|(_, value)| value.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Err(Failed::Refused(
            "Nothing was picked: go back and check the orders to converge.".to_owned(),
        ));
    }
    if names.len() > PICKS_MAX {
        return Err(Failed::Refused(format!(
            "At most {PICKS_MAX} orders are converged at once: pick fewer."
        )));
    }
    let mut picked = Vec::new();
    for name in names {
        let unknown = || Failed::none("order and handoff", name);
        let (thread, handoff) = name.split_once(':').ok_or_else(unknown)?;
        let handoff = app.live.flow().handoffs.get(handoff).ok_or_else(unknown)?;
        picked.push((thread_of(app, thread).await?, handoff.id.clone()));
    }
    Ok(picked)
}

/// `GET /incidents/converge?pick=t12:booking&pick=…`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Failed> {
    let picked = picked(&app, &fields).await?;
    let flow = app.live.flow();
    let count = counted(picked.len() as u64, "order", "orders");
    let rows = picked.iter().filter_map(|(thread, handoff)| Some((thread, flow.handoffs.get(handoff)?)));
    let content = html! {
        h1 { "Converge brings the target of each of " (count) " to what the source says now." }
        form method="post" action="/incidents/converge" {
            input type="hidden" name="token" value=(who.token);
            table.rows {
                thead { tr { th scope="col" { "Order" } th scope="col" { "Handoff" } th scope="col" { "What it will do" } } }
                tbody { @for (thread, handoff) in rows { (row(&app, thread, handoff)) } }
            }
            p.below { "Your name stands in the record and in each order's timeline." }
            button.primary type="submit" { "Converge " (count) }
            " " a.button href="/incidents" { "Leave it" }
        }
    };
    Ok(Frame::new(&app, &who, Bar::Incidents).page("Converge several", content))
}

fn row<L: Live>(app: &App<L>, thread: &Thread, handoff: &Handoff) -> maud::Markup {
    let flow = app.live.flow();
    let world = thread.world(app.live.now());
    let pairs = pairs(flow, &world);
    let does: Vec<_> =
        pairs.iter().filter(|it| it.handoff.id == handoff.id).filter_map(|it| will_do(flow, it)).collect();
    html! {
        tr {
            td data-label="Order" {
                input type="hidden" name="pick" value=(format!("{}:{}", thread.id, handoff.id));
                (part::order(thread.id, thread.number().unwrap_or_default()))
            }
            td data-label="Handoff" { (part::handoff(&handoff.id)) }
            td data-label="Does" { @for it in &does { div { (it) } } @if does.is_empty() { "Nothing: the systems agree" } }
        }
    }
}
