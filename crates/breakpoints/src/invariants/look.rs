//! What the invariants share.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use seamless_flow::{Flow, Mode};
use seamless_model::{Believed, Body, DocumentKind, NoteKind, Order, Refund, Shipment, SystemId, World};

use crate::pairs::Pair;

/// Units by SKU; lines without one are counted together.
pub(super) type Units = BTreeMap<String, u64>;

/// Adds units up by SKU.
pub(super) fn units<'a>(lines: impl Iterator<Item = (Option<&'a str>, u64)>) -> Units {
    let mut units = Units::new();
    for (sku, quantity) in lines.filter(|it| it.1 > 0) {
        *units.entry(sku.unwrap_or("(no SKU)").to_owned()).or_default() += quantity;
    }
    units
}

/// The units that an order wants now.
pub(super) fn wanted(order: &Order) -> Units {
    units(order.lines.iter().map(|it| (it.sku.as_deref(), it.quantity)))
}

/// The units in a shipment.
pub(super) fn shipped(shipment: &Shipment) -> Units {
    units(shipment.lines.iter().map(|it| (it.sku.as_deref(), it.quantity)))
}

/// One count of units more.
pub(super) fn plus(mut units: Units, more: &Units) -> Units {
    for (sku, quantity) in more {
        *units.entry(sku.clone()).or_default() += quantity;
    }
    units
}

/// How two counts differ: `A-1: 2 against 1; B-2: 0 against 3`.
pub(super) fn differ(left: &Units, right: &Units) -> Option<String> {
    let of = |units: &Units, sku: &str| units.get(sku).copied().unwrap_or(0);
    let skus = left.keys().chain(right.keys()).collect::<std::collections::BTreeSet<_>>();
    let parts: Vec<String> = skus
        .into_iter()
        .filter(|sku| of(left, sku) != of(right, sku))
        .map(|sku| format!("{sku}: {} against {}", of(left, sku), of(right, sku)))
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Whether the moment by which a pair must agree has come.
pub(super) fn is_due(world: &World, pair: &Pair<'_>) -> bool {
    pair.deadline() <= world.at
}

/// Whether what is missing is held in sight: an incident, not a violation.
pub(super) fn in_sight(pair: &Pair<'_>) -> bool {
    pair.note(NoteKind::Held).is_some()
}

/// The only live target of a pair; `None` where there are none or several.
pub(super) fn only<'w>(pair: &Pair<'w>) -> Option<&'w Believed> {
    let mut live = pair.live_targets();
    let first = *live.next()?;
    live.next().is_none().then_some(first)
}

/// The refunds that count, as a system knows them.
pub(super) fn refunds<'w>(world: &'w World, system: &'w SystemId) -> impl Iterator<Item = &'w Refund> {
    world.of(system, DocumentKind::Refund).filter_map(|it| match &it.body {
        Body::Refund(refund) if !refund.voided => Some(refund),
        _ => None,
    })
}

/// The order as the system furthest upstream knows it.
pub(super) fn upstream<'w>(flow: &Flow, world: &'w World) -> Option<(&'w Believed, &'w Order)> {
    let orders = || {
        world.documents.iter().filter_map(|it| match &it.body {
            Body::Order(order) => Some((it, order)),
            _ => None,
        })
    };
    let brought = |system: &SystemId| flow.carrying(DocumentKind::Order).any(|it| it.to == *system);
    orders().find(|(it, _)| !brought(&it.system)).or_else(|| orders().next())
}

/// Parcels that have left a system from which goods ship, with when.
pub(super) fn parcels<'w>(
    flow: &'w Flow,
    world: &'w World,
) -> impl Iterator<Item = (&'w Believed, &'w Shipment, Timestamp)> {
    world.documents.iter().filter_map(|it| match &it.body {
        Body::Shipment(shipment)
            if shipment.status.has_left() && flow.system(&it.system).role.ships_goods() =>
        {
            Some((it, shipment, shipment.shipped_at.unwrap_or(it.since)))
        }
        _ => None,
    })
}

/// How long news of an order may take from one system to another by the map: the `within` of each handoff on the
/// shortest way. `None` where there is no way.
pub(super) fn news_takes(flow: &Flow, from: &SystemId, to: &SystemId) -> Option<SignedDuration> {
    let mut best: BTreeMap<&SystemId, SignedDuration> = BTreeMap::from([(from, SignedDuration::ZERO)]);
    for _ in 0..flow.systems.len() {
        for handoff in flow.handoffs.values().filter(|it| it.mode != Mode::Paused) {
            let news = matches!(
                handoff.carry,
                DocumentKind::Order | DocumentKind::FulfillmentRequest | DocumentKind::Cancellation
            );
            let Some(so_far) = best.get(&handoff.from).copied().filter(|_| news) else { continue };
            let there = so_far.saturating_add(handoff.within);
            let known = best.entry(&handoff.to).or_insert(there);
            *known = (*known).min(there);
        }
    }
    best.get(to).copied()
}
