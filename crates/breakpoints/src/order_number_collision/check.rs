//! Finds the risk on a map: the order numbers of two shops meet in one field of one system.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::arrows::seen;
use crate::judge::{Asked, Case, Loss};
use crate::look::{moving, origins, says, title};

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

const DISTINCT: &str = "order_numbers_distinct";

/// Two places whose order numbers meet, and the arrow on which the second one comes.
#[derive(Clone, Copy)]
struct Meeting<'f> {
    first: &'f SystemId,
    second: &'f SystemId,
    handoff: &'f Handoff,
    field: &'f str,
}

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let trade = Asked::Trade(flow);
    let meetings = meetings(flow);
    let distinct = trade.yes(DISTINCT);
    let unsaid = || unsaid(flow).filter(|_| distinct.is_none());
    match (distinct, meetings.first().copied().or_else(unsaid).as_ref()) {
        (Some(true), _) | (_, None) => Vec::new(),
        // Of arrows without a key `line-identity-lost` tells: what they go by must be written first.
        (Some(false), _) => meetings.iter().map(|it| at_risk(flow, it)).collect(),
        (None, Some(first)) => {
            let (one, two) = (title(flow, first.first), title(flow, first.second));
            let message = format!(
                "orders of {one} and {two} with one number may be taken for one order in {}",
                title(flow, &first.handoff.to)
            );
            let question = format!(
                "Has each of {one} and {two} its own prefix or range of order numbers, so that no number occurs twice?"
            );
            vec![case(flow, first).unknown(trade, DISTINCT, message, &question)]
        }
    }
}

fn case<'f>(flow: &'f Flow, meeting: &Meeting<'f>) -> Case<'f> {
    Case::on(ID, flow, meeting.handoff).costs(10, Loss::Whole)
}

/// Follows each place's order number for as long as it is the key. At most two places are followed into one field:
/// more would tell the same again.
fn meetings(flow: &Flow) -> Vec<Meeting<'_>> {
    let mut leaving: BTreeMap<(&SystemId, &str), Vec<&Handoff>> = BTreeMap::new();
    for handoff in moving(flow, ORDER) {
        let Some(field) = handoff.key.get(&handoff.from) else { continue };
        leaving.entry((&handoff.from, field)).or_default().push(handoff);
    }
    let mut next: VecDeque<(&SystemId, &SystemId, &str)> = VecDeque::new();
    for origin in origins(flow) {
        let unique = origin.profile.list("order.unique_keys").unwrap_or_default();
        let own = leaving.range((&origin.id, "")..).take_while(|(at, _)| at.0 == &origin.id);
        let shared = own.map(|(at, _)| at.1).filter(|field| !unique.iter().any(|it| it == field));
        next.extend(shared.map(|field| (&origin.id, &origin.id, field)));
    }
    let mut there: BTreeMap<(&SystemId, &str), Vec<&SystemId>> = BTreeMap::new();
    let mut found = Vec::new();
    while let Some((origin, at, field)) = next.pop_front() {
        for handoff in leaving.get(&(at, field)).into_iter().flatten().copied().inspect(|_| seen(1)) {
            let Some((_, to_field)) = handoff.key_fields() else { continue };
            let known = there.entry((&handoff.to, to_field)).or_default();
            if known.len() >= 2 || known.contains(&origin) {
                continue;
            }
            if let Some(&first) = known.first() {
                found.push(Meeting { first, second: origin, handoff, field: to_field });
            }
            known.push(origin);
            next.push_back((origin, &handoff.to, to_field));
        }
    }
    found
}

/// Two places whose orders come to one system, of which the map does not say by what they are known there: it may be
/// their number.
fn unsaid(flow: &Flow) -> Option<Meeting<'_>> {
    let origins: BTreeSet<&SystemId> = origins(flow).into_iter().map(|it| &it.id).collect();
    let may_be_number = |it: &&Handoff| {
        let unique = flow.system(&it.from).profile.list("order.unique_keys").unwrap_or_default();
        it.key.get(&it.from).is_none_or(|field| !unique.contains(field))
    };
    let direct = moving(flow, ORDER).filter(|it| origins.contains(&it.from));
    let mut there: BTreeMap<&SystemId, (&Handoff, bool)> = BTreeMap::new();
    for handoff in direct.filter(may_be_number) {
        let keyless = handoff.key_fields().is_none();
        let (first, unsaid) = *there.entry(&handoff.to).or_insert((handoff, keyless));
        if first.from != handoff.from && (unsaid || keyless) {
            return Some(Meeting { first: &first.from, second: &handoff.from, handoff, field: "" });
        }
    }
    None
}

fn at_risk(flow: &Flow, meeting: &Meeting<'_>) -> Finding {
    let Meeting { first, second, handoff, field } = meeting;
    let (one, two, to) = (title(flow, first), title(flow, second), title(flow, &handoff.to));
    let refuses = says(&flow.system(&handoff.to).profile, DocumentKind::Order, "unique_external_ref");
    let then = if refuses == Some(true) {
        "the second is refused as a copy of the first, and nobody ships it"
    } else {
        "when the parcel of the second leaves, its tracking goes to the customer of the first"
    };
    let unique = flow.system(second).profile.list("order.unique_keys").and_then(|it| it.first());
    let other = unique.map_or_else(String::new, |key| {
        format!("; or key by what no other shop has, as in `key: {{ {second}: {key}, … }}`")
    });
    case(flow, meeting).at_risk(
        format!("orders of {one} and {two} with one number are taken for one order in {to}"),
        format!("{one} and {two} each sell an order #1001. In {to} both are `{field}` #1001: {then}."),
        format!(
            "Set a prefix for order numbers in each shop and say `trade: {{ {DISTINCT}: true }}`{other}."
        ),
    )
}
