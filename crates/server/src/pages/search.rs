//! The search field: any identifier leads to its order.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Redirect;
use seamless_store::{OrderFilter, OrderRow, Store};
use serde::Deserialize;

use super::failed::Failed;
use super::part;
use crate::Live;
use crate::app::App;
use crate::words::encoded;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /search`: to the order, where the identifier means one; else to the list.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    Query(asked): Query<Asked>,
) -> Result<Redirect, Failed> {
    let q = asked.q.trim();
    if q.is_empty() {
        return Ok(Redirect::to("/orders"));
    }
    let filter = OrderFilter { search: Some(q.to_owned()), ..OrderFilter::default() };
    let page = app.live.store().orders(&filter).await?;
    match meant(&app, &page.rows, q).await? {
        Some(row) => Ok(Redirect::to(&part::order_address(row.thread))),
        None => Ok(Redirect::to(&format!("/orders?search={}", encoded(q)))),
    }
}

/// The one order that an identifier means: the only one found, or the only one that has exactly this key.
async fn meant<'r, L: Live>(
    app: &App<L>,
    rows: &'r [OrderRow],
    q: &str,
) -> Result<Option<&'r OrderRow>, Failed> {
    if let [one] = rows {
        return Ok(Some(one));
    }
    let bare = q.trim_start_matches('#');
    let mut exact = Vec::new();
    for row in rows {
        let thread = app.live.store().thread(row.thread).await?;
        let keys = thread.map(|it| it.keys()).unwrap_or_default();
        if keys.iter().any(|it| it.value.trim_start_matches('#') == bare) {
            exact.push(row);
        }
    }
    Ok(match exact.as_slice() {
        [one] => Some(one),
        _ => None,
    })
}
