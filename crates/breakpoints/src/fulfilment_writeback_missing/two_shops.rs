//! Conditions on the way back that send the parcels of one order to two shops: one of them never had it.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Origin, Question, Role, Routing, route_from};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::look::{moving, on_handoff, title, upper_first};
use crate::{Finding, Verdict};

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

/// So many handoffs of one system are held against each later one, so that a map of any size is judged in a time that
/// grows with it.
const COMPARED: usize = 16;

/// For each handoff back to a shop or marketplace: an earlier one out of the same system, back to another of them,
/// which takes the parcels of the same order. Only where conditions sort the parcels at all, and where no order goes
/// from one of the two to the other.
pub(super) fn two_shops(flow: &Flow) -> Vec<Finding> {
    let sells = |it: &&Handoff| matches!(flow.system(&it.to).role, Role::Storefront | Role::Marketplace);
    let mut back: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    for handoff in moving(flow, SHIPMENT).filter(sells) {
        back.entry(&handoff.from).or_default().push(handoff);
    }
    let shared: BTreeSet<(&SystemId, &SystemId)> =
        moving(flow, ORDER).flat_map(|it| [(&it.from, &it.to), (&it.to, &it.from)]).collect();
    let sorted = back.values().filter(|it| it.iter().any(|one| one.when.is_some()));
    sorted.flat_map(|it| of_one_system(flow, it, &shared)).collect()
}

fn of_one_system(flow: &Flow, back: &[&Handoff], shared: &BTreeSet<(&SystemId, &SystemId)>) -> Vec<Finding> {
    let twice = |(index, later): (usize, &&Handoff)| {
        let apart = |it: &&&Handoff| it.to != later.to && !shared.contains(&(&it.to, &later.to));
        let others = back[..index].iter().filter(apart).take(COMPARED);
        others.filter_map(|it| Some(finding(flow, it, later, &both_take(it, later)?))).next()
    };
    back.iter().enumerate().filter_map(twice).collect()
}

/// An order whose parcels both handoffs take.
fn both_take(one: &Handoff, other: &Handoff) -> Option<String> {
    let (first, second) = match (&one.when, &other.when) {
        (Some(first), Some(second)) => (first, second),
        (None, None) => return None,
        _ => return Some("the parcel of #1001".to_owned()),
    };
    let origin = Origin { from: Some(one.from.to_string()), currency: None };
    let found = route_from(DocumentKind::Shipment, &origin, &[first, second], Question::Disjoint);
    found.into_iter().find_map(|it| match it {
        Routing::TakenTwice { witness, .. } => Some(witness.says),
        _ => None,
    })
}

fn finding(flow: &Flow, one: &Handoff, other: &Handoff, says: &str) -> Finding {
    let (from, first, second) = (title(flow, &one.from), title(flow, &one.to), title(flow, &other.to));
    let witness = format!(
        "{} is taken by `{}` and by `{}`. Its order was sold by one of the two; the other one knows none and refuses it. Where a condition was meant for other orders, theirs are told to nobody, and their customers wait for a mail.",
        upper_first(says),
        one.id,
        other.id
    );
    on_handoff(
        ID,
        flow,
        other,
        Verdict::AtRisk { witness },
        format!("parcels of {from} are told to {first} and to {second}, and only one of them sold the order"),
        format!(
            "Give `{}` and `{}` conditions that no order fulfils at once, each for what its own shop has sold.",
            one.id, other.id
        ),
    )
}
