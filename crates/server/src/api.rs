//! The same facts for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use seamless_engine::Incident;
use seamless_store::{IncidentFilter, IncidentRow, OrderRow, Store};
use serde_json::{Value, json};

use crate::app::App;
use crate::pages::failed::Failed;
use crate::pages::layout::clock;
use crate::pages::order::{answer, thread_of};
use crate::pages::{beliefs, orders, part, stuck};
use crate::problem::Problem;
use crate::{Live, mask};

/// How many incidents are given.
const INCIDENTS_MAX: usize = 1_000;

/// `GET /healthz`: whether it can take in and read. Open to anyone, tells nothing else.
pub(crate) async fn health<L: Live>(State(app): State<Arc<App<L>>>) -> Response {
    match app.live.store().next_wake().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => Problem::store(&error).into_response(),
    }
}

/// `GET /api/summary`.
pub(crate) async fn summary<L: Live>(State(app): State<Arc<App<L>>>) -> Result<Json<Value>, Problem> {
    let counts = app.live.store().counts().await?;
    let open = IncidentFilter { open: Some(true), team: None, limit: INCIDENTS_MAX };
    let open = app.live.store().incidents(&open).await?;
    let flow = app.live.flow();
    let handoffs: serde_json::Map<String, Value> = counts
        .handoffs
        .iter()
        .map(|(id, it)| {
            let counts = json!({ "done": it.done, "waiting": it.waiting, "held": it.held, "late": it.late });
            (id.to_string(), counts)
        })
        .collect();
    Ok(Json(json!({
        "flow": flow.name,
        "map": flow.hash.to_string(),
        "at": app.live.now(),
        "answer": stuck::sentence(flow, &open, app.live.now()),
        "orders": counts.orders,
        "landed": counts.landed,
        "duplicates": counts.duplicates,
        "undecided": counts.undecided,
        "held": counts.held,
        "open_incidents": counts.open_incidents,
        "incidents": counts.incidents,
        "handoffs": handoffs,
        "open_circuits": app.live.open_circuits(),
    })))
}

/// `GET /api/orders?search=&state=&stuck=&before=`.
pub(crate) async fn orders<L: Live>(
    State(app): State<Arc<App<L>>>,
    Query(asked): Query<orders::Asked>,
) -> Result<Json<Value>, Problem> {
    let page = app.live.store().orders(&asked.filter()).await?;
    let rows: Vec<Value> = page.rows.iter().map(order_row).collect();
    Ok(Json(json!({ "orders": rows, "next": page.next.map(|it| it.to_string()) })))
}

fn order_row(row: &OrderRow) -> Value {
    json!({
        "thread": row.thread.to_string(),
        "number": row.number,
        "state": row.state,
        "total": row.total,
        "open_incidents": row.open_incidents,
        "systems": row.systems,
        "opened_at": row.opened_at,
        "changed_at": row.changed_at,
    })
}

/// `GET /api/orders/{thread}`: what each system believes, the timeline, the incidents. Without personal data.
pub(crate) async fn order<L: Live>(
    State(app): State<Arc<App<L>>>,
    Path(thread): Path<String>,
) -> Result<Json<Value>, Problem> {
    let thread = thread_of(&app, &thread).await?;
    let timeline = app.live.store().timeline(thread.id).await?;
    let flow = app.live.flow();
    let timeline: Vec<Value> = timeline
        .iter()
        .map(|it| {
            let mut entry = json!(it.entry);
            entry["message"] = json!(it.seq);
            entry
        })
        .collect();
    let keys: Vec<Value> = thread
        .keys()
        .iter()
        .map(|it| json!({ "system": it.system, "kind": it.kind, "field": it.field, "value": it.value }))
        .collect();
    Ok(Json(json!({
        "thread": thread.id.to_string(),
        "number": thread.number(),
        "answer": answer(flow, &thread, &clock(&app)),
        "keys": keys,
        "beliefs": beliefs::said(flow, &thread),
        "timeline": timeline,
        "incidents": thread.incidents.iter().map(incident).collect::<Vec<_>>(),
    })))
}

/// `GET /api/incidents`: those that need somebody first.
pub(crate) async fn incidents<L: Live>(State(app): State<Arc<App<L>>>) -> Result<Json<Value>, Problem> {
    let filter = IncidentFilter { open: None, team: None, limit: INCIDENTS_MAX };
    let rows = app.live.store().incidents(&filter).await?;
    let rows: Vec<Value> = rows.iter().map(incident_row).collect();
    Ok(Json(json!({ "incidents": rows })))
}

fn incident(incident: &Incident) -> Value {
    let mut value = json!(incident);
    if let Some(difference) = &incident.difference {
        value["difference"] = json!(mask::difference(difference));
    }
    value
}

fn incident_row(row: &IncidentRow) -> Value {
    let mut value = incident(&row.incident);
    value["thread"] = json!(row.thread.to_string());
    value["number"] = json!(row.number);
    value["open"] = json!(row.incident.is_open());
    value["page"] = json!(part::incident_address(row));
    value
}

/// What a program is told where a page would be shown.
impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::NotFound(sentence) => Self::not_found(sentence),
            Failed::Refused(sentence) => {
                Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, "refused", sentence)
            }
            Failed::Store(error) => Self::store(&error),
        }
    }
}
