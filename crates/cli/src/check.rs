//! `seamless check`.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::process::ExitCode;

use seamless_breakpoints::{Checked, check};
use seamless_flow::{Edit, apply_edits, render};
use seamless_report::findings::{self, Counts};

use crate::args::{CheckArguments, FindingsFormat};
use crate::files::{
    Map, found_from_here, load_with, map_file, read_map, read_map_noting, read_text, today, write_whole,
};
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
    let map = read_map(&arguments.flow)?;
    let checked = findings_of(&map);
    let found = checked.iter().any(|it| it.is_at_risk() || (arguments.strict && it.is_unknown()));
    output::data(&shown(arguments, &map, &checked))?;
    Ok(ExitCode::from(u8::from(found)))
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
    let mut checked = check(&map.flow, Some(today(&map.flow)));
    checked.iter_mut().for_each(|it| found_from_here(&mut it.finding.place, &map.folder));
    checked
}

/// Shows the findings, and again whenever a file changes: as text, by what the change did to them. Of a map that cannot be
/// read, it is shown what is wrong with it.
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
    let path = map_file(&arguments.flow);
    let (mut made, mut tried): (Vec<Edit>, HashSet<Edit>) = (Vec::new(), HashSet::new());
    for _ in 0..ROUNDS_MAX {
        let map = read_map(&path)?;
        let offered = findings_of(&map).into_iter().filter(|it| it.allowed.is_none());
        let edits: Vec<Edit> =
            offered.flat_map(|it| it.finding.edits).filter(|it| tried.insert(it.clone())).collect();
        if edits.is_empty() {
            break;
        }
        let text = read_text(&path)?;
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
            keep_only_what_loads(&path, &new)?;
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
fn keep_only_what_loads(path: &Path, new: &str) -> Result<(), Failed> {
    let loaded = load_with(path, &BTreeMap::from([(path.to_path_buf(), new.to_owned())]))?;
    if loaded.value.is_some() {
        return Ok(());
    }
    output::say(&render(&loaded.problems, &loaded.sources, output::colours()));
    Err(Failed::Said(format!(
        "{} is left as it was: with the changes it would not load, as shown above. Mend it by hand",
        path.display()
    )))
}
