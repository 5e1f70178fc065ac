//! Finds the risk on a map: channels sell from one stock and learn late of each other's sales.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Edit, Flow, Handoff, Mode, Role, System, Via};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use crate::Finding;
use crate::arrows::{Arrows, OPEN};
use crate::authority::alone;
use crate::judge::{Asked, Case, Loss};
use crate::look::{moving, title};
use crate::quantity::oversell::{Oversell, Pool};
use crate::restock::stock_moves;
use crate::rings::of_kind;
use crate::way::{Sources, TO_SHIP};

const FASTEST: &str = "fastest_item_per_minute";
const TARGET: &str = "oversell_target";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    untold(flow).into_iter().chain(too_late(flow)).collect()
}

/// Sales channels out of a stock that moves on the map, or that the map says whose it is, which are at no end of its handoffs: they sell what they
/// never hear of.
fn untold(flow: &Flow) -> Vec<Finding> {
    let stock = stock_moves(flow);
    let mut keepers: BTreeSet<&SystemId> = stock.iter().flat_map(|it| [&it.from, &it.to]).collect();
    // Whose stock it is, the map may say without an arrow that tells it.
    keepers.extend(alone(flow, DocumentKind::Inventory.word()));
    let sells = |it: &&System| matches!(it.role, Role::Storefront | Role::Marketplace);
    let right = alone(flow, "inventory");
    let mut sources = Sources::of(flow);
    let told = Arrows::along(stock.iter().copied()).behind(right, &OPEN);
    let ways = Arrows::along(moving(flow, TO_SHIP));
    let ships = |it: &&SystemId| flow.system(it).role.ships_goods() && keepers.contains(*it);
    // Shops whose orders go to the same systems first come to the same stock.
    let mut known = BTreeMap::new();
    let mut counted = |shop: &System| {
        let shut = sources.shut(shop);
        let next: Vec<&SystemId> = ways.next(&shop.id, &shut).collect();
        let (first, with_right) = *known.entry((next.clone(), shut.clone())).or_insert_with(|| {
            let reached = ways.behind(next, &shut);
            (reached.iter().copied().find(ships), right.filter(|it| reached.contains(it)))
        });
        // It may be told a number; that of the one who alone has the right one has to be where it comes from.
        let counted = if keepers.contains(&shop.id) {
            with_right.or(right.filter(|it| **it == shop.id)).filter(|_| !told.contains(&shop.id))
        } else {
            first
        };
        counted.map(|it| flow.system(it))
    };
    let one = |shop: &System| {
        let (title, from) = (&shop.title, &counted(shop)?.title);
        Some(Case::at(ID, flow, shop).costs(5, Loss::Whole).at_risk(
            format!("{title} sells what lies in {from}, and is never told how much that is"),
            format!("The last A-1 of {from} leaves for #1001 at 13:00. No way of stock leads from there to {title}: it goes on offering A-1, and #1002 cannot be filled."),
            match keepers.contains(&shop.id) {
                false => format!("Add a handoff: `{{ carry: inventory, from: …, to: {}, via: poll 5m, within: 10m, buffer: … }}`.", shop.id),
                true => format!("Add the way of stock from {from} to whoever tells {title}, or say in `authority` whose number is right: `inventory`."),
            },
        ))
    };
    flow.systems.values().filter(sells).filter_map(one).collect()
}

fn too_late(flow: &Flow) -> Vec<Finding> {
    let pools = pools(flow);
    let Some(first) = pools.first() else { return Vec::new() };
    let trade = Asked::Trade(flow);
    let channels = first.titles(flow);
    let message = format!("an item may be sold on {channels} at once, and once too often");
    let Some(fastest) = trade.number(FASTEST).and_then(|it| it.to_f64()) else {
        let question =
            "How many units of the item that sells fastest go in the busiest minute, over all channels?";
        return vec![case(flow, first).unknown(trade, FASTEST, message, question)];
    };
    let Some(target) = trade.number(TARGET).and_then(|it| it.to_f64()) else {
        let question = "Of 100 times that an item sells out, in how many may it be sold once too often? Answer as a share, for example 0.01.";
        return vec![case(flow, first).unknown(trade, TARGET, message, question)];
    };
    let hops = first_hops(flow);
    pools.iter().filter_map(|it| oversold(flow, it, &hops, (fastest, target))).collect()
}

fn case<'f>(flow: &'f Flow, shared: &Shared<'f>) -> Case<'f> {
    Case::on(ID, flow, shared.tightest).costs(5, Loss::Whole)
}

/// One stock, the channels that sell it, and the handoffs by which they are told.
struct Shared<'f> {
    channels: Vec<&'f SystemId>,
    told_by: Vec<&'f Handoff>,
    /// The handoff into a channel that holds least back; of several, the one that is told latest.
    tightest: &'f Handoff,
}

impl Shared<'_> {
    fn titles(&self, flow: &Flow) -> String {
        let all: Vec<&str> = self.channels.iter().take(3).map(|it| title(flow, it)).collect();
        match self.channels.len() - all.len() {
            0 => all.join(" and "),
            more => format!("{} and {more} more", all.join(", ")),
        }
    }

    /// Seconds from a sale until the others know it, as late as the map allows: the order on its way to the stock, and
    /// the stock on its way to a channel; with the interval of what is asked at intervals apart.
    fn latency(&self, orders: &BTreeMap<&SystemId, SignedDuration>) -> (f64, f64) {
        let to_stock = self.channels.iter().filter_map(|it| orders.get(it)).max();
        let told = self.told_by.iter().filter(|it| interval(it).is_zero()).map(|it| it.within).max();
        let every = self.told_by.iter().map(|it| interval(it)).max().unwrap_or_default();
        let latency = to_stock.copied().unwrap_or_default() + told.unwrap_or_default();
        (latency.as_secs_f64(), every.as_secs_f64())
    }
}

fn interval(handoff: &Handoff) -> SignedDuration {
    match handoff.via {
        Via::Poll(every) | Via::File(every) => every,
        _ => SignedDuration::ZERO,
    }
}

/// Stocks that are sold on more than one channel: systems that handoffs of stock tie together.
fn pools(flow: &Flow) -> Vec<Shared<'_>> {
    let stock = stock_moves(flow);
    let mut beside: BTreeMap<&SystemId, Vec<&SystemId>> = BTreeMap::new();
    for handoff in &stock {
        beside.entry(&handoff.from).or_default().push(&handoff.to);
        beside.entry(&handoff.to).or_default().push(&handoff.from);
    }
    let mut pool_of: BTreeMap<&SystemId, &SystemId> = BTreeMap::new();
    for handoff in &stock {
        let mut next = vec![&handoff.from];
        while let Some(at) = next.pop() {
            if !pool_of.contains_key(at) {
                pool_of.insert(at, &handoff.from);
                next.extend(beside.get(at).into_iter().flatten());
            }
        }
    }
    let sells = |id: &SystemId| matches!(flow.system(id).role, Role::Storefront | Role::Marketplace);
    let mut pools: BTreeMap<&SystemId, (BTreeSet<&SystemId>, Vec<&Handoff>)> = BTreeMap::new();
    for handoff in stock {
        let Some(root) = pool_of.get(&handoff.from) else { continue };
        let (channels, told_by) = pools.entry(root).or_default();
        channels.extend([&handoff.from, &handoff.to].into_iter().filter(|it| sells(it)));
        if sells(&handoff.to) {
            told_by.push(handoff);
        }
    }
    pools.into_values().filter_map(|(channels, told_by)| shared(channels, told_by)).collect()
}

fn shared<'f>(channels: BTreeSet<&'f SystemId>, told_by: Vec<&'f Handoff>) -> Option<Shared<'f>> {
    let least = |it: &&&Handoff| (it.buffer.unwrap_or(0), Reverse(interval(it).max(it.within)));
    let tightest = told_by.iter().min_by_key(least).copied()?;
    (channels.len() > 1).then(|| Shared { channels: channels.into_iter().collect(), told_by, tightest })
}

/// How late, at most, the first system behind a channel hears of its orders.
fn first_hops(flow: &Flow) -> BTreeMap<&SystemId, SignedDuration> {
    let mut hops = BTreeMap::new();
    for handoff in of_kind(flow, DocumentKind::Order).into_iter().filter(|it| it.mode != Mode::Paused) {
        let hop = hops.entry(&handoff.from).or_insert(handoff.within);
        *hop = handoff.within.min(*hop);
    }
    hops
}

fn oversold(
    flow: &Flow,
    shared: &Shared<'_>,
    hops: &BTreeMap<&SystemId, SignedDuration>,
    (fastest, target): (f64, f64),
) -> Option<Finding> {
    let (latency, every) = shared.latency(hops);
    let each = fastest / 60.0 / shared.channels.len() as f64;
    let pool = Pool { interval_s: every, ..Pool::told_after(vec![each; shared.channels.len()], latency) };
    let found = pool.with_buffer(shared.tightest.buffer.unwrap_or(0), target);
    (found.chance > target).then(|| {
        let finding = case(flow, shared).at_risk(
            format!("an item that sells fast is sold once too often on {}", shared.titles(flow)),
            witness(flow, shared, fastest, &found),
            format!(
                "Hold back {} units in each channel (`buffer: {}`), or let them learn of each other sooner: a shorter interval, and orders that reach the stock at once.",
                found.buffer_needed_units, found.buffer_needed_units
            ),
        );
        let ours = shared.told_by.iter().filter(|it| it.is_ours());
        let short = ours.filter(|it| it.buffer.unwrap_or(0) < found.buffer_needed_units);
        short.fold(finding, |finding, it| {
            let path = ["handoffs", it.id.as_str(), "buffer"];
            finding.mended_by(Edit::set(path, found.buffer_needed_units.to_string()))
        })
    })
}

fn witness(flow: &Flow, shared: &Shared<'_>, fastest: f64, found: &Oversell) -> String {
    format!(
        "One item sells {fastest} units in the busiest minute, on {} alike. As late as the map allows it, {}. #1001 is one of those that cannot be filled.",
        shared.titles(flow),
        found.says()
    )
}
