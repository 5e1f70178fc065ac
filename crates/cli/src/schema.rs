//! `seamless schema`.

use std::process::ExitCode;

use crate::args::{SchemaArguments, SchemaOf};
use crate::output::{self, Failed};

pub fn run(arguments: &SchemaArguments) -> Result<ExitCode, Failed> {
    let schema = match arguments.of {
        SchemaOf::Map => seamless_flow::json_schema(),
        SchemaOf::Profile => seamless_flow::profile_schema(),
        SchemaOf::Scenario => seamless_flow::scenario_schema(),
    };
    output::data(&format!("{schema:#}"))?;
    Ok(ExitCode::SUCCESS)
}
