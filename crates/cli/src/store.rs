//! Finding the store.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::output::Failed;

/// The store of a flow, beside its map. Orders have people's names and addresses in them: the folder is its owner's
/// alone.
pub fn beside(folder: &Path, flow: &str) -> Result<PathBuf, Failed> {
    let home = folder.join(".seamless");
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&home)
        .map_err(|error| Failed::Said(format!("{} cannot be made: {error}", home.display())))?;
    Ok(home.join(format!("{flow}.db")))
}

/// The only store in `.seamless/`, here.
pub fn only() -> Result<PathBuf, Failed> {
    let home = Path::new(".seamless");
    let mut found: Vec<PathBuf> = std::fs::read_dir(home)
        .map(|entries| {
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.extension().is_some_and(|it| it == "db"))
                .collect()
        })
        .unwrap_or_default();
    found.sort();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failed::Said(
            "there is no store in .seamless/ here: say which with --store FILE, or start a flow with `seamless run`"
                .to_owned(),
        )),
        many => {
            let names: Vec<String> = many.iter().map(|path| path.display().to_string()).collect();
            Err(Failed::Said(format!("there are several stores ({}): say which with --store FILE", names.join(", "))))
        }
    }
}
