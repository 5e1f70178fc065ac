//! Sees it live.

use seamless_flow::Flow;
use seamless_model::{DocumentKind, NoteKind, World};

use super::ID;
use crate::Due;
use crate::detect::{due, owed};
use crate::pairs::Pair;

pub(super) fn detect(flow: &Flow, _world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    owed(pairs, &[DocumentKind::Shipment])
        .map(|pair| {
            let (from, to) = (flow.system_title(&pair.handoff.from), flow.system_title(&pair.handoff.to));
            match pair.note(NoteKind::Held) {
                Some(note) => due(
                    ID,
                    pair,
                    note.since,
                    format!("{from} has shipped, and {to} refuses the shipment: {}.", note.reason),
                ),
                None => {
                    due(ID, pair, pair.deadline(), format!("{from} has shipped, and {to} does not show it."))
                }
            }
        })
        .collect()
}
