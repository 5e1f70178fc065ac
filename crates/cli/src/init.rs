//! `seamless init`.

mod ask;
mod talk;
mod terminal;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use seamless_breakpoints::Verdict;
use seamless_flow::{Answers, nearest, template, templates};

use crate::args::InitArguments;
use crate::check::findings_of;
use crate::files::{read_answers, read_map, read_text, write_whole};
use crate::output::{self, Failed};

use talk::{Stop, Talk, Told, kept, read_kept};
use terminal::Terminal;

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
    if arguments.save_answers && nobody_is_asked(arguments) {
        return to_begin_with(arguments);
    }
    let answers = answers(arguments)?;
    std::fs::create_dir_all(&arguments.folder)
        .map_err(|error| Failed::Said(format!("{} cannot be made: {error}", arguments.folder.display())))?;
    write_whole(&path, format!("{MODELINE}\n{}", answers.map()))?;
    write_whole(&arguments.folder.join(SCHEMA), format!("{:#}\n", seamless_flow::json_schema()))?;
    if arguments.save_answers {
        write_whole(&arguments.folder.join("answers.yaml"), answers.text())?;
    }
    told(&path)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether there is neither an answer nor a terminal to ask in.
fn nobody_is_asked(arguments: &InitArguments) -> bool {
    arguments.template.is_none() && arguments.answers.is_none() && !has_terminal()
}

/// Writes a file of answers to begin with: each question with what is taken where nobody says anything.
fn to_begin_with(arguments: &InitArguments) -> Result<ExitCode, Failed> {
    let folder = &arguments.folder;
    let path = folder.join("answers.yaml");
    if path.exists() && !arguments.force {
        return Err(Failed::Said(format!(
            "{} is there already: draft from it with --answers, or replace it with --force",
            path.display()
        )));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Failed::Said(format!("{} cannot be made: {error}", folder.display())))?;
    write_whole(&path, Answers::default().text())?;
    output::say(&format!(
        "Wrote {}: the questions, each with what is taken if you leave it so.",
        path.display()
    ));
    output::say("Fill it in, and draft the map:");
    output::say(&format!("  seamless init {} --answers {}", folder.display(), path.display()));
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
        return match read_kept(&read_text(file)?, &file.display().to_string())? {
            Some(_) if !has_terminal() => Err(Failed::Said(format!(
                "{} holds the answers so far, and there is no terminal to ask for the others in",
                file.display()
            ))),
            Some(before) => {
                let answers = asked(arguments, before)?;
                // Whoever went on has no use for the half: the file now holds all of it.
                write_whole(file, answers.text())?;
                Ok(answers)
            }
            None => read_answers(file),
        };
    }
    if !has_terminal() {
        return Err(Failed::Said(
            "there is no terminal to ask in: give --template <NAME> (`--template list` lists them) or --answers <FILE>, which --save-answers writes to begin with"
                .to_owned(),
        ));
    }
    asked(arguments, Vec::new())
}

fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks in the terminal what was not answered before. Whoever leaves finds the answers again.
fn asked(arguments: &InitArguments, before: Vec<Told>) -> Result<Answers, Failed> {
    let mut terminal = Terminal::new();
    let mut talk = Talk::new(&mut terminal, before);
    talk.say(
        "Four questions about how your orders flow today. Enter takes what is proposed. One question back: Esc in a list, `<` where you type. Ctrl-C leaves and keeps your answers.\n",
    );
    loop {
        let done = ask::all(&mut talk).and_then(|answers| {
            let wrong = answers.disagreements();
            wrong.iter().for_each(|it| talk.say(&format!("\nThis cannot be: {it}")));
            Ok((talk.look_over("Yes, write the map")? && wrong.is_empty()).then_some(answers))
        });
        match done {
            Ok(Some(answers)) => return Ok(answers),
            Ok(None) => talk.again(),
            Err(Stop::Back) => talk.back(),
            Err(Stop::Left) => return Err(left(arguments, &talk.told())),
        }
    }
}

/// Keeps the answers so far, and says where.
fn left(arguments: &InitArguments, told: &[Told]) -> Failed {
    if told.is_empty() {
        return Failed::Said("nothing was written".to_owned());
    }
    let folder = &arguments.folder;
    let path = folder.join("answers.yaml");
    let is_free = match std::fs::read_to_string(&path) {
        Ok(text) => matches!(read_kept(&text, ""), Ok(Some(_))),
        Err(_) => !path.exists(),
    };
    let path = if is_free { path } else { folder.join("answers-so-far.yaml") };
    let go_on = format!("seamless init {} --answers {}", folder.display(), path.display());
    let written = std::fs::create_dir_all(folder)
        .map_err(Failed::from)
        .and_then(|()| write_whole(&path, kept(told, &go_on)));
    match written {
        Ok(()) => Failed::Said(format!(
            "no map was written; your answers are kept in {}. To go on: {go_on}",
            path.display()
        )),
        Err(failed) => failed,
    }
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
        "Wrote {shown}: {} systems, {} handoffs. {decide} places are marked `decide:` (`grep -n decide: {shown}` lists them).",
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
