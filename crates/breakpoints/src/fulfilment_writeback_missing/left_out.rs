//! Conditions on the way back that leave out parcels of the shop to which they lead.

use std::collections::BTreeMap;

use seamless_flow::{Condition, Flow, Handoff, Question, Role, Routing, System, route_from};
use seamless_model::SystemId;

use super::ID;
use super::check::telling;
use crate::Finding;
use crate::judge::Case;
use crate::look::{title, upper_first};
use crate::meet::origin;
use crate::sources::SOURCE;

/// For each shop and each system that tells it of new parcels by conditions alone: an order of that shop which none of
/// them takes. Judged where a shop's orders can be told from those of others: where it is the only one, or a
/// marketplace, and where the conditions speak of the source of the order and of nothing else.
pub(super) fn left_out(flow: &Flow) -> Vec<Finding> {
    let mut back: BTreeMap<(&SystemId, &SystemId), Vec<&Handoff>> = BTreeMap::new();
    for handoff in telling(flow) {
        back.entry((&handoff.from, &handoff.to)).or_default().push(handoff);
    }
    let of = |role: Role| flow.systems.values().filter(move |it| it.role == role);
    let markets: Vec<&System> = of(Role::Marketplace).collect();
    let one_shop = of(Role::Storefront).count() == 1;
    let elsewhere = |shop: &System| match shop.role {
        Role::Marketplace => Some(format!("{SOURCE} != \"{}\"", shop.id)),
        Role::Storefront if one_shop && markets.is_empty() => Some("false".to_owned()),
        Role::Storefront if one_shop => {
            let names: Vec<String> = markets.iter().map(|it| format!("\"{}\"", it.id)).collect();
            Some(format!("{SOURCE} in [{}]", names.join(", ")))
        }
        _ => None,
    };
    let one = |handoffs: &Vec<&Handoff>| {
        let last = handoffs.last()?;
        judged(flow, handoffs, &elsewhere(flow.system(&last.to))?)
    };
    back.values().filter_map(one).collect()
}

fn judged(flow: &Flow, handoffs: &[&Handoff], elsewhere: &str) -> Option<Finding> {
    let last = *handoffs.last()?;
    let mut conditions: Vec<&Condition> = handoffs
        .iter()
        .map(|it| it.when.as_ref().filter(|it| it.fields().iter().eq([SOURCE])))
        .collect::<Option<_>>()?;
    let elsewhere = Condition::check(elsewhere, &last.place, last.carry).ok()?;
    conditions.push(&elsewhere);
    let origin = origin(flow, Some(&last.from), &conditions);
    let found = route_from(last.carry, &origin, &conditions, Question::Total);
    found.iter().find_map(|it| match it {
        Routing::FallsThrough { witness } => Some(finding(flow, handoffs, last, &witness.says)),
        _ => None,
    })
}

fn finding(flow: &Flow, handoffs: &[&Handoff], last: &Handoff, says: &str) -> Finding {
    let (from, to) = (title(flow, &last.from), title(flow, &last.to));
    let names: Vec<String> = handoffs.iter().map(|it| format!("`{}`", it.id)).collect();
    let witness = format!(
        "{} is taken by none of {}: in {to} its order stays unfulfilled, without tracking and without a mail to the customer.",
        upper_first(says),
        names.join(", ")
    );
    Case::on(ID, flow, last).at_risk(
        format!("parcels of {from} that no condition takes never come to {to}"),
        witness,
        format!("Let {} take all orders of {to}, or leave `when` out.", names.join(" or ")),
    )
}
