//! How late one channel learns of a sale on another, as late as the map allows: the order on its way to whoever keeps
//! the number, and the number on its way to the channel.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use seamless_flow::{Flow, Handoff, System};
use seamless_model::SystemId;

use crate::authority::of_stock;
use crate::judge::Asked;
use crate::look::moving;
use crate::pace::{Pace, longest};
use crate::quantity::calendar::Leg;
use crate::sources::Sources;
use crate::way::TO_SHIP;

/// The longest from a sale on one channel until another one knows.
#[derive(Clone, Copy)]
pub(super) struct Lag<'f> {
    /// Where it is sold, and where that is learnt.
    pub sold: &'f SystemId,
    pub learns: &'f SystemId,
    /// Until the number that is told counts the sale.
    pub counted: SignedDuration,
    /// All of it, but for the interval in which the channel itself is told.
    pub takes: SignedDuration,
    /// That interval; none where it is told each time.
    pub every: SignedDuration,
}

/// The ways of orders, for all stocks of a map.
pub(super) struct Lags<'f> {
    flow: &'f Flow,
    orders: Pace<'f>,
    sources: Sources<'f>,
}

/// How long orders take to each system.
type Times<'f> = BTreeMap<&'f SystemId, SignedDuration>;

impl<'f> Lags<'f> {
    pub(super) fn of(flow: &'f Flow) -> Self {
        Self { flow, orders: Pace::along(flow, moving(flow, TO_SHIP)), sources: Sources::of(flow) }
    }

    /// The longest over all pairs of channels of one stock, whose handoffs these are.
    pub(super) fn worst(&mut self, channels: &[&'f SystemId], stock: &[&'f Handoff]) -> Option<Lag<'f>> {
        let channels: Vec<&System> = channels.iter().map(|it| self.flow.system(it)).collect();
        let alike = self.orders.alike(&channels, &mut self.sources);
        let numbers = Numbers::of(self.flow, stock);
        let lags = alike.iter().flat_map(|it| {
            let sold: Vec<&SystemId> = it.places.iter().map(|it| &it.id).collect();
            numbers.lags(&sold, &it.times)
        });
        // Of pairs that are equally late on average, one that is told at longer intervals, for it may be later; else
        // the first.
        lags.max_by_key(|it| (it.takes.saturating_add(it.every / 2), it.every, Reverse((it.sold, it.learns))))
    }
}

/// The ways of one stock's numbers.
struct Numbers<'f, 's> {
    flow: &'f Flow,
    stock: &'s [&'f Handoff],
    /// Who has the right number; where the map does not say it, those whom nobody tells.
    keepers: BTreeSet<&'f SystemId>,
    /// Those who take off the orders that they know of from whatever they were told.
    take_off: BTreeSet<&'f SystemId>,
    /// Each after those who tell it, as far as numbers do not go round in a ring.
    in_order: Vec<&'f SystemId>,
}

impl<'f, 's> Numbers<'f, 's> {
    fn of(flow: &'f Flow, stock: &'s [&'f Handoff]) -> Self {
        let told: BTreeSet<&SystemId> = stock.iter().map(|it| &it.to).collect();
        let tell: BTreeSet<&SystemId> = stock.iter().map(|it| &it.from).collect();
        let right = of_stock(flow).filter(|it| tell.contains(it));
        let keepers: BTreeSet<&SystemId> = match right {
            Some(right) => BTreeSet::from([right]),
            None => tell.difference(&told).copied().collect(),
        };
        let less_orders = stock
            .iter()
            .filter(|it| Asked::Contract(flow, it).word("stock.basis") == Some("available_less_open_orders"));
        let take_off = less_orders.map(|it| &it.from).collect();
        let in_order = in_order(stock, &keepers);
        Self { flow, stock, keepers, take_off, in_order }
    }

    /// For sales on these channels, which take the same ways: when each other channel knows.
    fn lags(&self, sold: &[&'f SystemId], times: &Times<'f>) -> Vec<Lag<'f>> {
        let Some(first) = sold.first().copied() else { return Vec::new() };
        let counted = self.counted(sold, times);
        let lag = |it: &&'f Handoff| {
            let sold = sold.iter().copied().find(|sold| **sold != it.to)?;
            let counted = *counted.get(&it.from)?;
            let every = Leg::of(it).waits;
            let takes = counted.saturating_add(longest(self.flow, it)).saturating_sub(every);
            Some(Lag { sold, learns: &it.to, counted, takes, every })
        };
        let learns = |it: &&&Handoff| {
            let sells = self.flow.system(&it.to).role.sells();
            sells && !self.keepers.contains(&it.to) && (sold.len() > 1 || it.to != *first)
        };
        self.stock.iter().filter(learns).filter_map(lag).collect()
    }

    /// When the number of each system counts a sale.
    fn counted(&self, sold: &[&'f SystemId], times: &Times<'f>) -> Times<'f> {
        let own =
            |it: &'f SystemId| if sold == [it] { Some(SignedDuration::ZERO) } else { times.get(it).copied() };
        // Where no order finds its way to whoever keeps the number, he hears of it some other way.
        let unseen = self.keepers.iter().all(|it| own(it).is_none());
        let mut into: BTreeMap<&SystemId, Vec<&Handoff>> = BTreeMap::new();
        for it in self.stock {
            into.entry(&it.to).or_default().push(it);
        }
        let mut counted = Times::new();
        for at in self.in_order.iter().copied() {
            let told = into.get(at).into_iter().flatten();
            let told = told
                .filter_map(|it| Some(counted.get(&it.from)?.saturating_add(longest(self.flow, it))))
                .max();
            let when = match own(at) {
                own if self.keepers.contains(at) => own.or(unseen.then_some(SignedDuration::ZERO)),
                Some(own) if self.take_off.contains(at) => Some(own),
                own if unseen => told.max(own).or(Some(SignedDuration::ZERO)),
                _ => told,
            };
            counted.extend(when.map(|it| (at, it)));
        }
        counted
    }
}

/// The systems of one stock, each after those who tell it. In a ring, the one that stands first begins.
fn in_order<'f>(stock: &[&'f Handoff], keepers: &BTreeSet<&SystemId>) -> Vec<&'f SystemId> {
    let mut waits: BTreeMap<&SystemId, usize> = BTreeMap::new();
    let mut tells: BTreeMap<&SystemId, Vec<&SystemId>> = BTreeMap::new();
    for it in stock {
        waits.entry(&it.from).or_default();
        *waits.entry(&it.to).or_default() += usize::from(!keepers.contains(&it.to));
        tells.entry(&it.from).or_default().push(&it.to);
    }
    let mut ready: BTreeSet<(usize, &SystemId)> = waits.iter().map(|(at, waits)| (*waits, *at)).collect();
    let mut in_order = Vec::new();
    while let Some((_, at)) = ready.pop_first() {
        in_order.push(at);
        waits.remove(at);
        for to in tells.get(at).into_iter().flatten().copied() {
            if let Some(left) = waits.get_mut(to) {
                ready.remove(&(*left, to));
                *left = left.saturating_sub(1);
                ready.insert((*left, to));
            }
        }
    }
    in_order
}
