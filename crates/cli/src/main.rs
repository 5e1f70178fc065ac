//! The `seamless` binary: arguments in, exit codes out. Data goes to stdout, everything else to stderr.
//!
//! Exit codes: 0 clean; 1 something was found; 2 bad usage, bad input or an error of our own.

mod args;
mod bench;
mod check;
mod conformance;
mod demo;
mod discover;
mod explain;
mod files;
mod handbook;
mod init;
mod map;
mod output;
mod plan;
mod profiles;
mod questions;
mod rehearse;
mod run;
mod sandbox;
mod schema;
mod store;
mod trace;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};
use crate::output::Failed;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Init(it) => init::run(&it),
        Command::Map(it) if !it.held.conformance.is_empty() => conformance::run(&it),
        Command::Map(it) => map::run(&it),
        Command::Discover(it) => discover::run(&it),
        Command::Check(it) => check::run(&it),
        Command::Questions(it) => questions::run(&it),
        Command::Plan(it) => plan::run(&it),
        Command::Handbook(it) => handbook::run(&it),
        Command::Profiles(it) => profiles::run(&it),
        Command::Rehearse(it) => rehearse::run(&it),
        Command::Sandbox(it) => sandbox::run(&it),
        Command::Run(it) => run::run(&it),
        Command::Trace(it) => trace::run(&it),
        Command::Demo(it) => demo::run(&it),
        Command::Schema(it) => schema::run(&it),
        Command::Explain(it) => explain::run(&it),
        Command::Bench(it) => bench::run(&it),
    };
    match done {
        Ok(code) => code,
        Err(Failed::Pipe) => ExitCode::SUCCESS,
        Err(Failed::Said(message)) => {
            output::error(&message);
            ExitCode::from(2)
        }
    }
}
