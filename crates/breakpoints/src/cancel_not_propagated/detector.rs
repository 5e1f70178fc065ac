//! Sees it live.

use seamless_flow::Flow;
use seamless_model::{NoteKind, World};

use super::ID;
use crate::Due;
use crate::detect::{due, words};
use crate::pairs::{Pair, Want};

pub(super) fn detect(flow: &Flow, _world: &World, pairs: &[Pair<'_>]) -> Vec<Due> {
    pairs
        .iter()
        .filter_map(|pair| {
            let refused = pair.note(NoteKind::RecallRefused);
            let to = flow.system_title(&pair.handoff.to);
            match &pair.want {
                Want::Cancel => Some(match refused {
                    Some(note) => Due {
                        moved: true,
                        ..due(
                            ID,
                            pair,
                            note.since,
                            format!(
                                "The order is cancelled, and {to} refuses to cancel its {}: {}.",
                                words(pair),
                                note.reason
                            ),
                        )
                    },
                    None => due(
                        ID,
                        pair,
                        pair.deadline(),
                        format!("The order is cancelled, and {to} has not cancelled its {}.", words(pair)),
                    ),
                }),
                Want::TooLate => Some(Due {
                    moved: true,
                    ..due(
                        ID,
                        pair,
                        pair.since,
                        format!("The order is cancelled, and {to} has already shipped goods for it."),
                    )
                }),
                _ => None,
            }
        })
        .collect()
}
