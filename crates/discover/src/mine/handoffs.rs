//! The handoffs that a log shows: which system has a document first, which next, how long it takes, what never
//! arrives and what arrives twice.

use seamless_model::{DocumentKind, Event};

use super::alternatives::{Way, alternatives};
use super::index::Index;
use super::meaning::{Meaning, Step};
use super::rhythm::{Rhythm, rhythm};
use super::rules::{SOURCE_SHARE, Timeline, tie};
use super::spread::Spread;
use crate::log::Log;

/// So many identifiers are kept as examples.
pub const EXAMPLES: usize = 5;
/// Two sources that share no more arrivals than this beyond the whole have each their own.
const APART: f64 = 1.03;

/// A handoff that a log shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundHandoff {
    /// What travels: what stands in the target afterwards.
    pub carry: DocumentKind,
    /// Where it comes from.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// The events that it carries.
    pub covers: Vec<Event>,
    /// The types of events between which it was measured, indices into the log's `event_types`.
    pub between: (u32, u32),
    /// The type of object that ties the two, an index into `object_types`.
    pub tie: u32,
    /// What was counted.
    pub counts: Passage,
    /// Whether arrivals keep a rhythm.
    pub rhythm: Rhythm,
    /// Other systems that had the document earlier as well, at least as often: they could be its source too.
    pub instead: Vec<String>,
    /// Where documents go that do not come this way, with this handoff's own target in its place: of several targets
    /// that hardly share any, what arrives at none is lost once, and told at the first of them. Empty where it has none.
    pub among: Vec<String>,
    /// By which column each side knows it, for extracts: of the source, of the target.
    pub key: Option<(String, String)>,
    /// How the key was found, for people.
    pub key_evidence: Option<String>,
}

/// What became of the objects that one event touched, on their way to another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// Objects that had the first event.
    pub sources: u64,
    /// Of these, objects that had the second one.
    pub arrived: u64,
    /// Objects that had the second event before the first.
    pub back_in_time: u64,
    /// Objects that had the second event more than once.
    pub repeated: u64,
    /// Objects that had the second event and never the first.
    pub from_nowhere: u64,
    /// Objects without the second event that arrived at another target instead.
    pub elsewhere: u64,
    /// Objects without the second event, older at the log's end than 99 in 100 took.
    pub lost: u64,
    /// Of these, objects that belong to a cancelled order.
    pub lost_cancelled: u64,
    /// Objects without the second event, where most have none: it is for some only, and nothing is lost.
    pub without: u64,
    /// Objects without the second event that are too young to tell.
    pub young: u64,
    /// How long it took.
    pub latency: Option<Spread>,
    /// The first and the last moment of the first event, in milliseconds.
    pub seen_ms: (i64, i64),
    /// Some of those that never arrived.
    pub lost_examples: Vec<u32>,
    /// Some of those that arrived twice.
    pub repeated_examples: Vec<u32>,
    /// Some that went back in time.
    pub back_examples: Vec<u32>,
}

impl FoundHandoff {
    /// Whether what arrived at none of several targets is told at another of them.
    pub fn tells_elsewhere(&self) -> bool {
        self.among.first().is_some_and(|it| *it != self.to)
    }
}

impl Passage {
    /// The share of all arrivals that left here before they arrived.
    pub fn explained(&self) -> f64 {
        let all = self.arrived + self.from_nowhere;
        if all == 0 { 0.0 } else { (self.arrived - self.back_in_time) as f64 / all as f64 }
    }
}

/// Where else documents go than to the target that is measured.
#[derive(Debug, Default)]
struct Besides {
    /// The events of the other targets.
    targets: Vec<u32>,
    /// How long 99 in 100 take at most to any of them, in milliseconds.
    window_ms: i64,
}

/// Measures the way of all objects of a type from one event to another; gives the arrival times as well.
fn passage(
    log: &Log,
    index: &Index,
    cancels: &[u32],
    type_: u32,
    (a, b): (u32, u32),
    besides: &Besides,
) -> (Passage, Vec<i64>) {
    let mut found = Passage { seen_ms: (i64::MAX, i64::MIN), ..Passage::default() };
    let mut latencies = Vec::new();
    let mut arrivals = Vec::new();
    let mut waiting: Vec<(u32, i64, bool)> = Vec::new();
    let mut of = Timeline::new(index.kinds());
    let end = log.events.at_ms.last().copied().unwrap_or(0);
    for object in (0..log.objects.len() as u32).filter(|it| log.objects.kind[*it as usize] == type_) {
        of.read(log, index.events(object));
        let ((first, _, left), (came, _, times)) = (of.by_kind[a as usize], of.by_kind[b as usize]);
        if left == 0 {
            found.from_nowhere += u64::from(times > 0);
            continue;
        }
        found.sources += 1;
        found.seen_ms = (found.seen_ms.0.min(first), found.seen_ms.1.max(first));
        if times == 0 && besides.targets.iter().any(|it| of.by_kind[*it as usize].2 > 0) {
            found.elsewhere += 1;
            continue;
        }
        if times == 0 {
            let cancelled = cancels.iter().any(|it| of.by_kind[*it as usize].2 > 0);
            waiting.push((object, end - first, cancelled));
            continue;
        }
        found.arrived += 1;
        if came < first {
            found.back_in_time += 1;
            example(&mut found.back_examples, object);
        } else {
            latencies.push(came - first);
            arrivals.push(came);
        }
        if times > 1 {
            found.repeated += 1;
            example(&mut found.repeated_examples, object);
        }
    }
    found.latency = Spread::of(&mut latencies);
    let window = found.latency.map_or(0, |it| it.p99_ms).max(besides.window_ms);
    // A return follows few deliveries: what most do without was never due.
    let some_only = (waiting.len() as u64) > found.arrived + found.elsewhere;
    for (object, age, cancelled) in waiting {
        if some_only {
            found.without += 1;
        } else if age > window {
            found.lost += 1;
            found.lost_cancelled += u64::from(cancelled);
            example(&mut found.lost_examples, object);
        } else {
            found.young += 1;
        }
    }
    (found, arrivals)
}

fn example(examples: &mut Vec<u32>, object: u32) {
    if examples.len() < EXAMPLES {
        examples.push(object);
    }
}

/// The pairs of types of events between which documents may change systems: what comes before, across lanes. Which of
/// several sources of one event is meant, [`measure`] finds out.
pub fn crossings(
    log: &Log,
    meaning: &Meaning,
    before: &[Vec<u32>],
    ties: &impl Fn(u32, u32) -> Option<u32>,
) -> Vec<(u32, u32)> {
    let step = |kind: u32| meaning.step(log.event_types.get(kind));
    let mut pairs = Vec::new();
    for b in 0..log.event_types.len() as u32 {
        let Some(target) = step(b).filter(|it| it.event == Event::Create) else { continue };
        for a in &before[b as usize] {
            if step(*a).is_some_and(|it| it.system != target.system) && ties(*a, b).is_some() {
                pairs.push((*a, b));
            }
        }
    }
    pairs
}

/// Measures handoffs between pairs of types of events.
pub fn measure(
    log: &Log,
    index: &Index,
    about: &[Option<u32>],
    aside: &[bool],
    meaning: &Meaning,
    pairs: &[(u32, u32)],
) -> Vec<FoundHandoff> {
    let step = |kind: u32| meaning.step(log.event_types.get(kind));
    let mut found: Vec<FoundHandoff> = Vec::new();
    let is_cancel = |it: &u32| {
        step(*it).is_some_and(|step| step.event == Event::Cancel && step.document == DocumentKind::Order)
    };
    let cancels: Vec<u32> = (0..log.event_types.len() as u32).filter(is_cancel).collect();
    for (a, b) in pairs {
        let (Some(source), Some(target)) = (step(*a), step(*b)) else { continue };
        let Some(type_) = tie(index, about, aside, *a, *b) else { continue };
        let (counts, arrivals) = passage(log, index, &cancels, type_, (*a, *b), &Besides::default());
        let handoff = FoundHandoff {
            carry: target.document,
            from: source.system.clone(),
            to: target.system.clone(),
            covers: covers(meaning, source, target),
            between: (*a, *b),
            tie: type_,
            rhythm: waited_for(rhythm(&arrivals), counts.latency),
            counts,
            instead: Vec::new(),
            among: Vec::new(),
            key: None,
            key_evidence: None,
        };
        add(&mut found, handoff);
    }
    choose(log, index, &cancels, &mut found);
    found
}

/// Finds the targets that are alternatives, and counts as lost only what arrived at none of them.
fn choose(log: &Log, index: &Index, cancels: &[u32], found: &mut [FoundHandoff]) {
    let way =
        |it: &FoundHandoff| Way { between: it.between, tie: it.tie, carry: it.carry, to: it.to.clone() };
    let ways: Vec<Way> = found.iter().map(way).collect();
    let took: Vec<i64> = found.iter().map(|it| it.counts.latency.map_or(0, |spread| spread.p99_ms)).collect();
    for (at, group) in alternatives(log, index, &ways).into_iter().enumerate().filter(|it| !it.1.is_empty()) {
        let others = group.iter().filter(|it| **it != at).map(|it| ways[*it].between.1).collect();
        let window_ms = group.iter().map(|it| took[*it]).max().unwrap_or(0);
        let (way, besides) = (&ways[at], Besides { targets: others, window_ms });
        let mut counts = passage(log, index, cancels, way.tie, way.between, &besides).0;
        if group.first() != Some(&at) {
            (counts.lost, counts.lost_cancelled, counts.young, counts.without) = (0, 0, 0, 0);
            counts.lost_examples.clear();
        }
        found[at].counts = counts;
        found[at].among = group.iter().map(|it| ways[*it].to.clone()).collect();
    }
}

/// A rhythm that documents waited for. Where they arrive much sooner than the next mark, the rhythm is the source's own.
fn waited_for(rhythm: Rhythm, latency: Option<Spread>) -> Rhythm {
    match (rhythm, latency) {
        (Rhythm::Every { seconds, .. }, Some(took)) if took.p90_ms * 4 < seconds * 1_000 => Rhythm::Free,
        _ => rhythm,
    }
}

/// Adds a handoff, unless one with another source explains the same arrivals better: more of them left there before
/// they arrived; of two that explain about the same, the nearest in time. Two that each explain arrivals of their own,
/// such as orders of a shop and of a marketplace, both stand.
fn add(found: &mut Vec<FoundHandoff>, mut handoff: FoundHandoff) {
    let nearness = |it: &FoundHandoff| it.counts.latency.map_or(i64::MAX, |spread| spread.p50_ms);
    let all = |it: &FoundHandoff| it.counts.arrived + it.counts.from_nowhere;
    let same = found.iter().position(|it| {
        let together = it.counts.arrived + handoff.counts.arrived;
        it.between.1 == handoff.between.1 && together as f64 > all(it).max(all(&handoff)) as f64 * APART
    });
    let Some(at) = same else { return found.push(handoff) };
    let other = &mut found[at];
    let (mine, theirs) = (handoff.counts.explained(), other.counts.explained());
    let is_close = (mine - theirs).abs() <= 1.0 - SOURCE_SHARE;
    if if is_close { nearness(&handoff) < nearness(other) } else { mine > theirs } {
        std::mem::swap(other, &mut handoff);
        other.instead.append(&mut handoff.instead);
    }
    // What is there later than its target for many is no source that had it earlier still.
    if is_close && handoff.from != other.from && !other.instead.contains(&handoff.from) {
        other.instead.push(handoff.from);
    }
}

/// The events that both ends know of the same kind of document.
fn covers(meaning: &Meaning, source: &Step, target: &Step) -> Vec<Event> {
    let knows = |system: &str, event: Event| {
        let step = Step { system: system.to_owned(), document: target.document, event };
        meaning.events.values().any(|it| it.step.as_ref() == Some(&step))
    };
    let both =
        |it: &&Event| **it == Event::Create || (knows(&source.system, **it) && knows(&target.system, **it));
    Event::ALL.iter().filter(both).copied().collect()
}
