//! Sees it live.

use seamless_flow::Flow;
use seamless_model::{NoteKind, World};

use super::ID;
use crate::Due;
use crate::detect::{doubled, due, words};
use crate::pairs::Pair;

pub(super) fn detect(flow: &Flow, _world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    doubled(pairs)
        .filter(|pair| pair.note(NoteKind::Unanswered).is_some())
        .map(|pair| {
            let to = flow.system_title(&pair.handoff.to);
            due(
                ID,
                pair,
                pair.source.seen_at,
                format!(
                    "{to} has this {} {} times: a call without an answer was repeated.",
                    words(pair),
                    pair.live_targets().count()
                ),
            )
        })
        .collect()
}
