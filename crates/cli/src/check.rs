//! `seamless check`.

use std::process::ExitCode;

use seamless_breakpoints::{Verdict, check};
use seamless_report::findings;

use crate::args::{CheckArguments, Format};
use crate::files::{found_from_here, read_map};
use crate::output::{self, Failed};

pub fn run(arguments: &CheckArguments) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    let today = jiff::Timestamp::now().to_zoned(map.flow.timezone.clone()).date();
    let mut checked = check(&map.flow, Some(today));
    checked.iter_mut().for_each(|it| found_from_here(&mut it.finding.place, &map.folder));
    let text = match arguments.format {
        Format::Text => findings::text(&map.flow, &checked, &map.sources, output::colours()),
        Format::Json => findings::json(&map.flow, &checked, &map.sources),
    };
    output::data(&text)?;
    let found = checked.iter().filter(|it| it.allowed.is_none()).any(|it| match it.finding.verdict {
        Verdict::AtRisk { .. } => true,
        Verdict::Unknown { .. } => arguments.strict,
    });
    Ok(ExitCode::from(u8::from(found)))
}
