//! `seamless explain`.

use std::process::ExitCode;

use seamless_breakpoints::catalogue;

use crate::args::ExplainArguments;
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

fn unknown(id: &str) -> Failed {
    let known: Vec<&str> = catalogue().iter().map(|it| it.id).collect();
    let later = seamless_flow::BREAKPOINT_IDS.contains(&id);
    let what = if later {
        format!("`{id}` is known by name, and has no page yet")
    } else {
        format!("there is no breakpoint `{id}`")
    };
    Failed::Said(format!("{what}; there are {}", known.join(", ")))
}
