//! Sees it live.

use seamless_flow::Flow;
use seamless_model::{DocumentKind, NoteKind, World};

use super::ID;
use crate::Due;
use crate::detect::{due, words};
use crate::pairs::{Pair, Want};

pub(super) fn detect(flow: &Flow, _world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    pairs
        .iter()
        .filter_map(|pair| {
            let to = flow.system_title(&pair.handoff.to);
            if let Want::Undecided(reason) = &pair.want {
                // A message may overtake the one that tells whose it is: an order that is not known yet may still come.
                let from = if pair.order.is_some() { pair.source.seen_at } else { pair.deadline() };
                return Some(due(
                    ID,
                    pair,
                    from,
                    format!("Whether this {} goes to {to} cannot be told: {reason}.", words(pair)),
                ));
            }
            let early = matches!(pair.handoff.carry, DocumentKind::Order | DocumentKind::FulfillmentRequest);
            let owed = matches!(pair.want, Want::Create | Want::Update(_));
            let note = pair.note(NoteKind::Held).filter(|_| early && owed)?;
            Some(due(
                ID,
                pair,
                note.since,
                format!("{to} does not take this {}: {}.", words(pair), note.reason),
            ))
        })
        .collect()
}
