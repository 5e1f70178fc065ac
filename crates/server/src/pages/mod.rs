//! The pages, a file each.

pub(crate) mod failed;
pub(crate) mod layout;
pub(crate) mod now;
pub(crate) mod part;
pub(crate) mod picture;
pub(crate) mod stuck;
