//! Requests that leave a system beside its orders: it asks one to ship, and hands the order to another system that asks
//! as well.

use std::collections::BTreeMap;

use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::judge::{Case, Loss};
use crate::look::{moving, title, worth_in_brackets};
use crate::meet::{Meet, both_take};
use crate::{Finding, meet};

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
            let all = firsts.map(|(order, first)| [order, first, second]);
            let mut met =
                all.map(|it| (it, together(flow, &it))).filter(|it| !matches!(it.1, Together::Never));
            let any = met.next()?;
            // What is a risk is told before what is a question.
            let sure = |it: &(_, Together<'_>)| matches!(it.1, Together::All);
            let (handoffs, met) = if sure(&any) { any } else { met.find(sure).unwrap_or(any) };
            Some(told(flow, handoffs, met))
        }));
    }
    found
}

/// Whether an order passes three handoffs, as far as each two of their conditions tell.
enum Together<'f> {
    Never,
    All,
    /// Of these two it cannot be decided, for this reason.
    Undecided(&'f Handoff, &'f Handoff, String),
}

fn together<'f>(flow: &Flow, [order, first, second]: &[&'f Handoff; 3]) -> Together<'f> {
    let mut found = Together::All;
    for (one, other) in [(*order, *first), (*order, *second), (*first, *second)] {
        match both_take(flow, one, other) {
            Meet::Never => return Together::Never,
            Meet::Undecided(why) if matches!(found, Together::All) => {
                found = Together::Undecided(one, other, why)
            }
            _ => {}
        }
    }
    found
}

fn told(flow: &Flow, [order, first, second]: [&Handoff; 3], met: Together<'_>) -> Finding {
    let Together::Undecided(one, other, why) = met else { return twice(flow, order, first, second) };
    let (from, middle) = (title(flow, &first.from), title(flow, &second.from));
    let message = format!("{from} and {middle} may both ask for the same goods");
    meet::undecided(case(flow, second), flow, (one, other), &why, message)
}

fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(100, Loss::Whole)
}

fn twice(flow: &Flow, order: &Handoff, first: &Handoff, second: &Handoff) -> Finding {
    let (from, middle) = (title(flow, &first.from), title(flow, &second.from));
    let (one, two) = (title(flow, &first.to), title(flow, &second.to));
    let who = if first.to == second.to {
        format!("{one} is asked twice")
    } else {
        format!("{one} and {two} are both asked")
    };
    case(flow, second).at_risk(
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
