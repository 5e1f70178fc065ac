//! One process runs a store at a time.

use std::fs::{File, TryLockError};
use std::path::Path;

/// Keeps a store to this process until it is dropped. Killing the process lets go of it as well.
#[derive(Debug)]
pub struct StoreLock(#[expect(dead_code, reason = "the lock lives as long as its file")] File);

impl StoreLock {
    /// Takes the lock, or says who is in the way.
    pub fn take(store: &Path) -> Result<Self, String> {
        let mut name = store.as_os_str().to_owned();
        name.push(".lock");
        let path = Path::new(&name);
        let file =
            File::create(path).map_err(|error| format!("{} cannot be made: {error}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(format!(
                "another Seamless runs on {}: stop it first, or choose another store with --store",
                store.display()
            )),
            Err(TryLockError::Error(error)) => Err(format!("{} cannot be locked: {error}", path.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_told_who_is_in_the_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("flow.db");
        let first = StoreLock::take(&store).expect("the first");
        let second = StoreLock::take(&store).expect_err("the second");
        assert!(second.starts_with("another Seamless runs on"), "{second}");
        drop(first);
        StoreLock::take(&store).expect("after the first");
    }
}
