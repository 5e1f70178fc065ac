//! `seamless init`.

mod ask;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use seamless_breakpoints::Verdict;
use seamless_flow::{Answers, nearest, template, templates};

use crate::args::InitArguments;
use crate::check::{findings_of, write_whole};
use crate::files::{read_answers, read_map};
use crate::output::{self, Failed};

/// The JSON Schema of the map, beside it.
const SCHEMA: &str = "flow.schema.json";

/// The line by which the YAML language server, in whatever editor, finds the schema and so completes and explains.
const MODELINE: &str = "# yaml-language-server: $schema=flow.schema.json";

pub fn run(arguments: &InitArguments) -> Result<ExitCode, Failed> {
    if arguments.template.as_deref() == Some("list") {
        output::data(&list())?;
        return Ok(ExitCode::SUCCESS);
    }
    let path = arguments.folder.join("flow.yaml");
    if path.exists() && !arguments.force {
        return Err(Failed::Said(format!(
            "{} is there already: choose another folder, or replace it with --force",
            path.display()
        )));
    }
    let answers = answers(arguments)?;
    std::fs::create_dir_all(&arguments.folder)
        .map_err(|error| Failed::Said(format!("{} cannot be made: {error}", arguments.folder.display())))?;
    write_whole(&path, &format!("{MODELINE}\n{}", answers.map()))?;
    write_whole(&arguments.folder.join(SCHEMA), &format!("{:#}\n", seamless_flow::json_schema()))?;
    if arguments.save_answers {
        write_whole(&arguments.folder.join("answers.yaml"), &answers.text())?;
    }
    told(&path)?;
    Ok(ExitCode::SUCCESS)
}

fn answers(arguments: &InitArguments) -> Result<Answers, Failed> {
    if let Some(name) = &arguments.template {
        let Some(template) = template(name) else {
            let meant = match nearest(name, templates().iter().map(|it| it.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`seamless init --template list` lists them".to_owned(),
            };
            return Err(Failed::Said(format!("there is no template `{name}`: {meant}")));
        };
        return Ok(template.answers);
    }
    if let Some(file) = &arguments.answers {
        return read_answers(file);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Failed::Said(
            "there is no terminal to ask in: give --template <NAME> (`--template list` lists them) or --answers <FILE>"
                .to_owned(),
        ));
    }
    ask::all()
}

fn list() -> String {
    let all = templates();
    let width = all.iter().map(|it| it.name.len()).max().unwrap_or(0);
    all.iter().map(|it| format!("{:width$}  {}\n", it.name, it.about)).collect()
}

/// What was written, what its checks say, and what to do next.
fn told(path: &Path) -> Result<(), Failed> {
    let map = read_map(path)?;
    let checked = findings_of(&map);
    let open = checked.iter().filter(|it| it.allowed.is_none());
    let at_risk = open.clone().filter(|it| matches!(it.finding.verdict, Verdict::AtRisk { .. })).count();
    let unknown = open.count() - at_risk;
    let shown = path.display();
    let text = std::fs::read_to_string(path)?;
    let decide = text.matches("decide:").count().saturating_sub(1);
    output::say(&format!(
        "Wrote {shown}: {} systems, {} handoffs. {decide} places are marked `decide:`.",
        map.flow.systems.len(),
        map.flow.handoffs.len()
    ));
    output::say(&format!("Its checks say: {at_risk} at risk, {unknown} unknown."));
    output::say(&format!(
        "{SCHEMA} beside it lets an editor with a YAML language server complete and explain every field.\n"
    ));
    output::say("Next:");
    output::say(&format!("  seamless map {shown} -o flow.html     look at it"));
    output::say(&format!("  seamless check {shown}                what can go wrong"));
    output::say(&format!("  seamless questions {shown} --brand    what only you can answer"));
    Ok(())
}
