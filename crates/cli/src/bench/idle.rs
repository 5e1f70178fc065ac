//! A flow that has nothing to do.

use std::time::Duration;

use seamless_server::sandbox::SandboxConfig;

use super::brand::{self, NORTHWIND};
use super::folder::Folder;
use super::process::{Process, free_address, until_it_answers};
use super::table::{Table, mib, millis, ratio};
use crate::args::BenchArguments;
use crate::output::Failed;
use crate::run::runtime;
use crate::sandbox::variables;

const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// By then the first polls are over.
const SETTLES_WITHIN: Duration = Duration::from_secs(5);

pub fn run(arguments: &BenchArguments) -> Result<Table, Failed> {
    runtime()?.block_on(measure(arguments))
}

async fn measure(arguments: &BenchArguments) -> Result<Table, Failed> {
    let folder = Folder::new("idle")?;
    let config = SandboxConfig { seed: arguments.seed, ..SandboxConfig::default() };
    let (flow, sandbox) = brand::open(NORTHWIND, config).await?;
    let map = brand::write(NORTHWIND, folder.path())?.display().to_string();
    let address = free_address()?;
    let variables = variables(&flow, &sandbox.systems);
    let words = ["run", &map, "--listen", &address.to_string()];
    let process = Process::start(&words, &variables, &folder.path().join("said"))?;
    let answered = until_it_answers(address, ANSWERS_WITHIN).await?;
    tokio::time::sleep(SETTLES_WITHIN).await;
    let resident = process.memory("VmRSS").unwrap_or_default();
    let private = process.memory("RssAnon").unwrap_or_default();
    let size = std::fs::metadata(std::env::current_exe()?)?.len() / 1024;

    let mut table = Table::new("idle: `seamless run` on Northwind's map, four systems, nothing to do");
    table.row(
        "resident memory",
        mib(resident),
        format!("{} of it its own, the rest pages of the program's file", mib(private)),
    );
    if let Some(all) = machine_memory() {
        table.row(
            "this machine's memory",
            mib(all),
            format!("we take {:.2} % of it", resident as f64 * 100.0 / all as f64),
        );
    }
    table.row(
        "the program",
        mib(size),
        format!("resident memory is {} of it", ratio(resident as f64, size as f64)),
    );
    table.row("from start to the first answer", millis(answered), "");
    Ok(table)
}

/// The memory of this machine, in KiB.
fn machine_memory() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
