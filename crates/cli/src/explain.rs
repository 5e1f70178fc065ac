//! `seamless explain`.

use std::process::ExitCode;

use seamless_breakpoints::catalogue;

use crate::args::ExplainArguments;
use crate::files::meant;
use crate::output::{self, Failed};

pub fn run(arguments: &ExplainArguments) -> Result<ExitCode, Failed> {
    let Some(id) = &arguments.breakpoint else {
        let width = catalogue().iter().map(|it| it.id.len()).max().unwrap_or(0);
        let lines = catalogue().iter().map(|it| format!("{:width$}  {}", it.id, it.title));
        output::data(&lines.collect::<Vec<_>>().join("\n"))?;
        return Ok(ExitCode::SUCCESS);
    };
    match seamless_report::explain(id) {
        Some(text) => output::data(&text)?,
        None => return Err(unknown(id)),
    }
    Ok(ExitCode::SUCCESS)
}

/// What is said of a breakpoint that there is not.
pub fn unknown(id: &str) -> Failed {
    let lists = || "`seamless explain` lists them".to_owned();
    let meant = meant(id, catalogue().iter().map(|it| it.id), lists);
    Failed::Said(format!("there is no breakpoint `{id}`: {meant}"))
}
