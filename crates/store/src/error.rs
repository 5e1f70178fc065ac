//! What can go wrong with keeping.

/// The store failed. Nothing that was not acknowledged counts as kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the store failed: {0}")]
    Failed(String),
    /// What was read back is not what was written.
    #[error("the store holds something unreadable ({what}): {problem}")]
    Unreadable {
        /// Which row.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The file is something else than a store, or damaged beyond being opened.
    #[error("{path} is not a store of Seamless: {problem}")]
    NotAStore {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The store was written by a newer Seamless.
    #[error(
        "the store has version {found}, and this Seamless knows versions up to {known}: run a newer Seamless"
    )]
    TooNew {
        /// The store's version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
}
