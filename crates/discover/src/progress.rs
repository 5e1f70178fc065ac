//! How far a long reading is, and whether it shall stop.

/// Told from time to time how far a reading is. It may say that the reading shall stop: then what was read so far is
/// returned, with a note.
pub trait Progress {
    /// So many bytes of the file are read, of so many if that is known. Of a compressed file, the bytes on disk count.
    fn at(&self, bytes: u64, of: Option<u64>);

    /// Whether to stop. Asked about once a mebibyte.
    fn stopped(&self) -> bool;
}

/// Nobody watches, and nobody stops it.
pub struct Unwatched;

impl Progress for Unwatched {
    fn at(&self, _bytes: u64, _of: Option<u64>) {}

    fn stopped(&self) -> bool {
        false
    }
}
