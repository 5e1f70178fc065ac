//! The way of an order to where its goods leave: what takes it there, how long it is kept, and how far it gets. And of
//! documents into the books.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Condition, Flow, Handoff, Question, Role, Routing, System, route_from};
use seamless_model::{DocumentKind, SystemId};

use crate::arrows;
use crate::judge::Asked;
use crate::look::{moving, walk};
use crate::meet::origin;
use crate::pace::soonest;
use crate::sources::shut_to_shops;

/// What is shipped from: an order, or a request to ship.
pub(crate) const TO_SHIP: &[DocumentKind] = &[DocumentKind::Order, DocumentKind::FulfillmentRequest];

/// The handoffs over which orders and requests find their way to where goods leave.
pub(crate) fn to_goods(flow: &Flow) -> Vec<&Handoff> {
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods()).map(|it| &it.id);
    let lead_there = walk(moving(flow, TO_SHIP).map(|it| (&it.to, &it.from)), shippers);
    moving(flow, TO_SHIP).filter(|it| lead_there.contains(&it.to)).collect()
}

/// The same for orders that begin in a shop of the brand's own: without what a condition keeps for a marketplace.
pub(crate) fn from_shops(flow: &Flow) -> Vec<&Handoff> {
    let shut = shut_to_shops(flow);
    to_goods(flow).into_iter().filter(|it| !shut.contains(&it.id)).collect()
}

/// The handoffs of these kinds that end in the books.
pub(crate) fn into_books<'f>(flow: &'f Flow, kinds: &'static [DocumentKind]) -> Vec<&'f Handoff> {
    moving(flow, kinds).filter(|it| flow.system(&it.to).role.keeps_books()).collect()
}

/// How long documents are kept at least before they come to a system, over the way that keeps them shortest: on each
/// way the longest window counts. Orders of marketplaces do not, for nobody holds or changes an order there; but where
/// nothing else comes.
pub(crate) fn windows<'f>(flow: &'f Flow, arrows: &[&'f Handoff]) -> BTreeMap<&'f SystemId, SignedDuration> {
    let mut leaving: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    arrows.iter().for_each(|it| leaving.entry(&it.from).or_default().push(it));
    let entered: BTreeSet<&SystemId> = arrows.iter().map(|it| &it.to).collect();
    let role = |it: &SystemId| flow.system(it).role;
    let begins = |it: &&&SystemId| !entered.contains(**it) || role(it) == Role::Storefront;
    let of = |market: bool| {
        let begin = leaving.keys().filter(begins).filter(|it| (role(it) == Role::Marketplace) == market);
        shortest(flow, &leaving, begin.copied())
    };
    let mut windows = of(true);
    windows.extend(of(false));
    windows.retain(|_, it| it.is_positive());
    windows
}

fn shortest<'f>(
    flow: &'f Flow,
    leaving: &BTreeMap<&'f SystemId, Vec<&'f Handoff>>,
    begin: impl Iterator<Item = &'f SystemId>,
) -> BTreeMap<&'f SystemId, SignedDuration> {
    soonest(begin.map(|it| (it, SignedDuration::ZERO)), usize::MAX, |at, window| {
        let further = leaving.get(at).into_iter().flatten().inspect(|_| arrows::seen(1));
        further.map(move |it| (&it.to, own_window(flow, it).unwrap_or_default().max(window)))
    })
}

fn own_window(flow: &Flow, handoff: &Handoff) -> Option<SignedDuration> {
    Asked::Contract(flow, handoff).span("hold_window")
}

/// How long a document is kept before it travels on a handoff, or on its way to where that begins.
pub(crate) fn kept(
    flow: &Flow,
    handoff: &Handoff,
    windows: &BTreeMap<&SystemId, SignedDuration>,
) -> Option<SignedDuration> {
    own_window(flow, handoff).into_iter().chain(windows.get(&handoff.from).copied()).max()
}

/// Whether documents of some sort get past a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// They do.
    Open,
    /// They do not.
    Shut,
    /// Nobody has said.
    Unsaid,
}

/// Where documents of some sort get to, and where nobody has said whether they get on.
#[derive(Default)]
pub(crate) struct Leak<'f> {
    /// The handoffs by which they come to where goods leave.
    pub arrive: Vec<&'f Handoff>,
    /// The handoffs at which they come and of which nobody has said whether they carry them.
    pub handoffs: Vec<&'f Handoff>,
    /// The systems to which they come and of which nobody has said whether they let them on.
    pub systems: Vec<&'f System>,
}

/// Follows documents of some sort from where they begin: over handoffs whose gate is open, through systems whose
/// gate is open to what comes by a handoff.
pub(crate) fn leak<'f>(
    flow: &'f Flow,
    arrows: &[&'f Handoff],
    begin: impl IntoIterator<Item = &'f SystemId>,
    gate: impl Fn(&'f Handoff) -> Gate,
    lets_on: impl Fn(&'f Handoff, &'f System) -> Gate,
) -> Leak<'f> {
    let mut leaving: BTreeMap<&SystemId, Vec<&'f Handoff>> = BTreeMap::new();
    for handoff in arrows {
        leaving.entry(&handoff.from).or_default().push(handoff);
    }
    let mut next: Vec<&SystemId> = begin.into_iter().collect();
    let mut seen: BTreeSet<&SystemId> = next.iter().copied().collect();
    let mut leak = Leak::default();
    while let Some(at) = next.pop() {
        for handoff in leaving.get(at).into_iter().flatten().copied().inspect(|_| arrows::seen(1)) {
            let target = flow.system(&handoff.to);
            match (gate(handoff), lets_on(handoff, target)) {
                (Gate::Shut, _) | (_, Gate::Shut) => {}
                (Gate::Unsaid, _) => leak.handoffs.push(handoff),
                (_, Gate::Unsaid) => leak.systems.push(target),
                (Gate::Open, Gate::Open) => {
                    if target.role.ships_goods() {
                        leak.arrive.push(handoff);
                    }
                    if seen.insert(&handoff.to) {
                        next.push(&handoff.to);
                    }
                }
            }
        }
    }
    // Who keeps back at a place from which nothing comes to goods in any case need not be asked.
    let leads = leads_on(flow, arrows, gate);
    leak.handoffs.retain(|it| leads.contains(&it.to));
    leak.systems.retain(|it| leads.contains(&it.id));
    leak
}

/// The systems that ship, and those from which documents of some sort may come to one that does.
fn leads_on<'f>(
    flow: &'f Flow,
    arrows: &[&'f Handoff],
    gate: impl Fn(&'f Handoff) -> Gate,
) -> BTreeSet<&'f SystemId> {
    let open = arrows.iter().filter(|it| gate(it) != Gate::Shut);
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods()).map(|it| &it.id);
    walk(open.map(|it| (&it.to, &it.from)), shippers)
}

/// Whether the condition of a handoff lets documents travel on which another one holds, which speaks of one field
/// of the order. A condition that does not speak of that field has no say in it.
pub(crate) fn lets(flow: &Flow, handoff: &Handoff, sort: &str) -> Gate {
    let Some(condition) = &handoff.when else { return Gate::Open };
    let after = sort.split_once("order.").map_or("", |it| it.1);
    let field = after.split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap_or_default();
    if !condition.reads(&format!("order.{field}")) {
        return Gate::Open;
    }
    let Ok(sort) = Condition::check(sort, &handoff.place, handoff.carry) else { return Gate::Unsaid };
    let both = [condition, &sort];
    let origin = origin(flow, Some(&handoff.from), &both);
    let found = route_from(handoff.carry, &origin, &both, Question::Disjoint);
    if found.iter().any(|it| matches!(it, Routing::TakenTwice { .. })) {
        Gate::Open
    } else if found.iter().any(|it| matches!(it, Routing::Undecided { .. })) {
        Gate::Unsaid
    } else {
        Gate::Shut
    }
}
