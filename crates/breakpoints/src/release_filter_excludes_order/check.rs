//! Finds the risk on a map: an order that should be shipped passes no condition, and nobody hears of it.

use std::collections::BTreeSet;

use seamless_flow::{Flow, Handoff, Way, WaySort, group};
use seamless_model::{DocumentKind, HandoffId, SystemId};

use super::ID;
use super::between::falls_through;
use super::unasked::unasked;
use super::unreached::{unbooked, unreached};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{a, many, moving, title, walk, worth_each_comma};
use crate::way::{Gate, TO_SHIP, lets, to_goods};
use crate::{Finding, Verdict};

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

const STATES: &str = "payment_states";

const AGAIN: &str = "filter_again";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let to_goods: BTreeSet<&HandoffId> = to_goods(flow).into_iter().map(|it| &it.id).collect();
    let leads = |it: &Way| it.handoffs.iter().any(|id| to_goods.contains(id));
    let ways: Vec<Way> =
        group(flow).into_iter().filter(|it| TO_SHIP.contains(&it.kind)).filter(leads).collect();
    let routed = ways.iter().filter(|it| it.sort == WaySort::Alternatives);
    let between: Vec<(&SystemId, Finding)> =
        routed.filter_map(|it| Some((&it.from, falls_through(flow, it)?))).collect();
    let by_payment = ways.iter().filter_map(|it| left_out(flow, it));
    let carriers = ways.iter().flat_map(|it| it.handoffs(flow)).filter_map(|it| carrier(flow, it));
    let nowhere = nowhere(flow, &between);
    once(between.into_iter().map(|it| it.1).chain(nowhere).chain(by_payment).chain(carriers))
}

/// Shops, systems and books that the way of orders does not reach, each gap told once.
fn nowhere(flow: &Flow, between: &[(&SystemId, Finding)]) -> Vec<Finding> {
    // Of a shop from which an order comes to conditions that do not take it, that is said already. A question does not
    // say it: there perhaps all are taken.
    let fallen = between.iter().filter(|it| matches!(it.1.verdict, Verdict::AtRisk { .. })).map(|it| it.0);
    let feeding = walk(moving(flow, TO_SHIP).map(|it| (&it.to, &it.from)), fallen);
    // Nor of the shop that is told of the parcels of a system which nobody asks.
    let unasked = unasked(flow);
    let silent: Vec<&SystemId> = unasked.iter().filter_map(|it| system(flow, it)).collect();
    let told = walk(moving(flow, SHIPMENT).map(|it| (&it.from, &it.to)), silent.iter().copied());
    let said = |it: &SystemId| feeding.contains(it) || told.contains(it);
    let nowhere = unreached(flow).into_iter().filter(|it| !system(flow, it).is_some_and(said));
    let nowhere: Vec<Finding> = nowhere.collect();
    let shops: BTreeSet<&SystemId> = nowhere.iter().filter_map(|it| system(flow, it)).collect();
    let unbooked = unbooked(flow, &shops, &silent);
    nowhere.into_iter().chain(unasked).chain(unbooked).collect()
}

/// The system at which a finding stands.
fn system<'f>(flow: &'f Flow, finding: &Finding) -> Option<&'f SystemId> {
    flow.systems.get_key_value(finding.spot.name()).map(|it| it.0)
}

pub(super) fn case<'f>(flow: &'f Flow, handoff: &'f Handoff) -> Case<'f> {
    Case::on(ID, flow, handoff).costs(2, Loss::Whole)
}

/// Orders whose state of payment no handoff of a way takes, though the brand ships them.
fn left_out(flow: &Flow, way: &Way) -> Option<Finding> {
    let handoffs = way.handoffs(flow);
    let takes = |state: &str| {
        let any = handoffs.iter().map(|it| travels(flow, it, state)).collect::<Vec<_>>();
        any.contains(&Gate::Open) || any.contains(&Gate::Unsaid)
    };
    let filtered = |it: &&&Handoff| {
        it.when.as_ref().is_some_and(|it| it.reads("order.payment"))
            || Asked::Contract(flow, it).list(STATES).is_some()
    };
    let first = handoffs.iter().find(filtered)?;
    let trade = Asked::Trade(flow);
    let case = case(flow, first);
    if !takes("paid") {
        return Some(at_risk(flow, first, "paid", "are paid in full"));
    }
    if !takes("authorized") {
        match trade.word("capture") {
            Some("at_shipment") => {
                return Some(at_risk(flow, first, "authorized", "are paid when they are shipped"));
            }
            Some(_) => {}
            None => {
                let message = "orders whose payment is not captured yet may never be shipped";
                let question =
                    "Is a customer's payment captured when the order is placed, or when it is shipped?";
                return Some(case.unknown(trade, "capture", message, question));
            }
        }
    }
    if takes("pending") {
        return None;
    }
    match trade.yes("payment_terms") {
        Some(true) => Some(at_risk(flow, first, "pending", "are paid after delivery")),
        Some(false) => None,
        None => {
            let message = "orders that are paid after delivery may never be shipped";
            let question =
                "Do some customers pay after they have the goods: by invoice, on terms, cash on delivery?";
            Some(case.unknown(trade, "payment_terms", message, question))
        }
    }
}

pub(super) fn travels(flow: &Flow, handoff: &Handoff, state: &str) -> Gate {
    match Asked::Contract(flow, handoff).list(STATES) {
        Some(states) if states.iter().any(|it| it == state) => Gate::Open,
        Some(_) => Gate::Shut,
        None => lets(flow, handoff, &format!("order.payment == \"{state}\"")),
    }
}

fn at_risk(flow: &Flow, handoff: &Handoff, state: &str, which: &str) -> Finding {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    case(flow, handoff).at_risk(
        format!("orders that {which} never reach {to}"),
        format!(
            "#1001 is `{state}`: `{}` does not let it travel, {from} shows it as open{} and {to} never hears of it. Its customer asks after a week.",
            handoff.id,
            worth_each_comma(flow)
        ),
        format!("Let `{state}` travel on `{}` as well, by its condition or by `{STATES}` of its contract.", handoff.id),
    )
}

/// A carrier may leave orders out by a filter of its own. Seamless has none beside the map's condition, which it
/// asks again with each change.
fn carrier(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let (asked, to) = (Asked::Contract(flow, handoff), title(flow, &handoff.to));
    let whole = handoff.is_ours() || handoff.carry != TO_SHIP[0];
    match (asked.list(STATES), asked.yes(AGAIN)) {
        _ if whole => None,
        (None, _) => {
            let message =
                format!("{} that the carrier's filter leaves out may never reach {to}", many(handoff.carry));
            let question = format!(
                "Which states of payment must {} have for you to bring it to {to}: paid, authorised, pending, paid in part?",
                a(handoff.carry)
            );
            Some(case(flow, handoff).unknown(asked, STATES, message, &question))
        }
        (Some(_), Some(true)) => None,
        (Some(states), Some(false)) => {
            let first = states.first().map_or("paid", String::as_str);
            Some(case(flow, handoff).at_risk(
                format!("an order that is {first} only later never reaches {to}"),
                format!("#1001 is placed on Monday and paid by transfer on Thursday. On Monday the filter leaves it out, and nobody looks at it again: it is paid and never shipped{}.", worth_each_comma(flow).trim_end_matches(',')),
                format!("Have orders that were left out looked at again when they change, or let Seamless carry `{}`: it asks its condition with every change.", handoff.id),
            ))
        }
        (Some(_), None) => {
            let message = format!("an order that fits the carrier's filter only later may never reach {to}");
            let question = "When an order does not fit your filter at first and does later (paid after three days, released), is it brought then?";
            Some(case(flow, handoff).unknown(asked, AGAIN, message, question))
        }
    }
}
