//! Who writes what: `authority` of the map, and the arrows that go against it.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, Event, SystemId};

use crate::Finding;
use crate::judge::{Case, Loss};
use crate::look::{many, one, title};
use crate::rings::of_kind;

/// The system that alone may write documents of a kind, or one field of them (`order.address`), where the map says.
pub(crate) fn alone<'f>(flow: &'f Flow, name: &str) -> Option<&'f SystemId> {
    flow.authority.get(name)
}

/// The system whose number of stock is right, where the map says: of stock there is nothing to write but the quantity.
pub(crate) fn of_stock(flow: &Flow) -> Option<&SystemId> {
    alone(flow, "inventory").or_else(|| alone(flow, "inventory.quantity"))
}

/// The handoffs that write documents of a kind into the very system that alone may write them.
pub(crate) fn intruders(flow: &Flow, kind: DocumentKind) -> Vec<&Handoff> {
    let owner = match kind {
        DocumentKind::Inventory => of_stock(flow),
        _ => alone(flow, kind.word()),
    };
    let Some(owner) = owner else { return Vec::new() };
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
    let sells = |it: &System| it.role.sells();
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

/// Fields that `authority` may name and that an event changes, in words.
const FIELDS: &[(&str, &str, &[Event])] = &[
    ("order.address", "the address", &[Event::Edit]),
    ("order.lines", "the lines", &[Event::Edit]),
    ("order.hold", "the hold", &[Event::Hold, Event::Release]),
    ("shipment.tracking", "the tracking", &[Event::Tracking, Event::Edit]),
];

/// Handoffs that change one field of a document in the very system that alone may write it: what is newer there is
/// written over with what another system still has.
pub(crate) fn overwrites(id: &'static str, flow: &Flow) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, field, events) in FIELDS {
        let kind = name.split('.').next().and_then(|it| it.parse().ok());
        let (Some(kind), Some(owner)) = (kind, alone(flow, name)) else { continue };
        let into = of_kind(flow, kind).into_iter().filter(|it| it.to == *owner);
        let changes = into.filter(|it| events.iter().any(|event| it.covers(*event)));
        found.extend(changes.map(|it| overwrite(id, flow, it, name, field)));
    }
    found
}

fn overwrite(id: &'static str, flow: &Flow, handoff: &Handoff, name: &str, field: &str) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let what = one(handoff.carry);
    Case::on(id, flow, handoff).costs(1, Loss::Whole).at_risk(
        format!("{from} changes {field} of {} in {to}, which alone may, says the map", many(handoff.carry)),
        format!(
            "At 13:00 {field} of {what} #1001 is put right in {to}. At 13:10 {from}, which still has the old one, sends its {what} for another reason, and `{}` writes the old one over it.",
            handoff.id
        ),
        format!(
            "Leave the event out of `covers` of `{}`, or say whose it is: `authority: {{ {name}: {} }}`.",
            handoff.id, handoff.from
        ),
    )
}
