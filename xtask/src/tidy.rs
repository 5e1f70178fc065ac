//! `tidy`: what ARCHITECTURE.md claims of the house, asserted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// The edges between rooms. A room may name what it has an edge to, and what can be reached from there: what comes
/// back from a neighbour is made of its neighbours' types.
const EDGES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("flow", &["model"]),
    ("draw", &["flow"]),
    ("discover", &["flow", "model"]),
    ("breakpoints", &["flow", "model"]),
    ("engine", &["breakpoints", "flow", "model"]),
    ("store", &["engine", "model"]),
    ("connect", &["flow", "model"]),
    ("sandbox", &["flow", "model"]),
    ("pipeline", &["connect", "store", "engine"]),
    ("rehearse", &["pipeline", "sandbox", "breakpoints"]),
    ("report", &["store", "breakpoints", "draw", "flow"]),
    ("runtime", &["pipeline"]),
    ("server", &["runtime", "report", "draw", "sandbox"]),
    ("cli", &["server", "rehearse", "runtime", "report", "sandbox", "draw", "discover"]),
];

/// Rooms that do no I/O, read no clock and draw no random number of their own.
const PURE: &[&str] = &["model", "flow", "draw", "breakpoints", "engine", "sandbox"];

/// What a pure room does not say.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env::",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "getrandom",
    "rand::",
    "tokio::",
];

/// Dependencies that no pure room has, nor a connector.
const IMPURE_CRATES: &[&str] = &["tokio", "reqwest", "getrandom", "rand", "rusqlite", "axum"];

const LINES_MAX: usize = 800;

/// Runs every check; all that is wrong is said at once.
pub fn run() -> Result<(), String> {
    let metadata = MetadataCommand::new().no_deps().exec().map_err(|error| error.to_string())?;
    let root = metadata.workspace_root.as_std_path();
    let architecture = read(&root.join("ARCHITECTURE.md"))?;
    let mut wrong = Vec::new();
    edges(&metadata, &mut wrong);
    purity(root, &mut wrong)?;
    files(root, &mut wrong)?;
    rooms_are_described(&architecture, &mut wrong);
    edges_are_described(&architecture, &mut wrong);
    if wrong.is_empty() {
        eprintln!(
            "The house is as ARCHITECTURE.md says: {} rooms, {} of them pure.",
            EDGES.len(),
            PURE.len()
        );
        return Ok(());
    }
    Err(wrong.join("\n"))
}

fn room(package: &str) -> Option<&str> {
    package.strip_prefix("seamless-")
}

fn edges(metadata: &Metadata, wrong: &mut Vec<String>) {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    for package in &metadata.packages {
        let Some(name) = room(&package.name) else { continue };
        if !allowed.contains_key(name) {
            wrong.push(format!(
                "crates/{name} is no room of the house: give it its place in ARCHITECTURE.md and in xtask"
            ));
            continue;
        }
        let reachable = reachable(name, &allowed);
        for dependency in &package.dependencies {
            let Some(other) = room(&dependency.name) else {
                impure_dependency(name, dependency, wrong);
                continue;
            };
            if dependency.kind == DependencyKind::Normal && !reachable.contains(other) {
                wrong.push(format!("crates/{name} depends on crates/{other}: there is no such edge"));
            }
            if name == "connect" && other == "sandbox" || name == "sandbox" && other == "connect" {
                wrong
                    .push(format!("crates/{name} knows crates/{other}: the twins are an independent oracle"));
            }
        }
    }
}

fn impure_dependency(name: &str, dependency: &cargo_metadata::Dependency, wrong: &mut Vec<String>) {
    let pure = PURE.contains(&name) || name == "connect";
    if pure && dependency.kind == DependencyKind::Normal && IMPURE_CRATES.contains(&dependency.name.as_str())
    {
        wrong.push(format!("crates/{name} is pure and depends on {}", dependency.name));
    }
}

fn reachable<'a>(from: &'a str, edges: &BTreeMap<&'a str, &'a [&'a str]>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(name) = next.pop() {
        for other in edges.get(name).copied().unwrap_or_default() {
            if seen.insert(*other) {
                next.push(other);
            }
        }
    }
    seen
}

fn purity(root: &Path, wrong: &mut Vec<String>) -> Result<(), String> {
    for name in PURE {
        let sources = sources(&root.join("crates").join(name).join("src"))?;
        let tests: BTreeSet<String> = sources.iter().flat_map(|(_, text)| test_modules(text)).collect();
        for (path, text) in &sources {
            if tests
                .iter()
                .any(|it| path.ends_with(&format!("/{it}.rs")) || path.contains(&format!("/{it}/")))
            {
                continue;
            }
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                if let Some(word) = IMPURE.iter().find(|word| code.contains(**word)) {
                    wrong.push(format!("{path}:{}: `{word}` in a pure room", number + 1));
                }
            }
        }
    }
    Ok(())
}

/// The modules that are only there for tests.
fn test_modules(text: &str) -> Vec<String> {
    let after = text.split("#[cfg(test)]\n").skip(1);
    after
        .filter_map(|rest| rest.lines().next()?.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned))
        .collect()
}

fn files(root: &Path, wrong: &mut Vec<String>) -> Result<(), String> {
    for (path, text) in sources(&root.join("crates"))? {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!(
                "{path} has {lines} lines, more than {LINES_MAX}: it holds more than one noun"
            ));
        }
    }
    Ok(())
}

fn rooms_are_described(text: &str, wrong: &mut Vec<String>) {
    for (name, _) in EDGES {
        if !text.contains(&format!("`{name}`")) {
            wrong.push(format!("ARCHITECTURE.md does not speak of `{name}`"));
        }
    }
    if text.lines().count() > 300 {
        wrong.push("ARCHITECTURE.md has more than 300 lines".to_owned());
    }
}

/// The line of edges must say what the packages are held to. `any` stands for every other room.
fn edges_are_described(text: &str, wrong: &mut Vec<String>) {
    let Some(mut described) = described_edges(text) else {
        return wrong.push("ARCHITECTURE.md has no line `Edges: flow → model; ...`".to_owned());
    };
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    for (name, others) in EDGES {
        let held: BTreeSet<&str> = others.iter().copied().collect();
        let said = described.remove(name).unwrap_or_default();
        let is_any = said == BTreeSet::from(["any"]) && reachable(name, &allowed).len() == EDGES.len() - 1;
        if said != held && !is_any {
            let list = |all: BTreeSet<&str>| all.into_iter().collect::<Vec<_>>().join(", ");
            wrong.push(format!(
                "ARCHITECTURE.md says `{name} → {}`, and xtask holds crates/{name} to `{}`",
                list(said),
                list(held)
            ));
        }
    }
    for name in described.keys() {
        wrong.push(format!("ARCHITECTURE.md gives edges to `{name}`, which is no room of the house"));
    }
}

/// The edges as ARCHITECTURE.md tells them; none where it has no such line.
fn described_edges(text: &str) -> Option<BTreeMap<&str, BTreeSet<&str>>> {
    let line = text.lines().find(|it| it.starts_with("Edges"))?;
    let (_, all) = line.trim_end_matches('.').split_once(": ")?;
    all.split("; ")
        .map(|edge| {
            let (from, to) = edge.split_once(" → ")?;
            Some((from, to.split(", ").collect()))
        })
        .collect()
}

/// All Rust sources below a folder, with their paths.
fn sources(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push((path.display().to_string(), read(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        edges_are_described(text, &mut wrong);
        wrong
    }

    /// The line of edges as it should stand.
    fn line() -> String {
        let all = EDGES.iter().filter(|(_, others)| !others.is_empty());
        let all = all.map(|(name, others)| match *name {
            "cli" => "cli → any".to_owned(),
            name => format!("{name} → {}", others.join(", ")),
        });
        format!("# Architecture\n\nEdges (and more): {}.\n", all.collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn edges_that_stand_as_they_are_held_are_right() {
        assert_eq!(told(&line()), Vec::<String>::new());
    }

    #[test]
    fn edges_that_differ_are_said() {
        assert_eq!(
            told(&line().replace("draw → flow", "draw → flow, model")),
            ["ARCHITECTURE.md says `draw → flow, model`, and xtask holds crates/draw to `flow`"]
        );
        assert_eq!(
            told(&line().replace("store → engine, model; ", "attic → model; ")),
            [
                "ARCHITECTURE.md says `store → `, and xtask holds crates/store to `engine, model`",
                "ARCHITECTURE.md gives edges to `attic`, which is no room of the house",
            ]
        );
        assert_eq!(told(&line().replace("server → runtime, report, draw, sandbox", "server → any")).len(), 1);
        assert_eq!(told("# Architecture\n"), ["ARCHITECTURE.md has no line `Edges: flow → model; ...`"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let why = sources(Path::new("no/such/folder")).expect_err("nothing to read");
        assert!(why.starts_with("no/such/folder cannot be read: "), "{why}");
    }
}
