//! Reading maps and scenarios from disk, and writing what becomes of them.

mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seamless_flow::{
    Answers, Flow, Loaded, Mode, Place, Scenario, Sources, load, load_scenario, nearest, render,
};

use crate::output::{self, Failed};
pub use write::{make_whole, write_whole};

/// A map that was read, with its files for showing places.
pub struct Map {
    /// The flow.
    pub flow: Arc<Flow>,
    /// The files that were read.
    pub sources: Sources,
    /// The folder that it stands in.
    pub folder: PathBuf,
}

/// Reads a map. What is wrong with it is shown on stderr, whole.
pub fn read_map(path: &Path) -> Result<Map, Failed> {
    read_map_noting(path, &mut Vec::new())
}

/// The file of a map that a person named by itself or by its folder.
pub fn map_file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join("flow.yaml") } else { path.to_path_buf() }
}

/// The day that it is in a map's time zone.
pub fn today(flow: &Flow) -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(flow.timezone.clone()).date()
}

/// The same, with each file that is asked for noted, whether it is there or not: what is to be watched.
pub fn read_map_noting(path: &Path, asked: &mut Vec<PathBuf>) -> Result<Map, Failed> {
    let path = &map_file(path);
    asked.push(path.clone());
    if !path.exists() {
        return Err(Failed::Said(format!("there is no file {}", path.display())));
    }
    let (folder, name) = folder_and_name(path)?;
    let mut read = |file: &str| {
        asked.push(folder.join(file));
        read_file(&folder.join(file))
    };
    let loaded = load(name, &mut read);
    let loaded = seen_from_here(loaded, folder);
    let sources = loaded.sources.clone();
    let flow = shown(loaded, path)?;
    Ok(Map { flow: Arc::new(flow), sources, folder: folder.to_path_buf() })
}

/// A map as it would be read if some of its files held these texts.
pub fn load_with(path: &Path, changed: &BTreeMap<PathBuf, String>) -> Result<Loaded<Flow>, Failed> {
    let (folder, name) = folder_and_name(path)?;
    let loaded = load(name, &mut |file| match changed.get(&folder.join(file)) {
        Some(text) => Ok(text.clone().into_bytes()),
        None => read_file(&folder.join(file)),
    });
    Ok(seen_from_here(loaded, folder))
}

fn folder_and_name(path: &Path) -> Result<(&Path, &str), Failed> {
    let name = path.file_name().and_then(|it| it.to_str());
    let name = name.ok_or_else(|| Failed::Said(format!("{} is not a file name", path.display())))?;
    Ok((path.parent().unwrap_or(Path::new("")), name))
}

/// Reads a file of answers. What is wrong with it is shown on stderr, whole.
pub fn read_answers(path: &Path) -> Result<Answers, Failed> {
    let name = path.display().to_string();
    shown(seamless_flow::load_answers(&name, &mut |_| read_file(path)), path)
}

/// Reads all scenarios of a folder, by name of file.
pub fn read_scenarios(folder: &Path) -> Result<Vec<Scenario>, Failed> {
    let scenarios = folder.join("scenarios");
    if !scenarios.is_dir() {
        return Ok(Vec::new());
    }
    let mut names: Vec<String> = std::fs::read_dir(&scenarios)
        .map_err(|error| Failed::Said(format!("{}: {error}", scenarios.display())))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".yaml") || name.ends_with(".yml"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let loaded = load_scenario(&name, &mut |file| read_file(&scenarios.join(file)));
            shown(seen_from_here(loaded, &scenarios), &scenarios.join(&name))
        })
        .collect()
}

/// Reads a scenario that the house brings.
pub fn own_scenario(id: &str, text: &'static str) -> Result<Scenario, Failed> {
    let name = format!("{id}.yaml");
    let loaded = load_scenario(&name, &mut |_| Ok(text.as_bytes().to_vec()));
    shown(loaded, Path::new(&name))
}

/// What was loaded, with its files named as they are found from where the person stands.
fn seen_from_here<T>(mut loaded: Loaded<T>, folder: &Path) -> Loaded<T> {
    for problem in &mut loaded.problems {
        found_from_here(&mut problem.place, folder);
        problem.others.iter_mut().for_each(|it| found_from_here(&mut it.0, folder));
    }
    for source in &mut loaded.sources {
        source.file = folder.join(&*source.file).display().to_string().into();
    }
    loaded
}

/// Names the file of a place, which is told from the map's folder, as it is found from where the person stands.
pub fn found_from_here(place: &mut Place, folder: &Path) {
    place.file = folder.join(&*place.file).display().to_string().into();
}

/// The value, or what is wrong with it.
fn shown<T>(loaded: Loaded<T>, path: &Path) -> Result<T, Failed> {
    if !loaded.problems.is_empty() {
        let told = render(&loaded.problems, &loaded.sources, output::colours());
        output::say(&format!("{}\n", told.trim_end()));
    }
    loaded.value.ok_or_else(|| {
        let count = loaded.problems.iter().filter(|it| it.level == seamless_flow::Level::Error).count();
        let words = if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") };
        Failed::Said(format!("{} cannot be used: {words}, shown above", path.display()))
    })
}

/// Reads a file of at most a little more than the reader's own limit: what is larger is refused there, by its size.
fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    use std::io::Read;
    let file = std::fs::File::open(path).map_err(|error| why(path, &error))?;
    let mut bytes = Vec::new();
    let limit = seamless_flow::FILE_LIMIT as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(|error| why(path, &error))?;
    Ok(bytes)
}

/// What a person may have meant by a name that is not known; `others` says what there is, where nothing is near.
pub fn meant<'n>(
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
    others: impl FnOnce() -> String,
) -> String {
    nearest(name, known).map_or_else(others, |it| format!("did you mean `{it}`?"))
}

/// The text of a file that a person named.
pub fn read_text(path: &Path) -> Result<String, Failed> {
    let bytes = std::fs::read(path).map_err(|error| Failed::Said(why(path, &error)))?;
    String::from_utf8(bytes)
        .map_err(|_| Failed::Said(format!("{} is not UTF-8: save it as UTF-8 and try again", path.display())))
}

/// Why a file that a person named cannot be read.
pub fn why(path: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {}", path.display()),
        std::io::ErrorKind::IsADirectory => format!("{} is a folder", path.display()),
        _ => format!("{} cannot be read: {error}", path.display()),
    }
}

/// Whether a map can be run, rehearsed and played: every system has a connector and a twin, and every handoff that
/// Seamless carries brings a document that it carries. What cannot is refused by name, all of it at once.
pub fn runnable(flow: &Flow) -> Result<(), Failed> {
    let mut refused: Vec<String> = flow
        .systems
        .values()
        .filter(|it| !it.kind.is_built())
        .map(|it| {
            format!(
                "system `{}` is of kind `{}`: it loads, draws and checks, and has no connector and no twin yet",
                it.id,
                it.kind.word()
            )
        })
        .collect();
    for handoff in flow.handoffs.values().filter(|it| it.mode != Mode::Paused) {
        use seamless_model::DocumentKind::{FulfillmentRequest, Order, Refund, Shipment};
        if matches!(handoff.mode, Mode::Shadow | Mode::CarryShare(_)) {
            refused.push(format!(
                "handoff `{}` has a `mode` that is not built yet: only `carry`, `observe` and `paused` are",
                handoff.id
            ));
        }
        if handoff.on_unknown == seamless_flow::OnUnknown::Reject {
            refused.push(format!(
                "handoff `{}` says `on_unknown: reject`, which is not built yet: leave it out, and what cannot be understood is held in sight",
                handoff.id
            ));
        }
        if !matches!(handoff.carry, Order | FulfillmentRequest | Shipment | Refund) {
            refused.push(format!(
                "handoff `{}` carries `{}`, which is not carried yet: `mode: paused` leaves it out",
                handoff.id, handoff.carry
            ));
        } else if handoff.key_fields().is_none() {
            refused.push(format!(
                "handoff `{}` has no `key`: say by which field `{}` and `{}` know the {}, for example `key: {{ {}: id, {}: reference }}`",
                handoff.id, handoff.from, handoff.to, handoff.carry, handoff.from, handoff.to
            ));
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(Failed::Said(refused.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(mode: &str) -> Option<String> {
        let map = include_str!("demo/flow.yaml").replacen("within:", &format!("mode: {mode}, within:"), 1);
        let flow = crate::demo::files::read(&map).expect("a map");
        match runnable(&flow) {
            Err(Failed::Said(why)) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn a_mistake_that_a_change_would_make_is_told_where_a_person_finds_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("flow.yaml");
        let map = include_str!("demo/flow.yaml");
        std::fs::write(&path, map).expect("a map");
        let with = |text: &str| {
            let changed = BTreeMap::from([(path.clone(), text.to_owned())]);
            load_with(&path, &changed).expect("it is read")
        };
        let broken = with(&map.replacen("within:", "withing:", 1));
        assert!(broken.value.is_none());
        assert!(broken.problems.iter().all(|it| *it.place.file == *path.display().to_string()));
        let told = render(&broken.problems, &broken.sources, false);
        assert!(told.contains(&format!("{}:", path.display())) && told.contains("withing"), "{told}");
    }

    #[test]
    fn a_mode_that_is_not_built_is_refused_by_name_and_never_taken_for_another() {
        for mode in ["carry", "observe", "paused"] {
            assert_eq!(refused(mode), None, "{mode}");
        }
        for mode in ["shadow", "carry 10%"] {
            let why = refused(mode).expect("a refusal");
            assert!(why.starts_with("handoff `orders` has a `mode` that is not built yet"), "{mode}: {why}");
        }
    }
}
