//! Finds the risk on a map: goods leave, and nothing makes sure that the shop hears of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, Role, System, Via};
use seamless_model::{DocumentKind, Event, SystemId};

use super::ID;
use super::left_out::left_out;
use super::two_shops::two_shops;
use crate::arrows::{Arrows, Gap};
use crate::judge::{Case, Loss};
use crate::look::{
    HELD, Mover, count, grouped, moving, orders_within, origins, span, title, worth_each_comma,
    worth_in_brackets,
};
use crate::sources::Sources;
use crate::volume::up_to;
use crate::way::TO_SHIP;
use crate::{Finding, lost, proposal};

const SHIPMENT: &[DocumentKind] = &[DocumentKind::Shipment];

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    let mut sources = Sources::of(flow);
    let shops = origins(flow).into_iter().map(|shop| (shop, sources.shut(shop))).collect::<Vec<_>>();
    let asked = Arrows::along(moving(flow, TO_SHIP));
    let mut ways = Gap::of(flow, Role::ships_goods, asked, Arrows::against(telling(flow)));
    let later = moving(flow, SHIPMENT).filter(|it| !it.covers(Event::Create));
    let known = Known {
        later: later.map(|it| ((&it.from, &it.to), it)).collect(),
        all_orders: shops.len() == 1
            && flow.systems.values().filter(|it| it.role.ships_goods()).nth(1).is_none(),
    };
    let no_way_back = |(shop, shut): &(&System, _)| {
        let silent = ways.behind(shop, shut);
        let others = silent.iter().filter(|it| it.id != shop.id);
        others.map(|it| nothing_comes_back(flow, shop, it, &known)).collect()
    };
    let mut silent: Vec<Finding> = shops.iter().flat_map::<Vec<Finding>, _>(no_way_back).collect();
    // Where a shop hears nothing, whoever asked hears nothing either: that is said once.
    let told: BTreeSet<String> = silent.iter().map(|it| it.spot.name().to_owned()).collect();
    silent.extend(unanswered(flow, &known).into_iter().filter(|it| !told.contains(it.spot.name())));
    let carried = moving(flow, SHIPMENT).filter_map(|it| one_handoff(flow, it));
    // Where nothing comes back at all, that a condition leaves parcels out is not said besides.
    let from = |it: &Finding| flow.handoffs.get(it.spot.name()).map(|it| it.from.as_str());
    let partly = left_out(flow).into_iter().filter(|it| from(it).is_none_or(|from| !told.contains(from)));
    silent.into_iter().chain(partly).chain(two_shops(flow)).chain(carried).collect()
}

/// What the findings about a missing way share.
struct Known<'f> {
    /// The handoffs that bring only what becomes of parcels later, by their ends.
    later: BTreeMap<(&'f SystemId, &'f SystemId), &'f Handoff>,
    /// One sells and one ships: what is so of one order is so of all.
    all_orders: bool,
}

/// The handoffs that tell of new parcels; one that brings only what becomes of them later tells of none.
pub(super) fn telling(flow: &Flow) -> impl Iterator<Item = &Handoff> {
    moving(flow, SHIPMENT).filter(|it| it.covers(Event::Create))
}

/// Books that ask others to ship and never hear what has left: nothing is invoiced. Shops have their own finding. A
/// system that only routes may be done when it has asked; where it hears from one of them, it waits for the others.
fn unanswered(flow: &Flow, known: &Known<'_>) -> Vec<Finding> {
    let mut wanted: BTreeMap<&SystemId, BTreeSet<&SystemId>> = BTreeMap::new();
    for handoff in moving(flow, TO_SHIP) {
        let (asking, asked) = (flow.system(&handoff.from), flow.system(&handoff.to));
        if !asking.role.sells() && asked.role.ships_goods() {
            wanted.entry(&asking.id).or_default().insert(&asked.id);
        }
    }
    let shipments = Arrows::against(telling(flow));
    let silent = wanted.into_iter().flat_map(|(asking, asked)| {
        let (asking, all) = (flow.system(asking), asked.len());
        let missing = shipments.missing(&asking.id, asked);
        let waits = asking.role.keeps_books() || missing.len() < all;
        missing.into_iter().filter(move |_| waits).map(move |it| (asking, flow.system(it)))
    });
    silent.map(|(asking, asked)| nothing_comes_back(flow, asking, asked, known)).collect()
}

fn nothing_comes_back(flow: &Flow, shop: &System, system: &System, known: &Known<'_>) -> Finding {
    let (title, shop_title) = (&system.title, &shop.title);
    let day = orders_within(flow, SignedDuration::from_hours(24)).filter(|_| known.all_orders);
    let day = day.map(|orders| {
        format!(" So it is for all {} of a day{}.", count(orders), worth_in_brackets(flow, orders))
    });
    let stays = match shop.role.sells() {
        true => "it stays unfulfilled: no tracking, no mail to the customer, who asks where it is",
        false => "it stays open: it is not invoiced, and its units stay promised to it",
    };
    let witness =
        format!("{title} ships #1001 at 16:00. In {shop_title} {stays}.{}", day.unwrap_or_default());
    Case::at(ID, flow, system).at_risk(
        format!("no handoff brings shipments from {title} back to {shop_title}"),
        witness,
        match known.later.get(&(&system.id, &shop.id)) {
            Some(handoff) => format!(
                "Add `create` to `covers` of `{}`: it brings only what becomes of a parcel later.",
                handoff.id
            ),
            None => format!(
                "Add a handoff: `{}`.",
                proposal::handoff(flow, DocumentKind::Shipment, system, shop, SignedDuration::from_mins(30))
            ),
        },
    )
}

fn one_handoff(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let mover = Mover::of(flow, handoff);
    if handoff.via == Via::Manual {
        return Some(by_hand(flow, handoff));
    }
    let held = match mover {
        Mover::Seamless => return untold(flow, handoff),
        _ => mover.holds_in_sight(handoff.carry),
    };
    let (case, to) = (Case::on(ID, flow, handoff), title(flow, &handoff.to));
    match held {
        Some(true) => None,
        Some(false) => Some(case.at_risk(
            format!("a shipment that {to} refuses is dropped"),
            format!(
                "{to} refuses the shipment of #1001 at 16:00, for a parcel carrier that it does not know. {} drops the refusal: the goods{} are on their way and {to} shows nothing.",
                mover.title(),
                worth_each_comma(flow)
            ),
            format!("Let Seamless carry `{}`: it repeats, and holds in sight what is refused.", handoff.id),
        )),
        None => Some(case.unanswered(
            mover.ask(
                flow,
                handoff,
                &format!(
                    "When {to} refuses or does not answer a shipment, for an unknown parcel carrier, an edited order or an outage, is it kept where a person sees it, until it can be tried again?"
                ),
            ),
            mover.lacks(handoff, HELD),
            format!("nobody knows what becomes of a shipment that {to} refuses"),
            format!("Write the answer into the profile as `{HELD}`, or let Seamless carry `{}`.", handoff.id),
        )),
    }
}

/// A handoff of ours that a lost webhook silences.
fn untold(flow: &Flow, handoff: &Handoff) -> Option<Finding> {
    let loss = lost::loss(flow, handoff)?;
    let message =
        format!("a shipment of which {} is not told never comes to {}", handoff.id, title(flow, &handoff.to));
    let (witness, fix) = (lost::witness(flow, handoff, loss), lost::fix(flow, handoff, loss));
    Some(
        Case::on(ID, flow, handoff)
            .at_risk(message, witness, fix)
            .mended_by_all(lost::edit(flow, handoff, loss)),
    )
}

/// A person writes shipments back.
fn by_hand(flow: &Flow, handoff: &Handoff) -> Finding {
    let to = title(flow, &handoff.to);
    let pace = flow.volume.orders_per_day.filter(|day| !day.is_zero()).map(|day| {
        let seconds = (rust_decimal::Decimal::from(8 * 3_600) / day).round();
        let (day, seconds) = (grouped(day.normalize(), day.normalize().scale()), grouped(seconds, 0));
        match up_to(flow, handoff) {
            "" => format!(" At {day} orders a day that is one every {seconds} s of an eight-hour day."),
            _ => format!(
                " If all {day} orders of a day came by this way, it would be one every {seconds} s of an eight-hour day."
            ),
        }
    });
    // A customer waits for his mail and asks; books are late.
    let sells = flow.system(&handoff.to).role.sells();
    let (percent, loss) = if sells { (100, Loss::Part) } else { (10, Loss::Work) };
    Case::on(ID, flow, handoff).costs(percent, loss).at_risk(
        format!("shipments of {} come to {to} only when a person writes them", title(flow, &handoff.from)),
        format!(
            "#1001 ships on Friday at 18:00, when nobody is there to write it into {to}: it is due within {} and stands there on Monday.{}",
            span(handoff.within),
            pace.unwrap_or_default()
        ),
        format!("Let Seamless carry `{}` by `webhook` or `poll`.", handoff.id),
    )
}
