//! A log mined as a whole.

use super::clocks::{Clocks, clocks};
use super::guess::{abouts, share};
use super::handoffs::{self, FoundHandoff};
use super::index::Index;
use super::meaning::Meaning;
use super::ocdfg::{Edge, ocdfg};
use super::rules::{Counted, RULE_SHARE, SOURCE_SHARE, precedence, succession, tie};
use super::strays::{Apart, origins};
use super::threads::Threads;
use super::variants::{Variant, variants};
use crate::log::Log;

/// What rules, handoffs and conformance stand on.
#[derive(Debug)]
pub struct Ground {
    /// The type of object that is an order.
    pub thread: u32,
    /// Types of objects that tie nothing together.
    pub aside: Vec<bool>,
    /// The type of object that each type of event is about.
    pub about: Vec<Option<u32>>,
    /// The events of each object.
    pub index: Index,
    /// By object, whether it is an order: of a log every object of that type, of extracts what [`Self::originate`] says.
    pub orders: Vec<bool>,
    /// What belongs to no order.
    pub apart: Apart,
}

impl Ground {
    /// The type of object over which two types of events are tied.
    pub fn tie(&self, a: u32, b: u32) -> Option<u32> {
        tie(&self.index, &self.about, &self.aside, a, b)
    }
}

/// Prepares a log for what is counted on it. What a meaning names and the log does not have is left out.
pub fn ground(log: &Log, meaning: &Meaning) -> Ground {
    let aside: Vec<bool> =
        log.object_types.iter().map(|it| meaning.aside.iter().any(|name| name == it)).collect();
    let mut about = abouts(log, &aside);
    for (kind, name) in log.event_types.iter().enumerate() {
        let said = meaning.events.get(name).and_then(|it| it.of.as_deref());
        if let Some(of) = said.and_then(|it| log.object_types.find(it)) {
            about[kind] = Some(of);
        }
    }
    let index = Index::new(log, &about, &aside);
    let thread = log.object_types.find(&meaning.thread).unwrap_or(0);
    let orders = log.objects.kind.iter().map(|it| *it == thread).collect();
    Ground { thread, aside, about, index, orders, apart: Apart::default() }
}

/// How much flows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Volume {
    /// Orders in the log.
    pub orders: u64,
    /// Orders on the middle one of the log's days.
    pub per_day: u64,
    /// Orders in the busiest minute.
    pub peak_minute: u64,
    /// The first and the last moment, in milliseconds.
    pub span_ms: (i64, i64),
}

/// What a log shows.
#[derive(Debug)]
pub struct Mined {
    /// What its words mean, with the rules that hold in it where none were given.
    pub meaning: Meaning,
    /// The directly-follows graph.
    pub edges: Vec<Edge>,
    /// The handoffs.
    pub handoffs: Vec<FoundHandoff>,
    /// Systems whose clocks seem not to agree.
    pub clocks: Vec<Clocks>,
    /// The variants of the journey, the most frequent first.
    pub variants: Vec<Variant>,
    /// How much flows.
    pub volume: Volume,
    /// What belongs to no order.
    pub apart: Apart,
    /// How many events and objects there are.
    pub size: (u64, u64),
}

/// Mines a log. Rules are added to a meaning that has none. `pairs`, where given, are the pairs of types of events
/// between which documents change systems; else they are found by what comes before what.
pub fn mine(log: &Log, mut meaning: Meaning, pairs: Option<&[(u32, u32)]>) -> Mined {
    let mut ground = ground(log, &meaning);
    let edges = ocdfg(log);
    let counted = Counted::new(log, &ground.index, &ground.aside);
    let ties = |a, b| ground.tie(a, b);
    let before = precedence(&counted, &ties, RULE_SHARE);
    if meaning.events.values().all(|it| !it.once && it.after.is_empty() && it.needs.is_empty()) {
        add_rules(log, &mut meaning, &ground, &counted, &before);
    }
    let forwards = |pair: &(u32, u32)| oriented(&counted, &ties, *pair);
    let found = pairs.map_or_else(
        || handoffs::crossings(log, &meaning, &precedence(&counted, &ties, SOURCE_SHARE), &ties),
        |it| it.iter().map(forwards).collect(),
    );
    let handoffs = handoffs::measure(log, &ground.index, &ground.about, &ground.aside, &meaning, &found);
    let clocks = clocks(log, &ground, &meaning, &found);
    if pairs.is_some() {
        let origins = origins(log, &meaning, &handoffs);
        ground.originate(log, &meaning, &origins);
    }
    let threads = Threads::new(log, ground.thread, &ground.aside);
    let steps: Vec<bool> = log.event_types.iter().map(|it| meaning.step(it).is_some()).collect();
    let variants = variants(log, &threads, &ground.orders, &steps);
    let volume = volume(log, &ground);
    let size = (log.events.len() as u64, log.objects.len() as u64);
    Mined { meaning, edges, handoffs, clocks, variants, volume, apart: ground.apart, size }
}

/// A pair in the order in which most documents go.
fn oriented(counted: &Counted, ties: &impl Fn(u32, u32) -> Option<u32>, (a, b): (u32, u32)) -> (u32, u32) {
    let Some(tie) = ties(a, b) else { return (a, b) };
    if counted.pair(tie, b, a).before > counted.pair(tie, a, b).before { (b, a) } else { (a, b) }
}

fn add_rules(log: &Log, meaning: &mut Meaning, ground: &Ground, counted: &Counted, before: &[Vec<u32>]) {
    let ties = |a, b| ground.tie(a, b);
    let after = succession(counted, &ties, RULE_SHARE);
    let name = |kind: u32| log.event_types.get(kind).to_owned();
    let type_name = |type_: u32| log.object_types.get(type_);
    for kind in 0..log.event_types.len() as u32 {
        let Some(event) = meaning.events.get_mut(log.event_types.get(kind)) else { continue };
        if let Some(of) = ground.about[kind as usize] {
            let (has, once) = counted.has(of, kind);
            if has >= 20 && once as f64 >= has as f64 * RULE_SHARE {
                event.once = true;
                event.evidence.insert("once".to_owned(), format!("{} {}", share(once, has), type_name(of)));
            }
        }
        for other in &before[kind as usize] {
            let Some(tie) = ties(*other, kind) else { continue };
            let pair = counted.pair(tie, *other, kind);
            let evidence = format!("{} {}", share(pair.before, counted.has(tie, kind).0), type_name(tie));
            event.evidence.insert(format!("after {}", name(*other)), evidence);
            event.after.insert(name(*other), None);
        }
        for other in &after[kind as usize] {
            let Some(tie) = ties(kind, *other) else { continue };
            let pair = counted.pair(tie, kind, *other);
            let evidence =
                format!("{} {} of the log's first half", share(pair.followed, pair.early), type_name(tie));
            event.evidence.insert(format!("needs {}", name(*other)), evidence);
            event.needs.insert(name(*other), None);
        }
    }
}

/// Counts orders by the first event of each.
fn volume(log: &Log, ground: &Ground) -> Volume {
    let at = &log.events.at_ms;
    let mut firsts: Vec<i64> = (0..log.objects.len() as u32)
        .filter(|it| ground.orders[*it as usize])
        .filter_map(|it| ground.index.events(it).first().map(|event| at[*event as usize]))
        .collect();
    firsts.sort_unstable();
    let mut days = groups(&firsts, 86_400_000);
    days.sort_unstable();
    Volume {
        orders: firsts.len() as u64,
        per_day: days.get(days.len() / 2).copied().unwrap_or(0),
        peak_minute: groups(&firsts, 60_000).into_iter().max().unwrap_or(0),
        span_ms: (at.first().copied().unwrap_or(0), at.last().copied().unwrap_or(0)),
    }
}

/// How many of some sorted moments lie in each span of this length that has any.
fn groups(sorted: &[i64], length: i64) -> Vec<u64> {
    let spans = sorted.chunk_by(|a, b| a.div_euclid(length) == b.div_euclid(length));
    spans.map(|it| it.len() as u64).collect()
}
