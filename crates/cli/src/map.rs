//! `seamless map`.

use std::process::ExitCode;

use seamless_draw::{Options, svg};

use crate::args::MapArguments;
use crate::files::read_map;
use crate::output::{self, Failed};

pub fn run(arguments: &MapArguments) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    let picture = svg(&map.flow, &Options::default());
    match &arguments.output {
        None => output::data(&picture)?,
        Some(path) => {
            std::fs::write(path, &picture)
                .map_err(|error| Failed::Said(format!("{} cannot be written: {error}", path.display())))?;
            output::say(&format!(
                "Drew {} with {} systems and {} handoffs to {}.",
                map.flow.title,
                map.flow.systems.len(),
                map.flow.handoffs.len(),
                path.display()
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}
