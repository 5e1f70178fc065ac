//! I2: the same units by SKU, on current quantities.

use seamless_flow::Flow;
use seamless_model::{Body, Event, RequestStatus, World};

use super::look::{Units, differ, in_sight, is_due, only, plus, refunds, units, wanted};
use super::{Invariant, Judged};
use crate::detect::words;
use crate::pairs::Pair;

pub(super) const INVARIANT: Invariant = Invariant {
    id: "I2",
    title: "Both sides of a handoff name the same units, as they are wanted now.",
    judge,
};

fn judge(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> Judged {
    let mut judged = Judged::default();
    for pair in pairs.iter().filter(|it| !it.source.body.is_dead() && !in_sight(it) && is_due(world, it)) {
        let Some(target) = only(pair) else { continue };
        let Some(difference) = compare(world, pair, &target.body) else { continue };
        judged.add(difference.map(|it| {
            let (from, to) = (flow.system_title(&pair.handoff.from), flow.system_title(&pair.handoff.to));
            format!("The {} has other units in {from} than in {to}: {it}.", words(pair))
        }));
    }
    judged
}

/// How the units differ; the outer `None` where they are not to be compared.
fn compare(world: &World, pair: &Pair<'_>, target: &Body) -> Option<Option<String>> {
    match (&pair.source.body, target) {
        (Body::Order(source), Body::Order(target)) => {
            let edited = source.lines.iter().any(|it| it.quantity != it.ordered);
            if edited && !pair.handoff.covers(Event::Edit) {
                return None;
            }
            let (source, target) = (wanted(source), wanted(target));
            // Refunded units may stay on the target's order, with a credit of their own beside it.
            let gross = plus(source.clone(), &refunded(world, pair));
            Some(differ(&source, &target).filter(|_| differ(&gross, &target).is_some()))
        }
        (Body::FulfillmentRequest(source), Body::FulfillmentRequest(target)) => {
            let ended = |status: &RequestStatus| {
                matches!(
                    status,
                    RequestStatus::Closed | RequestStatus::Incomplete | RequestStatus::Unknown(_)
                )
            };
            if ended(&target.status) || ended(&source.status) {
                return None;
            }
            let lines = |it: &seamless_model::FulfillmentRequest| {
                units(it.lines.iter().map(|line| (line.sku.as_deref(), line.quantity)))
            };
            Some(differ(&lines(source), &lines(target)))
        }
        _ => None,
    }
}

fn refunded(world: &World, pair: &Pair<'_>) -> Units {
    units(
        refunds(world, &pair.handoff.from)
            .flat_map(|it| it.lines.iter())
            .map(|it| (it.sku.as_deref(), it.quantity)),
    )
}
