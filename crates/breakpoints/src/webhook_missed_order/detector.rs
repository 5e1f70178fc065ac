//! Sees it live.

use seamless_flow::Flow;
use seamless_model::{DocumentKind, NoteKind, World};

use super::ID;
use crate::Due;
use crate::detect::{due, owed};
use crate::pairs::{Pair, Want};

pub(super) fn detect(flow: &Flow, _world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    owed(pairs, &[DocumentKind::Order, DocumentKind::FulfillmentRequest])
        .filter(|pair| pair.note(NoteKind::Held).is_none())
        .map(|pair| {
            let to = flow.system_title(&pair.handoff.to);
            let sentence = match (&pair.want, pair.handoff.carry) {
                (Want::Update(_), kind) => format!("{to} has not got a change of this {}.", kind.words()),
                (_, DocumentKind::FulfillmentRequest) => {
                    format!("{to} has not been asked to ship this order.")
                }
                (_, kind) => format!("{to} has not got this {}.", kind.words()),
            };
            due(ID, pair, pair.deadline(), sentence)
        })
        .collect()
}
