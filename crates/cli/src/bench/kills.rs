//! A busy flow that is killed again and again: no order may be lost, none doubled.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use jiff::{SignedDuration, Timestamp};
use seamless_breakpoints::{group, invariants};
use seamless_flow::Flow;
use seamless_model::{DocumentKind, World};
use seamless_rehearse::Tally;
use seamless_sandbox::{Customers, CustomersConfig, Deed};
use seamless_server::sandbox::{Sandbox, SandboxConfig};

use super::brand;
use super::folder::Folder;
use super::process::{Process, free_address, until_it_answers};
use super::table::{Table, count, millis};
use crate::args::BenchArguments;
use crate::output::{self, Failed};
use crate::run::runtime;
use crate::sandbox::variables;

/// The shortest and the longest life, from the start of the process: some are killed before they answer.
const LIVES_MS: (u64, u64) = (100, 2_000);
const ORDER_EVERY: SignedDuration = SignedDuration::from_millis(200);
const PACE: u32 = 600;
const TURN: Duration = Duration::from_millis(20);
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// After the last kill, how long the flow may take to come to rest.
const REST_WITHIN: Duration = Duration::from_secs(300);
/// It is at rest when nothing has been owed for so long.
const REST_FOR: Duration = Duration::from_secs(8);

pub fn run(arguments: &BenchArguments) -> Result<Table, Failed> {
    runtime()?.block_on(measure(arguments))
}

async fn measure(arguments: &BenchArguments) -> Result<Table, Failed> {
    let mut folder = Folder::new("kills")?;
    let map = brand::impatient();
    let address = free_address()?;
    let config = SandboxConfig {
        seed: arguments.seed,
        pace: PACE,
        vendor_poll: SignedDuration::from_secs(2),
        webhooks: Some(format!("http://{address}/webhooks/{{system}}")),
        ..SandboxConfig::default()
    };
    let (flow, sandbox) = brand::open(&map, config).await?;
    let path = brand::write(&map, folder.path())?;
    let start = Start {
        words: words(&path, address),
        variables: variables(&flow, &sandbox.systems),
        said: folder.path().join("said"),
    };
    let mut town = Town::new(&sandbox, arguments.seed);
    let mut chance = Chance(arguments.seed);
    let bar = ProgressBar::new(u64::from(arguments.kills));
    for _ in 0..arguments.kills {
        let process = start.process()?;
        let life = Duration::from_millis(chance.between(LIVES_MS));
        town.work(life).await;
        process.kill()?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    town.customers.close();
    let last = start.process()?;
    let answered = until_it_answers(address, ANSWERS_WITHIN).await?;
    let began = Instant::now();
    let rested = until_rest(&flow, &mut town).await;
    let took = began.elapsed();
    drop(last);

    let state = State::of(&flow, &sandbox);
    let mut table = Table::new(format!(
        "kills: a busy flow killed (SIGKILL) {} times, {} to {} ms after each start",
        arguments.kills, LIVES_MS.0, LIVES_MS.1
    ));
    table.row("orders placed", count(town.placed as f64), "5 % of them refunded after a minute");
    table.row("orders lost", state.tally.lost.to_string(), "of the twins' own account; must be 0");
    table.row(
        "orders doubled",
        state.tally.doubled.to_string(),
        "in any system, with all their documents; must be 0",
    );
    table.row("owed still", state.tally.owed.to_string(), "over all handoffs; must be 0");
    table.row("not shipped", state.unshipped.to_string(), "orders that the shop waits for; must be 0");
    table.row(
        "invariants violated",
        state.violations.len().to_string(),
        format!("of {} judged", state.judged),
    );
    let rest = if rested { format!("{:.0} s", took.as_secs_f64()) } else { "never".to_owned() };
    table.row(
        "at rest after the last start",
        rest,
        format!("the first answer came after {}", millis(answered)),
    );
    table.failed = !state.clean() || !rested;
    state.violations.iter().take(20).for_each(|it| output::say(it));
    if table.failed {
        output::say(&format!("The store and what the flow said are left in {}.", folder.path().display()));
        folder.keep();
    }
    Ok(table)
}

fn words(map: &std::path::Path, address: SocketAddr) -> Vec<String> {
    let words = ["run", &map.display().to_string(), "--listen", &address.to_string()].map(str::to_owned);
    // A shop drops a subscription that fails again and again; at each start it is made anew.
    words.into_iter().chain(["--public-url".to_owned(), format!("http://{address}")]).collect()
}

/// How the flow is started.
struct Start {
    words: Vec<String>,
    variables: Vec<(String, String)>,
    said: std::path::PathBuf,
}

impl Start {
    fn process(&self) -> Result<Process, Failed> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        Process::start(&words, &self.variables, &self.said)
    }
}

/// The customers of the shop.
struct Town<'s> {
    sandbox: &'s Sandbox,
    customers: Customers,
    placed: u64,
}

impl<'s> Town<'s> {
    fn new(sandbox: &'s Sandbox, seed: u64) -> Self {
        let customers = Customers::new(CustomersConfig {
            seed,
            start: Timestamp::now(),
            every: ORDER_EVERY,
            // An order that is changed while Seamless is down may have left the house: no system mends that.
            cancel_percent: 0,
            edit_percent: 0,
            refund_percent: 5,
            refund_after: SignedDuration::from_secs(60),
            change_after: SignedDuration::from_millis(300),
        });
        Self { sandbox, customers, placed: 0 }
    }

    /// Lets customers do what they do, for a while.
    async fn work(&mut self, during: Duration) {
        let began = Instant::now();
        loop {
            self.turn();
            let left = during.saturating_sub(began.elapsed());
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(TURN.min(left)).await;
        }
    }

    fn turn(&mut self) {
        let now = Timestamp::now();
        for deed in self.customers.due(now) {
            // What the shop refuses (a cancellation of what has left) the customer hears there.
            let Ok(keys) = self.sandbox.act(&"shop".into(), &deed) else { continue };
            if matches!(deed, Deed::Place { .. }) {
                self.placed += 1;
                self.customers.placed(&deed, &keys, now);
            }
        }
    }
}

async fn until_rest(flow: &Flow, town: &mut Town<'_>) -> bool {
    let began = Instant::now();
    let mut since: Option<Instant> = None;
    while began.elapsed() < REST_WITHIN {
        town.work(Duration::from_millis(500)).await;
        let rests = town.customers.next_due().is_none() && State::of(flow, town.sandbox).rests();
        since = if rests { since.or(Some(Instant::now())) } else { None };
        if since.is_some_and(|since| since.elapsed() >= REST_FOR) {
            return true;
        }
    }
    false
}

/// How things stand, from the twins' own state.
struct State {
    tally: Tally,
    unshipped: usize,
    judged: u64,
    violations: Vec<String>,
}

impl State {
    fn of(flow: &Flow, sandbox: &Sandbox) -> Self {
        let documents = flow.systems.keys().flat_map(|system| sandbox.documents(system)).collect();
        let world = World { at: Timestamp::now(), documents, notes: Vec::new() };
        let (violations, judged) = invariants::judge(flow, &world);
        let sentences =
            violations.iter().map(|it| format!("{} at {}: {}", it.invariant, it.order, it.sentence));
        Self {
            tally: Tally::of(flow, &group(flow, &world)),
            unshipped: unshipped(&world),
            judged,
            violations: sentences.collect(),
        }
    }

    fn rests(&self) -> bool {
        self.tally.owed == 0 && self.unshipped == 0
    }

    fn clean(&self) -> bool {
        self.rests() && self.tally.lost == 0 && self.tally.doubled == 0
    }
}

/// The living orders of the shop of which nothing was shipped or refunded.
fn unshipped(world: &World) -> usize {
    let shop = "shop".into();
    let of = |kind: DocumentKind| world.of(&shop, kind);
    let shipped = of(DocumentKind::Shipment).filter(|it| !it.body.is_dead());
    let served: BTreeSet<&str> =
        shipped.chain(of(DocumentKind::Refund)).filter_map(super::flow::order_of).collect();
    of(DocumentKind::Order).filter(|it| !it.body.is_dead() && !served.contains(it.id.as_str())).count()
}

/// Chance that the seed decides (SplitMix64).
struct Chance(u64);

impl Chance {
    fn between(&mut self, (least, most): (u64, u64)) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        least + (mixed ^ (mixed >> 31)) % (most - least + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_are_as_long_as_they_may_be_and_the_seed_decides() {
        let lives = |seed| {
            let mut chance = Chance(seed);
            (0..100).map(|_| chance.between(LIVES_MS)).collect::<Vec<_>>()
        };
        assert!(lives(1).iter().all(|it| (LIVES_MS.0..=LIVES_MS.1).contains(it)));
        assert_eq!(lives(1), lives(1));
        assert_ne!(lives(1), lives(2));
    }
}
