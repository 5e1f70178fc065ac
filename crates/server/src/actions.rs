//! What a person does: each becomes a journaled command with a name on it, and the pipeline takes it down.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use seamless_engine::Command;
use seamless_model::ThreadId;
use seamless_store::{AuditRow, Commit, Store};

use crate::Live;
use crate::app::App;
use crate::guard::{Posted, Who};
use crate::login::inside;
use crate::pages::converge_many::picked;
use crate::pages::failed::Failed;
use crate::pages::incident::incident_of;
use crate::pages::order::thread_of;
use crate::pages::part;

/// Longest reason that is taken down.
const REASON_MAX: usize = 1_000;

/// `POST /orders/{thread}/converge/{handoff}`.
pub(crate) async fn converge<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path((thread, handoff)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, Failed> {
    let thread = thread_of(&app, &thread).await?;
    let flow = app.live.flow();
    let handoff = flow.handoffs.get(handoff.as_str()).ok_or_else(|| Failed::none("handoff", &handoff))?;
    let command = Command::Converge { handoff: handoff.id.clone(), document: None, by: who.name.clone() };
    carry_out(&app, thread.id, command).await?;
    let back = Some(posted.field("back")).filter(|it| !it.is_empty()).map(inside);
    Ok(back_to(back.unwrap_or(&part::order_address(thread.id)), "converge"))
}

/// `POST /incidents/converge`.
pub(crate) async fn converge_many<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    posted: Posted,
) -> Result<Redirect, Failed> {
    for (thread, handoff) in picked(&app, posted.fields()).await? {
        let command = Command::Converge { handoff, document: None, by: who.name.clone() };
        carry_out(&app, thread.id, command).await?;
    }
    Ok(back_to("/incidents", "converge"))
}

/// `POST /incidents/{thread}/{id}/ignore`.
pub(crate) async fn ignore<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path((thread, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, Failed> {
    let reason = reason_of(&posted)?;
    let (thread, row) = incident_of(&app, &thread, &id).await?;
    let command = Command::Ignore { incident: row.incident.id.clone(), reason, by: who.name.clone() };
    carry_out(&app, thread.id, command).await?;
    Ok(back_to(&part::incident_address(&row), "ignore"))
}

/// `POST /incidents/{thread}/{id}/close`: only where goods or money have moved; the others close by themselves.
pub(crate) async fn close<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Path((thread, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, Failed> {
    let reason = reason_of(&posted)?;
    let (thread, row) = incident_of(&app, &thread, &id).await?;
    if !row.incident.moved {
        let words = "This incident closes by itself as soon as the systems agree. Converge it, or ignore it with a reason.";
        return Err(Failed::Refused(words.to_owned()));
    }
    let command = Command::Close { incident: row.incident.id.clone(), reason, by: who.name.clone() };
    carry_out(&app, thread.id, command).await?;
    Ok(back_to(&part::incident_address(&row), "close"))
}

/// `POST /held/release`.
pub(crate) async fn release<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    _: Posted,
) -> Result<Redirect, Failed> {
    let released = app.live.release_held().await.map_err(Failed::Refused)?;
    let what = format!("released {released} held messages");
    let row = AuditRow { at: app.live.now(), by: who.name, what, thread: None };
    app.live.store().commit(Commit { audit: vec![row], ..Commit::default() }).await?;
    Ok(back_to("/held", "release"))
}

fn reason_of(posted: &Posted) -> Result<String, Failed> {
    let reason: String = posted.field("reason").chars().take(REASON_MAX).collect();
    if reason.is_empty() {
        return Err(Failed::Refused(
            "A reason is wanted: whoever looks at this later will ask for it.".to_owned(),
        ));
    }
    Ok(reason)
}

async fn carry_out<L: Live>(app: &App<L>, thread: ThreadId, command: Command) -> Result<(), Failed> {
    app.live.command(thread, command).await.map_err(|error| {
        tracing::error!(%thread, %error, "a command could not be journaled");
        Failed::Refused("It could not be journaled, so nothing was done. Try again in a moment.".to_owned())
    })
}

fn back_to(address: &str, done: &str) -> Redirect {
    let join = if address.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{address}{join}done={done}"))
}
