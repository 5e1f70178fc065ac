//! The pages, a file each.

pub(crate) mod beliefs;
pub(crate) mod breakpoint;
pub(crate) mod converge;
pub(crate) mod converge_many;
pub(crate) mod failed;
pub(crate) mod flow;
pub(crate) mod handoff;
pub(crate) mod held;
pub(crate) mod incident;
pub(crate) mod incidents;
pub(crate) mod layout;
pub(crate) mod message;
pub(crate) mod now;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod part;
pub(crate) mod picture;
pub(crate) mod rehearsals;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod stuck;
pub(crate) mod system;
pub(crate) mod teams;
pub(crate) mod timeline;
