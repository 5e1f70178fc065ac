//! I7: refunds and credits agree, by identifier and amount.

use seamless_flow::Flow;
use seamless_model::{Body, DocumentKind, World};

use super::look::{in_sight, is_due, only};
use super::{Invariant, Judged};
use crate::pairs::{Pair, Want};

pub(super) const INVARIANT: Invariant = Invariant {
    id: "I7",
    title: "Each refund has one credit of the same amount, and each credit has its refund.",
    judge,
};

fn judge(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> Judged {
    let mut judged = Judged::default();
    for pair in pairs.iter().filter(|it| it.handoff.carry == DocumentKind::Refund) {
        judged.add(credited(flow, world, pair));
    }
    for (to, id) in orphans(flow, world, pairs) {
        judged.add(Some(format!("{to} has a credit {id} for which there is no refund.")));
    }
    judged
}

fn credited(flow: &Flow, world: &World, pair: &Pair<'_>) -> Option<String> {
    let (from, to) = (flow.system_title(&pair.handoff.from), flow.system_title(&pair.handoff.to));
    let Body::Refund(refund) = &pair.source.body else { return None };
    let live = pair.live_targets().count();
    let amount = refund.amount.shop;
    if live > 1 {
        return Some(format!("{to} has {live} credits for one refund of {amount}."));
    }
    if !is_due(world, pair) || in_sight(pair) {
        return None;
    }
    let Some(target) = only(pair) else {
        return (pair.want == Want::Create).then(|| format!("{to} has no credit for a refund of {amount}."));
    };
    let Body::Refund(credit) = &target.body else { return None };
    if refund.voided {
        return Some(format!("A refund was called back in {from}, and its credit in {to} was not."));
    }
    let credit = credit.amount.shop;
    (credit != amount).then(|| format!("{from} refunded {amount} and {to} credited {credit}."))
}

/// Credits in a system that a refund handoff reaches, which carry its key and belong to no refund of its source.
fn orphans<'f>(flow: &'f Flow, world: &'f World, pairs: &[Pair<'_>]) -> Vec<(&'f str, &'f str)> {
    let mut found = Vec::new();
    for handoff in flow.carrying(DocumentKind::Refund) {
        let Some((_, field)) = handoff.key_fields() else { continue };
        for credit in world.of(&handoff.to, DocumentKind::Refund) {
            let from_there = credit.keys.contains_key(field) && !credit.body.is_dead();
            let paired = pairs.iter().any(|it| {
                it.targets.iter().any(|target| target.id == credit.id && target.system == credit.system)
            });
            if from_there && !paired {
                found.push((flow.system_title(&handoff.to), credit.id.as_str()));
            }
        }
    }
    found
}
