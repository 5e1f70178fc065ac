//! Webhooks: what happened, who wants to know, what they are sent, and when it is sent again.

mod event;
mod outbox;
mod payload;
mod topic;

pub(super) use event::{Event, Subject};
pub(super) use outbox::Outbox;
pub(super) use topic::{path_of, topic_of};
