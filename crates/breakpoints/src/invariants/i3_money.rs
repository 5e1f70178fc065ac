//! I3: the same money, in one currency, where both sides tell.

use seamless_flow::Flow;
use seamless_model::{Body, Event, Money, Order, World};

use super::look::{in_sight, is_due, only, refunds};
use super::{Invariant, Judged};
use crate::pairs::Pair;

pub(super) const INVARIANT: Invariant =
    Invariant { id: "I3", title: "Both sides of a handoff name the same total, in one currency.", judge };

fn judge(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> Judged {
    let mut judged = Judged::default();
    for pair in pairs.iter().filter(|it| !it.source.body.is_dead() && !in_sight(it) && is_due(world, it)) {
        let Some((source, target)) = totals(pair) else { continue };
        let same = source == target || with_refunds(world, pair, source) == Some(target);
        judged.add((!same).then(|| {
            let (from, to) = (flow.system_title(&pair.handoff.from), flow.system_title(&pair.handoff.to));
            format!("The order's total is {source} in {from} and {target} in {to}.")
        }));
    }
    judged
}

/// The totals of both sides, where both tell and the handoff carries what changed them.
fn totals(pair: &Pair<'_>) -> Option<(Money, Money)> {
    let (Body::Order(source), Body::Order(target)) = (&pair.source.body, &only(pair)?.body) else {
        return None;
    };
    let edited = source.lines.iter().any(|it| it.quantity != it.ordered);
    if edited && !pair.handoff.covers(Event::Edit) {
        return None;
    }
    Some((total(source)?, total(target)?))
}

fn total(order: &Order) -> Option<Money> {
    order.totals.as_ref().map(|it| it.total.shop)
}

/// The total before refunds: a target may keep it, with a credit of its own beside it.
fn with_refunds(world: &World, pair: &Pair<'_>, total: Money) -> Option<Money> {
    refunds(world, &pair.handoff.from).try_fold(total, |sum, it| sum.plus(it.amount.shop).ok())
}
