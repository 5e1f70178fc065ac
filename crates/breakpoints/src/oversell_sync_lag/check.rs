//! Finds the risk on a map: channels sell from one stock and learn late of each other's sales.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use seamless_flow::{Edit, Flow, Handoff, System};
use seamless_model::{DocumentKind, SystemId};

use super::ID;
use super::lag::{Lag, Lags};
use crate::arrows::{Arrows, OPEN};
use crate::authority::of_stock;
use crate::judge::{Asked, Case, Loss, once};
use crate::look::{grouped, moving, span, title};
use crate::pace::longest;
use crate::quantity::oversell::{Oversell, Pool};
use crate::restock::stock_moves;
use crate::sources::Sources;
use crate::way::TO_SHIP;
use crate::{Finding, proposal};

const FASTEST: &str = "fastest_item_per_minute";
const UNITS: &str = "units_per_order";
const TARGET: &str = "oversell_target";

pub(super) fn check(flow: &Flow) -> Vec<Finding> {
    untold(flow).into_iter().chain(too_late(flow)).collect()
}

/// Sales channels out of a stock, to which no way of stock leads from there: they sell what they never hear of. That
/// there is a stock, its handoffs say, or `authority`; where it says whose it is, the way has to begin with that one.
fn untold(flow: &Flow) -> Vec<Finding> {
    let moves = stock_moves(flow);
    let mut keepers: BTreeSet<&SystemId> = moves.iter().flat_map(|it| [&it.from, &it.to]).collect();
    // Whose stock it is, the map may say without an arrow that tells it.
    let right = of_stock(flow);
    keepers.extend(right);
    let mut sources = Sources::of(flow);
    let told = Arrows::along(moves.iter().copied()).behind(right, &OPEN);
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
    let mut tellers = BTreeMap::new();
    let mut one = |shop: &System| {
        let stock = counted(shop)?;
        let (title, from) = (&shop.title, &stock.title);
        let gives = *tellers.entry(&stock.id).or_insert_with(|| teller(flow, &moves, stock));
        Some(Case::at(ID, flow, shop).costs(5, Loss::Whole).at_risk(
            format!("{title} sells what lies in {from}, and is never told how much that is"),
            format!("The last A-1 of {from} leaves for #1001 at 13:00. No way of stock leads from there to {title}: it goes on offering A-1, and #1002 cannot be filled."),
            match keepers.contains(&shop.id) {
                false => format!(
                    "Add a handoff, with a `buffer` for what is sold meanwhile: `{}`.",
                    proposal::handoff(flow, DocumentKind::Inventory, gives, shop, SignedDuration::from_mins(10))
                ),
                true => format!("Add the way of stock from {from} to whoever tells {title}, or say in `authority` whose number is right: `inventory`."),
            },
        ))
    };
    flow.systems.values().filter(|it| it.role.sells()).filter_map(&mut one).collect()
}

/// Who is to tell a shop of a stock: who tells other shops of it, else the last system that hears of it.
fn teller<'f>(flow: &'f Flow, moves: &[&'f Handoff], stock: &'f System) -> &'f System {
    let next = Arrows::along(moves.iter().copied());
    let hears = next.behind([&stock.id], &OPEN);
    let own = |it: &SystemId| !flow.system(it).role.sells();
    let telling = moves.iter().filter(|it| hears.contains(&it.from) && own(&it.from));
    let told = telling.filter(|it| !own(&it.to)).map(|it| &it.from).next();
    let last = || hears.iter().copied().find(|it| own(it) && next.next(it, &OPEN).next().is_none());
    told.or_else(last).map_or(stock, |it| flow.system(it))
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
    let mut lags = Lags::of(flow);
    let findings = pools.iter().filter_map(|it| {
        let lag = lags.worst(&it.channels, &it.stock)?;
        oversold(flow, it, &lag, (fastest, target))
    });
    once(findings)
}

fn case<'f>(flow: &'f Flow, shared: &Shared<'f>) -> Case<'f> {
    Case::on(ID, flow, shared.tightest).costs(5, Loss::Whole)
}

/// One stock, the channels that sell it, and the handoffs by which they are told.
struct Shared<'f> {
    channels: Vec<&'f SystemId>,
    /// All handoffs of the stock, and those of them that end in a channel.
    stock: Vec<&'f Handoff>,
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

    /// How the channels sell it, where each order is for so many units: alike, and told as late as the map allows.
    fn pool(&self, fastest: f64, units: f64, lag: &Lag<'_>) -> Pool {
        let each = fastest / 60.0 / units / self.channels.len() as f64;
        let rates = vec![each; self.channels.len()];
        let pool = Pool::told_after(rates, lag.takes.as_secs_f64());
        Pool { interval_s: lag.every.as_secs_f64(), ..pool }.units_each(units)
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
    let mut pools: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
    for handoff in stock {
        if let Some(root) = pool_of.get(&handoff.from) {
            pools.entry(root).or_default().push(handoff);
        }
    }
    pools.into_values().filter_map(|stock| shared(flow, stock)).collect()
}

fn shared<'f>(flow: &'f Flow, stock: Vec<&'f Handoff>) -> Option<Shared<'f>> {
    let sells = |id: &SystemId| flow.system(id).role.sells();
    let ends = stock.iter().flat_map(|it| [&it.from, &it.to]);
    let channels: BTreeSet<&SystemId> = ends.filter(|it| sells(it)).collect();
    let told_by: Vec<&Handoff> = stock.iter().copied().filter(|it| sells(&it.to)).collect();
    let tightest =
        told_by.iter().min_by_key(|it| (it.buffer.unwrap_or(0), Reverse(longest(flow, it)))).copied()?;
    let channels: Vec<&SystemId> = channels.into_iter().collect();
    (channels.len() > 1).then_some(Shared { channels, stock, told_by, tightest })
}

/// The largest `buffer` that a map takes.
const BUFFER_MOST: u64 = 1_000_000_000;

/// So many units an order are tried where nobody has said how many there are.
const SEVERAL: f64 = 2.0;

fn oversold(
    flow: &Flow,
    shared: &Shared<'_>,
    lag: &Lag<'_>,
    (fastest, target): (f64, f64),
) -> Option<Finding> {
    let trade = Asked::Trade(flow);
    let units = trade.number(UNITS).and_then(|it| it.to_f64());
    let buffer = shared.tightest.buffer.unwrap_or(0);
    let found = |units: f64| shared.pool(fastest, units, lag).with_buffer(buffer, target);
    let sold = found(units.unwrap_or(1.0));
    if sold.chance > target {
        return Some(at_risk(flow, shared, lag, &sold));
    }
    // It holds for single units: whether it does, hangs on the answer where it would not for two.
    let several = Some(found(SEVERAL)).filter(|it| units.is_none() && it.chance > target)?;
    let message = format!(
        "an item may be sold once too often on {}, where orders take more than one of it",
        shared.titles(flow)
    );
    let question = format!(
        "How many units of the item that sells fastest does an order take that has it, on average? Where it is one, the buffer of {buffer} is enough; where it is two, {} are needed.",
        several.buffer_needed_units
    );
    Some(case(flow, shared).unknown(trade, UNITS, message, &question))
}

fn at_risk(flow: &Flow, shared: &Shared<'_>, lag: &Lag<'_>, found: &Oversell) -> Finding {
    let finding = case(flow, shared).at_risk(
        format!("an item that sells fast is sold once too often on {}", shared.titles(flow)),
        witness(flow, shared, lag, found),
        format!(
            "Hold back {} units in each channel (`buffer: {}`), or let them learn of each other sooner: a shorter interval, and orders that reach the stock at once.",
            found.buffer_needed_units, found.buffer_needed_units
        ),
    );
    // What is more than a map can say is mended by another way alone.
    let ours = shared.told_by.iter().filter(|it| it.is_ours() && found.buffer_needed_units <= BUFFER_MOST);
    let short = ours.filter(|it| it.buffer.unwrap_or(0) < found.buffer_needed_units);
    short.fold(finding, |finding, it| {
        let path = ["handoffs", it.id.as_str(), "buffer"];
        finding.mended_by(Edit::set(path, found.buffer_needed_units.to_string()))
    })
}

fn witness(flow: &Flow, shared: &Shared<'_>, lag: &Lag<'_>, found: &Oversell) -> String {
    let trade = Asked::Trade(flow);
    let fastest = trade.number(FASTEST).unwrap_or_default().normalize();
    let fastest = grouped(fastest, fastest.scale());
    let each = match trade.number(UNITS) {
        None => "one unit an order, for the map does not say otherwise,".to_owned(),
        Some(one) if one == Decimal::ONE => "one unit an order,".to_owned(),
        Some(units) => format!("{} units an order,", units.normalize()),
    };
    let learns = title(flow, lag.learns);
    let later = span(lag.takes.saturating_add(lag.every).saturating_sub(lag.counted));
    let way = if lag.counted.is_positive() {
        let (sold, counted) = (title(flow, lag.sold), span(lag.counted));
        format!("a sale on {sold} counts after {counted}, and what is left is in {learns} {later} later")
    } else {
        format!("what is left is in {learns} {later} after a sale")
    };
    let every = match lag.every {
        every if every.is_positive() => format!(", which is told every {}", span(every)),
        _ => String::new(),
    };
    format!(
        "One item sells {fastest} units in the busiest minute, {each} on {} alike. As late as the map allows it, {way}{every}: {}. #1001 is one of those that cannot be filled.",
        shared.titles(flow),
        found.says()
    )
}
