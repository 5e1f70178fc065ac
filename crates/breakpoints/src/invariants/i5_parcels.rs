//! I5: each parcel is one live shipment upstream with the same tracking, and no more ships than was ordered.

use seamless_flow::{Flow, Mode};
use seamless_model::{Body, DocumentKind, Order, Shipment, World};

use super::look::{Units, in_sight, is_due, only, parcels, plus, shipped, upstream};
use super::{Invariant, Judged};
use crate::pairs::{Pair, Want};

pub(super) const INVARIANT: Invariant = Invariant {
    id: "I5",
    title: "Each parcel is one live shipment upstream with the same tracking, and no more ships than was ordered.",
    judge,
};

fn judge(flow: &Flow, world: &World, pairs: &[Pair<'_>]) -> Judged {
    let mut judged = Judged::default();
    for pair in pairs.iter().filter(|it| it.handoff.carry == DocumentKind::Shipment && has_left(it)) {
        judged.add(told(flow, world, pair));
    }
    for (parcel, ..) in parcels(flow, world) {
        let leaves = flow.leaving(&parcel.system);
        let way = leaves.into_iter().any(|it| it.carry == DocumentKind::Shipment && it.mode != Mode::Paused);
        judged.add((!way).then(|| {
            format!("{} has shipped, and no handoff brings that back.", flow.system_title(&parcel.system))
        }));
    }
    if let Some((_, order)) = upstream(flow, world).filter(|_| parcels(flow, world).next().is_some()) {
        judged.add(too_many(flow, world, order));
    }
    judged
}

fn has_left(pair: &Pair<'_>) -> bool {
    matches!(&pair.source.body, Body::Shipment(shipment) if shipment.status.has_left())
}

fn told(flow: &Flow, world: &World, pair: &Pair<'_>) -> Option<String> {
    let (from, to) = (flow.system_title(&pair.handoff.from), flow.system_title(&pair.handoff.to));
    let live = pair.live_targets().count();
    if live > 1 {
        return Some(format!("One parcel of {from} is {live} live shipments in {to}."));
    }
    if !is_due(world, pair) || in_sight(pair) {
        return None;
    }
    let Some(target) = only(pair) else {
        let missing = pair.want == Want::Create && !cancelled_there(world, pair) && !none_left(world, pair);
        return missing.then(|| format!("A parcel of {from} is not in {to}."));
    };
    let (Body::Shipment(source), Body::Shipment(target)) = (&pair.source.body, &target.body) else {
        return None;
    };
    let (left, right) = (numbers(source), numbers(target));
    (left != right)
        .then(|| format!("A parcel has tracking {} in {from} and {} in {to}.", listed(&left), listed(&right)))
}

/// Whether the target has cancelled the order: it then takes no shipment any more. Whether the parcel should have left
/// is for I4 to say.
fn cancelled_there(world: &World, pair: &Pair<'_>) -> bool {
    world.of(&pair.handoff.to, DocumentKind::Order).any(|it| it.body.is_dead())
}

/// Whether the target has no units left that this parcel could be: they were refunded before it left, and the target
/// takes no shipment of them any more. That they left all the same is an incident, and a person's to deal with.
fn none_left(world: &World, pair: &Pair<'_>) -> bool {
    let Body::Shipment(parcel) = &pair.source.body else { return false };
    let orders = world.of(&pair.handoff.to, DocumentKind::Order).filter_map(|it| match &it.body {
        Body::Order(order) => Some(order),
        _ => None,
    });
    let orders: Vec<&Order> = orders.collect();
    let wanted = orders.iter().fold(Units::new(), |sum, order| {
        plus(sum, &super::look::units(order.lines.iter().map(|it| (it.sku.as_deref(), it.quantity))))
    });
    let told = world.of(&pair.handoff.to, DocumentKind::Shipment).filter(|it| !it.body.is_dead());
    let told = told.fold(Units::new(), |sum, it| match &it.body {
        Body::Shipment(shipment) => plus(sum, &shipped(shipment)),
        _ => sum,
    });
    let count = |units: &Units, sku| units.get(sku).copied().unwrap_or(0);
    !orders.is_empty()
        && shipped(parcel).iter().any(|(sku, inside)| count(&wanted, sku) < count(&told, sku) + inside)
}

fn numbers(shipment: &Shipment) -> Vec<&str> {
    let mut numbers: Vec<&str> = shipment.tracking.iter().map(|it| it.number.trim()).collect();
    numbers.sort_unstable();
    numbers
}

fn listed(numbers: &[&str]) -> String {
    if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") }
}

/// Units that left, over all systems from which goods ship, against what was ordered, at first or by an edit.
fn too_many(flow: &Flow, world: &World, order: &Order) -> Option<String> {
    let left = parcels(flow, world).fold(Units::new(), |sum, (_, shipment, _)| plus(sum, &shipped(shipment)));
    let ordered =
        super::look::units(order.lines.iter().map(|it| (it.sku.as_deref(), it.ordered.max(it.quantity))));
    let parts: Vec<String> = left
        .iter()
        .map(|(sku, left)| (sku, *left, ordered.get(sku).copied().unwrap_or(0)))
        .filter(|(_, left, ordered)| left > ordered)
        .map(|(sku, left, ordered)| format!("{left} of {sku} have shipped, against {ordered} ordered"))
        .collect();
    (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
}
