//! Requests that leave a system beside its orders: it asks one to ship, and hands the order to another system that asks
//! as well.

use std::collections::BTreeMap;

use seamless_flow::{Condition, Flow, Handoff, Origin, Question, Routing, route_from};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::judge::{Case, Loss};
use crate::look::{moving, title, worth_in_brackets};

const ORDER: &[DocumentKind] = &[DocumentKind::Order];

const REQUEST: &[DocumentKind] = &[DocumentKind::FulfillmentRequest];

/// So many handoffs of each sort are held against each other, so that a map of any size is judged in a time that grows
/// with it.
const COMPARED: usize = 8;

/// At most one finding for each second request.
pub(super) fn beside(flow: &Flow) -> Vec<Finding> {
    let mut asking: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    for handoff in moving(flow, REQUEST).filter(|it| flow.system(&it.to).role.ships_goods()) {
        asking.entry(&handoff.from).or_default().push(handoff);
    }
    let mut handing: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    for handoff in moving(flow, ORDER).filter(|it| asking.contains_key(&it.from)) {
        handing.entry(&handoff.to).or_default().push(handoff);
    }
    let mut found = Vec::new();
    for (middle, orders) in handing {
        let seconds = asking.get(middle).into_iter().flatten().copied();
        found.extend(seconds.filter_map(|second| {
            let firsts = orders.iter().take(COMPARED).flat_map(|order| {
                let beside = asking.get(&order.from).into_iter().flatten().take(COMPARED);
                beside.map(|first| (*order, *first))
            });
            let mut all = firsts.map(|(order, first)| [order, first, second]);
            all.find(|it| together(flow, it)).map(|[order, first, second]| twice(flow, order, first, second))
        }));
    }
    found
}

/// Whether an order passes all three, as far as each two of their conditions tell.
fn together(flow: &Flow, handoffs: &[&Handoff; 3]) -> bool {
    let conditions: Vec<&Condition> = handoffs.iter().filter_map(|it| it.when.as_ref()).collect();
    let origin = Origin { from: None, currency: Some(flow.currency) };
    let meet = |one: &Condition, other: &Condition| {
        let found = route_from(REQUEST[0], &origin, &[one, other], Question::Disjoint);
        found.iter().any(|it| matches!(it, Routing::TakenTwice { .. }))
    };
    let pairs = conditions.iter().enumerate();
    pairs
        .flat_map(|(at, one)| conditions[at + 1..].iter().map(move |other| (one, other)))
        .all(|(one, other)| meet(one, other))
}

fn twice(flow: &Flow, order: &Handoff, first: &Handoff, second: &Handoff) -> Finding {
    let (from, middle) = (title(flow, &first.from), title(flow, &second.from));
    let (one, two) = (title(flow, &first.to), title(flow, &second.to));
    let who = if first.to == second.to {
        format!("{one} is asked twice")
    } else {
        format!("{one} and {two} are both asked")
    };
    Case::on(ID, flow, second).costs(100, Loss::Whole).at_risk(
        format!("{who} to ship the same goods, by {from} and by {middle}"),
        format!(
            "{from} asks {one} for #1001 by `{}`. `{}` brings the same order to {middle}, which asks {two} by `{}`: 2 parcels leave, and 1 is paid for{}.",
            first.id,
            order.id,
            second.id,
            worth_in_brackets(flow, 1)
        ),
        format!(
            "Let one of the two ask: take `{}` or `{}` out, or give them conditions that no order fulfils at once.",
            first.id, second.id
        ),
    )
}
