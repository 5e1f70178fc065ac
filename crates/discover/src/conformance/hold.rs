//! The rules held against each object, and what breaks them told by order.

use hashbrown::HashMap;

use super::declared::{Among, Declared, Rule, RuleKind};
use crate::log::Log;
use crate::mine::alternatives::alternatives;
use crate::mine::rules::Timeline;
use crate::mine::threads::Threads;
use crate::mine::{Apart, Ground, Spread};

/// How an order deviates from what is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It never happened.
    Missing,
    /// It happened later than declared.
    Late,
    /// It happened twice where once is declared.
    Twice,
    /// It happened before what must come first.
    OutOfOrder,
    /// It was in the target before it was in the source.
    BackInTime,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Missing, Self::Late, Self::Twice, Self::OutOfOrder, Self::BackInTime];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Late => "late",
            Self::Twice => "twice",
            Self::OutOfOrder => "out of order",
            Self::BackInTime => "back in time",
        }
    }
}

/// One deviation of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation {
    /// The order, an index into the log's objects; the object itself where it belongs to no order.
    pub order: u32,
    /// How it deviates.
    pub kind: Kind,
    /// When: of what never happened, when it was due.
    pub at_ms: i64,
    /// By how much it was too late or too early, in milliseconds; 0 where that has no meaning.
    pub by_ms: i64,
    /// On how many of the order's objects.
    pub objects: u32,
    /// The rule that it breaks, an index into [`Declared::rules`].
    pub rule: u32,
}

/// How one handoff fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fit {
    /// The rule of the handoff, an index into [`Declared::rules`].
    pub rule: u32,
    /// Objects that left.
    pub left: u64,
    /// Of these, objects that arrived in time.
    pub in_time: u64,
    /// Objects that arrived too late.
    pub late: u64,
    /// Objects that never arrived, and are due.
    pub missing: u64,
    /// Objects that did not arrive and are not due yet at the log's end.
    pub young: u64,
    /// Objects that were there before they left.
    pub back: u64,
    /// Objects that never came, or not after they left, where a condition that the log cannot tell may send them
    /// another way. They are no deviation.
    pub unsure: u64,
    /// How long it took.
    pub took: Option<Spread>,
}

/// What holding a map against a log came to.
#[derive(Debug)]
pub struct Held {
    /// What was declared.
    pub declared: Declared,
    /// All deviations, by order and time.
    pub deviations: Vec<Deviation>,
    /// How each handoff fits, in the map's order; one for each event that it covers.
    pub fits: Vec<Fit>,
    /// How many orders the log has.
    pub orders: u64,
    /// What belongs to none of them.
    pub apart: Apart,
    /// How many of them deviate.
    pub deviating: u64,
    /// Needs without a deadline that are not met by the log's end, and are too young to be called missing.
    pub young: u64,
}

impl Held {
    /// Whether anything was found.
    pub fn is_clean(&self) -> bool {
        self.deviations.is_empty() && self.declared.undeclared.is_empty() && self.declared.unseen.is_empty()
    }

    /// Each order's first deviation, in the order of time.
    pub fn firsts(&self) -> Vec<Deviation> {
        let mut firsts: Vec<Deviation> = self
            .deviations
            .chunk_by(|a, b| a.order == b.order)
            .filter_map(|it| it.first().copied())
            .collect();
        firsts.sort_by_key(|it| (it.at_ms, it.order));
        firsts
    }
}

/// Holds what is declared against a log.
pub fn hold(log: &Log, ground: &Ground, mut declared: Declared) -> Held {
    choose(log, ground, &mut declared);
    let mut judge = Judge::new(log, ground, &declared);
    judge.windows(log, ground);
    judge.objects(log, ground);
    let Judge { found, fits, latencies, young, .. } = judge;
    let mut deviations: Vec<Deviation> = found.into_values().collect();
    // Where most came another way, those that fit did so by chance: nothing is demanded of them.
    let chance = |it: &Deviation| {
        let fit = fits.get(it.rule as usize).and_then(Option::as_ref);
        fit.is_some_and(|it| it.unsure > it.in_time + it.late)
    };
    deviations.retain(|it| !chance(it));
    deviations.sort_by_key(|it| (it.order, it.at_ms, it.kind, it.rule));
    let mut fits: Vec<Fit> = fits.into_iter().flatten().collect();
    for (fit, mut took) in fits.iter_mut().zip(latencies.into_iter().flatten()) {
        fit.took = Spread::of(&mut took);
    }
    let orders = ground.orders.iter().filter(|it| **it).count() as u64;
    let deviating = deviations
        .chunk_by(|a, b| a.order == b.order)
        .filter(|it| it.first().is_some_and(|it| ground.orders[it.order as usize]))
        .count();
    Held {
        declared,
        deviations,
        fits,
        orders,
        apart: ground.apart.clone(),
        deviating: deviating as u64,
        young,
    }
}

/// Finds the handoffs of which a document takes one: what arrived by one of them is not missed at the others.
fn choose(log: &Log, ground: &Ground, declared: &mut Declared) {
    let ways: Vec<(usize, _)> =
        declared.rules.iter().enumerate().filter_map(|(at, it)| Some((at, it.way()?))).collect();
    let only: Vec<_> = ways.iter().map(|it| it.1.clone()).collect();
    for (at, group) in alternatives(log, &ground.index, &only).into_iter().enumerate() {
        let rules: Vec<usize> = group.into_iter().map(|it| ways[it].0).collect();
        let own = ways[at].0;
        let unsure = |it: &&usize| declared.rules[**it].conditional;
        declared.rules[own].among = (!rules.is_empty()).then(|| Among {
            // Nobody can say that what came by none of them should have, where each has a condition.
            tells: rules.iter().find(|it| !unsure(it)).is_none_or(|it| *it == own),
            others: rules.iter().filter(|it| **it != own).map(|it| declared.rules[*it].second).collect(),
            handoffs: rules.iter().filter_map(|it| declared.rules[*it].handoff().cloned()).collect(),
            within_ms: rules.iter().filter_map(|it| declared.rules[*it].within_ms).max().unwrap_or(i64::MAX),
        });
    }
}

/// What identifies a deviation: one order misses one event once, however many rules or items say so.
type Key = (u32, u8, u32);

struct Judge<'r> {
    rules: &'r [Rule],
    cancels: &'r [u32],
    /// For needs without a deadline: the longest that it took in this log.
    longest: Vec<i64>,
    by_tie: Vec<Vec<u32>>,
    fits: Vec<Option<Fit>>,
    latencies: Vec<Option<Vec<i64>>>,
    threads: Threads,
    found: HashMap<Key, Deviation>,
    young: u64,
    end: i64,
}

impl<'r> Judge<'r> {
    fn new(log: &Log, ground: &Ground, declared: &'r Declared) -> Self {
        let rules = declared.rules.as_slice();
        let mut by_tie = vec![Vec::new(); log.object_types.len()];
        for (at, rule) in rules.iter().enumerate() {
            by_tie[rule.tie as usize].push(at as u32);
        }
        let is_way = |it: &Rule| it.kind == RuleKind::Way;
        let fit = |(at, it): (usize, &Rule)| is_way(it).then(|| Fit { rule: at as u32, ..Fit::default() });
        Self {
            rules,
            cancels: &declared.cancels,
            longest: vec![0; rules.len()],
            by_tie,
            fits: rules.iter().enumerate().map(fit).collect(),
            latencies: rules.iter().map(|it| is_way(it).then(Vec::new)).collect(),
            threads: Threads::new(log, ground.thread, &ground.aside),
            found: HashMap::new(),
            young: 0,
            end: log.events.at_ms.last().copied().unwrap_or(0),
        }
    }

    /// How long needs without a deadline take at most in this log: what is younger is not called missing.
    fn windows(&mut self, log: &Log, ground: &Ground) {
        let open: Vec<usize> = (0..self.rules.len())
            .filter(|it| self.rules[*it].kind == RuleKind::Needs && self.rules[*it].within_ms.is_none())
            .collect();
        let mut of = Timeline::new(ground.index.kinds());
        for object in 0..log.objects.len() as u32 {
            let tie = log.objects.kind[object as usize];
            let mine = open.iter().filter(|it| self.rules[**it].tie == tie);
            if mine.clone().next().is_none() {
                continue;
            }
            of.read(log, ground.index.events(object));
            for at in mine {
                let rule = &self.rules[*at];
                let ((a, _, left), (b, _, came)) =
                    (of.by_kind[rule.first as usize], of.by_kind[rule.second as usize]);
                if left > 0 && came > 0 {
                    self.longest[*at] = self.longest[*at].max(b - a);
                }
            }
        }
    }

    fn objects(&mut self, log: &Log, ground: &Ground) {
        let mut of = Timeline::new(ground.index.kinds());
        for object in 0..log.objects.len() as u32 {
            let tie = log.objects.kind[object as usize] as usize;
            if self.by_tie[tie].is_empty() {
                continue;
            }
            let events = ground.index.events(object);
            of.read(log, events);
            for at in 0..self.by_tie[tie].len() {
                let at = self.by_tie[tie][at];
                match self.rules[at as usize].kind {
                    RuleKind::Needs => self.needs(object, at, &of),
                    RuleKind::After => self.after(object, at, &of),
                    RuleKind::Once => self.once(object, at, &of, log, events),
                    RuleKind::Way => self.way(object, at, &of),
                }
            }
        }
    }

    fn ends(&self, at: u32, of: &Timeline) -> ((i64, u32), (i64, u32)) {
        let rule = &self.rules[at as usize];
        let (first, second) = (of.by_kind[rule.first as usize], of.by_kind[rule.second as usize]);
        ((first.0, first.2), (second.0, second.2))
    }

    fn needs(&mut self, object: u32, at: u32, of: &Timeline) {
        let ((left, had), (came, has)) = self.ends(at, of);
        if had == 0 {
            return;
        }
        let said = self.rules[at as usize].within_ms;
        let window = said.unwrap_or(self.longest[at as usize]);
        if has == 0 {
            if self.end - left > window {
                self.add(object, at, Kind::Missing, left.saturating_add(window), 0);
            } else {
                self.young += 1;
            }
        } else if said.is_some_and(|it| came - left > it) {
            self.add(object, at, Kind::Late, came, came - left - window);
        }
    }

    fn after(&mut self, object: u32, at: u32, of: &Timeline) {
        let ((before, had), (came, has)) = self.ends(at, of);
        if has == 0 {
            return;
        }
        if had == 0 {
            self.add(object, at, Kind::Missing, came, 0);
        } else if before > came {
            self.add(object, at, Kind::OutOfOrder, came, before - came);
        }
    }

    fn once(&mut self, object: u32, at: u32, of: &Timeline, log: &Log, events: &[u32]) {
        let kind = self.rules[at as usize].second;
        if of.by_kind[kind as usize].2 < 2 {
            return;
        }
        let again = events.iter().filter(|it| log.events.kind[**it as usize] == kind).nth(1);
        let when = again.map_or(of.by_kind[kind as usize].1, |it| log.events.at_ms[*it as usize]);
        self.add(object, at, Kind::Twice, when, when - of.by_kind[kind as usize].0);
    }

    fn way(&mut self, object: u32, at: u32, of: &Timeline) {
        let ((left, had), (came, has)) = self.ends(at, of);
        let mut within = self.rules[at as usize].within_ms.unwrap_or(i64::MAX);
        if let Some(among) = self.rules[at as usize].among.as_ref().filter(|_| has == 0) {
            let elsewhere = among.others.iter().any(|it| of.by_kind[*it as usize].2 > 0);
            if elsewhere || !among.tells {
                return;
            }
            within = among.within_ms;
        }
        if had == 0
            || (has == 0 && (self.rules[at as usize].some_only || self.cancelled(at, of, left, within)))
        {
            return;
        }
        if self.rules[at as usize].conditional && (has == 0 || came < left) {
            if let Some(fit) = &mut self.fits[at as usize] {
                fit.unsure += 1;
            }
            return;
        }
        let took = came - left;
        let (verdict, late) = match has {
            0 if self.end - left > within => (Some((Kind::Missing, left.saturating_add(within))), 0),
            0 => (None, 0),
            _ if took < 0 => (Some((Kind::BackInTime, came)), -took),
            _ if took > within => (Some((Kind::Late, came)), took - within),
            _ => (None, 0),
        };
        if let Some(fit) = &mut self.fits[at as usize] {
            fit.left += 1;
            match verdict.map(|it| it.0) {
                Some(Kind::Missing) => fit.missing += 1,
                Some(Kind::BackInTime) => fit.back += 1,
                Some(_) => fit.late += 1,
                None if has == 0 => fit.young += 1,
                None => fit.in_time += 1,
            }
        }
        if let Some(latencies) = self.latencies[at as usize].as_mut().filter(|_| has > 0 && took >= 0) {
            latencies.push(took);
        }
        if let Some((kind, when)) = verdict {
            self.add(object, at, kind, when, late);
        }
    }

    /// Whether an order was cancelled before something was due: then it is due no more. The cancellation itself is.
    fn cancelled(&self, at: u32, of: &Timeline, left: i64, within: i64) -> bool {
        let rule = &self.rules[at as usize];
        let all = self.cancels.iter().filter(|it| **it != rule.first && **it != rule.second);
        let mut done = all.map(|it| of.by_kind[*it as usize]).filter(|it| it.2 > 0);
        done.any(|it| it.0 <= left.saturating_add(within))
    }

    /// Notes a deviation of all orders of an object. The earliest moment stands, and the rule that says more.
    fn add(&mut self, object: u32, at: u32, kind: Kind, at_ms: i64, by_ms: i64) {
        let rule = &self.rules[at as usize];
        // What misses is the second event of needs and ways, and the first of what must come before.
        let what = match (kind, rule.kind) {
            (Kind::Missing, RuleKind::After) => rule.first,
            _ => rule.second,
        };
        let class = match kind {
            Kind::Missing => 0,
            Kind::Late => 1,
            Kind::Twice => 2,
            Kind::OutOfOrder | Kind::BackInTime => 3,
        };
        let new = |order: u32| Deviation { order, kind, at_ms, by_ms, objects: 1, rule: at };
        let orders: Vec<u32> = self.threads.of(object).collect();
        let orders = if orders.is_empty() { vec![object] } else { orders };
        for order in orders {
            self.found
                .entry((order, class, what))
                .and_modify(|it| {
                    it.objects += u32::from(it.rule == at);
                    if at_ms < it.at_ms {
                        (it.at_ms, it.by_ms) = (at_ms, by_ms);
                    }
                    if it.kind == Kind::BackInTime && kind == Kind::OutOfOrder {
                        (it.kind, it.rule) = (kind, at);
                    }
                })
                .or_insert_with(|| new(order));
        }
    }
}
