//! Webhooks: signed, checked, synced to disk, acknowledged.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use seamless_flow::Flow;
use seamless_runtime::{Live, LiveOptions};
use seamless_sandbox::{Cast, CastConfig, Deed};
use seamless_server::sandbox::SandboxConfig;
use seamless_server::{Config, bind};
use seamless_store::{Counts, Sqlite, Store as _, bench};

use super::brand::{self, NORTHWIND};
use super::client::Client;
use super::folder::Folder;
use super::table::{Table, count, millis, ratio};
use crate::args::BenchArguments;
use crate::output::Failed;
use crate::run::runtime;

const CONNECTIONS: usize = 64;
/// More than are answered in a second on any machine that was tried.
const MESSAGES_A_SECOND: u64 = 8_000;
const MESSAGES_MAX: u64 = 60_000;
const DECIDE_WITHIN: Duration = Duration::from_secs(120);

pub fn run(arguments: &BenchArguments) -> Result<Table, Failed> {
    runtime()?.block_on(measure(arguments))
}

async fn measure(arguments: &BenchArguments) -> Result<Table, Failed> {
    let said = |error: &dyn std::fmt::Display| Failed::Said(error.to_string());
    let folder = Folder::new("ingress")?;
    let during = Duration::from_secs(arguments.seconds);
    let beside = Duration::from_secs(arguments.seconds.min(3));
    let syncs = bench::fdatasync_rate(folder.path(), beside).map_err(|error| said(&error))?;
    let rows = bench::sqlite_group_commit_rate(folder.path(), CONNECTIONS, beside);
    let rows = rows.map_err(|error| said(&error))?;

    // The twins announce nothing: what arrives is ours alone.
    let config = SandboxConfig { seed: arguments.seed, ..SandboxConfig::default() };
    let (flow, sandbox) = brand::open(NORTHWIND, config).await?;
    let flow = Arc::new(flow);
    let store = Sqlite::open(folder.path().join("store.db")).map_err(|error| said(&error))?;
    let access = brand::credentials(&sandbox.systems);
    let live = Live::start(Arc::clone(&flow), store, access, LiveOptions { no_polls: true })
        .await
        .map_err(|error| said(&error))?;
    let free = Config { bind: SocketAddr::from(([127, 0, 0, 1], 0)), ..Config::default() };
    let bound = bind(free).await.map_err(|error| said(&error))?;
    let serving = bound.serve(Arc::clone(&live)).await.map_err(|error| said(&error))?;

    let wanted = (MESSAGES_A_SECOND * arguments.seconds).min(MESSAGES_MAX);
    let messages = messages(&flow, arguments.seed, wanted, serving.address)?;
    let sent = send(serving.address, messages, during).await?;
    let before = counts(&live).await?;
    let drained = Instant::now();
    let after = until_decided(&live).await?;
    let drained = drained.elapsed();
    let told = sandbox.documents(&"oms".into()).len();
    serving.stop().await;
    live.stop().await;

    let mut table = Table::new(format!(
        "ingress: orders/create of {} bytes, {CONNECTIONS} connections, signature checked, synced before the 200",
        count(sent.bytes as f64)
    ));
    let rate = sent.times.len() as f64 / sent.took.as_secs_f64();
    table.row(
        "acknowledged a second",
        count(rate),
        format!("{} in {:.1} s", sent.times.len(), sent.took.as_secs_f64()),
    );
    table.row("p50", millis(sent.quantile(50)), "");
    table.row("p99", millis(sent.quantile(99)), "");
    table.row("slowest", millis(sent.quantile(100)), "");
    table.row(
        "raw fdatasync a second",
        count(syncs),
        format!("one at a time; we acknowledge {} of it", ratio(rate, syncs)),
    );
    table.row(
        "SQLite group commit a second",
        count(rows),
        format!(
            "{CONNECTIONS} producers, 512 bytes, no HTTP, nobody deciding; we acknowledge {} of it",
            ratio(rate, rows)
        ),
    );
    let meanwhile = before.landed.saturating_sub(before.undecided);
    table.row(
        "decided meanwhile a second",
        count(meanwhile as f64 / sent.took.as_secs_f64()),
        "receipts included",
    );
    table.row(
        "decided, the rest",
        format!("{:.1} s", drained.as_secs_f64()),
        format!("{} waited, receipts came on top", count(before.undecided as f64)),
    );
    table.row("orders known", count(after.orders as f64), format!("of {}", count(sent.times.len() as f64)));
    table.row("delivered to the OMS by then", count(told as f64), "");
    table.failed = after.orders != sent.times.len() as u64 || after.undecided > 0;
    Ok(table)
}

/// What came of sending.
struct Sent {
    times: Vec<Duration>,
    took: Duration,
    bytes: usize,
}

impl Sent {
    fn quantile(&self, percent: usize) -> Duration {
        let last = self.times.len().saturating_sub(1);
        self.times.get(last * percent / 100).copied().unwrap_or_default()
    }
}

/// Real messages of a shop's twin, each of an order of its own, as bytes for the line.
fn messages(flow: &Flow, seed: u64, wanted: u64, to: SocketAddr) -> Result<Vec<Vec<u8>>, Failed> {
    let now = Timestamp::now();
    let mut cast = Cast::of(
        flow,
        &CastConfig {
            seed,
            start: now,
            pace: 1,
            vendor_poll: jiff::SignedDuration::from_mins(5),
            url: &|system| format!("http://{system}.twin"),
            webhooks: &|system| format!("http://{to}/webhooks/{system}"),
        },
    )
    .map_err(|missing| Failed::Said(missing.join("\n")))?;
    let shop = cast.twins.get_mut("shop").ok_or_else(|| Failed::Said("the map has no shop".to_owned()))?;
    let mut messages = Vec::new();
    for customer in 0..wanted {
        let lines = [("TENT-2P", 1)];
        let deed = Deed::Place {
            lines: lines.iter().map(|(sku, units)| ((*sku).to_owned(), *units, None)).collect(),
            country: "US".to_owned(),
            email: format!("customer{customer}@example.com"),
            test: false,
        };
        shop.act(&deed, now).map_err(|error| Failed::Said(error.to_string()))?;
        for message in shop.due(now) {
            let request = message.request;
            if request.headers().get("x-shopify-topic").is_some_and(|it| it == "orders/create") {
                messages.push(on_the_line(&request));
            }
        }
    }
    Ok(messages)
}

fn on_the_line(request: &seamless_sandbox::Request) -> Vec<u8> {
    let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
    let mut bytes = format!("POST {} HTTP/1.1\r\nHost: {host}\r\n", request.uri().path()).into_bytes();
    for (name, value) in request.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", request.body().len()).as_bytes());
    bytes.extend_from_slice(request.body());
    bytes
}

/// Sends from all connections at once, each the next message as soon as its last is acknowledged.
async fn send(address: SocketAddr, messages: Vec<Vec<u8>>, during: Duration) -> Result<Sent, Failed> {
    let bytes = messages.iter().map(|it| body_length(it)).sum::<usize>() / messages.len().max(1);
    let messages = Arc::new(messages);
    let next = Arc::new(AtomicUsize::new(0));
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(Client::connect(address).await?);
    }
    let began = Instant::now();
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let (messages, next) = (Arc::clone(&messages), Arc::clone(&next));
            tokio::spawn(async move {
                let mut times = Vec::new();
                while began.elapsed() < during {
                    let Some(message) = messages.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let sent = Instant::now();
                    let status = client.exchange(message).await?;
                    if status != 200 {
                        return Err(std::io::Error::other(format!("a webhook was answered with {status}")));
                    }
                    times.push(sent.elapsed());
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.map_err(|error| Failed::Said(error.to_string()))??);
    }
    let took = began.elapsed();
    times.sort_unstable();
    Ok(Sent { times, took, bytes })
}

fn body_length(message: &[u8]) -> usize {
    let head = message.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_default();
    message.len().saturating_sub(head + 4)
}

async fn counts(live: &Live<Sqlite>) -> Result<Counts, Failed> {
    live.store().counts().await.map_err(|error| Failed::Said(error.to_string()))
}

async fn until_decided(live: &Live<Sqlite>) -> Result<Counts, Failed> {
    let began = Instant::now();
    loop {
        let counts = counts(live).await?;
        if counts.undecided == 0 || began.elapsed() > DECIDE_WITHIN {
            return Ok(counts);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
