//! Who writes what: `authority` of the map, and the arrows that go against it.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, Event, SystemId};

use crate::rings::{of_kind, rings};

/// The system that alone may write documents of a kind, or one field of them (`order.address`), where the map says.
pub(crate) fn alone<'f>(flow: &'f Flow, name: &str) -> Option<&'f SystemId> {
    flow.authority.get(name)
}

/// The handoffs that write documents of a kind into the very system that alone may write them.
pub(crate) fn intruders(flow: &Flow, kind: DocumentKind) -> Vec<&Handoff> {
    let Some(owner) = alone(flow, kind.word()) else { return Vec::new() };
    of_kind(flow, kind).into_iter().filter(|it| it.to == *owner).collect()
}

/// The systems where documents of a kind begin: they hand them on and get none.
pub(crate) fn makers(flow: &Flow, kind: DocumentKind) -> Vec<&System> {
    let arrows = of_kind(flow, kind);
    let gets: BTreeSet<&SystemId> = arrows.iter().map(|it| &it.to).collect();
    let gives: BTreeSet<&SystemId> = arrows.iter().map(|it| &it.from).collect();
    flow.systems.values().filter(|it| gives.contains(&it.id) && !gets.contains(&it.id)).collect()
}

/// Makers of documents for one and the same order: every maker that does not sell, with another one whose documents
/// come to the same system. Shops and marketplaces have orders of their own, and payments only do what another
/// system asks for.
pub(crate) fn rivals(flow: &Flow, kind: DocumentKind) -> Vec<(&System, &Handoff)> {
    let sells = |it: &System| matches!(it.role, Role::Storefront | Role::Marketplace);
    let makers: BTreeMap<&SystemId, &System> = makers(flow, kind)
        .into_iter()
        .filter(|it| it.role != Role::Payments)
        .map(|it| (&it.id, it))
        .collect();
    let mut into: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    for handoff in of_kind(flow, kind).into_iter().filter(|it| makers.contains_key(&it.from)) {
        into.entry(&handoff.to).or_default().push(handoff);
    }
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for handoffs in into.values().filter(|it| it.iter().any(|other| other.from != it[0].from)) {
        for handoff in handoffs {
            let maker = makers[&handoff.from];
            if !sells(maker) && told.insert(&maker.id) {
                found.push((maker, *handoff));
            }
        }
    }
    found
}

/// Rings of handoffs on which one field of a document is written from more than one side, and of which the map does
/// not say whose it is: neither for the field (`order.address`) nor for the document.
pub(crate) fn written_from_both_sides<'f>(
    flow: &'f Flow,
    kind: DocumentKind,
    field: &str,
) -> Vec<Vec<&'f Handoff>> {
    let owned = alone(flow, &format!("{}.{field}", kind.word())).or_else(|| alone(flow, kind.word()));
    if owned.is_some() {
        return Vec::new();
    }
    let edits: Vec<&Handoff> = of_kind(flow, kind).into_iter().filter(|it| it.covers(Event::Edit)).collect();
    rings(&edits)
}

/// The handoffs that change one field of a document in the very system that alone may write it.
pub(crate) fn field_intruders<'f>(flow: &'f Flow, kind: DocumentKind, field: &str) -> Vec<&'f Handoff> {
    let Some(owner) = alone(flow, &format!("{}.{field}", kind.word())) else { return Vec::new() };
    of_kind(flow, kind).into_iter().filter(|it| it.to == *owner && it.covers(Event::Edit)).collect()
}
