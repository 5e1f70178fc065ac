//! `seamless trace`.

use std::process::ExitCode;

use jiff::Timestamp;
use seamless_engine::Thread;
use seamless_model::{Believed, Body, DocumentKind};
use seamless_store::{OrderFilter, Sqlite, Store, TimelineRow};
use serde_json::json;

use crate::args::{Format, TraceArguments};
use crate::output::{self, Failed};
use crate::store;

pub fn run(arguments: &TraceArguments) -> Result<ExitCode, Failed> {
    let path = match &arguments.store {
        Some(path) => path.clone(),
        None => store::only()?,
    };
    if !path.exists() {
        return Err(Failed::Said(format!("there is no store {}", path.display())));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(trace(arguments, &path))
}

async fn trace(arguments: &TraceArguments, path: &std::path::Path) -> Result<ExitCode, Failed> {
    let store = Sqlite::open(path).map_err(said)?;
    let filter = OrderFilter { search: Some(arguments.key.clone()), limit: 10, ..OrderFilter::default() };
    let page = store.orders(&filter).await.map_err(said)?;
    let exact = page
        .rows
        .iter()
        .find(|row| row.number == arguments.key || row.number.trim_start_matches('#') == arguments.key);
    let Some(row) = exact.or_else(|| page.rows.first().filter(|_| page.rows.len() == 1)) else {
        return Ok(none_or_many(&arguments.key, &page.rows));
    };
    let Some(thread) = store.thread(row.thread).await.map_err(said)? else { return Ok(ExitCode::from(1)) };
    let timeline = store.timeline(row.thread).await.map_err(said)?;
    output::data(&match arguments.format {
        Format::Text => text(&row.number, &row.state, &thread, &timeline),
        Format::Json => format!(
            "{:#}",
            json!({
                "order": row.number,
                "state": row.state,
                "timeline": timeline.iter().map(|row| &row.entry).collect::<Vec<_>>(),
                "documents": thread.world(Timestamp::now()).documents,
                "incidents": thread.incidents,
            })
        ),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn none_or_many(key: &str, rows: &[seamless_store::OrderRow]) -> ExitCode {
    if rows.is_empty() {
        output::error(&format!("no system knows an order by {key:?}"));
    } else {
        let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
        output::error(&format!("{key:?} fits several orders: {}", numbers.join(", ")));
    }
    ExitCode::from(1)
}

fn text(number: &str, state: &str, thread: &Thread, timeline: &[TimelineRow]) -> String {
    let mut lines = vec![format!("Order {number}: {state}. Times in UTC."), String::new()];
    for document in thread.world(Timestamp::now()).documents {
        lines.push(format!("  {:12} {:16} {}", document.system, document.kind().words(), what(&document)));
    }
    lines.push(String::new());
    for row in timeline {
        let at = row.entry.at.strftime("%Y-%m-%d %H:%M:%S%.3f");
        let on = row.entry.handoff.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
        lines.push(format!("  {at}  {on}{}", row.entry.text));
    }
    for incident in &thread.incidents {
        let state = if incident.is_open() { "open" } else { "over" };
        lines.push(format!("\n  Incident, {state} ({}): {}", incident.breakpoint, incident.sentence));
    }
    lines.join("\n")
}

/// What a system believes of a document, in a few words.
fn what(document: &Believed) -> String {
    let keys: Vec<String> = document.keys.iter().map(|(field, value)| format!("{field} {value}")).collect();
    let says = match &document.body {
        Body::Order(order) if order.is_cancelled() => "cancelled".to_owned(),
        Body::Order(order) => {
            let total = order.totals.as_ref().map(|it| format!(", {}", it.total.shop)).unwrap_or_default();
            format!("{} units{total}", order.units())
        }
        Body::FulfillmentRequest(request) => {
            format!(
                "{} units, {}",
                request.lines.iter().map(|line| line.quantity).sum::<u64>(),
                status(&request.status)
            )
        }
        Body::Shipment(shipment) => {
            format!(
                "{} units, {}",
                shipment.lines.iter().map(|line| line.quantity).sum::<u64>(),
                status(&shipment.status)
            )
        }
        Body::Refund(refund) => refund.amount.shop.to_string(),
        Body::Payment(payment) => format!("{} {}", payment.action, payment.amount),
        Body::Deleted(DocumentKind::Order) => "deleted".to_owned(),
        _ => String::new(),
    };
    format!("{says}  ({})", keys.join(", "))
}

fn status<T: serde::Serialize>(status: &T) -> String {
    match serde_json::to_value(status) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => "unknown".to_owned(),
    }
}

fn said(error: seamless_store::StoreError) -> Failed {
    Failed::Said(error.to_string())
}
