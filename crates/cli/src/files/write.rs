//! Writing a file that a person named.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::output::Failed;

/// Writes a file whole or not at all: beside it first, under a name that nobody has, then in its place. What is no plain
/// file, such as a pipe, is written to as it is, and so is a file in a folder that takes no other.
pub fn write_whole(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Failed> {
    make_whole(path, |at| std::fs::write(at, content.as_ref()))
}

/// The same, of what writes itself to a path. There an empty file stands already.
pub fn make_whole<E: Display>(path: &Path, make: impl FnOnce(&Path) -> Result<(), E>) -> Result<(), Failed> {
    if path.exists() && !path.is_file() {
        return make(path).map_err(|error| unwritable(path, &error));
    }
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let beside = match beside(&target) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied && target.is_file() => {
            return make(path).map_err(|error| unwritable(path, &error));
        }
        made => made.map_err(|error| unwritable(path, &error))?,
    };
    let made = make(&beside).map_err(|error| unwritable(path, &error)).and_then(|()| {
        if let Ok(old) = std::fs::metadata(&target) {
            let _ = std::fs::set_permissions(&beside, old.permissions());
        }
        std::fs::rename(&beside, &target).map_err(|error| unwritable(path, &error))
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    made
}

/// An empty file beside another, under a name that nobody had.
fn beside(target: &Path) -> std::io::Result<PathBuf> {
    let mut number = 0;
    loop {
        let mut beside = target.to_path_buf().into_os_string();
        beside.push(format!(".new{}", if number == 0 { String::new() } else { number.to_string() }));
        let beside = PathBuf::from(beside);
        match std::fs::File::create_new(&beside) {
            Ok(_) => return Ok(beside),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 100 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn unwritable(path: &Path, error: &dyn Display) -> Failed {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty() && !it.is_dir());
    let why = match folder {
        Some(folder) => format!("there is no folder {}", folder.display()),
        None if path.is_dir() => "it is a folder".to_owned(),
        None => error.to_string(),
    };
    Failed::Said(format!("{} cannot be written: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_made_leaves_what_was_there_and_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("flow.yaml");
        write_whole(&file, "one").expect("written");
        std::fs::write(folder.path().join("flow.yaml.new"), "somebody's").expect("written");
        write_whole(&file, "two").expect("written");
        let half =
            |at: &Path| std::fs::write(at, "half").map_err(|it| it.to_string()).and(Err("full".to_owned()));
        let Err(Failed::Said(why)) = make_whole(&file, half) else { panic!("it was written") };
        assert!(why.ends_with("flow.yaml cannot be written: full"), "{why}");
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "two");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
        let Err(Failed::Said(why)) = write_whole(folder.path(), "x") else { panic!("it was written") };
        assert!(why.ends_with("it is a folder"), "{why}");
    }
}
