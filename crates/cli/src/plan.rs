//! `seamless plan`.

use std::process::ExitCode;

use seamless_report::plan::{self, Side};

use crate::args::{PlanArguments, PlanFormat};
use crate::check::findings_of;
use crate::files::{read_map, read_scenarios};
use crate::output::{self, Failed};

pub fn run(arguments: &PlanArguments) -> Result<ExitCode, Failed> {
    let old = read_map(&arguments.old)?;
    let new = read_map(&arguments.new)?;
    let (before, after) = (findings_of(&old), findings_of(&new));
    let scenarios = read_scenarios(&new.folder)?;
    let side = |flow, checked| Side { flow, checked };
    let plan = plan::plan(side(&old.flow, &before), side(&new.flow, &after), &scenarios);
    let text = match arguments.format {
        PlanFormat::Text => plan::text(&plan, output::colours()),
        PlanFormat::Md => plan::markdown(&plan),
        PlanFormat::Json => {
            serde_json::to_string_pretty(&plan).map_err(|error| Failed::Said(error.to_string()))?
        }
    };
    output::data(&text)?;
    Ok(ExitCode::from(u8::from(arguments.exit_code && !plan.is_empty())))
}
