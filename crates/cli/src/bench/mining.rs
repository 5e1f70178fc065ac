//! Discovery and conformance on a generated log, each as a process of its own: time, peak memory, and whether every
//! sown deviation is found and nothing else.

mod log;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::process::Process;
use super::table::{Table, count, mib};
use crate::args::BenchArguments;
use crate::output::Failed;

const RUNS: usize = 3;

pub fn run(arguments: &BenchArguments) -> Result<Table, Failed> {
    if let Some(folder) = &arguments.write {
        std::fs::create_dir_all(folder)?;
        let (events, sown) = log::write(folder, arguments.orders, arguments.seed)?;
        let mut table = Table::new(format!(
            "mining: a log of {} orders, written and not measured",
            count(arguments.orders as f64)
        ));
        table.row("events", count(events as f64), folder.join("log.json").display().to_string());
        table.row("sown deviations", count(sown as f64), folder.join("truth.csv").display().to_string());
        return Ok(table);
    }
    let folder = Folder::new("mining")?;
    let (events, sown) = log::write(folder.path(), arguments.orders, arguments.seed)?;
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (log, flow, words, orders) =
        (file("log.json"), file("flow.yaml"), file("as.yaml"), file("orders.csv"));
    let size = std::fs::metadata(folder.path().join("log.json"))?.len();
    let mut table = Table::new(format!(
        "mining: {} orders, {} events, {} MB of OCEL 2.0 JSON, read anew by each process; the median of {RUNS}",
        count(arguments.orders as f64),
        count(events as f64),
        count(size as f64 / 1e6)
    ));
    // This run drafts what the words mean, which conformance reads.
    once(&["discover", &log, "--as", &words, "-o", &flow], &folder)?;
    let discover = median(&["discover", &log, "-o", &flow], &folder)?;
    row(&mut table, "discover", discover, events);
    let conformance =
        median(&["map", &flow, "--conformance", &log, "--as", &words, "--orders", &orders], &folder)?;
    row(&mut table, "conformance", conformance, events);
    let (found, false_ones) = judged(Path::new(&orders), &folder.path().join("truth.csv"))?;
    table.row(
        "sown deviations found",
        count(found as f64),
        format!("of {}; must be all", count(sown as f64)),
    );
    table.row(
        "orders told and not sown",
        count(false_ones as f64),
        "besides those that are late only: a drafted deadline is p99",
    );
    table.failed = found != sown || false_ones != 0;
    Ok(table)
}

fn row(table: &mut Table, what: &str, (took, peak): (Duration, u64), events: u64) {
    let rate = count(events as f64 / took.as_secs_f64());
    table.row(
        what,
        format!("{:.2} s", took.as_secs_f64()),
        format!("peak memory {}, {rate} events a second", mib(peak)),
    );
}

fn median(words: &[&str], folder: &Folder) -> Result<(Duration, u64), Failed> {
    let mut runs = (0..RUNS).map(|_| once(words, folder)).collect::<Result<Vec<_>, _>>()?;
    runs.sort();
    Ok(runs[RUNS / 2])
}

/// How long a run takes from start to end, and its peak memory in KiB.
fn once(words: &[&str], folder: &Folder) -> Result<(Duration, u64), Failed> {
    let said = folder.path().join("said");
    let began = Instant::now();
    let mut process = Process::start(words, &[], &said)?;
    let mut peak = 0;
    loop {
        peak = process.memory("VmHWM").unwrap_or(peak).max(peak);
        if let Some(well) = process.ended()? {
            if well {
                return Ok((began.elapsed(), peak));
            }
            let why = std::fs::read_to_string(said).unwrap_or_default();
            return Err(Failed::Said(format!("`seamless {}` failed:\n{why}", words.join(" "))));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// How many orders of the truth are told, and how many others are told for more than being late.
fn judged(orders: &Path, truth: &Path) -> Result<(u64, u64), Failed> {
    let read = |path: &Path| -> Result<Vec<Vec<String>>, Failed> {
        let text = std::fs::read_to_string(path)?;
        Ok(text.lines().skip(1).map(|it| it.split(',').map(str::to_owned).collect()).collect())
    };
    let truth: BTreeSet<String> = read(truth)?.into_iter().filter_map(|it| it.into_iter().next()).collect();
    let told = read(orders)?;
    let of = |late: bool| -> BTreeSet<String> {
        let all = told.iter().filter(|it| late || it.get(2).is_some_and(|kind| kind != "late"));
        all.filter_map(|it| it.first().cloned()).collect()
    };
    let found = of(true).intersection(&truth).count() as u64;
    let false_ones = of(false).difference(&truth).count() as u64;
    Ok((found, false_ones))
}
