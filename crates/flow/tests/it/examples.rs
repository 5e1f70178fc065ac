//! The files that come with Seamless are right.

use std::path::{Path, PathBuf};

use seamless_flow::{ReadFile, load, load_scenario};

use crate::northwind::shown;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads files below a folder, as the command line does.
fn below(folder: &Path) -> Box<ReadFile<'static>> {
    let folder = folder.to_owned();
    Box::new(move |path| std::fs::read(folder.join(path)).map_err(|error| error.to_string()))
}

/// The YAML files right in a folder.
fn yaml(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names = entries.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|it| it.ends_with(".yaml")).collect();
    names.sort();
    names
}

#[test]
fn the_example_map_is_right() {
    let folder = root().join("examples/northwind");
    let loaded = load("flow.yaml", &mut below(&folder));
    assert_eq!(shown(&loaded), "");
    assert!(loaded.value.is_some_and(|flow| flow.systems.len() >= 4));
}

#[test]
fn the_example_scenarios_are_right() {
    let folder = root().join("examples/northwind/scenarios");
    let names = yaml(&folder);
    assert!(!names.is_empty());
    for name in names {
        let loaded = load_scenario(&name, &mut below(&folder));
        assert_eq!(shown(&loaded), "", "{name}");
    }
}
