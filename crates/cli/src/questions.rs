//! `seamless questions`.

use std::path::Path;
use std::process::ExitCode;

use seamless_flow::{Flow, load};
use seamless_report::questions::{self, Party, answers_into};

use crate::args::{QuestionsArguments, SheetFormat};
use crate::check::{findings_of, write_whole};
use crate::files::{read_map, read_text};
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
    let sheets = questions::questions(&map.flow, &findings_of(&map), &party);
    let text = match arguments.format.unwrap_or_else(|| by_ending(arguments.output.as_deref())) {
        SheetFormat::Md => questions::markdown(&map.flow, &sheets),
        SheetFormat::Html => questions::html(&map.flow, &sheets),
        SheetFormat::Csv => questions::csv(&sheets),
    };
    let Some(path) = &arguments.output else {
        output::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::write(path, text)
        .map_err(|error| Failed::Said(format!("{} cannot be written: {error}", path.display())))?;
    let count: usize = sheets.iter().map(|it| it.questions.len()).sum();
    let noun = if count == 1 { "question" } else { "questions" };
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
    let known = |name: &str, noun: &str, all: Vec<&str>| {
        if all.contains(&name) {
            return Ok(());
        }
        let meant = seamless_flow::nearest(name, all.iter().copied())
            .map_or_else(|| format!("it has {}", all.join(", ")), |it| format!("did you mean `{it}`?"));
        Err(Failed::Said(format!("the map has no {noun} `{name}`: {meant}")))
    };
    if let Some(name) = &arguments.carrier {
        known(name, "carrier", flow.carriers.keys().map(|it| it.as_str()).collect())?;
        return Ok(Party::Carrier(name.clone()));
    }
    if let Some(name) = &arguments.system {
        known(name, "system", flow.systems.keys().map(|it| it.as_str()).collect())?;
        return Ok(Party::System(name.clone()));
    }
    Ok(if arguments.brand { Party::Brand } else { Party::All })
}

/// Takes answers back. The map must load with them before anything is written.
fn take(arguments: &QuestionsArguments, answers: &Path) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    let path =
        if arguments.flow.is_dir() { arguments.flow.join("flow.yaml") } else { arguments.flow.clone() };
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or("flow.yaml");
    let text = read_text(&path)?;
    let sheet = read_text(answers)?;
    let from_folder = |file: &str| std::fs::read_to_string(map.folder.join(file)).ok();
    let answered =
        answers_into((name, &text), &sheet, arguments.source.as_deref(), from_folder).map_err(|wrong| {
            let lines: Vec<String> = wrong.iter().map(|it| format!("{}: {it}", answers.display())).collect();
            Failed::Said(format!("no answer was taken:\n{}", lines.join("\n")))
        })?;
    let loaded = load(name, &mut |file| match answered.files.get(file) {
        Some(text) => Ok(text.clone().into_bytes()),
        None => std::fs::read(map.folder.join(file)).map_err(|it| it.to_string()),
    });
    if loaded.value.is_none() {
        let told = seamless_flow::render(&loaded.problems, &loaded.sources, output::colours());
        output::say(&told);
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
    let noun = if answered.taken == 1 { "answer" } else { "answers" };
    output::say(&format!("Took {} {noun}; {} still open in that file.", answered.taken, answered.open));
    Ok(ExitCode::SUCCESS)
}
