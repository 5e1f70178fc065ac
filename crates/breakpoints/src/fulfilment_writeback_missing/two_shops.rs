//! Conditions on the way back that send the parcels of one order to two shops: one of them never had it.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::judge::Case;
use crate::look::{moving, title, upper_first};
use crate::meet::{Meet, both_take};
use crate::{Finding, meet};

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

/// So many handoffs of one system are held against each later one, so that a map of any size is judged in a time that
/// grows with it.
const COMPARED: usize = 16;

/// For each handoff back to a shop or marketplace: an earlier one out of the same system, back to another of them,
/// which takes the parcels of the same order. Only where conditions sort the parcels at all, and where no order goes
/// from one of the two to the other.
pub(super) fn two_shops(flow: &Flow) -> Vec<Finding> {
    let sells = |it: &&Handoff| flow.system(&it.to).role.sells();
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
        others.filter_map(|it| judged(flow, it, later)).next()
    };
    back.iter().enumerate().filter_map(twice).collect()
}

/// What is said of two handoffs, one of which has a condition.
fn judged(flow: &Flow, one: &Handoff, other: &Handoff) -> Option<Finding> {
    if one.when.is_none() && other.when.is_none() {
        return None;
    }
    match both_take(flow, one, other) {
        Meet::Never => None,
        Meet::Both(says) => Some(finding(flow, one, other, says.as_deref().unwrap_or("the parcel of #1001"))),
        Meet::Undecided(why) => {
            let (from, first, second) =
                (title(flow, &one.from), title(flow, &one.to), title(flow, &other.to));
            let message = format!(
                "parcels of {from} may be told to {first} and to {second}, and only one of them sold the order"
            );
            Some(meet::undecided(Case::on(ID, flow, other), flow, (one, other), &why, message))
        }
    }
}

fn finding(flow: &Flow, one: &Handoff, other: &Handoff, says: &str) -> Finding {
    let (from, first, second) = (title(flow, &one.from), title(flow, &one.to), title(flow, &other.to));
    let witness = format!(
        "{} is taken by `{}` and by `{}`. Its order was sold by one of the two; the other one knows none and refuses it. Where a condition was meant for other orders, theirs are told to nobody, and their customers wait for a mail.",
        upper_first(says),
        one.id,
        other.id
    );
    Case::on(ID, flow, other).at_risk(
        format!("parcels of {from} are told to {first} and to {second}, and only one of them sold the order"),
        witness,
        format!(
            "Give `{}` and `{}` conditions that no order fulfils at once, each for what its own shop has sold.",
            one.id, other.id
        ),
    )
}
