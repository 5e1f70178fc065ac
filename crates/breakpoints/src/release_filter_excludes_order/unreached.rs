//! Shops whose orders come to nobody who ships, and books that hear of refunds and of no orders.

use std::collections::{BTreeMap, BTreeSet};

use seamless_flow::{Flow, Handoff, Role, System};
use seamless_model::{DocumentKind, Event, SystemId};

use super::ID;
use crate::Finding;
use crate::arrows::{Arrows, Gap};
use crate::judge::{Asked, Case, Loss};
use crate::look::{moving, title, used, walk, worth_each_comma, worth_in_brackets};
use crate::sources::Sources;
use crate::way::TO_SHIP;

const ITSELF: &str = "order.ships_itself";

/// Shops and marketplaces from which no way of orders and requests leads to a system that ships, though the map has
/// some. Conditions on the source of an order are followed.
pub(super) fn unreached(flow: &Flow) -> Vec<Finding> {
    let used = used(flow);
    let ends: BTreeSet<&SystemId> = used.flat_map(|it| [&it.from, &it.to]).collect();
    let ships = |it: &&System| it.role.ships_goods() && ends.contains(&it.id);
    let shippers: Vec<&System> = flow.systems.values().filter(ships).collect();
    let mut sources = Sources::of(flow);
    // What brings only changes brings no order.
    let ways = Arrows::along(moving(flow, TO_SHIP).filter(|it| it.covers(Event::Create)));
    let ends_there = |it: &SystemId| ends.contains(it) && flow.system(it).role.ships_goods();
    // Shops whose orders go to the same systems first come to the same ones.
    let mut known = BTreeMap::new();
    let mut reaches = |it: &System| {
        let shut = sources.shut(it);
        let next: Vec<&SystemId> = ways.next(&it.id, &shut).collect();
        let known = known.entry((next.clone(), shut.clone()));
        *known.or_insert_with(|| ways.behind(next, &shut).into_iter().any(ends_there))
    };
    let shops = flow
        .systems
        .values()
        .filter(|it| it.role.sells())
        .filter(|it| !shippers.is_empty() && ends.contains(&it.id));
    shops.filter(|it| !reaches(it)).filter_map(|it| one_shop(flow, it, &shippers)).collect()
}

/// Books that are told of refunds and to which no order comes, from a shop or from a system between; where entries
/// of other books come, the orders are among them. Books on the way to goods are the same gap as what is told there:
/// where only shops that reach nobody who ships tell them of refunds, and where they lead to a system that nobody asks.
pub(super) fn unbooked<'f>(
    flow: &'f Flow,
    unreached: &BTreeSet<&'f SystemId>,
    unasked: &[&'f SystemId],
) -> Vec<Finding> {
    let sold: BTreeSet<&SystemId> = booked(flow).map(|it| &it.to).collect();
    // A map without any order or request speaks of a part of the flow only.
    if moving(flow, TO_SHIP).next().is_none() {
        return Vec::new();
    }
    let shops = || flow.systems.values().filter(|it| it.role.sells()).map(|it| &it.id);
    let refunds = |shut: bool| {
        let shops = shops().filter(move |it| unreached.contains(it) == shut);
        walk(moving(flow, REFUND).map(|it| (&it.from, &it.to)), shops)
    };
    let (of_unreached, of_others) = (refunds(true), refunds(false));
    let against = || moving(flow, TO_SHIP).map(|it| (&it.to, &it.from));
    let shippers = flow.systems.values().filter(|it| it.role.ships_goods()).map(|it| &it.id);
    let (to_goods, to_unasked) = (walk(against(), shippers), walk(against(), unasked.iter().copied()));
    let is_told = |books: &SystemId| {
        let same = to_goods.contains(books) && of_unreached.contains(books) && !of_others.contains(books);
        same || to_unasked.contains(books)
    };
    let mut told = BTreeSet::new();
    let loose = moving(flow, REFUND)
        .filter(|it| flow.system(&it.to).role.keeps_books() && !sold.contains(&it.to) && told.insert(&it.to))
        .filter(|it| !is_told(&it.to));
    let one = |refunds: &Handoff| {
        let (from, books) = (title(flow, &refunds.from), flow.system(&refunds.to));
        let to = &books.title;
        Case::at(ID, flow, books).costs(100, Loss::Part).at_risk(
            format!("orders never reach {to}, which is told of their refunds"),
            format!(
                "#1001 is sold in {from}{}, and refunded a week later. `{}` brings the refund to {to}, which has no sale of it: the credit is refused, or the month shows money that left and none that came.",
                worth_in_brackets(flow, 1),
                refunds.id
            ),
            format!("Put the way on the map over which orders of {from} come to {to}."),
        )
    };
    let partly = partly_booked(flow).into_iter().filter_map(|(books, mut shops)| {
        shops.retain(|it| !(unreached.contains(&it.id) && to_goods.contains(&books.id)));
        let loose = sold.contains(&books.id) && !to_unasked.contains(&books.id) && !shops.is_empty();
        loose.then(|| some_unbooked(flow, books, &shops))
    });
    loose.map(one).chain(partly).collect()
}

const REFUND: &[DocumentKind] = &[DocumentKind::Refund];

/// What brings sales into books.
fn booked(flow: &Flow) -> impl Iterator<Item = &Handoff> {
    let sales = moving(flow, &[DocumentKind::Order, DocumentKind::Journal]);
    sales.filter(|it| it.covers(Event::Create))
}

/// Books with the shops of whose refunds they hear, and of whose orders they do not.
fn partly_booked(flow: &Flow) -> Vec<(&System, Vec<&System>)> {
    let (there, back) = (Arrows::along(moving(flow, REFUND)), Arrows::along(booked(flow)));
    let mut gap = Gap::of(flow, Role::keeps_books, there, back);
    let mut sources = Sources::of(flow);
    let mut found: BTreeMap<usize, (&System, Vec<&System>)> = BTreeMap::new();
    for shop in flow.systems.values().filter(|it| it.role.sells()) {
        for books in gap.behind(shop, &sources.shut(shop)).iter() {
            found.entry(books.place.start).or_insert_with(|| (books, Vec::new())).1.push(shop);
        }
    }
    found.into_values().collect()
}

/// Books that have the sales of other shops.
fn some_unbooked(flow: &Flow, books: &System, shops: &[&System]) -> Finding {
    let (first, to) = (&shops[0].title, &books.title);
    let all = match shops {
        [_] => first.clone(),
        [_, second] => format!("{first} and {}", second.title),
        _ => format!("{first} and {} others", shops.len() - 1),
    };
    Case::at(ID, flow, books).costs(100, Loss::Part).at_risk(
        format!("orders of {all} never reach {to}, which is told of their refunds"),
        format!(
            "#1001 is sold in {first}{}, and refunded a week later. {to} hears of the refund and has no sale of it, as it has of other shops: the credit is refused, or the month shows money that left and none that came.",
            worth_in_brackets(flow, 1)
        ),
        format!("Put the way on the map over which orders of {all} come to {to}, or let a condition on that way take them as well."),
    )
}

fn one_shop(flow: &Flow, shop: &System, shippers: &[&System]) -> Option<Finding> {
    let (asked, title) = (Asked::System(flow, shop), &shop.title);
    let case = Case::at(ID, flow, shop).costs(100, Loss::Whole);
    let by = if shop.role == Role::Marketplace { asked.yes(ITSELF) } else { Some(false) };
    let names: Vec<&str> = shippers.iter().take(2).map(|it| it.title.as_str()).collect();
    let names = names.join(" nor to ");
    match by {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            format!("orders of {title} come to nobody who ships them"),
            format!(
                "#1001 is sold in {title} at 13:00. No handoff leads its orders to {names}: it is paid{}and nobody is asked to pack it.",
                match worth_each_comma(flow) {
                    worth if worth.is_empty() => " ".to_owned(),
                    worth => format!("{worth} "),
                }
            ),
            format!(
                "Put the way on the map over which orders of {title} come to whoever ships them, or let a condition on that way take them as well; and have its `covers` name `create`."
            ),
        )),
        None => Some(case.unknown(
            Asked::Team(flow, shop),
            ITSELF,
            format!("orders of {title} may come to nobody who ships them"),
            &format!(
                "Does {title} ship the orders that it sells for you from warehouses of its own, so that nobody else is asked to?"
            ),
        )),
    }
}
