//! Clocks that do not agree: where a document is seen in its target before its source for most, and a shift of one
//! system's times by whole hours would put it right, the times of one file were read in a wrong zone.

use seamless_flow::Role;
use seamless_model::{DocumentKind, Event};

use super::guess::share;
use super::meaning::{Meaning, Step};
use super::rules::{SOURCE_SHARE, Timeline};
use super::spread::counted;
use super::whole::Ground;
use crate::log::Log;

/// No zone is further from another one.
const HOURS_MAX: i64 = 26;
/// Where so many go the way that documents go, nothing speaks against the clocks.
const SOUND: f64 = 0.9;
/// Fewer documents than these prove nothing.
const FEWEST: usize = 20;
const HOUR_MS: i64 = 3_600_000;

/// Two systems whose clocks seem not to agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clocks {
    /// The two systems.
    pub systems: (String, String),
    /// The types of events that come in the wrong order: what must come first, what must come then.
    pub between: (u32, u32),
    /// Documents that have them in the wrong order, of all that have both.
    pub wrong: (u64, u64),
    /// By how many hours the second system's times would have to be later for all to be in order; less than 0 is
    /// earlier. `None` where no shift by whole hours does it.
    pub hours: Option<i64>,
}

impl Clocks {
    /// What was seen, and what it would mean.
    pub fn words(&self, log: &Log) -> String {
        let (one, other) = (&self.systems.0, &self.systems.1);
        let (first, then) = (log.event_types.get(self.between.0), log.event_types.get(self.between.1));
        let seen = format!("{} have \"{then}\" before \"{first}\"", share(self.wrong.0, self.wrong.1));
        let Some(hours) = self.hours else {
            return format!(
                "The clocks of {one} and {other} do not agree: {seen}, and no shift by whole hours puts it right. What do their times say?"
            );
        };
        let apart = counted(hours.unsigned_abs(), "hour", "hours");
        let way = if hours < 0 { "earlier" } else { "later" };
        format!(
            "The clocks of {one} and {other} look {apart} apart: {seen}. Were the times of {other} {apart} {way}, nearly all would be in order. Which zone are they in? `--zone {other}=ZONE` names it for {other} alone."
        )
    }
}

/// The way between two systems on which documents can only go one way.
struct Way {
    systems: (String, String),
    first: u32,
    then: u32,
    /// How much later the second event is than the first, in milliseconds, by document.
    took: Vec<i64>,
    /// Whether the first event is in the second system.
    turned: bool,
}

impl Way {
    /// The share in order, were the second system's times later by so much.
    fn in_order(&self, later_ms: i64) -> f64 {
        let later_ms = if self.turned { -later_ms } else { later_ms };
        let right = self.took.iter().filter(|it| **it + later_ms >= 0).count();
        right as f64 / self.took.len() as f64
    }
}

/// Compares the clocks of all systems between which documents were seen to go.
pub fn clocks(log: &Log, ground: &Ground, meaning: &Meaning, pairs: &[(u32, u32)]) -> Vec<Clocks> {
    let ways: Vec<Way> = pairs.iter().filter_map(|it| way(log, ground, meaning, *it)).collect();
    let mut found: Vec<Clocks> = Vec::new();
    for way in &ways {
        if found.iter().any(|it| it.systems == way.systems) {
            continue;
        }
        let all: Vec<&Way> = ways.iter().filter(|it| it.systems == way.systems).collect();
        let worst = all.iter().min_by(|a, b| a.in_order(0).total_cmp(&b.in_order(0)));
        let Some(worst) = worst.filter(|it| it.in_order(0) < SOUND) else { continue };
        let shifts = (1..=HOURS_MAX).flat_map(|it| [it, -it]);
        let hours =
            shifts.into_iter().find(|it| all.iter().all(|way| way.in_order(it * HOUR_MS) >= SOURCE_SHARE));
        if hours.is_none() && worst.in_order(0) >= 0.5 {
            continue;
        }
        let wrong = worst.took.iter().filter(|it| **it < 0).count() as u64;
        found.push(Clocks {
            systems: worst.systems.clone(),
            between: (worst.first, worst.then),
            wrong: (wrong, worst.took.len() as u64),
            hours,
        });
    }
    found
}

/// The way between two types of events, where it is known which of them can only come first.
fn way(log: &Log, ground: &Ground, meaning: &Meaning, (a, b): (u32, u32)) -> Option<Way> {
    let step = |kind: u32| meaning.step(log.event_types.get(kind));
    let (one, other) = (step(a)?, step(b)?);
    let (first, then) = match (comes_first(meaning, one, other), comes_first(meaning, other, one)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    let tie = ground.tie(a, b)?;
    let mut took = Vec::new();
    let mut of = Timeline::new(ground.index.kinds());
    for object in (0..log.objects.len() as u32).filter(|it| log.objects.kind[*it as usize] == tie) {
        of.read(log, ground.index.events(object));
        let (left, came) = (of.by_kind[first as usize], of.by_kind[then as usize]);
        if left.2 > 0 && came.2 > 0 {
            took.push(came.0 - left.0);
        }
    }
    // Pairs of systems are compared in one order, whichever way a document goes.
    let order = |it: &Step| meaning.systems.get_index_of(&it.system);
    let (low, high) = if order(one) <= order(other) { (one, other) } else { (other, one) };
    let turned = step(first).is_some_and(|it| it.system == high.system);
    (took.len() >= FEWEST).then(|| Way {
        systems: (low.system.clone(), high.system.clone()),
        first,
        then,
        took,
        turned,
    })
}

/// Whether what comes into being in one system can only be seen in the other afterwards.
fn comes_first(meaning: &Meaning, one: &Step, other: &Step) -> bool {
    use DocumentKind::{FulfillmentRequest, Order, Shipment};
    if one.event != Event::Create || other.event != Event::Create || one.system == other.system {
        return false;
    }
    let role = |it: &Step| meaning.systems.get(&it.system).map(|it| it.role);
    let (Some(mine), Some(theirs)) = (role(one), role(other)) else { return false };
    let sells = |it: Role| matches!(it, Role::Storefront | Role::Marketplace);
    match (one.document, other.document) {
        (Order, Order) => sells(mine) && !sells(theirs),
        (Shipment, Shipment) => mine.ships_goods() && !theirs.ships_goods(),
        (FulfillmentRequest, FulfillmentRequest) => !mine.ships_goods() && theirs.ships_goods(),
        (Order, FulfillmentRequest | Shipment) => sells(mine),
        _ => false,
    }
}
