//! Sees it live.

use seamless_flow::Flow;
use seamless_model::{DocumentKind, NoteKind, World};

use super::ID;
use crate::Due;
use crate::detect::{due, owed};
use crate::pairs::Pair;

pub(super) fn detect(flow: &Flow, _world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    owed(pairs, &[DocumentKind::Refund])
        .map(|pair| {
            let to = flow.system_title(&pair.handoff.to);
            match pair.note(NoteKind::Held) {
                Some(note) => due(
                    ID,
                    pair,
                    note.since,
                    format!("The customer has been refunded, and {to} refuses the credit: {}.", note.reason),
                ),
                None => due(
                    ID,
                    pair,
                    pair.deadline(),
                    format!("The customer has been refunded, and {to} has no credit for it."),
                ),
            }
        })
        .collect()
}
