//! `seamless check`.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use seamless_breakpoints::{Checked, Verdict, check};
use seamless_flow::{Edit, apply_edits};
use seamless_report::findings;

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
    let colours = output::colours();
    let text = match arguments.format {
        FindingsFormat::Text if arguments.all => findings::text(&map.flow, &checked, &map.sources, colours),
        FindingsFormat::Text => {
            let path = arguments.flow.display().to_string();
            findings::text_in_short(&map.flow, &checked, &map.sources, colours, &path)
        }
        FindingsFormat::Json => findings::json(&map.flow, &checked, &map.sources),
        FindingsFormat::Sarif => findings::sarif(&checked, &map.sources),
        FindingsFormat::Github => findings::github(&map.flow, &checked, &map.sources),
    };
    let found = checked.iter().filter(|it| it.allowed.is_none()).any(|it| match it.finding.verdict {
        Verdict::AtRisk { .. } => true,
        Verdict::Unknown { .. } => arguments.strict,
    });
    Ok((text, found))
}

/// What the checks find on a map today, with its places as they are found from where the person stands.
pub fn findings_of(map: &Map) -> Vec<Checked> {
    let today = jiff::Timestamp::now().to_zoned(map.flow.timezone.clone()).date();
    let mut checked = check(&map.flow, Some(today));
    checked.iter_mut().for_each(|it| found_from_here(&mut it.finding.place, &map.folder));
    checked
}

/// Shows the findings again whenever a file changes. What is wrong with the map itself is shown in their stead.
fn watched(arguments: &CheckArguments) -> Result<ExitCode, Failed> {
    let files = RefCell::new(vec![arguments.flow.clone()]);
    let broken = RefCell::new(None);
    watch(
        || files.borrow().clone(),
        || {
            if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
                // Clears the screen and goes home, as a terminal understands it (ECMA-48).
                output::data("\u{1b}[2J\u{1b}[H").unwrap_or_default();
            }
            let mut asked = Vec::new();
            let shown = match checked(arguments, &mut asked) {
                Ok((text, _)) => output::data(&text),
                Err(Failed::Said(why)) => {
                    output::error(&why);
                    Ok(())
                }
                Err(pipe) => Err(pipe),
            };
            *files.borrow_mut() = asked;
            if let Err(failed) = shown {
                *broken.borrow_mut() = Some(failed);
            }
        },
    )?;
    broken.into_inner().map_or(Ok(ExitCode::SUCCESS), Err)
}

/// Makes the safe changes of all findings, round by round, and says what it did.
fn fix(arguments: &CheckArguments) -> Result<(), Failed> {
    let path =
        if arguments.flow.is_dir() { arguments.flow.join("flow.yaml") } else { arguments.flow.clone() };
    let mut made: Vec<Edit> = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let map = read_map(&path)?;
        let before: HashSet<&Edit> = made.iter().collect();
        let edits: Vec<Edit> = findings_of(&map)
            .into_iter()
            .filter(|it| it.allowed.is_none())
            .flat_map(|it| it.finding.edits)
            .filter(|it| !before.contains(it))
            .collect();
        if edits.is_empty() {
            break;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| unwritable(&path, &error))?;
        let new = changed(&text, &edits, &mut made);
        if arguments.dry_run {
            break;
        }
        write_whole(&path, &new)?;
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

/// The text with every change that can be made in it; all are noted, those that cannot be made are told.
fn changed(text: &str, edits: &[Edit], made: &mut Vec<Edit>) -> String {
    let mut seen = HashSet::new();
    let edits: Vec<Edit> = edits.iter().filter(|it| seen.insert(*it)).cloned().collect();
    let (new, refused) = apply_edits(text, &edits);
    for (edit, why) in refused {
        output::say(&format!("{}: {why}", edit.says()));
    }
    made.extend(edits);
    new
}

/// Writes a file whole or not at all: beside it first, then in its place.
pub fn write_whole(path: &Path, text: &str) -> Result<(), Failed> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let mut beside = target.clone().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    std::fs::write(&beside, text).map_err(|error| unwritable(path, &error))?;
    if let Ok(old) = std::fs::metadata(&target) {
        let _ = std::fs::set_permissions(&beside, old.permissions());
    }
    std::fs::rename(&beside, &target).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failed {
    Failed::Said(format!("{} cannot be written: {error}", path.display()))
}
