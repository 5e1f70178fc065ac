//! Orders: found by any of their keys.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use futures::stream;
use http::header;
use maud::{Markup, html};
use seamless_flow::{Flow, is_formula};
use seamless_model::ThreadId;
use seamless_store::{OrderFilter, OrderPage, OrderRow, Store};
use serde::{Deserialize, Deserializer};

use super::failed::Failed;
use super::layout::{Bar, Frame};
use super::part;
use crate::Live;
use crate::app::App;
use crate::guard::Who;
use crate::words::{Clock, encoded, grouped, money};

/// The states of orders, as the store words them.
const STATES: &[&str] = &["on the way", "shipped", "cancelled", "late"];
/// Orders in one piece of an export.
const EXPORT_PAGE: usize = 500;

/// Which orders, as the address bar says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub search: String,
    pub state: String,
    #[serde(deserialize_with = "checked")]
    pub stuck: bool,
    pub before: String,
}

/// A box that is checked sends some value, one that is not sends nothing.
fn checked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(!matches!(String::deserialize(deserializer)?.as_str(), "" | "0" | "false"))
}

impl Asked {
    pub fn filter(&self) -> OrderFilter {
        let text = |it: &str| Some(it.trim().to_owned()).filter(|it| !it.is_empty());
        OrderFilter {
            search: text(&self.search),
            state: text(&self.state),
            stuck: self.stuck,
            before: self.before.trim_start_matches('t').parse().ok().map(ThreadId),
            limit: 0,
        }
    }

    /// The same question in an address, from another place on.
    fn address(&self, path: &str, before: Option<ThreadId>) -> String {
        let mut parts = Vec::new();
        let mut part = |name: &str, value: &str| {
            if !value.is_empty() {
                parts.push(format!("{name}={}", encoded(value)));
            }
        };
        part("search", &self.search);
        part("state", &self.state);
        part("stuck", if self.stuck { "1" } else { "" });
        part("before", &before.map(|it| it.to_string()).unwrap_or_default());
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    }
}

/// `GET /orders`.
pub(crate) async fn page<L: Live>(
    State(app): State<Arc<App<L>>>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failed> {
    let page = app.live.store().orders(&asked.filter()).await?;
    let all = app.live.store().counts().await?.orders;
    let frame = Frame::new(&app, &who, Bar::Orders);
    let (flow, clock) = (app.live.flow(), frame.clock());
    let content = html! {
        h1 { (answer(&asked, &page, all)) }
        (filters(&asked))
        @if page.rows.is_empty() {
            p.empty {
                @if all == 0 { "Orders appear here as soon as a system tells of one." }
                @else { "Any key of any of an order's documents finds it, whole or its beginning: a number, an ERP reference, a tracking number. " a href="/orders" { "All orders" } }
            }
        } @else {
            (table(flow, &page.rows, &clock))
            p.filters {
                @if !asked.before.is_empty() { a href=(asked.address("/orders", None)) { "Newest" } }
                @if let Some(next) = page.next { a href=(asked.address("/orders", Some(next))) rel="next" { "Older" } }
                a href=(asked.address("/orders.csv", None)) { "Export as CSV" }
            }
        }
    };
    Ok(frame.page("Orders", content))
}

fn answer(asked: &Asked, page: &OrderPage, all: u64) -> String {
    let shown = page.rows.len() as u64;
    let more = if page.next.is_some() { "More than " } else { "" };
    let count = format!("{more}{} {}", grouped(shown), if shown == 1 { "order" } else { "orders" });
    let mut about = String::new();
    if !asked.search.trim().is_empty() {
        about.push_str(&format!(" with an identifier that begins with {}", asked.search.trim()));
    }
    if asked.stuck {
        about.push_str(", stuck");
    }
    if !asked.state.is_empty() {
        about.push_str(&format!(", {}", asked.state));
    }
    match (about.is_empty(), shown) {
        (true, _) => format!(
            "{} {} known, the newest first.",
            grouped(all),
            if all == 1 { "order is" } else { "orders are" }
        ),
        (false, 0) => format!("No order is known{about}."),
        (false, _) => format!("{count}{about}."),
    }
}

fn filters(asked: &Asked) -> Markup {
    html! {
        form.filters action="/orders" {
            label.hidden for="filter" { "Identifier" }
            input #filter type="search" name="search" value=(asked.search) placeholder="Identifier";
            label for="state" { "State" }
            select #state name="state" {
                option value="" { "all" }
                @for word in STATES { option value=(word) selected[asked.state == *word] { (word) } }
            }
            label { input type="checkbox" name="stuck" value="1" checked[asked.stuck]; " stuck only" }
            button type="submit" { "Show" }
        }
    }
}

fn table(flow: &Flow, rows: &[OrderRow], clock: &Clock<'_>) -> Markup {
    html! {
        table.rows {
            thead { tr {
                th scope="col" { "Order" } th scope="col" { "State" } th scope="col" { "Known in" }
                th.num scope="col" { "Total" } th.num scope="col" { "Began" } th.num scope="col" { "Changed" }
            } }
            tbody {
                @for row in rows {
                    tr {
                        td data-label="Order" { (part::order(row.thread, &row.number)) }
                        td data-label="State" { (part::order_state(&row.state)) }
                        td data-label="Known in" { (known_in(flow, row)) }
                        td.num data-label="Total" { @if let Some(total) = row.total { (money(total)) } }
                        td.num data-label="Began" { (clock.when(row.opened_at)) }
                        td.num data-label="Changed" { (clock.when(row.changed_at)) }
                    }
                }
            }
        }
    }
}

/// The systems that know an order, in the map's order.
fn known_in(flow: &Flow, row: &OrderRow) -> String {
    let known = flow.systems.values().filter(|it| row.systems.contains(&it.id));
    known.map(|it| it.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// `GET /orders.csv`: all of them, in pieces, so that a million rows take no more memory than a few.
pub(crate) async fn csv<L: Live>(State(app): State<Arc<App<L>>>, Query(asked): Query<Asked>) -> Response {
    let head = "number,thread,state,total,currency,open_incidents,systems,began,changed\n".to_owned();
    let filter = OrderFilter { limit: EXPORT_PAGE, ..asked.filter() };
    let pieces = stream::unfold(Some((app, filter, Some(head))), |at| async move {
        let (app, mut filter, head) = at?;
        if let Some(head) = head {
            return Some((Ok(head), Some((app, filter, None))));
        }
        match app.live.store().orders(&filter).await {
            Ok(page) => {
                let text: String = page.rows.iter().map(line).collect();
                filter.before = page.next;
                let next = page.next.map(|_| (app, filter, None));
                Some((Ok(text), next))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"orders.csv\""),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

fn line(row: &OrderRow) -> String {
    let systems = row.systems.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ");
    let fields = [
        row.number.clone(),
        row.thread.to_string(),
        row.state.clone(),
        row.total.map(|it| it.decimal().to_string()).unwrap_or_default(),
        row.total.map(|it| it.currency().to_string()).unwrap_or_default(),
        row.open_incidents.to_string(),
        systems,
        row.opened_at.to_string(),
        row.changed_at.to_string(),
    ];
    let fields: Vec<String> = fields.iter().map(|it| field(it)).collect();
    format!("{}\n", fields.join(","))
}

/// A field of a CSV line. One that a spreadsheet would take for a formula is disarmed.
fn field(text: &str) -> String {
    let disarmed = is_formula(text) && text.parse::<f64>().is_err();
    let text = if disarmed { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn fields_are_quoted_and_formulas_disarmed() {
        for (text, expected) in [
            ("#1001", "#1001"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("-12.50", "-12.50"),
            ("\t=1+1", "'\t=1+1"),
            ("\r=1+1", "\"'\r=1+1\""),
        ] {
            assert_eq!(field(text), expected);
        }
    }
}
