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
    let mut wrong = Vec::new();
    edges(&metadata, &mut wrong);
    purity(root, &mut wrong);
    files(root, &mut wrong);
    rooms_are_described(root, &mut wrong);
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

fn purity(root: &Path, wrong: &mut Vec<String>) {
    for name in PURE {
        let sources = sources(&root.join("crates").join(name).join("src"));
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
}

/// The modules that are only there for tests.
fn test_modules(text: &str) -> Vec<String> {
    let after = text.split("#[cfg(test)]\n").skip(1);
    after
        .filter_map(|rest| rest.lines().next()?.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned))
        .collect()
}

fn files(root: &Path, wrong: &mut Vec<String>) {
    for (path, text) in sources(&root.join("crates")) {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!(
                "{path} has {lines} lines, more than {LINES_MAX}: it holds more than one noun"
            ));
        }
    }
}

fn rooms_are_described(root: &Path, wrong: &mut Vec<String>) {
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap_or_default();
    for (name, _) in EDGES {
        if !text.contains(&format!("`{name}`")) {
            wrong.push(format!("ARCHITECTURE.md does not speak of `{name}`"));
        }
    }
    if text.lines().count() > 300 {
        wrong.push("ARCHITECTURE.md has more than 300 lines".to_owned());
    }
}

/// All Rust sources below a folder, with their paths.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            found.push((path.display().to_string(), text));
        }
    }
    found.sort();
    found
}
