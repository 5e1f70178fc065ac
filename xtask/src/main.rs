//! Chores of the workspace: `cargo run -p xtask -- <chore>`.

mod schema;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["schema", introspection] => {
            schema::run(Path::new(introspection), Path::new("crates/sandbox/schema"))
        }
        ["tidy"] => tidy::run().map_err(Into::into),
        _ => Err("usage: xtask tidy | xtask schema <introspection.json.gz>".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(2)
        }
    }
}
