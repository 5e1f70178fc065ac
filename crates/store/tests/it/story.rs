//! The story, told to every backend.

use futures::executor::block_on;
use seamless_store::story::{retell, tell};
use seamless_store::{Memory, Sqlite};

#[test]
fn memory_passes_the_story() {
    block_on(tell(&Memory::new()));
}

#[test]
fn sqlite_passes_the_story_and_remembers_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    block_on(tell(&Sqlite::open(&path).expect("open")));
    let again = Sqlite::open(&path).expect("open again");
    block_on(retell(&again));
    assert_eq!(block_on(again.damage()).expect("read"), Vec::<String>::new());
}
