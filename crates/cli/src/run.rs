//! `seamless run`.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::SignedDuration;
use seamless_connect::Credentials;
use seamless_flow::Flow;
use seamless_model::SystemId;
use seamless_runtime::{Live, LiveOptions, SecretError, StoreLock, credentials};
use seamless_server::{Config, bind, ensure_password};
use seamless_store::Sqlite;

use crate::args::RunArguments;
use crate::files::{read_map, runnable};
use crate::output::{self, Failed};
use crate::store;

pub fn run(arguments: &RunArguments) -> Result<ExitCode, Failed> {
    let mut map = read_map(&arguments.flow)?;
    runnable(&map.flow)?;
    let flow = Arc::make_mut(&mut map.flow);
    elsewhere(flow);
    let credentials = credentials(flow).map_err(|error| missing(&error))?;
    let path = match &arguments.store {
        Some(path) => path.clone(),
        None => store::beside(&map.folder, &flow.name)?,
    };
    log("warn");
    let runtime = runtime()?;
    runtime.block_on(serve(arguments, map.flow, credentials.into_iter().collect(), &path))
}

/// Secrets that are not to be had, one on each line.
fn missing(error: &SecretError) -> Failed {
    let count = match error.0.len() {
        1 => "a secret is missing".to_owned(),
        many => format!("{many} secrets are missing"),
    };
    Failed::Said(format!("{count}:\n  {}", error.0.join("\n  ")))
}

async fn serve(
    arguments: &RunArguments,
    flow: Arc<Flow>,
    credentials: BTreeMap<SystemId, Credentials>,
    path: &std::path::Path,
) -> Result<ExitCode, Failed> {
    let said = |error: &dyn std::fmt::Display| Failed::Said(error.to_string());
    let bound =
        bind(Config { bind: arguments.listen, allow_remote: arguments.allow_remote, ..Config::default() })
            .await
            .map_err(|error| said(&error))?;
    let _lock = StoreLock::take(path)?;
    let store = Sqlite::open(path).map_err(|error| said(&error))?;
    let password = ensure_password(&store).await.map_err(|error| said(&error))?;
    let live = Live::start(Arc::clone(&flow), store, credentials, LiveOptions::default())
        .await
        .map_err(|error| said(&error))?;
    let serving = bound.serve(Arc::clone(&live)).await.map_err(|error| said(&error))?;
    output::say(&format!("{} runs. Map {}, store {}.", flow.title, flow.hash.short(), path.display()));
    output::say(&format!("  dashboard  http://{}", serving.address));
    if let Some(password) = password {
        output::say(&format!("  password   {password}   (shown this once)"));
    }
    output::say(&format!("  webhooks   http://{}/webhooks/<system>", serving.address));
    if let Some(address) = &arguments.public_url {
        subscribe(&live, address).await;
    }
    output::say("ctrl-C stops it. It may be killed at any moment: nothing is lost.");
    until_told(None).await;
    output::say("Stopping ...");
    serving.stop().await;
    live.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Subscribes webhooks where that can be done. What cannot be subscribed is said; the backstop covers it meanwhile.
async fn subscribe(live: &Live<Sqlite>, address: &str) {
    for system in live.flow().systems.keys() {
        let Ok(connector) = live.pipeline().connector(system) else { continue };
        let hook = format!("{}/webhooks/{system}", address.trim_end_matches('/'));
        match connector.subscribe(live.pipeline().wire(), &hook, live.now()).await {
            Ok(done) => done.iter().for_each(|it| output::say(&format!("  {system}: {it}"))),
            Err(error) => output::error(&format!("{system}: webhooks could not be subscribed: {error}")),
        }
    }
}

/// Points systems elsewhere, for example at a sandbox's twins: `SEAMLESS_URL_ERP=http://127.0.0.1:4002`.
fn elsewhere(flow: &mut Flow) {
    for system in flow.systems.values_mut() {
        let variable = url_variable(&system.id);
        if let Ok(url) = std::env::var(&variable) {
            output::say(&format!("{} is reached at {url} ({variable}).", system.title));
            system.url = Some(url);
        }
    }
}

/// The environment variable that points a system elsewhere.
pub fn url_variable(system: &SystemId) -> String {
    let name: String = system
        .as_str()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect();
    format!("SEAMLESS_URL_{name}")
}

/// Logs to stderr what `SEAMLESS_LOG` asks for, or from this level on if it says nothing.
pub fn log(level: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("SEAMLESS_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    // A second call in one process changes nothing.
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        .try_init();
}

/// The runtime on which everything live runs.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failed> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Waits until a time is over, or somebody wants us to stop.
pub async fn until_told(lasts: Option<SignedDuration>) {
    let over = async {
        match lasts.and_then(|it| std::time::Duration::try_from(it).ok()) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = over => {}
        () = told() => {}
    }
}

/// Waits for ctrl-C or a termination signal.
pub async fn told() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
