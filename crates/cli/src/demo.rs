//! `seamless demo`: a brand's world in minutes.

pub mod files;
mod people;
mod summary;
mod tally;

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use seamless_connect::Credentials;
use seamless_flow::Flow;
use seamless_runtime::{Live, LiveOptions, StoreLock};
use seamless_sandbox::fault::Swarm;
use seamless_server::sandbox::{Sandbox, SandboxConfig};
use seamless_server::{Config, ensure_password};
use seamless_store::Sqlite;

use crate::args::DemoArguments;
use crate::output::{self, Failed};
use crate::run::{log, runtime, told};
use people::People;
use summary::Summary;
use tally::Tally;

/// How many times faster than in life people work.
const PACE: u32 = 300;
const TICK: Duration = Duration::from_millis(200);
/// After the last customer, how long the flow may take to come to rest.
const REST_WITHIN: SignedDuration = SignedDuration::from_secs(60);

pub fn run(arguments: &DemoArguments) -> Result<ExitCode, Failed> {
    // Things go wrong on purpose here: only what should not is said.
    log("error");
    runtime()?.block_on(demo(arguments))
}

async fn demo(arguments: &DemoArguments) -> Result<ExitCode, Failed> {
    let brand = Brand::open(arguments).await?;
    let calm = arguments.lasts.is_some() || !std::io::stderr().is_terminal();
    let mut summary = Summary::new(calm);
    brand.greet(&mut summary);
    let ended = brand.work(arguments.lasts, &mut summary).await;
    summary.end();
    let tally = brand.tally().await?;
    match ended {
        Ended::AtOnce => output::say("Stopped while orders were under way: nothing is judged."),
        _ => output::data(&tally.text())?,
    }
    brand.farewell();
    brand.close().await;
    let clean = matches!(ended, Ended::AtOnce) || matches!(ended, Ended::AtRest) && tally.clean();
    Ok(ExitCode::from(u8::from(!clean)))
}

/// How the demonstration ended.
enum Ended {
    /// Nothing was owed any more.
    AtRest,
    /// Something was still owed when the time was over.
    Restless,
    /// Somebody stopped it in the middle.
    AtOnce,
}

/// The brand: its systems, its customers, its people, and Seamless between them.
struct Brand {
    flow: Arc<Flow>,
    sandbox: Sandbox,
    live: Arc<Live<Sqlite>>,
    serving: seamless_server::Serving,
    password: Option<String>,
    people: std::sync::Mutex<People>,
    store: std::path::PathBuf,
    started: Timestamp,
    _lock: StoreLock,
}

impl Brand {
    async fn open(arguments: &DemoArguments) -> Result<Self, Failed> {
        let mut flow = files::flow()?;
        let said = |error: &dyn std::fmt::Display| Failed::Said(error.to_string());
        let bound = bind(arguments.listen).await?;
        let sandbox = Sandbox::start(
            Arc::new(flow.clone()),
            SandboxConfig {
                seed: arguments.seed,
                pace: PACE,
                vendor_poll: SignedDuration::from_secs(2),
                first_port: None,
                webhooks: Some(format!("http://{}/webhooks/{{system}}", bound.address)),
                swarm: Some(bad_day()),
            },
        )
        .await
        .map_err(|error| said(&error))?;
        let mut credentials = BTreeMap::new();
        for running in &sandbox.systems {
            if let Some(system) = flow.systems.get_mut(&running.system) {
                system.url = Some(running.url.clone());
            }
            let access = Credentials {
                secrets: vec![running.secret.clone()],
                token: Some(running.token.clone()),
                ..Credentials::default()
            };
            credentials.insert(running.system.clone(), access);
        }
        let flow = Arc::new(flow);
        let path = files::store()?;
        let lock = StoreLock::take(&path)?;
        files::empty(&path)?;
        let store = Sqlite::open(&path).map_err(|error| said(&error))?;
        let password = ensure_password(&store).await.map_err(|error| said(&error))?;
        let live = Live::start(Arc::clone(&flow), store, credentials, LiveOptions::default())
            .await
            .map_err(|error| said(&error))?;
        let serving = bound.serve(Arc::clone(&live)).await.map_err(|error| said(&error))?;
        let started = Timestamp::now();
        let people = std::sync::Mutex::new(People::new(arguments.seed, started, arguments.lasts));
        Ok(Self { flow, sandbox, live, serving, password, people, store: path, started, _lock: lock })
    }

    fn greet(&self, summary: &mut Summary) {
        summary.say("Northwind Outdoor is open: a Shopify shop, an OMS, an ERP and a warehouse, all of them twins on this machine.");
        summary.say("Webhooks come late, twice or not at all; Acme Connect, which books orders in the ERP, now and then forgets one.");
        summary.say(&format!("  dashboard  http://{}", self.serving.address));
        if let Some(password) = &self.password {
            summary.say(&format!("  password   {password}"));
        }
        summary.say("");
    }

    /// Lets everybody work until the time is over or somebody stops it; then customers go home, and what is under way
    /// comes to rest.
    async fn work(&self, lasts: Option<SignedDuration>, summary: &mut Summary) -> Ended {
        let later = |span: SignedDuration| self.started.saturating_add(span).unwrap_or(Timestamp::MAX);
        let mut closing = lasts.map_or(Timestamp::MAX, |lasts| later(lasts / 2));
        let mut end = lasts.map_or(Timestamp::MAX, later);
        let mut closed = false;
        let mut stop = Box::pin(told());
        loop {
            let now = Timestamp::now();
            if !closed && now >= closing {
                closed = true;
                self.quiet_down();
            }
            self.turn(now, summary).await;
            if now >= end {
                if self.at_rest().await {
                    return Ended::AtRest;
                }
                if now >= end.saturating_add(REST_WITHIN).unwrap_or(Timestamp::MAX) {
                    return Ended::Restless;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = &mut stop => {
                    if end <= now {
                        return Ended::AtOnce;
                    }
                    summary.say("Customers go home; what is under way comes to rest first. ctrl-C again stops at once.");
                    self.with_people(People::leave);
                    (closing, end) = (now, now);
                    stop = Box::pin(told());
                }
            }
        }
    }

    fn quiet_down(&self) {
        self.with_people(|people| people.close());
        self.sandbox.with_faults(|faults| faults.set_swarm(None));
    }

    fn with_people<T>(&self, act: impl FnOnce(&mut People) -> T) -> T {
        act(&mut self.people.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    async fn turn(&self, now: Timestamp, summary: &mut Summary) {
        self.with_people(|people| people.act(&self.sandbox, now));
        let incidents = people::incidents(&self.live).await;
        let commands = self.with_people(|people| people.mind(&self.flow, &incidents, now));
        for (thread, command, line) in commands {
            summary.say(&line);
            if let Err(error) = self.live.command(thread, command).await {
                summary.say(&format!("a repair could not be asked for: {error}"));
            }
        }
        for line in self.with_people(|people| people.news(&self.flow, &incidents, now)) {
            summary.say(&line);
        }
        if let Ok(counts) = seamless_store::Store::counts(self.live.store()).await {
            let placed = self.with_people(|people| people.placed());
            let faults = self.sandbox.with_faults(|faults| faults.injected().values().sum());
            summary.show(&self.flow, &counts, placed, faults, now.duration_since(self.started));
        }
    }

    /// Whether nothing is owed any more, on any side.
    async fn at_rest(&self) -> bool {
        let idle = match seamless_store::Store::counts(self.live.store()).await {
            Ok(counts) => counts.undecided == 0 && counts.handoffs.values().all(|it| it.waiting == 0),
            Err(_) => false,
        };
        idle && self.with_people(|people| people.at_rest())
            && Tally::of(&self.flow, &self.sandbox, self.with_people(|people| people.placed())).at_rest()
    }

    async fn tally(&self) -> Result<Tally, Failed> {
        let mut tally = Tally::of(&self.flow, &self.sandbox, self.with_people(|people| people.placed()));
        let counts = seamless_store::Store::counts(self.live.store())
            .await
            .map_err(|error| Failed::Said(error.to_string()))?;
        tally.note(&counts);
        Ok(tally)
    }

    fn farewell(&self) {
        let me = std::env::args().next().unwrap_or_else(|| "seamless".to_owned());
        output::say("");
        output::say("One order of this demonstration, through all systems:");
        output::say(&format!("  {me} trace '#1001' --store {}", self.store.display()));
        output::say("");
        output::say(
            "What to do next, with a map of your own: copy examples/northwind, edit its flow.yaml, then",
        );
        output::say(&format!("  {me} map my-brand/flow.yaml -o flow.svg    to see it"));
        output::say(&format!("  {me} check my-brand/flow.yaml              to see where it will break"));
        output::say(&format!("  {me} rehearse my-brand                     to see that it does not"));
    }

    async fn close(self) {
        self.sandbox.stop();
        self.serving.stop().await;
        self.live.stop().await;
    }
}

/// Takes the address, or a free port beside it where it is taken.
async fn bind(listen: SocketAddr) -> Result<seamless_server::Bound, Failed> {
    let config = |bind| Config { bind, ..Config::default() };
    match seamless_server::bind(config(listen)).await {
        Ok(bound) => Ok(bound),
        Err(seamless_server::ServeError::Bind { .. }) => {
            seamless_server::bind(config(SocketAddr::new(listen.ip(), 0)))
                .await
                .map_err(|error| Failed::Said(error.to_string()))
        }
        Err(error) => Err(Failed::Said(error.to_string())),
    }
}

/// What goes wrong on the demonstration's day, in percent.
fn bad_day() -> Swarm {
    Swarm {
        duplicate: 10,
        drop: 4,
        delay: 12,
        delay_up_to: SignedDuration::from_secs(3),
        throttle: 1,
        server_error: 2,
        timeout_after_commit: 2,
        refuse: 1,
        ..Swarm::default()
    }
}
