//! Finds the risk on a map: a number of stock that has not seen the last orders overwrites one that has.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use rust_decimal::Decimal;
use seamless_flow::{Flow, Handoff};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::arrows::OPEN;
use crate::authority::{intruders, of_stock};
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{clock, moving, orders_within, span, title};
use crate::pace::{Pace, longest};
use crate::people::by_hand;
use crate::rings::{of_kind, second_ways};
use crate::volume::up_to;
use crate::way::TO_SHIP;

const WRITE: &str = "stock.write";
const INTO: &str = "stock.into";

const CAN: &str = "inventory.compare_and_set";
const STOCK: &[DocumentKind] = &[DocumentKind::Inventory];

/// Among so many systems an order's quickest way is looked for, nearest ones first: no order goes further.
const SYSTEMS_MOST: usize = 256;

/// For so long orders come as they do at the peak, at most.
const PEAK_LASTS: SignedDuration = SignedDuration::from_hours(1);

type Lags<'f> = BTreeMap<&'f SystemId, SignedDuration>;

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let selling: BTreeSet<&SystemId> = moving(flow, TO_SHIP).map(|it| &it.from).collect();
    let orders = Pace::along(flow, moving(flow, TO_SHIP));
    // From systems whose orders take the same first steps, they take as long.
    let mut known: BTreeMap<Vec<(&SystemId, SignedDuration)>, Lags<'_>> = BTreeMap::new();
    let mut findings = Vec::new();
    // Stock matters where it is sold: a system whose orders go on.
    for handoff in moving(flow, STOCK).filter(|it| selling.contains(&it.to)) {
        let first: Vec<_> = orders.next(&handoff.to, &OPEN).map(|(_, to, takes)| (to, takes)).collect();
        let lags =
            known.entry(first.clone()).or_insert_with(|| orders.times_near(first, &OPEN, SYSTEMS_MOST));
        findings.extend(written(flow, handoff, lags.get(&handoff.from).copied()));
    }
    findings.into_iter().chain(two_writers(flow)).chain(shops_own(flow)).collect()
}

/// Handoffs that write stock into a shop which alone counts it, says the map. A system between may well get numbers of
/// others: it adds them up.
fn shops_own(flow: &Flow) -> impl Iterator<Item = Finding> {
    let sells = |it: &&Handoff| flow.system(&it.to).role.sells();
    intruders(flow, DocumentKind::Inventory).into_iter().filter(sells).map(|handoff| {
        let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
        Case::on(ID, flow, handoff).costs(5, Loss::Whole).at_risk(
            format!("{from} writes its number over that of {to}, whose stock it is, says the map"),
            format!(
                "{to} has 10 units at 13:00 and sells 7 of them, #1001 to #1007. `{}` writes the 10 that {from} knows of: 7 units are offered twice.",
                handoff.id
            ),
            format!(
                "Take `{}` out, or say whose number is right: `authority: {{ inventory: {} }}`.",
                handoff.id, handoff.from
            ),
        )
    })
}

fn written(flow: &Flow, handoff: &Handoff, lag: Option<SignedDuration>) -> Option<Finding> {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let asked = Asked::Contract(flow, handoff);
    let case = Case::on(ID, flow, handoff).costs(5, Loss::Whole);
    let can = Asked::target(flow, handoff).yes(CAN);
    let message = format!("units that {to} has just sold can be bought again when {from} writes its number");
    let fix = match can {
        _ if by_hand(flow, handoff) => format!(
            "Let Seamless carry `{}`: it writes only where {to} still has what was read, if {to} can, and else sends changes. Or have {from} take off the orders that it has not got yet before anybody types its number.",
            handoff.id
        ),
        Some(true) => format!(
            "Write only where {to} still has what was read: `{WRITE}: compare_and_set`, which {to} can."
        ),
        _ => format!(
            "Send changes (`{WRITE}: delta`) with a daily comparison, write what lies on the shelf to a field from which {to} takes off its own open orders (`{INTO}: on_hand`), or have {from} take off the orders that it has not got yet before it writes."
        ),
    };
    let (basis, into) = (asked.word("stock.basis"), asked.word(INTO));
    // The shelf is counted, and the target takes off what it has sold itself: no sale is undone.
    if basis == Some("on_hand") && into == Some("on_hand") {
        return None;
    }
    // What a person types replaces what is there.
    let typed = by_hand(flow, handoff).then_some("absolute");
    match asked.word(WRITE).or(typed) {
        Some("delta") => None,
        Some("compare_and_set") if can != Some(false) => None,
        Some("absolute") if basis == Some("available_less_open_orders") => None,
        Some(_) => Some(case.at_risk(message, witness(flow, handoff, lag), fix)),
        None => Some(case.unknown(
            asked,
            WRITE,
            message,
            &format!(
                "How is stock written to {to}: as a number that replaces what is there, only if {to} still has the number that was read, or as a change?"
            ),
        )),
    }
}

/// What is sold while an order is on its way, at the map's own peak.
fn witness(flow: &Flow, handoff: &Handoff, lag: Option<SignedDuration>) -> String {
    let (from, to) = (title(flow, &handoff.from), title(flow, &handoff.to));
    let every = handoff.via.every();
    let lag = lag.unwrap_or_else(|| longest(flow, handoff)).max(SignedDuration::from_mins(1));
    // A peak does not last a day.
    let peak = flow.volume.peak_orders_per_minute.filter(|_| lag <= PEAK_LASTS);
    let at_peak = peak.map(|it| it * Decimal::from(lag.as_secs()) / Decimal::from(60));
    let (when, number) = match at_peak {
        Some(number) => ("At the peak", Some(number.round())),
        None => ("On an ordinary day", orders_within(flow, lag).map(Decimal::from)),
    };
    let orders = number.map(|it| {
        let number = crate::look::grouped(it, 0);
        format!(
            " {when} {}{number} orders are on their way at any moment, and {from} has seen none of them.",
            up_to(flow, handoff)
        )
    });
    let age = if every.is_zero() { String::new() } else { format!(", as it does every {}", span(every)) };
    format!(
        "{to} has 10 units at 13:00 and sells 7 of them, #1001 to #1007. {from} hears of an order up to {} later; at {} it still counts 10 and writes 10{age}: 7 units are offered twice.{}",
        span(lag),
        clock(lag - SignedDuration::from_secs(30)),
        orders.unwrap_or_default()
    )
}

/// Of two systems that write stock to a third, the one whose stock it is not writes an older number over it.
fn written_over<'f>(
    flow: &'f Flow,
    right: &SystemId,
    first: &'f Handoff,
    second: &'f Handoff,
) -> Option<Finding> {
    let (own, other) = match (first.from == *right, second.from == *right) {
        (true, false) => (first, second),
        (false, true) => (second, first),
        _ => return None,
    };
    let (one, two, to) = (title(flow, &own.from), title(flow, &other.from), title(flow, &own.to));
    Some(Case::on(ID, flow, other).costs(5, Loss::Whole).at_risk(
        format!("the numbers of {one}, whose stock it is, are written over in {to} by those of {two}"),
        format!(
            "{one} counts 10 units at 13:00, and `{}` writes 10 to {to}. {two} has not heard of it and still counts 4: `{}` writes 4 after it, and #1001 finds A-1 sold out.",
            own.id, other.id
        ),
        format!(
            "Let one of them write: take `{}` out, or `{}`; or give each a `when`, so that no item is in both.",
            other.id, own.id
        ),
    ))
}

/// Two systems both write stock to a third: one gets it from the other, or the map says that the other's is right.
fn two_writers(flow: &Flow) -> Vec<Finding> {
    let right = of_stock(flow);
    let arrows = of_kind(flow, DocumentKind::Inventory);
    let ask = |(first, second): (&Handoff, &Handoff)| {
        let (one, two, to) = (title(flow, &first.from), title(flow, &second.from), title(flow, &first.to));
        let question =
            format!("{one} and {two} both write stock to {to}. Which of the two has the right number?");
        Case::on(ID, flow, second).costs(5, Loss::Whole).unknown(
            Asked::Authority(flow),
            "inventory",
            format!("{one} and {two} overwrite each other's numbers in {to}"),
            &question,
        )
    };
    let pairs = second_ways(flow, &arrows).into_iter();
    match right {
        None => pairs.map(ask).collect(),
        Some(right) => {
            let beside = beside(flow, right, &arrows).into_iter();
            once(pairs.chain(beside).filter_map(|(first, second)| written_over(flow, right, first, second)))
        }
    }
}

/// Handoffs of stock into a system which the one whose stock it is tells itself, by another that ships nothing. One
/// that ships may well tell of its own shelf.
fn beside<'f>(flow: &'f Flow, right: &SystemId, arrows: &[&'f Handoff]) -> Vec<(&'f Handoff, &'f Handoff)> {
    let all = || arrows.iter().copied().filter(|it| it.when.is_none());
    let own: BTreeMap<&SystemId, &Handoff> =
        all().filter(|it| it.from == *right).map(|it| (&it.to, it)).collect();
    let others = all().filter(|it| it.from != *right && !flow.system(&it.from).role.ships_goods());
    others.filter_map(|it| Some((*own.get(&it.to)?, it))).collect()
}
