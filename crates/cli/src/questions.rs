//! `seamless questions`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use seamless_flow::{Flow, Problem, render};
use seamless_report::questions::{self, Answered, Party, answers_into};

use crate::args::{QuestionsArguments, SheetFormat};
use crate::check::findings_of;
use crate::files::{Map, load_with, map_file, meant, read_map, read_text, today, write_whole};
use crate::output::{self, Failed};

pub fn run(arguments: &QuestionsArguments) -> Result<ExitCode, Failed> {
    match &arguments.answers {
        Some(answers) => take(arguments, answers),
        None => ask(arguments),
    }
}

fn ask(arguments: &QuestionsArguments) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    let party = party(arguments, &map.flow)?;
    let checked = findings_of(&map);
    let sheets = questions::questions(&map.flow, &checked, &party);
    let nothing = questions::nothing_for(&map.flow, &checked, &party);
    let text = match arguments.format.unwrap_or_else(|| by_ending(arguments.output.as_deref())) {
        SheetFormat::Md if sheets.is_empty() => questions::nothing_in_markdown(&map.flow, &nothing),
        SheetFormat::Html if sheets.is_empty() => questions::nothing_in_html(&map.flow, &nothing),
        SheetFormat::Md => questions::markdown(&map.flow, &sheets),
        SheetFormat::Html => questions::html(&map.flow, &sheets),
        SheetFormat::Csv => questions::csv(&sheets),
    };
    let Some(path) = &arguments.output else {
        output::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    write_whole(path, text)?;
    let count: usize = sheets.iter().map(|it| it.questions.len()).sum();
    let noun = if count == 1 { "question" } else { "questions" };
    if count == 0 {
        output::say(&nothing);
    }
    output::say(&format!("Wrote {count} {noun} to {}.", path.display()));
    for sheet in &sheets {
        output::say(&format!("  {:>3}  {}", sheet.questions.len(), sheet.party));
    }
    Ok(ExitCode::SUCCESS)
}

fn by_ending(path: Option<&Path>) -> SheetFormat {
    match path.and_then(Path::extension).and_then(|it| it.to_str()) {
        Some("html" | "htm") => SheetFormat::Html,
        Some("csv") => SheetFormat::Csv,
        _ => SheetFormat::Md,
    }
}

fn party(arguments: &QuestionsArguments, flow: &Flow) -> Result<Party, Failed> {
    if let Some(name) = &arguments.carrier {
        let all: Vec<&str> = flow.carriers.keys().map(|it| it.as_str()).collect();
        return match all.contains(&name.as_str()) {
            true => Ok(Party::Carrier(name.clone())),
            false => Err(unknown(name, "carrier", &all, &flags("--system", &systems_like(flow, name)))),
        };
    }
    if let Some(name) = &arguments.system {
        let all: Vec<&str> = flow.systems.keys().map(|it| it.as_str()).collect();
        return match all.contains(&name.as_str()) {
            true => Ok(Party::System(name.clone())),
            false => {
                let mut meant = flags("--system", &systems_like(flow, name));
                meant.extend(flags("--carrier", &carriers_like(flow, name)));
                Err(unknown(name, "system", &all, &meant))
            }
        };
    }
    Ok(if arguments.brand { Party::Brand } else { Party::All })
}

/// The systems that a person may mean: of this name, kind or title.
fn systems_like<'f>(flow: &'f Flow, name: &str) -> Vec<&'f str> {
    let like = |it: &&seamless_flow::System| {
        let names = [it.id.as_str(), it.kind.word(), it.title.as_str()];
        names.into_iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    flow.systems.values().filter(like).map(|it| it.id.as_str()).collect()
}

/// The carriers that a person may mean: of this name, title or profile.
fn carriers_like<'f>(flow: &'f Flow, name: &str) -> Vec<&'f str> {
    let like = |it: &&seamless_flow::Carrier| {
        let names = [it.id.as_str(), it.title.as_str(), it.profile.name.as_str()];
        names.into_iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    flow.carriers.values().filter(like).map(|it| it.id.as_str()).collect()
}

fn flags(flag: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|it| format!("`{flag} {it}`")).collect()
}

fn unknown(name: &str, noun: &str, all: &[&str], flags: &[String]) -> Failed {
    let has = || format!("it has {}", if all.is_empty() { "none".to_owned() } else { all.join(", ") });
    let help = match flags {
        [] => meant(name, all.iter().copied(), has),
        flags => format!("did you mean {}?", flags.join(" or ")),
    };
    Failed::Said(format!("the map has no {noun} `{name}`: {help}"))
}

/// Takes answers back. The map must load with them before anything is written.
fn take(arguments: &QuestionsArguments, answers: &Path) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    let path = map_file(&arguments.flow);
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or("flow.yaml");
    let text = read_text(&path)?;
    let sheet = read_text(answers)?;
    let from_folder = |file: &str| read_text(&map.folder.join(file)).ok();
    let source = arguments.source.as_deref();
    let refused = |wrong: &[String]| {
        let lines: Vec<String> = wrong.iter().map(|it| format!("{}: {it}", answers.display())).collect();
        Failed::Said(format!("no answer was taken:\n{}", lines.join("\n")))
    };
    let answered = answers_into((name, &text), &sheet, source, today(&map.flow), from_folder)
        .map_err(|wrong| refused(&wrong.iter().map(ToString::to_string).collect::<Vec<_>>()))?;
    let files = answered.files.iter().map(|(file, text)| (map.folder.join(file), text.clone())).collect();
    let loaded = load_with(&path, &files)?;
    let wrong = wrong_answers(&answered, &map, &loaded.problems);
    if !wrong.is_empty() {
        return Err(refused(&wrong));
    }
    if loaded.value.is_none() {
        output::say(&render(&loaded.problems, &loaded.sources, output::colours()));
        return Err(Failed::Said(
            "no answer was taken: with them the map would not load, as shown above".to_owned(),
        ));
    }
    for (file, text) in &answered.files {
        let path = map.folder.join(file);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        write_whole(&path, text)?;
        output::say(&format!("Wrote {}.", path.display()));
    }
    told(&answered);
    Ok(ExitCode::SUCCESS)
}

/// What the loader says of answers, each at its row of the file that a person can mend.
fn wrong_answers(answered: &Answered, map: &Map, problems: &[Problem]) -> Vec<String> {
    let told = |problem: &Problem| {
        let mut files = answered.files.keys();
        let file = files.find(|it| map.folder.join(it).display().to_string() == *problem.place.file)?;
        let (row, what) = answered.at(file, problem.place.start)?;
        let help = problem.help.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
        Some((row, format!("row {row}: {what}: {}{help}", problem.message)))
    };
    let wrong: BTreeSet<(u64, String)> = problems.iter().filter_map(told).collect();
    wrong.into_iter().map(|it| it.1).collect()
}

/// Says what came of the answers.
fn told(answered: &Answered) {
    let noun = if answered.taken == 1 { "answer" } else { "answers" };
    let open = answered.open;
    output::say(&format!("Took {} {noun}; {open} still open in that file.", answered.taken));
    let changed = answered.changed.len();
    let new = answered.taken - changed - answered.same;
    if changed + answered.same > 0 {
        output::say(&format!("  {new} new, {changed} changed, {} as before", answered.same));
    }
    for it in &answered.changed {
        output::say(&format!("  {}: from {} to {}", it.what, it.before, it.after));
    }
}
