//! Orders through all systems: shop, OMS, warehouse, and back to the shop as a fulfillment.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use seamless_model::{Believed, DocumentKind};
use seamless_runtime::{Live, LiveOptions};
use seamless_sandbox::Deed;
use seamless_server::sandbox::{Sandbox, SandboxConfig};
use seamless_server::{Config, bind};
use seamless_store::{Sqlite, Store as _, bench};

use super::brand::{self, NORTHWIND};
use super::folder::Folder;
use super::table::{Table, count, ratio};
use crate::args::BenchArguments;
use crate::output::{self, Failed};
use crate::run::runtime;

const ORDERS_A_SECOND_ASKED: u64 = 60;
/// What takes a warehouse twenty minutes takes its twin a few milliseconds: nobody waits for people.
const PACE: u32 = 200_000;
const WITHIN: Duration = Duration::from_secs(180);
const LOOK_EVERY: Duration = Duration::from_millis(100);

pub fn run(arguments: &BenchArguments) -> Result<Table, Failed> {
    runtime()?.block_on(measure(arguments))
}

async fn measure(arguments: &BenchArguments) -> Result<Table, Failed> {
    let said = |error: &dyn std::fmt::Display| Failed::Said(error.to_string());
    let mut folder = Folder::new("flow")?;
    let rows = bench::sqlite_group_commit_rate(folder.path(), 64, Duration::from_secs(1));
    let rows = rows.map_err(|error| said(&error))?;
    let free = Config { bind: SocketAddr::from(([127, 0, 0, 1], 0)), ..Config::default() };
    let bound = bind(free).await.map_err(|error| said(&error))?;
    let config = SandboxConfig {
        seed: arguments.seed,
        pace: PACE,
        vendor_poll: SignedDuration::from_secs(2),
        webhooks: Some(format!("http://{}/webhooks/{{system}}", bound.address)),
        ..SandboxConfig::default()
    };
    let (flow, sandbox) = brand::open(NORTHWIND, config).await?;
    let store = Sqlite::open(folder.path().join("store.db")).map_err(|error| said(&error))?;
    let access = brand::credentials(&sandbox.systems);
    let flow = Arc::new(flow);
    let live = Live::start(Arc::clone(&flow), store, access, LiveOptions::default())
        .await
        .map_err(|error| said(&error))?;
    let serving = bound.serve(Arc::clone(&live)).await.map_err(|error| said(&error))?;

    let orders = ORDERS_A_SECOND_ASKED * arguments.seconds;
    let began = Instant::now();
    let placed = place(&sandbox, orders)?;
    let mut done = 0;
    while done < placed && began.elapsed() < WITHIN {
        tokio::time::sleep(LOOK_EVERY).await;
        done = fulfilled(&sandbox);
    }
    let took = began.elapsed().as_secs_f64();
    let counts = live.store().counts().await.map_err(|error| said(&error))?;
    serving.stop().await;
    live.stop().await;

    let mut table = Table::new(format!(
        "flow: {placed} orders at once, shop to OMS to warehouse and back to the shop, every step on disk before the next"
    ));
    let rate = done as f64 / took;
    table.row("orders a second", format!("{rate:.1}"), format!("{done} fulfilled in {took:.1} s"));
    if let Some(peak) = flow.volume.peak_orders_per_minute.and_then(|it| f64::try_from(it).ok()) {
        table.row(
            "the map's peak a second",
            format!("{:.1}", peak / 60.0),
            format!("we carry {}", ratio(rate, peak / 60.0)),
        );
    }
    let entries = counts.landed as f64 / done.max(1) as f64;
    table.row("journal entries an order", format!("{entries:.1}"), "webhooks, polled documents, receipts");
    table.row(
        "SQLite group commit a second",
        count(rows),
        format!(
            "64 producers; we journal {} of it, and think besides",
            ratio(counts.landed as f64 / took, rows)
        ),
    );
    table.row("incidents", count(counts.incidents as f64), "");
    table.failed = done < placed;
    if table.failed {
        output::say(&format!("The store is left in {}.", folder.path().display()));
        folder.keep();
    }
    Ok(table)
}

fn place(sandbox: &Sandbox, orders: u64) -> Result<u64, Failed> {
    for customer in 0..orders {
        let deed = Deed::Place {
            lines: vec![("TENT-2P".to_owned(), 1, Some("289.00".to_owned()))],
            country: "US".to_owned(),
            email: format!("customer{customer}@example.com"),
            test: false,
        };
        sandbox.act(&"shop".into(), &deed).map_err(|error| Failed::Said(error.to_string()))?;
    }
    Ok(orders)
}

/// The orders that the shop has a living fulfillment of.
fn fulfilled(sandbox: &Sandbox) -> u64 {
    let documents = sandbox.documents(&"shop".into());
    let orders: BTreeSet<&str> = documents
        .iter()
        .filter(|it| it.kind() == DocumentKind::Shipment && !it.body.is_dead())
        .filter_map(|it| order_of(it))
        .collect();
    orders.len() as u64
}

/// The order that a document belongs to, by its own system's identifier.
pub fn order_of(document: &Believed) -> Option<&str> {
    let order = document.parents.iter().find(|it| it.kind == DocumentKind::Order)?;
    Some(order.value.as_str())
}
