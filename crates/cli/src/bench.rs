//! `seamless bench`: what this machine does with Seamless on it. See docs/measuring.md.

mod brand;
mod check;
mod client;
mod draw;
mod flow;
mod folder;
mod idle;
mod ingress;
mod kills;
mod mining;
mod process;
mod rehearse;
mod table;

use std::process::ExitCode;

use crate::args::{BenchArguments, BenchOf};
use crate::output::{self, Failed};
use table::Table;

type Bench = fn(&BenchArguments) -> Result<Table, Failed>;

const BENCHES: &[(BenchOf, Bench)] = &[
    (BenchOf::Ingress, ingress::run),
    (BenchOf::Flow, flow::run),
    (BenchOf::Rehearse, rehearse::run),
    (BenchOf::Check, check::run),
    (BenchOf::Draw, draw::run),
    (BenchOf::Idle, idle::run),
    (BenchOf::Kills, kills::run),
    (BenchOf::Mining, mining::run),
];

pub fn run(arguments: &BenchArguments) -> Result<ExitCode, Failed> {
    if cfg!(debug_assertions) {
        output::say(
            "This program was built without optimisation: `cargo build --release` makes one worth measuring.",
        );
    }
    let mut failed = false;
    for (of, bench) in BENCHES {
        if arguments.of == BenchOf::All || arguments.of == *of {
            let table = bench(arguments)?;
            output::data(&table.text())?;
            failed |= table.failed;
        }
    }
    Ok(ExitCode::from(u8::from(failed)))
}
