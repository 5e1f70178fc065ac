//! `seamless check`.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use seamless_breakpoints::{Checked, Verdict, check};
use seamless_flow::{Edit, apply_edits, load, render};
use seamless_report::findings::{self, Counts};

use crate::args::{CheckArguments, FindingsFormat};
use crate::files::{Map, found_from_here, read_map, read_map_noting};
use crate::output::{self, Failed};
use crate::watch::watch;

/// How often a map is checked again while it is mended: a change can show what it hid.
const ROUNDS_MAX: usize = 8;

pub fn run(arguments: &CheckArguments) -> Result<ExitCode, Failed> {
    if arguments.watch {
        return watched(arguments);
    }
    if arguments.fix {
        fix(arguments)?;
    }
    let (text, found) = checked(arguments, &mut Vec::new())?;
    output::data(&text)?;
    Ok(ExitCode::from(u8::from(found)))
}

/// The findings of a map as they are shown, and whether anything was found. The files that were asked for are noted.
fn checked(arguments: &CheckArguments, asked: &mut Vec<PathBuf>) -> Result<(String, bool), Failed> {
    let map = read_map_noting(&arguments.flow, asked)?;
    let checked = findings_of(&map);
    let found = checked.iter().filter(|it| it.allowed.is_none()).any(|it| match it.finding.verdict {
        Verdict::AtRisk { .. } => true,
        Verdict::Unknown { .. } => arguments.strict,
    });
    Ok((shown(arguments, &map, &checked), found))
}

fn shown(arguments: &CheckArguments, map: &Map, checked: &[Checked]) -> String {
    let colours = output::colours();
    match arguments.format {
        FindingsFormat::Text if arguments.all => findings::text(&map.flow, checked, &map.sources, colours),
        FindingsFormat::Text => {
            let path = arguments.flow.display().to_string();
            findings::text_in_short(&map.flow, checked, &map.sources, colours, &path)
        }
        FindingsFormat::Json => findings::json(&map.flow, checked, &map.sources),
        FindingsFormat::Sarif => findings::sarif(checked, &map.sources),
        FindingsFormat::Github => findings::github(&map.flow, checked, &map.sources),
    }
}

/// What the checks find on a map today, with its places as they are found from where the person stands.
pub fn findings_of(map: &Map) -> Vec<Checked> {
    let today = jiff::Timestamp::now().to_zoned(map.flow.timezone.clone()).date();
    let mut checked = check(&map.flow, Some(today));
    checked.iter_mut().for_each(|it| found_from_here(&mut it.finding.place, &map.folder));
    checked
}

/// Shows the findings whole, and whenever a file changes what that changed. What is wrong with the map itself is shown in
/// their stead.
fn watched(arguments: &CheckArguments) -> Result<ExitCode, Failed> {
    let files = RefCell::new(vec![arguments.flow.clone()]);
    let broken = RefCell::new(None);
    let mut before: Option<Vec<Checked>> = None;
    watch(
        || files.borrow().clone(),
        || {
            if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
                // Clears the screen and goes home, as a terminal understands it (ECMA-48).
                output::data("\u{1b}[2J\u{1b}[H").unwrap_or_default();
            }
            let mut asked = Vec::new();
            let told = match read_map_noting(&arguments.flow, &mut asked) {
                Ok(map) => {
                    let after = findings_of(&map);
                    let text = match (&before, arguments.format) {
                        (Some(before), FindingsFormat::Text) => since(&map, before, &after),
                        _ => shown(arguments, &map, &after),
                    };
                    before = Some(after);
                    output::data(&text)
                }
                Err(Failed::Said(why)) => {
                    output::error(&why);
                    Ok(())
                }
                Err(pipe) => Err(pipe),
            };
            *files.borrow_mut() = asked;
            if let Err(failed) = told {
                *broken.borrow_mut() = Some(failed);
            }
        },
    )?;
    broken.into_inner().map_or(Ok(ExitCode::SUCCESS), Err)
}

/// What a change of the map changed in its findings; on a terminal below what is at risk, so that the costliest stands
/// nearest to where a person looks.
fn since(map: &Map, before: &[Checked], after: &[Checked]) -> String {
    let mut text = match std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        true => findings::text_at_risk(after, &map.sources, output::colours()),
        false => String::new(),
    };
    for line in findings::changes(before, after) {
        text.push_str(&format!("{line}\n"));
    }
    text + &format!("{}: {}\n", map.flow.title, Counts::of(after).sentence())
}

/// Makes the safe changes of all findings, round by round, and says what it did.
fn fix(arguments: &CheckArguments) -> Result<(), Failed> {
    let path =
        if arguments.flow.is_dir() { arguments.flow.join("flow.yaml") } else { arguments.flow.clone() };
    let (mut made, mut tried): (Vec<Edit>, HashSet<Edit>) = (Vec::new(), HashSet::new());
    for _ in 0..ROUNDS_MAX {
        let map = read_map(&path)?;
        let offered = findings_of(&map).into_iter().filter(|it| it.allowed.is_none());
        let edits: Vec<Edit> =
            offered.flat_map(|it| it.finding.edits).filter(|it| tried.insert(it.clone())).collect();
        if edits.is_empty() {
            break;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| unwritable(&path, &error))?;
        let (new, refused) = apply_edits(&text, &edits);
        for (edit, why) in &refused {
            output::say(&format!("Left as it is: {}. {why}.", edit.says()));
        }
        let is_refused = |edit: &Edit| refused.iter().any(|it| it.0 == edit);
        made.extend(edits.iter().filter(|it| !is_refused(it)).cloned());
        if arguments.dry_run {
            break;
        }
        if new != text {
            keep_only_what_loads(&path, &map.folder, &new)?;
            write_whole(&path, &new)?;
        }
    }
    let verb = if arguments.dry_run { "would change" } else { "changed" };
    match made.len() {
        0 => output::say(&format!("Nothing in {} can be mended safely without a person.", path.display())),
        _ => {
            output::say(&format!("In {} {verb}:", path.display()));
            made.iter().for_each(|it| output::say(&format!("  {}", it.says())));
            output::say("");
        }
    }
    Ok(())
}

/// A map that does not load with its changes stays as it was.
fn keep_only_what_loads(path: &Path, folder: &Path, new: &str) -> Result<(), Failed> {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or("flow.yaml");
    let loaded = load(name, &mut |file| match file == name {
        true => Ok(new.as_bytes().to_vec()),
        false => std::fs::read(folder.join(file)).map_err(|it| it.to_string()),
    });
    if loaded.value.is_some() {
        return Ok(());
    }
    output::say(&render(&loaded.problems, &loaded.sources, output::colours()));
    Err(Failed::Said(format!(
        "{} is left as it was: with the changes it would not load, as shown above. Mend it by hand",
        path.display()
    )))
}

/// Writes a file whole or not at all: beside it first, under a name that nobody has, then in its place.
pub fn write_whole(path: &Path, text: &str) -> Result<(), Failed> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let (beside, mut file) = (0..)
        .find_map(|number: u32| {
            let mut beside = target.clone().into_os_string();
            beside.push(format!(".new{}", if number == 0 { String::new() } else { number.to_string() }));
            let beside = PathBuf::from(beside);
            match std::fs::File::create_new(&beside) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 100 => None,
                other => Some(other.map(|file| (beside, file))),
            }
        })
        .unwrap_or_else(|| Err(ErrorKind::AlreadyExists.into()))
        .map_err(|error| unwritable(path, &error))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| {
        if let Ok(old) = std::fs::metadata(&target) {
            let _ = std::fs::set_permissions(&beside, old.permissions());
        }
        std::fs::rename(&beside, &target)
    });
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        unwritable(path, &error)
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failed {
    Failed::Said(format!("{} cannot be written: {error}", path.display()))
}
