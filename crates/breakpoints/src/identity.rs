//! Identity: by what each system knows a document, followed through every hop, out and back.
//!
//! A hop is a handoff of a document that belongs to one order. On it the identifier is carried, renamed or lost: no
//! `key` says what the two systems call the document; a `key` names a field that nothing reads; or the document does
//! not say of which order it is. One pass over the map; each system is reached once.

use std::collections::{BTreeMap, VecDeque};

use seamless_flow::{Flow, Handoff, Kind, System};
use seamless_model::{DocumentKind, SystemId};

use crate::arrows::seen;
use crate::look::{Mover, fact, origins, says, title, used};

/// What becomes of an identifier on a hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate<'f> {
    /// Both sides know the document by a field each; where the two fields have one name, it is kept, else renamed.
    Carried,
    /// The map does not say how these systems know the document.
    Unsaid(Vec<&'f SystemId>),
    /// A field that nothing reads from a system, and those that are read.
    Unread {
        /// The system.
        system: &'f SystemId,
        /// The field that `key` names.
        field: &'f str,
        /// The fields by which its documents of this kind are known.
        given: Vec<&'f str>,
    },
    /// The document does not name its order in this system.
    Orphan(&'f SystemId),
    /// Nobody has said whether it names its order in this system.
    Unasked(&'f SystemId),
}

/// A handoff, and what becomes of the identifier on it.
#[derive(Debug, Clone)]
pub struct Hop<'f> {
    /// The handoff.
    pub handoff: &'f Handoff,
    /// What becomes of the identifier.
    pub fate: Fate<'f>,
}

/// All hops of a map: how each system came to know an order, and what becomes of it on every handoff.
#[derive(Debug)]
pub struct Trace<'f> {
    flow: &'f Flow,
    /// The handoff by which an order first came to a system.
    came_by: BTreeMap<&'f SystemId, &'f Handoff>,
    /// One for each handoff of a document that belongs to one order, in the map's order; paused ones are left out.
    pub hops: Vec<Hop<'f>>,
}

impl<'f> Trace<'f> {
    /// Follows every order from where it begins, and every document back.
    pub fn of(flow: &'f Flow) -> Self {
        let hops = used(flow).filter(|it| is_of_one_order(it.carry));
        let hops = hops.map(|handoff| Hop { handoff, fate: fate(flow, handoff) }).collect();
        Self { flow, came_by: came_by(flow), hops }
    }

    /// The names that an order has had on its way to a system: "`name` in Shop, `external_id` in OMS". The last few
    /// where it has had many; empty where it begins there or never comes.
    pub fn names(&self, system: &SystemId) -> String {
        let mut names = Vec::new();
        let mut at = system;
        while let (Some(handoff), true) = (self.came_by.get(at), names.len() < 3) {
            let said = handoff.key.get(&handoff.to);
            names.push(said.map_or_else(
                || format!("nameless in {}", title(self.flow, &handoff.to)),
                |field| format!("`{field}` in {}", title(self.flow, &handoff.to)),
            ));
            at = &handoff.from;
            if let (Some(field), None) = (handoff.key.get(at), self.came_by.get(at)) {
                names.push(format!("`{field}` in {}", title(self.flow, at)));
            }
        }
        names.reverse();
        names.join(", ")
    }
}

/// Whether a document belongs to one order. Stock, payouts and journals belong to many or to none.
pub fn is_of_one_order(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Inventory | DocumentKind::Payout | DocumentKind::Journal)
}

/// By which handoff an order first comes to each system, from all places where orders begin at once.
fn came_by(flow: &Flow) -> BTreeMap<&SystemId, &Handoff> {
    let mut leaving: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    let asks = |it: &&Handoff| matches!(it.carry, DocumentKind::Order | DocumentKind::FulfillmentRequest);
    for handoff in used(flow).filter(asks) {
        leaving.entry(&handoff.from).or_default().push(handoff);
    }
    let begin: Vec<&SystemId> = origins(flow).into_iter().map(|it| &it.id).collect();
    let mut found: BTreeMap<&SystemId, &Handoff> = BTreeMap::new();
    let mut next: VecDeque<&SystemId> = begin.iter().copied().collect();
    let begin: std::collections::BTreeSet<&SystemId> = begin.into_iter().collect();
    while let Some(at) = next.pop_front() {
        for handoff in leaving.remove(at).unwrap_or_default().into_iter().inspect(|_| seen(1)) {
            if !begin.contains(&handoff.to) && !found.contains_key(&handoff.to) {
                found.insert(&handoff.to, handoff);
                next.push_back(&handoff.to);
            }
        }
    }
    found
}

fn fate<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Fate<'f> {
    let ends = [&handoff.from, &handoff.to];
    let unsaid: Vec<&SystemId> = ends.into_iter().filter(|it| !handoff.key.contains_key(*it)).collect();
    if !unsaid.is_empty() {
        return Fate::Unsaid(unsaid);
    }
    for id in ends {
        let Some(given) = keys_given(flow.system(id), handoff.carry) else { continue };
        let field = handoff.key[id].as_str();
        if !given.contains(&field) {
            return Fate::Unread { system: id, field, given };
        }
    }
    order_of(flow, handoff)
}

/// Whether a document that comes back says of which order it is: a parcel where it leaves, money given back where it
/// is booked.
fn order_of<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Fate<'f> {
    let system = match handoff.carry {
        DocumentKind::Shipment => flow.system(&handoff.from),
        DocumentKind::Refund if flow.system(&handoff.to).role.keeps_books() => flow.system(&handoff.to),
        _ => return Fate::Carried,
    };
    let by_carrier = || Mover::of(flow, handoff).yes(&fact(handoff.carry, "order_ref"));
    // A credit that is read without its sale may have one all the same; a parcel without its order is nobody's.
    let read =
        names_parent(system, handoff.carry).filter(|it| *it || handoff.carry == DocumentKind::Shipment);
    match read.or_else(|| says(&system.profile, handoff.carry, "order_ref")).or_else(by_carrier) {
        Some(true) => Fate::Carried,
        Some(false) => Fate::Orphan(&system.id),
        None => Fate::Unasked(&system.id),
    }
}

/// The fields by which a document is known when it is read from a system; `None` where the map does not tell.
pub fn keys_given(system: &System, kind: DocumentKind) -> Option<Vec<&str>> {
    match (&system.kind, kind) {
        // What the connector reads.
        (Kind::Shopify, DocumentKind::Order) => Some(vec!["id", "name", "source_identifier"]),
        (Kind::Shopify, DocumentKind::Shipment) => Some(vec!["id", "name", "tracking"]),
        (Kind::Shopify, DocumentKind::FulfillmentRequest | DocumentKind::Refund | DocumentKind::Payment) => {
            Some(vec!["id"])
        }
        (Kind::Http, _) => {
            let read = system.profile.api.as_ref()?.documents.get(&kind)?.read_map.as_ref()?;
            let mut keys = read.keys()?;
            if !keys.contains(&"id") {
                keys.push("id");
            }
            Some(keys)
        }
        _ => None,
    }
}

/// Whether a document, as it is read from a system, names the document that it belongs to.
fn names_parent(system: &System, kind: DocumentKind) -> Option<bool> {
    match system.kind {
        Kind::Shopify => Some(true),
        Kind::Http => {
            let read = system.profile.api.as_ref()?.documents.get(&kind)?.read_map.as_ref()?;
            // A mapping that works its keys out as it reads may work out the parents as well.
            read.keys()?;
            Some(read.parents().is_none_or(|it| it.iter().any(|(kind, field)| leads_on(system, kind, field))))
        }
        Kind::Other(_) => None,
    }
}

/// Whether a parent that a document names can be found: its field is one that is read of that kind of document.
fn leads_on(system: &System, kind: &str, field: &str) -> bool {
    let given = kind.parse().ok().and_then(|kind| keys_given(system, kind));
    given.is_none_or(|it| it.contains(&field))
}
