//! I1: one and only one active downstream order for each eligible order.

use seamless_flow::Flow;
use seamless_model::{DocumentKind, NoteKind, World};

use super::look::{in_sight, is_due};
use super::{Invariant, Judged};
use crate::detect::words;
use crate::pairs::{Pair, Want};

pub(super) const INVARIANT: Invariant = Invariant {
    id: "I1",
    title: "Each order that should travel is in every system that should have it, once.",
    judge,
};

fn judge(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> Judged {
    let mut judged = Judged::default();
    for pair in pairs.iter().filter(|it| travels(it)) {
        judged.add(one(flow, world, pair));
    }
    judged
}

fn travels(pair: &Pair<'_>) -> bool {
    matches!(pair.handoff.carry, DocumentKind::Order | DocumentKind::FulfillmentRequest)
}

fn one(flow: &Flow, world: &World, pair: &Pair<'_>) -> Option<String> {
    let to = flow.system_title(&pair.handoff.to);
    let live = pair.live_targets().count();
    match &pair.want {
        _ if live > 1 => Some(format!("{to} has {live} live {}s for one.", words(pair))),
        Want::Create if is_due(world, pair) && !in_sight(pair) => {
            Some(format!("{to} has no {} for it.", words(pair)))
        }
        Want::Cancel if is_due(world, pair) && pair.note(NoteKind::RecallRefused).is_none() => {
            Some(format!("It is cancelled, and its {} in {to} is not.", words(pair)))
        }
        _ => None,
    }
}
